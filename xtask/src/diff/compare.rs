//! Comparing two documents: their schemas, their operations, and what is left.

use super::change::{Change, Changes, Place};
use super::schema::{change_of_key, same};
use super::{operation, schema};
use crate::document::{METHODS, schemas};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Every change between two documents; none when they mean the same.
#[must_use]
pub fn changes(old: &Value, new: &Value) -> Vec<Change> {
    let renames = renames(old, new);
    let mut changes = Changes {
        renames: &renames,
        found: Vec::new(),
    };
    paths(&mut changes, old, new);
    components(&mut changes, old, new);
    sections(&mut changes, old, new);
    changes.found
}

/// The schemas that are gone and whose content has come back under another name.
#[must_use]
pub fn renames(old: &Value, new: &Value) -> BTreeMap<String, String> {
    let before: BTreeMap<_, _> = schemas(old).collect();
    let after: BTreeMap<_, _> = schemas(new).collect();
    let mut arrived: Vec<_> = after
        .iter()
        .filter(|(name, _)| !before.contains_key(*name))
        .collect();
    let mut renames = BTreeMap::new();
    for (name, content) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
        let unlike = |(other, new): &(&&str, &&Value)| {
            let own = |value: &Value, name: &str| {
                value
                    .to_string()
                    .replace(&format!("schemas/{name}\""), "self\"")
            };
            !same(content, new) && own(content, name) != own(new, other)
        };
        let twin = arrived.iter().position(|candidate| !unlike(candidate));
        if let Some(twin) = twin {
            renames.insert((*name).to_owned(), (*arrived.remove(twin).0).to_owned());
        }
    }
    renames
}

fn components(changes: &mut Changes<'_>, old: &Value, new: &Value) {
    let after: BTreeMap<_, _> = schemas(new).collect();
    for (name, content) in schemas(old) {
        let now = changes.renamed(name);
        let place = Place::schema(&now);
        match after.get(now.as_str()) {
            None => changes.add("api-schema-removed", &place, ""),
            Some(other) => {
                if now != name {
                    changes.add("api-schema-renamed", &place, &format!("{name} → {now}"));
                }
                schema::compare(changes, &place, content, other);
            }
        }
    }
    let before: BTreeSet<_> = schemas(old)
        .map(|(name, _)| changes.renamed(name))
        .collect();
    for name in after.keys().filter(|name| !before.contains(**name)) {
        changes.add("api-schema-added", &Place::schema(name), "");
    }
}

/// What is neither path nor schema.
fn sections(changes: &mut Changes<'_>, old: &Value, new: &Value) {
    for key in keys(old, new) {
        let place = Place::document(&key);
        let (before, after) = (&old[&key], &new[&key]);
        if key == "paths" || same(before, after) {
            continue;
        }
        match key.as_str() {
            "components" => component_sections(changes, before, after),
            "info" => {
                for key in keys(before, after)
                    .iter()
                    .filter(|key| !same(&before[*key], &after[*key]))
                {
                    let words = ["description", "summary"].contains(&key.as_str());
                    let change = if words {
                        "description-changed"
                    } else {
                        "document-info-changed"
                    };
                    changes.moved(change, &place.child(key, ""), &before[key], &after[key]);
                }
            }
            "openapi" => changes.moved("document-info-changed", &place, before, after),
            "servers" => changes.moved("servers-changed", &place, before, after),
            "security" => changes.moved("api-global-security-changed", &place, before, after),
            "tags" => changes.add("description-changed", &place, ""),
            other => changes.differs(change_of_key(other), &place, "", before, after),
        }
    }
}

/// The sections of the components; those that operations refer to are compared there.
fn component_sections(changes: &mut Changes<'_>, old: &Value, new: &Value) {
    let components = Place::document("components");
    for key in keys(old, new) {
        let referred =
            ["schemas", "parameters", "requestBodies", "responses"].contains(&key.as_str());
        if !referred && !same(&old[&key], &new[&key]) {
            let change = match key.as_str() {
                "securitySchemes" => "api-global-security-changed",
                "examples" => "description-changed",
                other => change_of_key(other),
            };
            changes.differs(
                change,
                &components.child(&key, ""),
                "",
                &old[&key],
                &new[&key],
            );
        }
    }
}

/// The keys of either object, sorted.
#[must_use]
pub fn keys(old: &Value, new: &Value) -> BTreeSet<String> {
    let of = |value: &Value| value.as_object().cloned().unwrap_or_default();
    of(old)
        .into_iter()
        .chain(of(new))
        .map(|(key, _)| key)
        .collect()
}

/// A path without the names of its values and without regard to case (D10).
fn template(path: &str) -> String {
    let parts = path.split('/').map(|part| {
        if part.starts_with('{') {
            "{}".to_owned()
        } else {
            part.to_lowercase()
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

/// A path and what it holds.
type Item<'a> = (&'a str, &'a Value);

fn paths(changes: &mut Changes<'_>, old: &Value, new: &Value) {
    let none = Map::new();
    let items = |document: &'_ Value| document["paths"].as_object().cloned().unwrap_or_default();
    let (before, after) = (items(old), items(new));
    let mut left: BTreeMap<String, Item<'_>> = BTreeMap::new();
    for (path, item) in &after {
        left.insert(template(path), (path.as_str(), item));
    }
    for (path, item) in &before {
        let twin = left.remove(&template(path));
        let twin = after.get(path).map(|item| (path.as_str(), item)).or(twin);
        let nothing = Value::Object(none.clone());
        let (path_now, item_now) = twin.unwrap_or((path.as_str(), &nothing));
        path_item(
            changes,
            (old, path.as_str(), item),
            (new, path_now, item_now),
        );
    }
    for (path, item) in left.into_values() {
        path_item(
            changes,
            (old, path, &Value::Object(none.clone())),
            (new, path, item),
        );
    }
}

/// A document, a path and what that path holds.
type Located<'a> = (&'a Value, &'a str, &'a Value);

fn path_item(changes: &mut Changes<'_>, old: Located<'_>, new: Located<'_>) {
    let pointer = format!("/paths/{}", super::change::escaped(new.1));
    for key in keys(old.2, new.2) {
        let at = format!("{pointer}/{key}");
        let title = format!("{} {}", key.to_uppercase(), new.1);
        let (before, after) = (old.2.get(&key), new.2.get(&key));
        if METHODS.contains(&key.as_str()) {
            match (before, after) {
                (Some(before), Some(after)) => {
                    let sides = [(old.0, old.1, old.2, before), (new.0, new.1, new.2, after)];
                    operation::compare(changes, &title, &at, sides.map(operation::Side::of));
                }
                (Some(before), None) => {
                    let deprecated = before.get("deprecated") == Some(&Value::Bool(true));
                    let how = if deprecated { "with" } else { "without" };
                    let place = Place::operation(&title, &at);
                    changes.add(&format!("api-removed-{how}-deprecation"), &place, "");
                }
                _ => changes.add("endpoint-added", &Place::operation(&title, &at), ""),
            }
        } else if key != "parameters" {
            let same = before
                .zip(after)
                .is_some_and(|(before, after)| same(before, after));
            let change = if key == "servers" {
                "servers-changed"
            } else {
                change_of_key(&key)
            };
            if !same {
                changes.differs(
                    change,
                    &Place {
                        label: format!("`{}`", new.1),
                        ..Place::document(&at)
                    },
                    &key,
                    &old.2[&key],
                    &new.2[&key],
                );
            }
        }
    }
}
