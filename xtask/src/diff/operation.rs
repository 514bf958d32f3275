//! Comparing one operation in two documents: parameters, body, answers, and what is left.

use super::answers::{answers, content, others};
use super::change::{Changes, Claim, Place, What, escaped};
use super::compare::keys;
use super::schema::{self, change_of_key, same};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// An operation in one of the two documents.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    document: &'a Value,
    path: &'a str,
    item: &'a Value,
    /// The operation object.
    pub operation: &'a Value,
}

impl<'a> Side<'a> {
    /// From the document, the path, what the path holds, and the operation.
    #[must_use]
    pub fn of(
        (document, path, item, operation): (&'a Value, &'a str, &'a Value, &'a Value),
    ) -> Self {
        Self {
            document,
            path,
            item,
            operation,
        }
    }

    fn part(&self, name: &str) -> &'a Value {
        self.resolved(&self.operation[name])
    }

    /// What a reference to a parameter, body or answer stands for.
    #[must_use]
    pub fn resolved(&self, value: &'a Value) -> &'a Value {
        let pointer = value
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|to| to.strip_prefix('#'));
        pointer
            .and_then(|pointer| self.document.pointer(pointer))
            .unwrap_or(value)
    }

    /// The parameters by where they stand and what they are called.
    fn parameters(&self) -> BTreeMap<(String, String), &'a Value> {
        let shared = self.item["parameters"].as_array().into_iter().flatten();
        let own = self.operation["parameters"]
            .as_array()
            .into_iter()
            .flatten();
        let named = shared.chain(own).map(|parameter| {
            let parameter = self.resolved(parameter);
            let text = |key: &str| parameter[key].as_str().unwrap_or_default().to_owned();
            ((text("in"), text("name")), parameter)
        });
        named.collect()
    }

    /// The names of the values in the path, in order.
    fn values(&self) -> Vec<&'a str> {
        self.path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .collect()
    }
}

/// Compares one operation.
pub fn compare(changes: &mut Changes<'_>, title: &str, pointer: &str, [old, new]: [Side<'_>; 2]) {
    let place = Place::operation(title, pointer);
    if old.path.to_lowercase() == new.path.to_lowercase() && old.path != new.path {
        changes.add(
            "endpoint-path-case-changed",
            &place,
            &format!("{} → {}", old.path, new.path),
        );
    }
    parameters(changes, &place, old, new);
    body(changes, &place, old, new);
    answers(changes, &place, old, new);
    for key in keys(old.operation, new.operation) {
        let (before, after) = (&old.operation[&key], &new.operation[&key]);
        let looked_at = ["parameters", "requestBody", "responses"].contains(&key.as_str());
        if looked_at || same(before, after) {
            continue;
        }
        match key.as_str() {
            "tags" => tags(changes, &place.child("tags", ""), before, after),
            "operationId" if before.is_null() => {
                changes.moved(
                    "api-operation-id-added",
                    &place.child(&key, ""),
                    before,
                    after,
                );
            }
            "operationId" => changes.moved(
                "api-operation-id-removed",
                &place.child(&key, ""),
                before,
                after,
            ),
            "deprecated" => {
                let on = *after == Value::Bool(true);
                let was = *before == Value::Bool(true);
                if on != was {
                    let change = if on {
                        "endpoint-deprecated"
                    } else {
                        "endpoint-reactivated"
                    };
                    changes.add(change, &place.child(&key, ""), "");
                }
            }
            "security" => changes.moved(
                "api-security-changed",
                &place.child(&key, ""),
                before,
                after,
            ),
            "servers" => {
                changes.moved("servers-changed", &place.child(&key, ""), before, after);
            }
            other => changes.differs(
                change_of_key(other),
                &place.child(other, ""),
                other,
                before,
                after,
            ),
        }
    }
}

