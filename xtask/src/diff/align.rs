//! Bringing the old document into the new one's names: schemas, paths and values of paths that have another one.

use super::place::escaped;
use super::schema_form::{NAMED, WORDS};
use super::value::{entries, rekey, within};
use super::walk::Walk;
use crate::document::{METHODS, schemas};
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What has another name, from the old to the new.
#[derive(Debug, Default)]
pub struct Renames {
    /// Schemas.
    pub schemas: BTreeMap<String, String>,
    /// Paths.
    pub paths: BTreeMap<String, String>,
}

/// Schemas that are as like as this, of 100, are one under two names.
const ALIKE: usize = 60;

impl Renames {
    /// What has another name in the second of two normal forms.
    #[must_use]
    pub fn between(old: &Value, new: &Value) -> Self {
        let paths = |document: &'_ Value| -> BTreeSet<String> {
            entries(&document["paths"])
                .map(|(path, _)| path.to_owned())
                .collect()
        };
        let (mut gone, mut come) = (paths(old), paths(new));
        let kept: Vec<String> = gone.intersection(&come).cloned().collect();
        gone.retain(|path| !kept.contains(path));
        come.retain(|path| !kept.contains(path));
        let mut found = BTreeMap::new();
        for path in gone {
            let twin = come.iter().find(|now| template(now) == template(&path));
            if let Some(now) = twin.cloned() {
                come.remove(&now);
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
        rekey(&mut old, "/components/schemas", |name| {
            self.schemas.get(name).cloned()
        });
        for (path, now) in &self.paths {
            let names: BTreeMap<&str, &str> = split(path).1.into_iter().zip(split(now).1).collect();
            for method in METHODS {
                let pointer = format!("/paths/{}/{method}/parameters/path", escaped(path));
                rekey(&mut old, &pointer, |name| {
                    names.get(name).map(|now| (*now).to_owned())
                });
            }
        }
        rekey(&mut old, "/paths", |path| self.paths.get(path).cloned());
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
        for (from, to) in &self.paths {
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
    let bare = split(path).0;
    let paths = entries(&document["paths"]);
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

/// A value whose references to schemas have other names.
fn references(value: &Value, renames: &BTreeMap<String, String>) -> Value {
    let named = value.as_str().and_then(|text| text.strip_prefix(NAMED));
    match named.and_then(|name| renames.get(name)) {
        Some(name) => format!("{NAMED}{name}").into(),
        None => within(value, |value| references(value, renames)),
    }
}

/// The schemas of a document that another one lacks, each with what it says.
fn alone(document: &Value, other: &Value) -> Vec<(String, BTreeSet<String>)> {
    let has = |document: &Value, name: &str| document["components"]["schemas"].get(name).is_some();
    let moved = |name: &str| has(document, name) && !has(other, name);
    let schemas = schemas(document).filter(|(name, _)| moved(name));
    let said = schemas.map(|(name, schema)| {
        let mut said = BTreeSet::new();
        says(schema, "", &moved, &mut said);
        (name.to_owned(), said)
    });
    said.collect()
}

/// The schemas that are gone and have come back under another name, the likest first.
fn renamed_schemas(old: &Value, new: &Value) -> BTreeMap<String, String> {
    let mut pairs = Vec::new();
    let arrived = alone(new, old);
    for (from, was) in alone(old, new) {
        for (to, is) in &arrived {
            let likeness = was.intersection(is).count() * 100 / was.union(is).count().max(1);
            pairs.push((Reverse(likeness), from.clone(), to));
        }
    }
    pairs.retain(|(Reverse(likeness), ..)| *likeness >= ALIKE);
    pairs.sort();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for (_, from, to) in pairs {
        if !found.values().any(|taken| taken == to) {
            found.entry(from).or_insert_with(|| to.clone());
        }
    }
    found
}

/// What a schema says, a text each; the names of schemas that may only be called otherwise do not count.
fn says(value: &Value, pointer: &str, moved: &impl Fn(&str) -> bool, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) if !object.is_empty() => {
            let means = object
                .iter()
                .filter(|(key, _)| !WORDS.contains(&key.as_str()));
            for (key, value) in means {
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
