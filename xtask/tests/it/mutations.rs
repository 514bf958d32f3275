//! Changes of StockTrim's real document: each is found where it is, alone and beside any other, and form is no change.

use crate::common::changes::{Change, meaningless, reordered, semantic, vendor};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use xtask::diff::rules::Wire;
use xtask::diff::{Finding, wire};

/// The changes that mean something, each with what is found of it alone.
static ALONE: LazyLock<Vec<(Change, Vec<Finding>)>> = LazyLock::new(|| {
    let old = vendor();
    let kinds = semantic().into_iter();
    kinds
        .map(|change| (change.clone(), wire(&old, &change.of(&old))))
        .collect()
});

/// The places of some findings.
fn places(findings: &[Finding]) -> BTreeSet<&str> {
    findings
        .iter()
        .map(|finding| finding.path.as_str())
        .collect()
}

/// What a change is said to be: an id, a place and a fingerprint each.
fn said(findings: &[Finding]) -> BTreeSet<(String, String, String)> {
    let said = findings.iter().cloned();
    said.map(|f| (f.id, f.path, f.fingerprint)).collect()
}

#[test]
fn there_are_enough_kinds_and_each_is_one_of_its_own() {
    for (kinds, least) in [(semantic(), 140), (meaningless(), 60)] {
        let names: BTreeSet<String> = kinds.iter().map(|change| change.kind.clone()).collect();
        assert_eq!(names.len(), kinds.len());
        assert!(names.len() >= least, "only {}", names.len());
    }
}

#[test]
fn what_means_something_is_found_where_it_is_and_nowhere_else() {
    let old = vendor();
    let mut wrong = Vec::new();
    for (number, (change, found)) in ALONE.iter().enumerate() {
        let new = change.of(&old);
        let due: BTreeSet<&str> = change.at.iter().map(String::as_str).collect();
        let extras = places(found).into_iter().filter(|at| !due.contains(at));
        let extras: Vec<&str> = extras.filter(|at| !is_below(at, &due)).collect();
        let misses: Vec<_> = due.difference(&places(found)).copied().collect();
        let known = found.iter().all(|f| {
            f.id != "unclassified-change"
                || change.kind.contains("unknown")
                || change.kind.contains("XML")
        });
        if !extras.is_empty() || !misses.is_empty() || !known {
            wrong.push(format!(
                "\n{}: not at {misses:?}, but at {extras:?}: {:?}",
                change.kind,
                said(found)
            ));
        }
        if number % 4 == 0 && said(&wire(&old, &reordered(&new))) != said(found) {
            wrong.push(format!(
                "\n{}: another order of keys tells otherwise",
                change.kind
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

/// Whether a place is a part of one that is due.
fn is_below(at: &str, due: &BTreeSet<&str>) -> bool {
    due.iter().any(|place| {
        at.strip_prefix(place)
            .is_some_and(|rest| rest.starts_with('/'))
    })
}

/// Whether a change still can be made when another has been, and leaves its place alone.
fn apart(one: &Change, other: &Change) -> bool {
    let overlap = |a: &str, b: &str| {
        a == b || a.starts_with(&format!("{b}/")) || b.starts_with(&format!("{a}/"))
    };
    let operation = |at: &str| at.split('/').take(4).collect::<Vec<_>>().join("/");
    !one.at.iter().any(|a| {
        other
            .at
            .iter()
            .any(|b| overlap(&operation(a), &operation(b)))
    })
}

/// Each kind beside others that are apart from it, `step` kinds from one to the next: both are told as they are alone.
fn beside_others(step: usize) {
    let old = vendor();
    for (index, (one, found)) in ALONE.iter().enumerate() {
        for (other, others) in ALONE.iter().skip(index % step).step_by(step) {
            if !apart(one, other) {
                continue;
            }
            let both = said(&wire(&old, &other.of(&one.of(&old))));
            let due = said(found).into_iter().chain(said(others));
            let missing: Vec<_> = due.filter(|due| !both.contains(due)).collect();
            let (one, other) = (&one.kind, &other.kind);
            assert!(missing.is_empty(), "{one} beside {other}: {missing:?}");
            assert!(!both.iter().any(|(_, at, _)| at.is_empty() || at == "/"));
        }
    }
}

#[test]
fn what_means_something_is_found_beside_others() {
    beside_others(109);
}

#[test]
#[ignore = "it compares the document some twenty thousand times"]
fn what_means_something_is_found_beside_any_other() {
    beside_others(1);
}

#[test]
fn what_means_nothing_is_not_risky_alone_or_beside_what_means_something() {
    let old = vendor();
    let mut wrong = Vec::new();
    for (index, change) in meaningless().iter().enumerate() {
        let found = wire(&old, &change.of(&old));
        if found.iter().any(|finding| finding.wire > Wire::Safe) {
            wrong.push(format!("\n{}: {found:?}", change.kind));
        }
        // A change that hides behind a matter of form is found nonetheless.
        let (other, hidden) = &ALONE[index];
        let ids: BTreeSet<String> = said(hidden).into_iter().map(|(id, ..)| id).collect();
        let both = wire(&old, &change.of(&other.of(&old)));
        let told: BTreeSet<String> = both.into_iter().map(|finding| finding.id).collect();
        if !ids.is_subset(&told) {
            wrong.push(format!("\n{} hides {}", change.kind, other.kind));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn a_fingerprint_belongs_to_one_finding() {
    let mut seen = BTreeSet::new();
    for (_, found) in ALONE.iter() {
        for finding in found.clone() {
            let print = finding.fingerprint;
            let digits = print.chars().all(|digit| digit.is_ascii_hexdigit());
            assert!(print.len() == 12 && digits, "{print}");
            seen.insert((print, finding.id, finding.path, finding.text));
        }
    }
    let prints: BTreeSet<_> = seen.iter().map(|(print, ..)| print).collect();
    assert_eq!(prints.len(), seen.len());
}
