//! `cargo xtask diff`: every change between two documents, judged for deployed programs and for those that recompile.

mod answers;
pub mod change;
pub mod compare;
mod operation;
pub mod print;
mod reach;
pub mod report;
pub mod rules;
pub mod rust;
pub mod schema;
mod share;
mod types;

use crate::face::Face;
use crate::{document, generate, lenient};
use change::{Change, Side, What};
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
        match faces(&before.document, &after.document) {
            Ok((old, new)) => {
                let differences = rust::differences(&old, &new, &renames);
                let (shares, left) = share::attributed(&changes, differences, &names);
                for (finding, share) in findings.iter_mut().zip(shares) {
                    account(finding, &share);
                }
                findings.extend(left.iter().map(unaccounted));
            }
            Err(reason) => {
                for (finding, change) in findings.iter_mut().zip(&changes) {
                    if rules::rule(&change.change).code {
                        finding.rust = Rust::Unknown(reason.clone());
                    }
                }
            }
        }
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
        });
    }
    changes
}

/// The faces of the code that two corrected documents generate.
fn faces(old: &Value, new: &Value) -> Result<(Face, Face), String> {
    let face = |which: &str, document: &Value| {
        let source = generate::generate(&document::canonical(document));
        source
            .and_then(|source| Face::read(&source))
            .map_err(|e| format!("the {which} document: {e}"))
    };
    if old == new {
        return Ok((Face::default(), Face::default()));
    }
    Ok((face("old", old)?, face("new", new)?))
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
        fingerprint: fingerprint(&[&change.change, &place.pointer, &change.detail]),
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
