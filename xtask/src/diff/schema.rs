//! Comparing two schemas at one place.

use super::change::{Changes, Place};
use super::types::{self, shape};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The keywords that only describe.
pub const WORDS: [&str; 6] = [
    "description",
    "title",
    "example",
    "examples",
    "externalDocs",
    "summary",
];

/// The keywords that bound a value, and what their rules are called.
const BOUNDS: [(&str, &str); 6] = [
    ("minimum", "min"),
    ("maximum", "max"),
    ("minLength", "min-length"),
    ("maxLength", "max-length"),
    ("minItems", "min-items"),
    ("maxItems", "max-items"),
];

const COMPOSITION: [&str; 5] = ["allOf", "oneOf", "anyOf", "not", "discriminator"];

/// The keywords that [`compare`] looks at one by one.
const KNOWN: [&str; 11] = [
    "$ref",
    "type",
    "format",
    "nullable",
    "enum",
    "default",
    "pattern",
    "properties",
    "required",
    "items",
    "additionalProperties",
];

/// Compares two schemas; a reference to the same schema is no change here, it is compared where it stands.
pub fn compare(changes: &mut Changes<'_>, place: &Place, old: &Value, new: &Value) {
    if old.get("$ref").is_some() || new.get("$ref").is_some() {
        let (before, after) = (shape(old), shape(new));
        if changes.renamed(&before) != after {
            changes.add("type-changed", place, &format!("{before} → {after}"));
        }
        return;
    }
    if !types::compare(changes, place, old, new) {
        return;
    }
    let flag = |schema: &Value| schema.get("nullable") == Some(&Value::Bool(true));
    match (flag(old), flag(new)) {
        (false, true) => changes.add("became-nullable", place, ""),
        (true, false) => changes.add("became-not-nullable", place, ""),
        _ => {}
    }
    members(changes, place, old, new);
    bounds(changes, place, old, new);
    optional(
        changes,
        place,
        "default-value",
        (old.get("default"), new.get("default")),
    );
    optional(
        changes,
        place,
        "pattern",
        (old.get("pattern"), new.get("pattern")),
    );
    properties(changes, place, old, new);
    if let (Some(old), Some(new)) = (old.get("items"), new.get("items")) {
        compare(changes, &place.child("items", "[]"), old, new);
    }
    let open = |schema: &Value| {
        schema
            .get("additionalProperties")
            .cloned()
            .unwrap_or(Value::Bool(true))
    };
    if !same(&open(old), &open(new)) {
        changes.add(
            "additional-properties-changed",
            place,
            &format!("{} → {}", open(old), open(new)),
        );
    }
    rest(changes, place, old, new);
}

fn members(changes: &mut Changes<'_>, place: &Place, old: &Value, new: &Value) {
    let list = |schema: &Value| {
        let members = schema.get("enum")?.as_array()?;
        Some(members.iter().map(plain).collect::<BTreeSet<_>>())
    };
    match (list(old), list(new)) {
        (None, None) => {}
        (None, Some(new)) => {
            let members = new.into_iter().collect();
            changes.differs("became-enum", place, "", &Value::Null, &members);
        }
        (Some(_), None) => changes.add("became-not-enum", place, ""),
        (Some(old), Some(new)) => {
            for member in new.difference(&old) {
                changes.add("enum-value-added", &place.member(member), member);
            }
            for member in old.difference(&new) {
                changes.add("enum-value-removed", &place.member(member), member);
            }
        }
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn bounds(changes: &mut Changes<'_>, place: &Place, old: &Value, new: &Value) {
    for (keyword, name) in BOUNDS {
        let bound = |schema: &Value| schema.get(keyword).and_then(Value::as_f64);
        let verb = match (bound(old), bound(new)) {
            (None, Some(_)) => "set",
            (Some(_), None) => "unset",
            (Some(old), Some(new)) if new > old => "increased",
            (Some(old), Some(new)) if new < old => "decreased",
            _ => continue,
        };
        let value = |schema: &Value| schema.get(keyword).map_or_else(|| "none".to_owned(), plain);
        changes.add(
            &format!("{name}-{verb}"),
            place,
            &format!("{} → {}", value(old), value(new)),
        );
    }
}

/// A keyword that may be there or not.
fn optional(
    changes: &mut Changes<'_>,
    place: &Place,
    name: &str,
    pair: (Option<&Value>, Option<&Value>),
) {
    let (verb, detail) = match pair {
        (None, Some(new)) => ("added", plain(new)),
        (Some(old), None) => ("removed", plain(old)),
        (Some(old), Some(new)) if old != new => {
            ("changed", format!("{} → {}", plain(old), plain(new)))
        }
        _ => return,
    };
    changes.add(&format!("{name}-{verb}"), place, &detail);
}

fn properties(changes: &mut Changes<'_>, place: &Place, old: &Value, new: &Value) {
    let listed = |schema: &'static str, of: &Value| -> Map<String, Value> {
        of.get(schema)
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default()
    };
    let (before, after) = (listed("properties", old), listed("properties", new));
    let (must, must_now) = (required(old), required(new));
    for (name, schema) in &before {
        let place = place.property(name);
        let kind = if must.contains(name) {
            "required"
        } else {
            "optional"
        };
        match after.get(name) {
            None => changes.add(&format!("property-removed-{kind}"), &place, &shape(schema)),
            Some(now) => {
                match (must.contains(name), must_now.contains(name)) {
                    (false, true) => changes.add("became-required", &place, ""),
                    (true, false) => changes.add("became-optional", &place, ""),
                    _ => {}
                }
                compare(changes, &place, schema, now);
            }
        }
    }
    for (name, schema) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        let kind = if must_now.contains(name) {
            "required"
        } else {
            "optional"
        };
        changes.add(
            &format!("property-added-{kind}"),
            &place.property(name),
            &shape(schema),
        );
    }
    let strays = |must: &BTreeSet<String>, properties: &Map<String, Value>| -> BTreeSet<String> {
        must.iter()
            .filter(|name| !properties.contains_key(*name))
            .cloned()
            .collect()
    };
    let (strays_before, strays_now) = (strays(&must, &before), strays(&must_now, &after));
    let news: Vec<_> = strays_now
        .difference(&strays_before)
        .filter(|name| !before.contains_key(*name))
        .collect();
    if !news.is_empty() {
        changes.add(
            "unclassified-change",
            place,
            &format!("requires the unknown {news:?}"),
        );
    }
}

