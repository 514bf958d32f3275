//! `cargo xtask diff`: every change between two documents, judged for deployed programs and for those that recompile.

mod align;
mod attribution;
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
mod rust;
mod schema;
mod schema_form;
mod security;
mod types;
mod value;
mod walk;

use crate::public_api::PublicApi;
use crate::{best_effort_overlay, check, document};
use align::Renames;
use reach::Reach;
pub use report::{Axis, Finding, Report, Rust, Step};
use roas_overlay::v1_1::Overlay;
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use walk::{Change, Walk};

/// Compares two documents of the vendor on both axes, generating from each with the overlay.
///
/// A document that no action of the overlay fits is somebody else's: it is judged on the wire alone.
///
/// # Errors
/// One sentence when the overlay cannot be applied to any document.
pub fn diff(old: &Value, new: &Value, overlay: &Overlay) -> Result<Report, String> {
    let (mut findings, renames) = compared(old, new);
    let mut notes: Vec<String> = not_followed(old, new).into_iter().collect();
    if !best_effort_overlay::fits(overlay, old)? && !best_effort_overlay::fits(overlay, new)? {
        notes.push(
            "no action of the overlay fits these documents: the rust axis is left out".to_owned(),
        );
        return Ok(report(findings, notes, Axis::Wire));
    }
    // What differs in form alone may be generated from otherwise; words may not.
    if old != new && (findings.is_empty() || findings.iter().any(|finding| finding.code)) {
        let before = best_effort_overlay::correct(overlay, old)?;
        let after = best_effort_overlay::correct(overlay, &document::in_order_of(new, old))?;
        let more = after
            .notes
            .iter()
            .filter(|note| !before.notes.contains(note));
        notes.extend(before.notes.iter().chain(more).cloned());
        generated(
            &mut findings,
            &before.document,
            &after.document,
            &renames.schemas,
        );
    }
    Ok(report(findings, notes, Axis::Both))
}

/// Compares any two documents on the wire alone, without generating anything.
#[must_use]
pub fn wire_report(old: &Value, new: &Value) -> Report {
    report(
        compared(old, new).0,
        not_followed(old, new).into_iter().collect(),
        Axis::Wire,
    )
}

/// The findings on the wire axis alone.
#[must_use]
pub fn wire(old: &Value, new: &Value) -> Vec<Finding> {
    wire_report(old, new).findings
}

fn compared(old: &Value, new: &Value) -> (Vec<Finding>, Renames) {
    let (old, new) = (form::normal(old), form::normal(new));
    let renames = Renames::between(&old, &new);
    let old = renames.applied(&old);
    let reach = Reach::of(&[&old, &new]);
    let mut walk = Walk::new(&old, &new, &reach);
    renames.report(&mut walk);
    walk.all();
    (walk.found.iter().map(judged).collect(), renames)
}

/// The gravest first, then by place.
fn report(mut findings: Vec<Finding>, notes: Vec<String>, axis: Axis) -> Report {
    findings.sort_by_cached_key(|one| {
        let place = (one.path.clone(), one.id.clone(), one.text.clone());
        (Reverse(one.wire), Reverse(one.rust.clone()), place)
    });
    findings.dedup_by(|a, b| a.fingerprint == b.fingerprint);
    Report {
        axis,
        findings,
        notes,
    }
}

/// A note on the references that lead out of the documents, if there are any.
fn not_followed(old: &Value, new: &Value) -> Option<String> {
    let mut all = BTreeSet::new();
    check::references(old, &mut all);
    check::references(new, &mut all);
    let out: Vec<&str> = all
        .into_iter()
        .filter(|reference| !reference.starts_with('#'))
        .collect();
    (!out.is_empty()).then(|| {
        format!(
            "references into other files are not followed: {}",
            out.join(", ")
        )
    })
}

/// Judges what two corrected documents do to the generated code.
fn generated(
    findings: &mut Vec<Finding>,
    old: &Value,
    new: &Value,
    renames: &BTreeMap<String, String>,
) {
    let operations = [old, new].into_iter().flat_map(document::operations);
    let names =
        operations.filter_map(|operation| Some((operation.title(), operation.id()?.to_owned())));
    let (differences, refused) = match public_apis(old, new) {
        Ok((old, new, refused)) => (rust::differences(&old, &new, renames), refused),
        Err(reason) => (Vec::new(), vec![(String::new(), reason)]),
    };
    let left = attribution::attribute(findings, &differences, &names.collect());
    findings.extend(
        left.iter()
            .map(|difference| unaccounted(&difference.item, difference.rust())),
    );
    for (part, reason) in refused {
        let below = format!("{part}/");
        let mut known = false;
        for finding in findings.iter_mut().filter(|finding| finding.code) {
            if finding.path == part || finding.path.starts_with(&below) {
                finding.rust = Rust::Unknown(reason.clone());
                known = true;
            }
        }
        if !known {
            findings.push(unaccounted(&part, Rust::Unknown(reason)));
        }
    }
}

/// The public APIs of what the generator emits for two documents, and the parts of the new one that it refuses.
type PublicApis = (PublicApi, PublicApi, Vec<(String, String)>);

/// What the generator emits for two documents, or the reason why it emits nothing.
fn public_apis(old: &Value, new: &Value) -> Result<PublicApis, String> {
    let say = |which: &'static str| move |reason: String| format!("the {which} document: {reason}");
    let before = best_effort_overlay::source(old).map_err(say("old"))?;
    let (after, refused) = match best_effort_overlay::source(new) {
        Ok(source) => (source, Vec::new()),
        Err(reason) => isolate::isolate(old, new)
            .filter(|(_, refused)| !refused.is_empty())
            .ok_or_else(|| say("new")(reason))?,
    };
    let refused = refused
        .into_iter()
        .map(|(part, reason)| (part, say("new")(reason)));
    let (old, new) = (
        PublicApi::read(&before).map_err(say("old"))?,
        PublicApi::read(&after).map_err(say("new"))?,
    );
    Ok((old, new, refused.collect()))
}

fn judged(change: &Change) -> Finding {
    let Change {
        rule,
        about,
        detail,
        sum,
    } = change;
    let (id, wire) = rules::judge(rule, about);
    let (rule_of, text) = rules::rule(rule);
    let mut text = text.replace("{}", &about.label);
    if !detail.is_empty() {
        text = format!("{text}: {detail}");
    }
    Finding {
        fingerprint: fingerprint(&[rule, &about.pointer, detail, sum]),
        id,
        wire,
        rust: Rust::None,
        operation: about.operations.clone(),
        schema: about.schema.clone(),
        path: about.pointer.clone(),
        text,
        items: Vec::new(),
        code: rule_of.code,
    }
}

fn fingerprint(parts: &[&str]) -> String {
    document::sha256(parts.join("\n").as_bytes())[..12].to_owned()
}

/// A finding for something in the generated code that no change of the document accounts for.
fn unaccounted(item: &str, rust: Rust) -> Finding {
    let place = place::Place::documents(&Value::Null, &Value::Null).named(format!("`{item}`"));
    let rule = "generated-code-changed".to_owned();
    let change = Change {
        rule,
        about: place.about,
        detail: String::new(),
        sum: item.to_owned(),
    };
    Finding {
        rust,
        items: vec![item.to_owned()],
        ..judged(&change)
    }
}
