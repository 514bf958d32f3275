//! Every method under every form that the live server may have.

use std::collections::BTreeSet;
use std::path::Path;

use stocktrim_sandbox::Sandbox;

use super::{methods, shop};

/// Each open form is drawn many times over.
const SEEDS: u64 = 20;

#[tokio::test]
async fn every_method_comes_to_the_same_under_every_form_of_the_server() {
    let mut methods = methods::all();
    methods.sort_by_key(|method| method.writes);
    for seed in 0..SEEDS {
        let sandbox = shop::open(Sandbox::builder().seed(seed)).await;
        let client = shop::client(&sandbox);
        let shop = sandbox.store().snapshot();
        for method in &methods {
            let came = (method.call)(client.clone()).await;
            let came = came.unwrap_or_else(|error| panic!("{}, seed {seed}: {error}", method.name));
            let quirks = sandbox.quirks();
            assert_eq!(
                came, method.comes_to,
                "{}, seed {seed}: {quirks:?}",
                method.name
            );
            if method.writes {
                sandbox.store().restore(shop.clone()).unwrap();
            }
        }
    }
}

/// The methods of the resources as `src/resources/` declares them, as `products.list`; not those that only set something.
fn declared() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/resources");
    let sources = sources(&root);
    let views = std::fs::read_to_string(root.join("mod.rs")).unwrap();
    let views = views.lines().filter_map(|line| {
        let (area, view) = line.trim().split_once(": ")?;
        Some((area, view.split([' ', ';']).next()?))
    });
    let methods = views.flat_map(|(area, view)| {
        let block = format!("impl {view} {{");
        let mut inside = false;
        let names = sources.lines().filter_map(move |line| {
            if line.starts_with("impl") {
                inside = line == block;
            }
            let method = line.strip_prefix("    pub ").filter(|_| inside)?;
            let (_, name) = method.split_once("fn ")?;
            let end = name.find(['(', '<'])?;
            (!name.starts_with("with_")).then(|| format!("{area}.{}", &name[..end]))
        });
        // `bulk_methods!` declares three ways to write many rows; the first stands for all.
        let macros = sources
            .split("bulk_methods! {")
            .skip(1)
            .filter_map(move |call| {
                let call = call.split("\n}").next()?;
                call.trim_start().strip_prefix(view)?.strip_prefix(',')?;
                let name = call.lines().next_back()?.trim().split(',').next()?;
                Some(format!("{area}.{name}"))
            });
        names.chain(macros).collect::<Vec<_>>()
    });
    methods.collect()
}

/// All source texts of a folder, one after the other.
fn sources(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).unwrap();
    let texts = entries.map(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path)
        } else {
            std::fs::read_to_string(path).unwrap()
        }
    });
    texts.collect()
}

#[test]
fn the_table_knows_every_method() {
    let methods = methods::all();
    let known = |name: &str| {
        let mut names = methods.iter().map(|method| method.name.split(' ').next());
        names.any(|known| known == Some(name))
    };
    let declared = declared();
    let unknown: Vec<_> = declared.iter().filter(|name| !known(name)).collect();
    assert!(unknown.is_empty(), "no row for {unknown:?}");
    assert!(declared.len() > 50, "{declared:?}");
}