fn tags(changes: &mut Changes<'_>, place: &Place, old: &Value, new: &Value) {
    let set = |tags: &Value| -> BTreeSet<String> {
        tags.as_array()
            .into_iter()
            .flatten()
            .filter_map(|tag| tag.as_str().map(str::to_owned))
            .collect()
    };
    let (old, new) = (set(old), set(new));
    new.difference(&old)
        .for_each(|tag| changes.add("api-tag-added", place, tag));
    old.difference(&new)
        .for_each(|tag| changes.add("api-tag-removed", place, tag));
}

fn parameters(changes: &mut Changes<'_>, place: &Place, old: Side<'_>, new: Side<'_>) {
    let mut after = new.parameters();
    let renamed: BTreeMap<&str, &str> = old.values().into_iter().zip(new.values()).collect();
    for ((way, name), before) in old.parameters() {
        let now = if way == "path" {
            renamed
                .get(name.as_str())
                .map_or(name.clone(), |now| (*now).to_owned())
        } else {
            name.clone()
        };
        let at = parameter(place, &way, &now);
        let Some(now_there) = after.remove(&(way.clone(), now.clone())) else {
            changes.add("request-parameter-removed", &at, "");
            continue;
        };
        if now != name {
            changes.add(
                "path-parameter-renamed",
                &Place {
                    claim: place.claim.clone(),
                    ..at.clone()
                },
                &format!("{name} → {now}"),
            );
        }
        one_parameter(changes, &at, before, now_there);
    }
    for ((way, name), added) in after {
        let kind = if must(added) { "required" } else { "optional" };
        changes.add(
            &format!("new-{kind}-request-parameter"),
            &parameter(place, &way, &name),
            "",
        );
    }
}

fn parameter(place: &Place, way: &str, name: &str) -> Place {
    let title = place.label.clone();
    Place {
        label: format!("the {way} parameter `{name}` of {title}"),
        what: What::Parameter,
        claim: Claim::Parameter(title, name.to_owned()),
        pointer: format!("{}/parameters/{way}/{}", place.pointer, escaped(name)),
        ..place.clone()
    }
}

fn must(value: &Value) -> bool {
    value.get("required") == Some(&Value::Bool(true))
}

fn one_parameter(changes: &mut Changes<'_>, place: &Place, old: &Value, new: &Value) {
    match (must(old), must(new)) {
        (false, true) => changes.add("request-parameter-became-required", place, ""),
        (true, false) => changes.add("request-parameter-became-optional", place, ""),
        _ => {}
    }
    for key in keys(old, new) {
        match key.as_str() {
            "schema" => schema::compare(changes, place, &old["schema"], &new["schema"]),
            "required" | "name" | "in" => {}
            other if !same(&old[other], &new[other]) => {
                changes.differs(change_of_key(other), place, other, &old[other], &new[other]);
            }
            _ => {}
        }
    }
}

fn body(changes: &mut Changes<'_>, place: &Place, old: Side<'_>, new: Side<'_>) {
    let (before, after) = (old.part("requestBody"), new.part("requestBody"));
    let title = place.label.clone();
    let at = Place {
        label: format!("the body of {title}"),
        claim: Claim::Parameter(title, "body".to_owned()),
        ..place.child("requestBody", "")
    };
    let kind = |body: &Value| if must(body) { "required" } else { "optional" };
    match (before.is_null(), after.is_null()) {
        (true, true) => {}
        (true, false) => changes.add(
            &format!("request-body-added-{}", kind(after)),
            &Place {
                label: place.label.clone(),
                ..at
            },
            "",
        ),
        (false, true) => changes.add(
            "request-body-removed",
            &Place {
                label: place.label.clone(),
                ..at
            },
            "",
        ),
        (false, false) => {
            if must(before) != must(after) {
                changes.add(&format!("request-body-became-{}", kind(after)), &at, "");
            }
            content(
                changes,
                &at,
                "request-body",
                &before["content"],
                &after["content"],
            );
            others(changes, &at, before, after, &["content", "required"]);
        }
    }
}