fn required(schema: &Value) -> BTreeSet<String> {
    let names = schema.get("required").and_then(Value::as_array);
    names
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// Compares every keyword that nothing above has looked at.
fn rest(changes: &mut Changes<'_>, place: &Place, old: &Value, new: &Value) {
    let keys = |schema: &Value| -> BTreeSet<String> {
        schema
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, _)| key.clone())
            .collect()
    };
    for key in keys(old).union(&keys(new)) {
        let bound = BOUNDS.iter().any(|(keyword, _)| keyword == key);
        if KNOWN.contains(&key.as_str()) || bound {
            continue;
        }
        let (before, after) = (old.get(key), new.get(key));
        if before == after || before.zip(after).is_some_and(|(old, new)| same(old, new)) {
            continue;
        }
        changes.differs(change_of_key(key), place, key, &old[key], &new[key]);
    }
}

/// The change that a difference in an otherwise unknown key is.
#[must_use]
pub fn change_of_key(key: &str) -> &'static str {
    match key {
        key if WORDS.contains(&key) => "description-changed",
        key if key.starts_with("x-") => "extension-changed",
        key if COMPOSITION.contains(&key) => "composition-changed",
        _ => "unclassified-change",
    }
}

/// A value with its keys in order, and with `required`, `enum` and `tags` in order: the same text for all that are the [`same`].
#[must_use]
pub fn normal(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut keys: Vec<_> = object.iter().collect();
            keys.sort_by_key(|(key, _)| *key);
            let sorted = keys.into_iter().map(|(key, value)| {
                let value = match (key.as_str(), value) {
                    ("required" | "enum" | "tags", Value::Array(list)) => list
                        .iter()
                        .map(plain)
                        .collect::<BTreeSet<_>>()
                        .into_iter()
                        .collect(),
                    _ => normal(value),
                };
                (key.clone(), value)
            });
            Value::Object(sorted.collect())
        }
        Value::Array(list) => list.iter().map(normal).collect(),
        other => other.clone(),
    }
}

/// Whether two values mean the same: the order of keys, and of `required`, `enum` and `tags`, means nothing.
#[must_use]
pub fn same(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            old.len() == new.len()
                && old.iter().all(|(key, before)| {
                    new.get(key)
                        .is_some_and(|after| match (key.as_str(), before, after) {
                            (
                                "required" | "enum" | "tags",
                                Value::Array(before),
                                Value::Array(after),
                            ) => {
                                let set = |list: &[Value]| {
                                    list.iter().map(plain).collect::<BTreeSet<_>>()
                                };
                                set(before) == set(after)
                            }
                            _ => same(before, after),
                        })
                })
        }
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
        }
        _ => old == new,
    }
}
