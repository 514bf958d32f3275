//! `cargo xtask diff`: every change between two documents, judged for deployed programs and for those that recompile.

mod answers;
pub mod change;
pub mod compare;
mod isolate;
mod operation;
pub mod print;
mod reach;
pub mod report;
pub mod rules;
pub mod rust;
pub mod schema;
mod share;
mod types;

use crate::public_api::PublicApi as Face;
use crate::{document, lenient};
use change::{Change, Side, What};
use isolate::{Isolated, Unit, isolate};
use reach::Reach;
pub use report::{Finding, Report, Rust, Step};
use roas_overlay::v1_1::Overlay;
use rules::Wire;
use rust::Difference;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Compares two documents of the vendor, generating from each with the overlay.
///
/// # Errors
/// One sentence when the overlay cannot be applied to any document.
pub fn diff(old: &Value, new: &Value, overlay: &Overlay) -> Result<Report, String> {
    let changes = complete(compare::changes(old, new), old, new);
    if changes.is_empty() {
        return Ok(Report {
            findings: Vec::new(),
            notes: Vec::new(),
        });
    }
    let new = &document::in_order_of(new, old);
    let before = lenient::correct(overlay, old)?;
    let after = lenient::correct(overlay, new)?;
    let mut findings = judge(&changes, old, new);
    let reaches_code = changes
        .iter()
        .any(|change| rules::rule(&change.change).code);
    if reaches_code {
        let names = names(&[&before.document, &after.document]);
        let renames = compare::renames(old, new);
        let Faces { old, new, refused } = faces(&before.document, &after.document);
        let differences = rust::differences(&old, &new, &renames);
        let (shares, left) = share::attributed(&changes, differences, &names);
        for ((finding, change), share) in findings.iter_mut().zip(&changes).zip(shares) {
            account(finding, &share);
            if let Some(reason) =
                reason(change, &refused).filter(|_| rules::rule(&change.change).code)
            {
                finding.rust = Rust::Unknown(reason);
            }
        }
        findings.extend(left.iter().map(unaccounted));
    }
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    findings.dedup_by(|a, b| a.fingerprint == b.fingerprint);
    let mut notes: Vec<String> = before.notes;
    let ours: Vec<_> = after
        .notes
        .into_iter()
        .filter(|note| !notes.contains(note))
        .collect();
    notes.extend(ours);
    Ok(Report { findings, notes })
}

/// The findings on the wire axis alone, without generating anything.
#[must_use]
pub fn wire(old: &Value, new: &Value) -> Vec<Finding> {
    judge(&complete(compare::changes(old, new), old, new), old, new)
}

fn judge(changes: &[Change], old: &Value, new: &Value) -> Vec<Finding> {
    let reach = Reach::of(&[old, new]);
    changes
        .iter()
        .map(|change| judged(change, &reach))
        .collect()
}

/// The gravest first, then by place.
fn order(finding: &Finding) -> impl Ord {
    let grave = (
        std::cmp::Reverse(finding.wire),
        std::cmp::Reverse(finding.rust.clone()),
    );
    (
        grave,
        finding.path.clone(),
        finding.id.clone(),
        finding.text.clone(),
    )
}

/// The changes, and one that nobody knows when the documents differ all the same.
fn complete(mut changes: Vec<Change>, old: &Value, new: &Value) -> Vec<Change> {
    if changes.is_empty() && !schema::same(old, new) {
        changes.push(Change {
            change: "unclassified-change".to_owned(),
            place: change::Place::document(""),
            detail: String::new(),
            sum: change::sum(old, new),
        });
    }
    changes
}

/// The faces of the code that two corrected documents generate, and what cannot be generated from.
#[derive(Default)]
struct Faces {
    old: Face,
    new: Face,
    /// The parts that the generator refuses, or everything, each with its reason.
    refused: Vec<(Option<Unit>, String)>,
}

fn faces(old: &Value, new: &Value) -> Faces {
    let nothing = |reason| Faces {
        refused: vec![(None, reason)],
        ..Faces::default()
    };
    let read = |source: &str, which: &str| {
        Face::read(source).map_err(|e| format!("the {which} document: {e}"))
    };
    let both = |old_source: &str, new_source: &str| {
        Ok((read(old_source, "old")?, read(new_source, "new")?))
    };
    if old == new {
        return Faces::default();
    }
    let emitted = match lenient::source(old) {
        Ok(emitted) => emitted,
        Err(e) => return nothing(format!("the old document: {e}")),
    };
    let (source, refused) = match lenient::source(new) {
        Ok(source) => (source, Vec::new()),
        Err(e) => match isolate(old, new) {
            Some(Isolated { source, refused }) if !refused.is_empty() => (source, refused),
            _ => return nothing(format!("the new document: {e}")),
        },
    };
    let named = |(unit, reason)| (Some(unit), format!("the new document: {reason}"));
    match both(&emitted, &source) {
        Ok((old, new)) => Faces {
            old,
            new,
            refused: refused.into_iter().map(named).collect(),
        },
        Err(reason) => nothing(reason),
    }
}

