//! Comparing what an operation answers, and the forms that a body comes in.

use super::change::{Changes, Claim, Place, Side as Way};
use super::compare::keys;
use super::operation::Side;
use super::schema::{self, change_of_key, same};
use serde_json::{Map, Value};

/// The differences in the keys that nothing else has looked at.
pub fn others(changes: &mut Changes<'_>, place: &Place, old: &Value, new: &Value, known: &[&str]) {
    for key in keys(old, new) {
        if !known.contains(&key.as_str()) && !same(&old[&key], &new[&key]) {
            changes.differs(
                change_of_key(&key),
                &place.child(&key, ""),
                &key,
                &old[&key],
                &new[&key],
            );
        }
    }
}

/// Compares the forms of a body; a schema that several of them share is compared once.
pub fn content(changes: &mut Changes<'_>, place: &Place, what: &str, old: &Value, new: &Value) {
    let at = place.child("content", "");
    let mut seen: Vec<(Value, Value)> = Vec::new();
    let mut forms: Vec<String> = keys(old, new).into_iter().collect();
    forms.sort_by_key(|form| form != "application/json");
    let prefix = if what == "request-body" {
        "request-body"
    } else {
        "response"
    };
    for form in forms {
        let at = at.child(&form, "");
        match (old.get(&form), new.get(&form)) {
            (None, _) => changes.add(&format!("{prefix}-media-type-added"), &at, &form),
            (_, None) => {
                let unused = if form == "application/json" {
                    ""
                } else {
                    "unused-"
                };
                changes.add(&format!("{prefix}-{unused}media-type-removed"), &at, &form);
            }
            (Some(before), Some(after)) => {
                let pair = (before["schema"].clone(), after["schema"].clone());
                if !seen.contains(&pair) {
                    schema::compare(changes, &at.child("schema", ""), &pair.0, &pair.1);
                    seen.push(pair);
                }
                others(changes, &at, before, after, &["schema"]);
            }
        }
    }
}

pub fn answers(changes: &mut Changes<'_>, place: &Place, old: Side<'_>, new: Side<'_>) {
    let (before, after) = (&old.operation["responses"], &new.operation["responses"]);
    let at = place.child("responses", "");
    for status in keys(before, after) {
        let kind = if status.starts_with('2') {
            "success"
        } else {
            "non-success"
        };
        let at = Place {
            side: Way::Response,
            ..at.child(&status, "")
        };
        match (before.get(&status), after.get(&status)) {
            (None, _) => changes.add(&format!("response-{kind}-status-added"), &at, &status),
            (_, None) => changes.add(&format!("response-{kind}-status-removed"), &at, &status),
            (Some(before), Some(after)) => {
                answer(
                    changes,
                    &at,
                    &status,
                    old.resolved(before),
                    new.resolved(after),
                    true,
                );
            }
        }
    }
    // The one success may have moved to another status: its model is compared all the same.
    let success = |responses: &Value| -> Option<(String, Value)> {
        let mut successes = responses
            .as_object()?
            .iter()
            .filter(|(status, _)| status.starts_with('2'));
        let (status, answer) = successes.next()?;
        successes
            .next()
            .is_none()
            .then(|| (status.clone(), answer.clone()))
    };
    if let (Some((was, before)), Some((is, after))) = (success(before), success(after))
        && was != is
    {
        let at = Place {
            side: Way::Response,
            ..at.child(&is, "")
        };
        answer(
            changes,
            &at,
            &is,
            old.resolved(&before),
            new.resolved(&after),
            false,
        );
    }
}

fn answer(
    changes: &mut Changes<'_>,
    at: &Place,
    status: &str,
    old: &Value,
    new: &Value,
    words: bool,
) {
    let title = at.label.clone();
    let at = Place {
        label: format!("the answer {status} of {title}"),
        claim: Claim::Answer(title),
        ..at.clone()
    };
    let bodies = |answer: &Value| {
        answer["content"]
            .as_object()
            .is_some_and(|content: &Map<_, _>| !content.is_empty())
    };
    match (bodies(old), bodies(new)) {
        (false, false) => {}
        (false, true) => changes.add("response-body-added", &at, ""),
        (true, false) => changes.add("response-body-removed", &at, ""),
        (true, true) => content(
            changes,
            &at,
            "response-body",
            &old["content"],
            &new["content"],
        ),
    }
    for name in keys(&old["headers"], &new["headers"]) {
        let (before, after) = (old["headers"].get(&name), new["headers"].get(&name));
        let at = at.child("headers", "").child(&name, "");
        match (before, after) {
            (None, _) => changes.add("response-header-added", &at, &name),
            (_, None) => changes.add("response-header-removed", &at, &name),
            (Some(before), Some(after)) if !same(before, after) => {
                changes.differs("unclassified-change", &at, &name, before, after);
            }
            _ => {}
        }
    }
    if words {
        others(changes, &at, old, new, &["content", "headers"]);
    }
}
