//! Bringing the old document into the new one's names: schemas, paths and values of paths that have another one.

use super::form::{map, set};
use super::schema_form::{NAMED, WORDS};
use super::walk::Walk;
use crate::document::{METHODS, schemas};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What has another name, from the old to the new.
#[derive(Debug, Default)]
pub struct Renames {
    /// Schemas.
    pub schemas: BTreeMap<String, String>,
    /// Paths, each old one with what it is now, the same name too.
    pub paths: BTreeMap<String, String>,
}

/// Schemas that are as like as this, of 100, are one under two names.
const ALIKE: usize = 60;

impl Renames {
    /// What has another name in the second of two normal forms.
    #[must_use]
    pub fn between(old: &Value, new: &Value) -> Self {
        let paths = |document: &'_ Value| -> BTreeSet<String> {
            document["paths"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(path, _)| path.clone())
                .collect()
        };
        let (before, mut after) = (paths(old), paths(new));
        let mut found = BTreeMap::new();
        for path in before.intersection(&after.clone()) {
            after.remove(path);
            found.insert(path.clone(), path.clone());
        }
        for path in before {
            let twin = after
                .iter()
                .find(|now| template(now) == template(&path))
                .cloned();
            if let Some(now) = twin.filter(|_| !found.contains_key(&path)) {
                after.remove(&now);
                found.insert(path, now);
            }
        }
        Self {
            schemas: renamed_schemas(old, new),
            paths: found,
        }
    }

    /// The old normal form in the new one's names.
    #[must_use]
    pub fn applied(&self, old: &Value) -> Value {
        let mut old = references(old, &self.schemas);
        if let Some(held) = old
            .pointer_mut("/components/schemas")
            .and_then(Value::as_object_mut)
        {
            *held = std::mem::take(held)
                .into_iter()
                .map(|(name, schema)| (self.schemas.get(&name).cloned().unwrap_or(name), schema))
                .collect();
        }
        if let Some(held) = old.get_mut("paths").and_then(Value::as_object_mut) {
            let items = std::mem::take(held).into_iter().map(|(path, item)| {
                let now = self.paths.get(&path).unwrap_or(&path);
                (now.clone(), with_values(&item, &path, now))
            });
            *held = items.collect();
        }
        old
    }

    /// Notes each name that has changed; what has it is compared as if it had not.
    pub fn report(&self, walk: &mut Walk<'_>) {
        let documents = walk.documents.clone();
        let schemas = documents.child("components").child("schemas");
        for (from, to) in &self.schemas {
            let place = schemas.child(to).of_schema(to, &walk.reach.schema(to));
            walk.note("api-schema-renamed", &place, &format!("{from} → {to}"));
        }
        for (from, to) in self.paths.iter().filter(|(from, to)| from != to) {
            let item = documents.child("paths").child(to);
            for method in METHODS {
                let title = format!("{} {to}", method.to_uppercase());
                let mut at = item.child(method).named(&title);
                at.about.operations.push(title.clone());
                if at.old.is_null() || at.new.is_null() {
                    continue;
                }
                let ((before, was), (after, is)) = (split(from), split(to));
                if before != after {
                    walk.note("endpoint-path-case-changed", &at, &format!("{from} → {to}"));
                }
                for (was, is) in was.iter().zip(is).filter(|(was, is)| *was != is) {
                    let value = at.child("parameters").child("path").child(is);
                    let value = value.named(format!("the path parameter `{is}` of {title}"));
                    walk.note("path-parameter-renamed", &value, &format!("{was} → {is}"));
                }
            }
        }
    }
}

/// Whether another path of a document matches the same addresses.
#[must_use]
pub fn ambiguous(document: &Value, path: &str) -> bool {
    let paths = document["paths"].as_object().into_iter().flatten();
    let bare = split(path).0;
    paths.filter(|(other, _)| split(other).0 == bare).count() > 1
}