/// Why nobody knows what a change does to the code, if nobody does.
fn reason(change: &Change, refused: &[(Option<Unit>, String)]) -> Option<String> {
    let place = &change.place;
    let concerns = |unit: &Unit| match unit {
        Unit::Schema(name) => place.schema.as_ref() == Some(name),
        Unit::Operation(path, method) => {
            place.operation.as_deref() == Some(format!("{} {path}", method.to_uppercase()).as_str())
        }
    };
    let found = refused
        .iter()
        .find(|(unit, _)| unit.as_ref().is_none_or(concerns));
    found.map(|(_, reason)| reason.clone())
}

/// The names of the operations by method and path.
fn names(documents: &[&Value]) -> BTreeMap<String, String> {
    let operations = documents
        .iter()
        .flat_map(|document| document::operations(document));
    operations
        .filter_map(|operation| Some((operation.title(), operation.id()?.to_owned())))
        .collect()
}

fn judged(change: &Change, reach: &Reach) -> Finding {
    let rule = rules::rule(&change.change);
    let place = &change.place;
    let reached = place
        .schema
        .as_deref()
        .map(|name| reach.schema(name))
        .unwrap_or_default();
    let (request, response) = match place.side {
        Side::Request => (true, false),
        Side::Response => (false, true),
        Side::Reached => (!reached.request.is_empty(), !reached.response.is_empty()),
    };
    let (id, wire) = match (request, response) {
        (true, true) if rule.response.1 > rule.request.1 => rule.response,
        (false, true) => rule.response,
        (true, _) => rule.request,
        (false, false) => (rule.response.0, Wire::Safe),
    };
    let what = match place.what {
        What::Property => "property",
        What::Body => "body",
        What::Parameter => "parameter",
    };
    let mut text = rule.text.replace("{}", &place.label);
    if !change.detail.is_empty() {
        text = format!("{text}: {}", change.detail);
    }
    let touched: BTreeSet<String> = place
        .operation
        .iter()
        .cloned()
        .chain(reached.request)
        .chain(reached.response)
        .collect();
    let id = id.replace("{}", what);
    Finding {
        fingerprint: fingerprint(&[&change.change, &place.pointer, &change.detail, &change.sum]),
        id,
        wire,
        rust: Rust::None,
        operation: touched.into_iter().collect(),
        schema: place.schema.clone(),
        path: place.pointer.clone(),
        text,
        items: Vec::new(),
    }
}

fn fingerprint(parts: &[&str]) -> String {
    document::sha256(parts.join("\n").as_bytes())[..12].to_owned()
}

/// Gives a finding the differences in the generated code that it accounts for.
fn account(finding: &mut Finding, share: &[Difference]) {
    let items: BTreeSet<String> = share
        .iter()
        .map(|difference| difference.item.clone())
        .collect();
    finding.items = items.into_iter().collect();
    finding.rust = match share {
        [] => Rust::None,
        some if some.iter().any(|difference| difference.breaking) => Rust::Breaking,
        _ => Rust::Additive,
    };
}

/// A finding for a difference in the generated code that no change of the document accounts for.
fn unaccounted(difference: &Difference) -> Finding {
    let rule = rules::rule("generated-code-changed");
    let schema = match &difference.owner {
        rust::Owner::Type(name) => Some(name.clone()),
        rust::Owner::Operation(_) => None,
    };
    Finding {
        id: rule.change.to_owned(),
        wire: rule.request.1,
        rust: if difference.breaking {
            Rust::Breaking
        } else {
            Rust::Additive
        },
        operation: Vec::new(),
        schema,
        path: String::new(),
        text: rule.text.replace("{}", &format!("`{}`", difference.item)),
        fingerprint: fingerprint(&[
            rule.change,
            &difference.item,
            &difference.breaking.to_string(),
        ]),
        items: vec![difference.item.clone()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_change_accounts_for_is_a_finding_of_its_own() {
        let difference = Difference {
            owner: rust::Owner::Type("A".to_owned()),
            part: rust::Part::Whole,
            breaking: true,
            item: "type A".to_owned(),
        };
        let finding = unaccounted(&difference);
        assert_eq!(
            (finding.id.as_str(), finding.wire, finding.rust),
            ("generated-code-changed", Wire::Safe, Rust::Breaking)
        );
        assert_eq!(finding.schema.as_deref(), Some("A"));
    }
}
