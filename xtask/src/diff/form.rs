//! The normal form of a document: what only names is resolved, what means nothing is left out.

use super::schema_form;
use crate::document::METHODS;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

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

/// An object with each value replaced or left out; what is no object has no entries.
pub fn map<'v>(
    value: &'v Value,
    mut each: impl FnMut(&'v str, &'v Value) -> Option<Value>,
) -> Value {
    let mapped =
        entries(value).filter_map(|(key, value)| Some((key.to_owned(), each(key, value)?)));
    mapped.collect::<Map<_, _>>().into()
}

/// The entries of an object; what is none has none.
pub fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let entries = value.as_object().into_iter().flatten();
    entries.map(|(key, value)| (key.as_str(), value))
}

/// Gives what is at a pointer other keys.
pub fn rekey(document: &mut Value, pointer: &str, key: impl Fn(&str) -> Option<String>) {
    if let Some(held) = document.pointer_mut(pointer).and_then(Value::as_object_mut) {
        let entries = std::mem::take(held).into_iter();
        *held = entries
            .map(|(name, value)| (key(&name).unwrap_or(name), value))
            .collect();
    }
}

/// What a local reference stands for, through others; none for another file, nothing, or a circle.
#[must_use]
pub fn resolve<'a>(document: &'a Value, value: &'a Value) -> Option<&'a Value> {
    let mut value = value;
    for _ in 0..32 {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            return Some(value);
        };
        value = document.pointer(reference.strip_prefix('#')?)?;
    }
    None
}

/// A value in which equal numbers look alike.
#[must_use]
pub fn plain(value: &Value) -> Value {
    match value {
        Value::Object(_) => map(value, |_, value| Some(plain(value))),
        Value::Array(list) => list.iter().map(plain).collect(),
        Value::Number(number) => {
            let text = number.to_string();
            let whole = text
                .strip_suffix(".0")
                .and_then(|whole| whole.parse::<i64>().ok());
            whole.map_or_else(|| value.clone(), Value::from)
        }
        other => other.clone(),
    }
}

/// A list as a set: in one order, without repetition.
#[must_use]
pub fn set(list: impl IntoIterator<Item = Value>) -> Value {
    let mut list: Vec<Value> = list.into_iter().collect();
    list.sort_by_cached_key(|value| sorted(value).to_string());
    list.dedup();
    list.into()
}

/// A value with its keys in order, so that the same has the same text.
#[must_use]
pub fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let ordered: BTreeMap<_, _> = object
                .iter()
                .map(|(key, value)| (key, sorted(value)))
                .collect();
            json!(ordered)
        }
        Value::Array(list) => list.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

/// An object without the keywords that say what holds anyway.
#[must_use]
pub fn without_defaults(mut object: Value) -> Value {
    if let Some(entries) = object.as_object_mut() {
        entries.retain(|key, value| !is_default(key, value));
    }
    object
}

/// The values that hold anyway, each with the keywords of which that is so.
const DEFAULTS: [(&str, &str); 7] = [
    (
        "false",
        "nullable readOnly writeOnly deprecated uniqueItems required allowReserved allowEmptyValue \
         exclusiveMinimum exclusiveMaximum",
    ),
    ("true", "additionalProperties"),
    ("0", "minLength minItems minProperties"),
    ("\"\"", "description summary title pattern"),
    ("\".*\"", "pattern"),
    ("[]", "required tags parameters servers allOf"),
    (
        "{}",
        "properties additionalProperties headers links callbacks examples content parameters encoding schemas \
         responses requestBodies securitySchemes components",
    ),
];

fn is_default(key: &str, value: &Value) -> bool {
    let text = match value {
        Value::Null => return true,
        Value::Array(list) if !list.is_empty() => return false,
        Value::Object(object) if !object.is_empty() => return false,
        Value::String(text) if text.len() > 2 => return false,
        short => short.to_string(),
    };
    let held = DEFAULTS.iter().filter(|(default, _)| *default == text);
    held.flat_map(|(_, keys)| keys.split_whitespace())
        .any(|known| known == key)
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
            let usual = if matches!(way, "query" | "cookie") {
                "form"
            } else {
                "simple"
            };
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
