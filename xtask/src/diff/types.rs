//! What kind of value a schema stands for, and which kinds are wider than others.

use super::change::{Changes, Place};
use serde_json::Value;

/// Pairs of kinds of which the second takes everything that the first does.
const WIDER: [(&str, &str); 11] = [
    ("integer(int32)", "integer(int64)"),
    ("integer(int32)", "integer"),
    ("integer(int64)", "integer"),
    ("integer(int32)", "number"),
    ("integer(int32)", "number(double)"),
    ("integer(int64)", "number"),
    ("integer", "number"),
    ("integer", "number(double)"),
    ("number(float)", "number(double)"),
    ("number(float)", "number"),
    ("number(double)", "number"),
];

/// Compares type and format; false when the type has changed altogether, so that the rest cannot be compared.
pub fn compare(changes: &mut Changes<'_>, place: &Place, old: &Value, new: &Value) -> bool {
    let (before, after) = (shape(old), shape(new));
    if before == after {
        return true;
    }
    let change = if wider(&before, &after) {
        "type-generalized"
    } else if wider(&after, &before) {
        "type-specialized"
    } else {
        "type-changed"
    };
    changes.add(change, place, &format!("{before} → {after}"));
    change != "type-changed" || old.get("type") == new.get("type")
}

/// Whether the second kind takes everything that the first does.
fn wider(narrow: &str, wide: &str) -> bool {
    WIDER.contains(&(narrow, wide)) || (wide == "string" && narrow.starts_with("string("))
}

/// The kind of a schema in one word: a reference, or the type with its format.
#[must_use]
pub fn shape(schema: &Value) -> String {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    match (text("$ref"), text("type"), text("format")) {
        (Some(reference), ..) => reference.rsplit('/').next().unwrap_or(reference).to_owned(),
        (None, Some(ty), Some(format)) => format!("{ty}({format})"),
        (None, Some(ty), None) => ty.to_owned(),
        (None, None, _) => "anything".to_owned(),
    }
}
