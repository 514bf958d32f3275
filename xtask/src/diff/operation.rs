//! Comparing documents from the top: their sections, paths, operations, parameters, bodies and answers.

use super::align::Renames;
use super::place::{Place, What, escaped};
use super::walk::{Walk, differing, keys};
use crate::document::METHODS;
use serde_json::{Value, json};

impl Walk<'_> {
    /// Compares the two documents.
    pub(super) fn document(&mut self) {
        let (old, new) = (self.old, self.new);
        for path in differing(&old["paths"], &new["paths"]) {
            let pointer = format!("/paths/{}", escaped(&path));
            self.item(
                &Place {
                    label: format!("`{path}`"),
                    pointer,
                    ..Place::document("")
                },
                &path,
                &old["paths"][&path],
                &new["paths"][&path],
            );
        }
        for path in differing(&old["paths"], &new["paths"]) {
            if old["paths"].get(&path).is_none() && Renames::ambiguous(new, &path) {
                let at = Place::document("paths").named(&path, format!("`{path}`"));
                self.add("path-ambiguous", &at, "$name", "");
            }
        }
        self.components(&old["components"], &new["components"]);
        self.global_security();
        for key in differing(old, new) {
            let (was, is) = (&old[&key], &new[&key]);
            let place = Place::document(&key);
            match key.as_str() {
                "paths" | "components" | "security" => {}
                "info" => {
                    for key in differing(was, is) {
                        let words = ["description", "summary"].contains(&key.as_str());
                        let change = if words {
                            "description-changed"
                        } else {
                            "document-info-changed"
                        };
                        self.moved(change, &place.child(&key, ""), "", &was[&key], &is[&key]);
                    }
                }
                "openapi" => self.moved("document-info-changed", &place, "", was, is),
                "tags" => self.moved("description-changed", &place, "", was, is),
                other => self.moved(super::walk::change_of_key(other), &place, "", was, is),
            }
        }
        self.remainder(
            &Place {
                pointer: String::new(),
                ..Place::document("")
            },
            old,
            new,
        );
    }

    fn components(&mut self, old: &Value, new: &Value) {
        for name in differing(&old["schemas"], &new["schemas"]) {
            let place = Place::schema(&name, &self.reach.schema(&name));
            match (old["schemas"].get(&name), new["schemas"].get(&name)) {
                (None, _) => self.add("api-schema-added", &place, "", ""),
                (Some(_), None) => {
                    let mut used = std::collections::BTreeSet::new();
                    crate::check::references(self.new, &mut used);
                    let missing = used.contains(format!("#/components/schemas/{name}").as_str());
                    self.add(
                        if missing {
                            "schema-missing"
                        } else {
                            "api-schema-removed"
                        },
                        &place,
                        "",
                        "",
                    );
                }
                (Some(was), Some(is)) => {
                    let parameter =
                        self.reach.schema(&name).parameter && was["default"] != is["default"];
                    if parameter {
                        let verb = if was["default"].is_null() {
                            "added"
                        } else if is["default"].is_null() {
                            "removed"
                        } else {
                            "changed"
                        };
                        let at = Place {
                            what: What::Parameter,
                            ..place.clone()
                        };
                        self.moved(
                            &format!("default-value-{verb}"),
                            &at,
                            "default",
                            &was["default"],
                            &is["default"],
                        );
                    }
                    let without = |schema: &Value| {
                        super::form::map(schema, |key, value| {
                            (!parameter || key != "default").then(|| value.clone())
                        })
                    };
                    self.schema(&place, &without(was), &without(is));
                }
            }
        }
        let place = Place::document("components");
        self.security_schemes(&place, &old["securitySchemes"], &new["securitySchemes"]);
        for section in differing(old, new) {
            if !["schemas", "securitySchemes"].contains(&section.as_str()) {
                let (was, is) = (&old[&section], &new[&section]);
                for name in differing(was, is) {
                    let at = place.child(&section, "").named(&name, format!("`{name}`"));
                    self.moved("unused-component-changed", &at, "", &was[&name], &is[&name]);
                }
            }
        }
    }

    /// Compares what a path holds, or what a callback does.
    fn item(&mut self, place: &Place, path: &str, old: &Value, new: &Value) {
        for key in differing(old, new) {
            if !METHODS.contains(&key.as_str()) {
                let at = place.child(&key, "");
                self.moved(
                    super::walk::change_of_key(&key),
                    &at,
                    "",
                    &old[&key],
                    &new[&key],
                );
                continue;
            }
            let title = format!("{} {path}", key.to_uppercase());
            let mut at = Place::operation(&title, &format!("{}/{key}", place.pointer));
            if !place.operations.is_empty() {
                (at.sent, at.answered, at.operations) =
                    (place.sent, place.answered, place.operations.clone());
            }
            match (old.get(&key), new.get(&key)) {
                (Some(old), Some(new)) => self.operation(&at, old, new),
                (Some(old), None) => {
                    let how = if old["deprecated"].is_null() {
                        "without"
                    } else {
                        "with"
                    };
                    self.add(&format!("api-removed-{how}-deprecation"), &at, "", "");
                }
                _ => self.add("endpoint-added", &at, "", ""),
            }
        }
    }

    fn operation(&mut self, place: &Place, old: &Value, new: &Value) {
        self.parameters(place, &old["parameters"], &new["parameters"]);
        self.body(place, &old["requestBody"], &new["requestBody"]);
        let flipped = Place {
            sent: place.answered,
            answered: place.sent,
            ..place.clone()
        };
        self.answers(&flipped, &old["responses"], &new["responses"]);
        self.callbacks(&flipped, &old["callbacks"], &new["callbacks"]);
        self.own_security(place, old, new);
        for key in differing(old, new) {
            let (was, is) = (&old[&key], &new[&key]);
            let at = place.child(&key, "");
            match key.as_str() {
                "parameters" | "requestBody" | "responses" | "callbacks" | "security" => {}
                "tags" => {
                    self.cover(&at, "");
                    let list = |tags: &Value| tags.as_array().cloned().unwrap_or_default();
                    let (was, is) = (list(was), list(is));
                    for (change, some, others) in
                        [("api-tag-added", &is, &was), ("api-tag-removed", &was, &is)]
                    {
                        for tag in some.iter().filter(|tag| !others.contains(tag)) {
                            self.add(change, &at, "", tag.as_str().unwrap_or_default());
                        }
                    }
                }
                "operationId" => {
                    let verb = if was.is_null() { "added" } else { "removed" };
                    self.moved(&format!("api-operation-id-{verb}"), &at, "", was, is);
                }
                "deprecated" => {
                    self.cover(&at, "");
                    self.deprecated(
                        "endpoint-",
                        &place.named("deprecated", place.label.clone()),
                        new,
                    );
                }
                other => self.moved(super::walk::change_of_key(other), &at, "", was, is),
            }
        }
    }

    fn callbacks(&mut self, place: &Place, old: &Value, new: &Value) {
        for name in keys(old, new) {
            let (was, is) = (&old[&name], &new[&name]);
            for path in differing(was, is) {
                let at = place
                    .child("callbacks", "")
                    .child(&name, "")
                    .child(&path, "");
                self.item(&at, &path, &was[&path], &is[&path]);
            }
        }
    }

    fn parameters(&mut self, place: &Place, old: &Value, new: &Value) {
        for way in keys(old, new) {
            for name in differing(&old[&way], &new[&way]) {
                let (was, is) = (&old[&way][&name], &new[&way][&name]);
                let label = format!("the {way} parameter `{name}` of {}", place.label);
                let must = |parameter: &Value| !parameter["required"].is_null();
                let at = Place {
                    what: What::Parameter,
                    required: must(is),
                    loose: true,
                    ..place
                        .child("parameters", "")
                        .child(&way, "")
                        .named(&name, label)
                };
                match (was, is) {
                    (_, Value::Null) => self.add("request-parameter-removed", &at, "", ""),
                    (Value::Null, _) => {
                        let kind = if must(is) { "required" } else { "optional" };
                        self.add(&format!("new-{kind}-request-parameter"), &at, "", "");
                    }
                    _ => self.parameter(&at, was, is, way == "query"),
                }
            }
        }
    }

    fn parameter(&mut self, place: &Place, old: &Value, new: &Value, query: bool) {
        if old["required"] != new["required"] {
            let how = if new["required"].is_null() {
                "optional"
            } else {
                "required"
            };
            self.add(&format!("became-{how}"), place, "required", "");
        }
        if old["deprecated"] != new["deprecated"] {
            self.deprecated("", place, new);
        }
        let (was, is) = (&old["schema"], &new["schema"]);
        if was.is_null() != is.is_null() {
            self.cover(place, "content");
            return self.add("serialization-changed", place, "schema", "");
        }
        // `?a=1` is a list of one as well.
        let listed = query && new.get("style").is_none() && new.get("explode").is_none();
        if listed && was["type"] != "array" && is["type"] == "array" && was.is_object() {
            self.add("type-generalized", place, "", "one → a list");
            self.schema(&place.child("schema", ""), was, &is["items"]);
        } else if was != is {
            self.schema(
                &Place {
                    pointer: format!("{}/schema", place.pointer),
                    ..place.clone()
                },
                was,
                is,
            );
        }
        self.content(
            &Place {
                loose: false,
                ..place.clone()
            },
            &old["content"],
            &new["content"],
        );
        self.rest(
            place,
            old,
            new,
            &["schema", "content", "required", "deprecated"],
        );
    }

    fn body(&mut self, place: &Place, old: &Value, new: &Value) {
        let at = place.child("requestBody", "");
        let must = |body: &Value| {
            if body["required"].is_null() {
                "optional"
            } else {
                "required"
            }
        };
        match (old, new) {
            (Value::Null, Value::Null) => {}
            (Value::Null, _) => self.add(&format!("request-body-added-{}", must(new)), &at, "", ""),
            (_, Value::Null) => self.add("request-body-removed", &at, "", ""),
            _ => {
                let at = Place {
                    label: format!("the body of {}", place.label),
                    ..at
                };
                if must(old) != must(new) {
                    self.add(
                        &format!("request-body-became-{}", must(new)),
                        &at,
                        "required",
                        "",
                    );
                }
                self.content(&at, &old["content"], &new["content"]);
                self.rest(&at, old, new, &["content", "required"]);
            }
        }
    }

    fn answers(&mut self, place: &Place, old: &Value, new: &Value) {
        let at = place.child("responses", "");
        for status in differing(old, new) {
            let success = status.starts_with('2');
            let kind = if success { "success" } else { "non-success" };
            let at = at.child(&status, "");
            let kept = new
                .as_object()
                .into_iter()
                .flatten()
                .any(|(status, _)| status.starts_with('2') || status == "default");
            match (&old[&status], &new[&status]) {
                (Value::Null, _) => {
                    self.add(&format!("response-{kind}-status-added"), &at, "", &status)
                }
                (_, Value::Null) if success && !kept => self.add("success-lost", &at, "", &status),
                (_, Value::Null) => {
                    self.add(&format!("response-{kind}-status-removed"), &at, "", &status)
                }
                (was, is) => self.answer(&at, &status, was, is),
            }
        }
        // The one success may have moved to another status: its model is compared all the same.
        if let (Some((was, before)), Some((is, after))) = (success(old), success(new)) {
            if was != is {
                let words = |answer: &Value| json!({ "content": answer["content"], "headers": answer["headers"] });
                self.answer(&at.child(is, ""), is, &words(before), &words(after));
            }
        }
    }

    fn answer(&mut self, place: &Place, status: &str, old: &Value, new: &Value) {
        let at = Place {
            label: format!("the answer {status} of {}", place.label),
            ..place.clone()
        };
        let (was, is) = (&old["content"], &new["content"]);
        match (was.is_null(), is.is_null()) {
            (true, false) => self.add("response-body-added", &at, "content", ""),
            (false, true) => self.add("response-body-removed", &at, "content", ""),
            _ => self.content(&at, was, is),
        }
        let (was, is) = (&old["headers"], &new["headers"]);
        for name in differing(was, is) {
            let label = format!("the header `{name}` of {}", at.label);
            let at = Place {
                what: What::Header,
                loose: true,
                ..at.child("headers", "").named(&name, label)
            };
            match (was.get(&name), is.get(&name)) {
                (Some(was), None) => {
                    let kind = if was["required"].is_null() {
                        "optional"
                    } else {
                        "required"
                    };
                    self.add(&format!("{kind}-response-header-removed"), &at, "", "");
                }
                (Some(was), Some(is)) => self.parameter(&at, was, is, false),
                _ => self.add("response-header-added", &at, "", ""),
            }
        }
        self.rest(&at, old, new, &["content", "headers"]);
    }
}

/// The one success of some answers; `default` where there is no other.
fn success(answers: &Value) -> Option<(&str, &Value)> {
    let all = || answers.as_object().into_iter().flatten();
    let mut successes: Vec<_> = all()
        .filter(|(status, _)| status.starts_with('2'))
        .collect();
    if successes.is_empty() {
        successes.extend(all().filter(|(status, _)| *status == "default"));
    }
    match successes[..] {
        [(status, answer)] => Some((status, answer)),
        _ => None,
    }
}
