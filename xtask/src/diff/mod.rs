//! `cargo xtask diff`: every change between two documents, judged for deployed programs and for those that recompile.

mod align;
mod composition;
mod content;
mod form;
mod isolate;
mod operation;
mod place;
pub mod print;
mod reach;
pub mod report;
pub mod rules;
pub mod rust;
mod schema;
mod schema_form;
mod security;
mod share;
mod types;
mod walk;

use crate::face::Face;
use crate::{check, document, lenient};
use align::Renames;
use isolate::{Isolated, Unit, isolate};
use reach::Reach;
pub use report::{Axis, Finding, Report, Rust, Step};
use roas_overlay::v1_1::Overlay;
use rules::Wire;
use rust::Difference;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use walk::{Change, Walk};

/// Compares two documents of the vendor on both axes, generating from each with the overlay.
///
/// A document that no action of the overlay fits is somebody else's: it is judged on the wire alone.
///
/// # Errors
/// One sentence when the overlay cannot be applied to any document.
pub fn diff(old: &Value, new: &Value, overlay: &Overlay) -> Result<Report, String> {
    let Compared {
        mut findings,
        renames,
    } = compared(old, new);
    let mut notes = not_followed(old, new);
    if !lenient::fits(overlay, old)? && !lenient::fits(overlay, new)? {
        notes.push(
            "no action of the overlay fits these documents: the rust axis is left out".to_owned(),
        );
        return Ok(report(findings, notes, Axis::Wire));
    }
    if findings.is_empty() {
        return Ok(report(findings, notes, Axis::Both));
    }
    let new = &document::in_order_of(new, old);
    let before = lenient::correct(overlay, old)?;
    let after = lenient::correct(overlay, new)?;
    let more = after
        .notes
        .into_iter()
        .filter(|note| !before.notes.contains(note));
    notes.extend(before.notes.iter().cloned().chain(more));
    if findings.iter().any(|(_, code)| *code) {
        let Faces { old, new, refused } = faces(&before.document, &after.document);
        let differences = rust::differences(&old, &new, &renames.schemas);
        let names = names(&[&before.document, &after.document]);
        let left = share::attribute(&mut findings, differences, &names);
        for (finding, _) in findings.iter_mut().filter(|(_, code)| *code) {
            if let Some(reason) = reason(finding, &refused) {
                finding.rust = Rust::Unknown(reason);
            }
        }
        findings.extend(
            left.iter()
                .map(|difference| (unaccounted(difference), true)),
        );
    }
    Ok(report(findings, notes, Axis::Both))
}

/// Compares any two documents on the wire alone, without generating anything.
#[must_use]
pub fn wire_report(old: &Value, new: &Value) -> Report {
    report(
        compared(old, new).findings,
        not_followed(old, new),
        Axis::Wire,
    )
}

/// The findings on the wire axis alone.
#[must_use]
pub fn wire(old: &Value, new: &Value) -> Vec<Finding> {
    wire_report(old, new).findings
}

/// What the comparison has found, each with whether it may reach the generated code.
struct Compared {
    findings: Vec<(Finding, bool)>,
    renames: Renames,
}

fn compared(old: &Value, new: &Value) -> Compared {
    let (old, new) = (form::normal(old), form::normal(new));
    let renames = Renames::between(&old, &new);
    let old = renames.applied(&old);
    let reach = Reach::of(&[&old, &new]);
    let mut walk = Walk::new(&old, &new, &reach);
    renames.report(&mut walk);
    walk.document();
    let findings = walk.found.iter().map(judged).collect();
    Compared { findings, renames }
}

fn report(findings: Vec<(Finding, bool)>, notes: Vec<String>, axis: Axis) -> Report {
    let mut findings: Vec<Finding> = findings.into_iter().map(|(finding, _)| finding).collect();
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    findings.dedup_by(|a, b| a.fingerprint == b.fingerprint);
    Report {
        findings,
        notes,
        axis,
    }
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

/// A note on the references that lead out of the documents, if there are any.
fn not_followed(old: &Value, new: &Value) -> Vec<String> {
    let mut all = BTreeSet::new();
    check::references(old, &mut all);
    check::references(new, &mut all);
    let out: Vec<&str> = all
        .into_iter()
        .filter(|reference| !reference.starts_with('#'))
        .collect();
    let note = |out: &[&str]| {
        format!(
            "references into other files are not followed: {}",
            out.join(", ")
        )
    };
    (!out.is_empty()).then(|| note(&out)).into_iter().collect()
}

/// The public APIs that two corrected documents generate, and what cannot be generated from.
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
    match (Face::read(&emitted), Face::read(&source)) {
        (Ok(old), Ok(new)) => Faces {
            old,
            new,
            refused: refused.into_iter().map(named).collect(),
        },
        (Err(e), _) => nothing(format!("the old document: {e}")),
        (_, Err(e)) => nothing(format!("the new document: {e}")),
    }
}

/// Why nobody knows what a change does to the code, if nobody does.
fn reason(finding: &Finding, refused: &[(Option<Unit>, String)]) -> Option<String> {
    let concerns = |unit: &Unit| match unit {
        Unit::Schema(name) => finding.schema.as_ref() == Some(name),
        Unit::Operation(path, method) => {
            let pointer = format!("/paths/{}/{method}", place::escaped(path));
            finding.path == pointer || finding.path.starts_with(&format!("{pointer}/"))
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

fn judged(change: &Change) -> (Finding, bool) {
    let Change {
        change,
        place,
        detail,
        sum,
    } = change;
    let rules::Judged {
        id,
        wire,
        text,
        code,
    } = rules::judge(change, place);
    let mut text = text.replace("{}", &place.label);
    if !detail.is_empty() {
        text = format!("{text}: {detail}");
    }
    let finding = Finding {
        fingerprint: fingerprint(&[change, &place.pointer, detail, sum]),
        id,
        wire,
        rust: Rust::None,
        operation: place.operations.clone(),
        schema: place.schema.clone(),
        path: place.pointer.clone(),
        text,
        items: Vec::new(),
    };
    (finding, code)
}

fn fingerprint(parts: &[&str]) -> String {
    document::sha256(parts.join("\n").as_bytes())[..12].to_owned()
}

/// A finding for a difference in the generated code that no change of the document accounts for.
fn unaccounted(difference: &Difference) -> Finding {
    let Difference {
        owner,
        breaking,
        item,
        ..
    } = difference;
    let change = "generated-code-changed";
    let place = place::Place::document("");
    Finding {
        id: change.to_owned(),
        wire: Wire::Safe,
        rust: if *breaking {
            Rust::Breaking
        } else {
            Rust::Additive
        },
        operation: Vec::new(),
        schema: Some(owner.clone()).filter(|owner| !owner.contains('(')),
        path: String::new(),
        text: rules::judge(change, &place)
            .text
            .replace("{}", &format!("`{item}`")),
        fingerprint: fingerprint(&[change, item, &breaking.to_string()]),
        items: vec![item.clone()],
    }
}
