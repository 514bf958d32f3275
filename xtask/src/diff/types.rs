//! What kind of value a schema stands for, and which kinds are wider than others.

use super::place::{Place, What};
use super::schema_form::NAMED;
use super::walk::Walk;
use serde_json::Value;

/// How two sets of values stand to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Same,
    Wider,
    Narrower,
    Other,
}

use Relation::{Narrower, Other, Same, Wider};

impl Relation {
    fn from(wider: bool, narrower: bool) -> Self {
        match (wider, narrower) {
            (true, true) => Same,
            (true, false) => Wider,
            (false, true) => Narrower,
            (false, false) => Other,
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Same, one) | (one, Same) => one,
            (one, two) if one == two => one,
            _ => Other,
        }
    }
}

/// What is written as text in a path, a query or a header.
const SCALARS: [&str; 4] = ["string", "boolean", "integer", "number"];

/// What is written as text in a form that is not JSON.
const KINDS: [&str; 6] = ["string", "boolean", "integer", "number", "array", "object"];

/// Pairs of formats of which the second takes everything that the first does.
const WIDER_FORMATS: [(&str, &str); 2] = [("int32", "int64"), ("float", "double")];

impl Walk<'_> {
    /// Compares type and format; false when the type has changed altogether, so that the rest cannot be compared.
    pub(super) fn types(&mut self, at: &Place<'_>) -> bool {
        let (before, after) = (kinds(at.old), kinds(at.new));
        let (was, is) = (at.old.get("format"), at.new.get("format"));
        let lists = before.len().max(after.len()) > 1;
        let texts: &[&str] = match at.about.what {
            _ if lists || !at.about.loose => &["string"],
            What::Parameter | What::ParameterProperty | What::Header => &SCALARS,
            What::Body | What::Property => &KINDS,
        };
        let types = kinds_relation(&before, &after, texts);
        let whole = |kinds: &[&str]| kinds == ["integer"];
        let any = |kinds: &[&str], format: Option<&Value>| {
            kinds.contains(&"number") && format.is_none_or(|format| format == "double")
        };
        let relation = if whole(&before) && any(&after, is) || whole(&after) && any(&before, was) {
            types
        } else {
            types.and(format_relation(was, is))
        };
        let change = match relation {
            Same => return true,
            _ if before.is_empty() && after.is_empty() => "format-changed",
            Wider if lists && !after.is_empty() => "list-of-types-widened",
            Narrower if lists && !before.is_empty() => "list-of-types-narrowed",
            // An answer that may be anything is no answer that may be a little more.
            Wider if after.is_empty() && !at.about.sent => "type-changed",
            Wider => "type-generalized",
            Narrower => "type-specialized",
            Other => "type-changed",
        };
        self.cover(&at.child("format"));
        let detail = format!("{} → {}", shape(at.old), shape(at.new));
        self.tell(change, &at.child("type"), &detail);
        relation != Other || before == after
    }
}

/// The types of a schema; none for any.
fn kinds(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// How two lists of types stand to one another, where a string takes what is written as these `texts`.
fn kinds_relation(old: &[&str], new: &[&str], texts: &[&str]) -> Relation {
    let takes = |wide: &[&str], narrow: &[&str]| {
        let one = |kind: &&str| {
            wide.contains(kind)
                || *kind == "integer" && wide.contains(&"number")
                || wide.contains(&"string") && texts.contains(kind)
        };
        wide.is_empty() || !narrow.is_empty() && narrow.iter().all(one)
    };
    Relation::from(takes(new, old), takes(old, new))
}

fn format_relation(old: Option<&Value>, new: Option<&Value>) -> Relation {
    let [old, new] = [old, new].map(|format| format.and_then(Value::as_str).unwrap_or_default());
    let takes = |wide: &str, narrow: &str| {
        wide.is_empty() || wide == narrow || WIDER_FORMATS.contains(&(narrow, wide))
    };
    Relation::from(takes(new, old), takes(old, new))
}

/// The kind of a schema in one word: a reference, or the type with its format.
#[must_use]
pub fn shape(schema: &Value) -> String {
    let kinds = kinds(schema).join("|");
    let kinds = if kinds.is_empty() { "anything" } else { &kinds };
    match (
        schema.get("$ref").and_then(Value::as_str),
        schema.get("format"),
    ) {
        (Some(to), _) => to.strip_prefix(NAMED).unwrap_or(to).to_owned(),
        (None, Some(Value::String(format))) => format!("{kinds}({format})"),
        (None, _) => kinds.to_owned(),
    }
}
