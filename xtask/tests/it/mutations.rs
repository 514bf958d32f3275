//! Random mutations of StockTrim's real document: what is found is what was done, and nothing else.

use crate::common::mutation::{Class, Due, mutate, reordered};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;
use std::sync::LazyLock;
use xtask::diff::wire;

static VENDOR: LazyLock<Value> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/vendor.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
});

fn found(old: &Value, new: &Value) -> Due {
    wire(old, new)
        .into_iter()
        .map(|finding| (finding.id, finding.path))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutation_is_found_where_it_is_and_nothing_else(
        class in select(&Class::ALL),
        choices in prop::collection::vec(any::<Index>(), 4),
    ) {
        let mut choices = choices.into_iter();
        let mut choose = |count: usize| choices.next().unwrap().index(count);
        let (new, due) = mutate(&VENDOR, class, &mut choose).unwrap();
        prop_assert_eq!(found(&VENDOR, &new), due.clone());
        prop_assert_eq!(found(&VENDOR, &reordered(&new)), due);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_finding_keeps_its_fingerprint_whatever_else_changes(
        classes in (select(&Class::ALL), select(&Class::ALL)),
        choices in prop::collection::vec(any::<Index>(), 8),
    ) {
        let mut choices = choices.into_iter();
        let mut choose = |count: usize| choices.next().unwrap().index(count);
        let (once, due) = mutate(&VENDOR, classes.0, &mut choose).unwrap();
        let Some((twice, _)) = mutate(&once, classes.1, &mut choose) else { return Ok(()) };
        let again = wire(&VENDOR, &twice);
        for finding in wire(&VENDOR, &once) {
            let twin = again.iter().find(|other| (&other.id, &other.path, &other.text) == (&finding.id, &finding.path, &finding.text));
            if let Some(twin) = twin {
                prop_assert_eq!(&twin.fingerprint, &finding.fingerprint);
            }
        }
        prop_assert!(!due.is_empty());
    }
}

#[test]
fn a_document_in_another_order_of_keys_has_not_changed() {
    assert!(wire(&VENDOR, &reordered(&VENDOR)).is_empty());
}

#[test]
fn fingerprints_are_twelve_hex_digits_and_differ_from_one_another() {
    let mut choose = |_: usize| 0;
    let mut seen = std::collections::BTreeSet::new();
    for class in Class::ALL {
        let (new, _) = mutate(&VENDOR, class, &mut choose).unwrap();
        for finding in wire(&VENDOR, &new) {
            let print = finding.fingerprint;
            assert!(
                print.len() == 12 && print.chars().all(|digit| digit.is_ascii_hexdigit()),
                "{print}"
            );
            seen.insert((print, finding.id, finding.path));
        }
    }
    let prints: std::collections::BTreeSet<_> = seen.iter().map(|(print, ..)| print).collect();
    assert_eq!(prints.len(), seen.len());
}
