//! The rust axis on StockTrim's real document: what the generator emits decides.

#[path = "common/mutation.rs"]
mod mutation;

use mutation::{Class, mutate};
use serde_json::Value;
use std::sync::LazyLock;
use xtask::diff::diff;
use xtask::overlay;

fn spec(name: &str) -> String {
    std::fs::read_to_string(format!("{}/../spec/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

static VENDOR: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&spec("vendor.json")).unwrap());

#[test]
fn look() {
    let overlay = overlay::read(&spec("overlay.yaml")).unwrap();
    for seed in 0..3usize {
        for class in Class::ALL {
            let mut n = 0;
            let mut choose = |count: usize| {
                n += 1;
                (seed * 7 + n * 3) % count
            };
            let (new, _) = mutate(&VENDOR, class, &mut choose).unwrap();
            let report = diff(&VENDOR, &new, &overlay).unwrap();
            println!("{class:?}");
            for f in report.findings {
                println!(
                    "   {:?} {:?} {} {} {:?}",
                    f.wire, f.rust, f.id, f.text, f.items
                );
            }
            for n in report.notes {
                println!("   note {n}");
            }
        }
    }
}
