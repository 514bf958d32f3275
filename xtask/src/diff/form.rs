//! The normal form of a document: what only names is resolved, what means nothing is left out.

use super::schema_form;
use super::value::{entries, map, plain, resolve, set, without_defaults};
use crate::document::METHODS;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The normal form; two documents that mean the same have the same.
///
/// Parameters are an object by where they stand and what they are called, headers have lower-case names, the components
/// that operations refer to stand where they are used.
#[must_use]
pub fn normal(document: &Value) -> Value {
    let form = Form { document };
    let mut used = BTreeSet::new();
    for part in ["paths", "components"] {
        crate::check::references(&document[part], &mut used);
    }
    let entries = map(document, |key, value| match key {
        "paths" => Some(map(value, |_, item| Some(form.item(item)))),
        "components" => Some(without_defaults(map(value, |section, held| {
            Some(form.section(section, held, &used))
        }))),
        "security" => Some(alternatives(value)),
        "servers" => Some(servers(value)),
        _ => Some(plain(value)),
    });
    without_defaults(entries)
}

/// The alternatives of a `security`, each with its scopes in order.
fn alternatives(security: &Value) -> Value {
    let list = security.as_array().into_iter().flatten();
    set(list.map(|one| {
        map(one, |_, scopes| {
            Some(set(scopes.as_array().cloned().unwrap_or_default()))
        })
    }))
}

/// A media type in lower case, without the parameter that says what JSON is anyway.
fn media_type(written: &str) -> String {
    let parts = written.split(';').map(|part| part.trim().to_lowercase());
    let parts: Vec<_> = parts.filter(|part| !part.starts_with("charset=")).collect();
    parts.join("; ")
}

struct Form<'a> {
    document: &'a Value,
}

impl<'a> Form<'a> {
    fn resolved(&self, value: &'a Value) -> &'a Value {
        resolve(self.document, value).unwrap_or(value)
    }

    fn schema(&self, value: &Value) -> Value {
        schema_form::normal(self.document, value)
    }

    /// A section of the components; of those that operations refer to only what nothing refers to is left.
    fn section(&self, section: &str, held: &Value, used: &BTreeSet<&str>) -> Value {
        let unused = |name: &str| !used.contains(format!("#/components/{section}/{name}").as_str());
        match section {
            "schemas" => map(held, |_, schema| Some(self.schema(schema))),
            "securitySchemes" => map(held, |_, scheme| Some(without_defaults(plain(scheme)))),
            _ => map(held, |name, value| unused(name).then(|| plain(value))),
        }
    }

    fn item(&self, item: &'a Value) -> Value {
        let item = self.resolved(item);
        without_defaults(map(item, |key, value| match key {
            "parameters" => None,
            "servers" => Some(servers(value)),
            method if METHODS.contains(&method) => Some(self.operation(value, &item["parameters"])),
            _ => Some(plain(value)),
        }))
    }

    fn operation(&self, operation: &'a Value, shared: &'a Value) -> Value {
        let mut found = map(operation, |key, value| {
            Some(match key {
                "requestBody" => self.holder(self.resolved(value)),
                "responses" => map(value, |_, answer| Some(self.holder(self.resolved(answer)))),
                "callbacks" => map(value, |_, callback| {
                    let items = |_: &str, item| Some(self.item(item));
                    Some(map(self.resolved(callback), items))
                }),
                "security" => alternatives(value),
                "servers" => servers(value),
                "tags" => set(value.as_array().cloned().unwrap_or_default()),
                _ => plain(value),
            })
        });
        found["parameters"] = self.parameters(&[shared, &operation["parameters"]]);
        without_defaults(found)
    }

    /// The parameters of a path and of an operation, by where they stand and what they are called.
    fn parameters(&self, lists: &[&'a Value]) -> Value {
        let mut found = json!({});
        for parameter in lists.iter().filter_map(|list| list.as_array()).flatten() {
            let parameter = self.resolved(parameter);
            let text = |key: &str| parameter[key].as_str().unwrap_or_default();
            let (way, name) = match (text("in"), text("name")) {
                ("", _) => ("$ref", text("$ref").to_owned()),
                ("header", name) => ("header", name.to_lowercase()),
                (way, name) => (way, name.to_owned()),
            };
            let usual = ["simple", "form"][usize::from(matches!(way, "query" | "cookie"))];
            let style = parameter["style"].as_str().unwrap_or(usual);
            let held = self.holder(parameter);
            found[way][name] = map(&held, |key, value| {
                let dull = match key {
                    "in" | "name" => true,
                    "style" => *value == usual,
                    "explode" => *value == (style == "form"),
                    _ => false,
                };
                (!dull).then(|| value.clone())
            });
        }
        found
    }

    /// A body, an answer, a parameter or a header: something that holds a schema or several.
    fn holder(&self, value: &'a Value) -> Value {
        without_defaults(map(value, |key, held| {
            Some(match key {
                "schema" => self.schema(held),
                "content" => self.content(held),
                "headers" => {
                    let headers = entries(held);
                    let header = |header| self.holder(self.resolved(header));
                    let lower = headers.map(|(name, held)| (name.to_lowercase(), header(held)));
                    lower.collect::<Map<_, _>>().into()
                }
                "links" => map(held, |_, link| Some(plain(self.resolved(link)))),
                "explode" if *held == json!(false) && value.get("in").is_none() => return None,
                "style" if *held == json!("simple") && value.get("in").is_none() => return None,
                _ => plain(held),
            })
        }))
    }

    fn content(&self, content: &'a Value) -> Value {
        let mut found = Map::new();
        for (form, held) in entries(content) {
            let held = self.holder(held);
            found.entry(media_type(form)).or_insert(held);
        }
        found.into()
    }
}

/// The servers, but for the one that is meant anyway.
fn servers(servers: &Value) -> Value {
    let root = *servers == json!([{ "url": "/" }]);
    if root { json!([]) } else { plain(servers) }
}