/// The texts of a path between its values, and the names of these.
fn split(path: &str) -> (Vec<&str>, Vec<&str>) {
    let mut texts = Vec::new();
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((text, (name, tail))) = rest
        .split_once('{')
        .and_then(|(t, r)| Some((t, r.split_once('}')?)))
    {
        texts.push(text);
        names.push(name);
        rest = tail;
    }
    texts.push(rest);
    (texts, names)
}

/// A path without the names of its values and without regard to case (D10).
fn template(path: &str) -> String {
    split(path).0.join("{}").to_lowercase()
}

/// A path's operations with the names that its values have now.
fn with_values(item: &Value, path: &str, now: &str) -> Value {
    let names: BTreeMap<&str, &str> = split(path).1.into_iter().zip(split(now).1).collect();
    map(item, |_, operation| {
        let mut operation = operation.clone();
        if let Some(held) = operation
            .pointer_mut("/parameters/path")
            .and_then(Value::as_object_mut)
        {
            let renamed = std::mem::take(held).into_iter().map(|(name, parameter)| {
                (
                    names
                        .get(name.as_str())
                        .map_or(name.clone(), |now| (*now).to_owned()),
                    parameter,
                )
            });
            *held = renamed.collect();
        }
        Some(operation)
    })
}

/// A value whose references to schemas have other names.
fn references(value: &Value, renames: &BTreeMap<String, String>) -> Value {
    match value {
        _ if renames.is_empty() => value.clone(),
        Value::Object(_) => map(value, |_, value| Some(references(value, renames))),
        // Members of a composition stay in order by what they are called now.
        Value::Array(list) if list.iter().all(Value::is_object) => {
            let in_order = set(list.clone()) == *value;
            let list = list.iter().map(|value| references(value, renames));
            if in_order { set(list) } else { list.collect() }
        }
        Value::String(text) => match text.strip_prefix(NAMED).and_then(|name| renames.get(name)) {
            Some(name) => format!("{NAMED}{name}").into(),
            None => value.clone(),
        },
        other => other.clone(),
    }
}

/// The schemas that are gone and have come back under another name, the likest first.
fn renamed_schemas(old: &Value, new: &Value) -> BTreeMap<String, String> {
    let names = |document: &'_ Value| -> BTreeSet<String> {
        schemas(document).map(|(name, _)| name.to_owned()).collect()
    };
    let (before, after) = (names(old), names(new));
    let traits = |document: &Value,
                  own: &BTreeSet<String>,
                  other: &BTreeSet<String>|
     -> Vec<(String, BTreeSet<String>)> {
        let moved = |name: &str| own.contains(name) && !other.contains(name);
        let alone = schemas(document).filter(|(name, _)| moved(name));
        alone
            .map(|(name, schema)| {
                let mut found = BTreeSet::new();
                says(schema, "", &moved, &mut found);
                (name.to_owned(), found)
            })
            .collect()
    };
    let (gone, arrived) = (traits(old, &before, &after), traits(new, &after, &before));
    let mut pairs = Vec::new();
    for (from, was) in &gone {
        for (to, is) in &arrived {
            let likeness = was.intersection(is).count() * 100 / was.union(is).count().max(1);
            if likeness >= ALIKE {
                pairs.push((std::cmp::Reverse(likeness), from, to));
            }
        }
    }
    pairs.sort();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for (_, from, to) in pairs {
        if !found.contains_key(from) && !found.values().any(|taken| taken == to) {
            found.insert(from.clone(), to.clone());
        }
    }
    found
}

/// What a schema says, a text each; the names of schemas that may only be called otherwise do not count.
fn says(value: &Value, pointer: &str, moved: &impl Fn(&str) -> bool, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) if !object.is_empty() => {
            for (key, value) in object
                .iter()
                .filter(|(key, _)| !WORDS.contains(&key.as_str()))
            {
                says(value, &format!("{pointer}/{key}"), moved, into);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for value in list {
                says(value, pointer, moved, into);
            }
        }
        Value::String(text) if text.strip_prefix(NAMED).is_some_and(moved) => {
            into.insert(format!("{pointer}=a schema"));
        }
        other => drop(into.insert(format!("{pointer}={other}"))),
    }
}
