//! Which operations a schema reaches, and in which direction.

use super::schema_form::NAMED;
use super::value::entries;
use crate::document::{METHODS, schemas};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The operations that send a schema, and those that answer with it.
#[derive(Debug, Clone, Default)]
pub struct Reached {
    /// The operations that send it.
    pub request: BTreeSet<String>,
    /// The operations that answer with it.
    pub response: BTreeSet<String>,
    /// Whether an optional parameter is described by it.
    pub parameter: bool,
}

/// For every schema, the operations that it reaches.
#[derive(Debug, Default)]
pub struct Reach(BTreeMap<String, Reached>);

impl Reach {
    /// What the schemas of some normal forms reach, taken together.
    #[must_use]
    pub fn of(documents: &[&Value]) -> Self {
        let mut reach = Self::default();
        for document in documents {
            let mut known = Known::new();
            for (path, item) in entries(&document["paths"]) {
                reach.item(document, &mut known, item, path, None);
            }
        }
        reach
    }

    /// What one schema reaches.
    #[must_use]
    pub fn schema(&self, name: &str) -> Reached {
        self.0.get(name).cloned().unwrap_or_default()
    }

    /// The operations of a path, or of a callback of an operation `within` another, whose requests are answers to us.
    fn item<'a>(
        &mut self,
        document: &'a Value,
        known: &mut Known<'a>,
        item: &'a Value,
        path: &str,
        within: Option<&str>,
    ) {
        for (method, operation) in entries(item).filter(|(key, _)| METHODS.contains(key)) {
            let own = format!("{} {path}", method.to_uppercase());
            let title = within.unwrap_or(&own);
            for part in ["parameters", "requestBody", "responses"] {
                let answered = (part == "responses") != within.is_some();
                let hidden = if answered { "writeOnly" } else { "readOnly" };
                for name in closure(document, known, &operation[part], hidden) {
                    let reached = self.0.entry(name.to_owned()).or_default();
                    let titles = if answered {
                        &mut reached.response
                    } else {
                        &mut reached.request
                    };
                    titles.insert(title.to_owned());
                }
            }
            for (_, parameter) in
                entries(&operation["parameters"]).flat_map(|(_, way)| entries(way))
            {
                let name = named(&parameter["schema"]).filter(|_| parameter["required"].is_null());
                if let Some(name) = name {
                    self.0.entry(name.to_owned()).or_default().parameter = true;
                }
            }
            for (_, item) in entries(&operation["callbacks"]).flat_map(|(_, one)| entries(one)) {
                self.item(document, known, item, path, Some(title));
            }
        }
    }
}

/// The name of the schema that a reference leads to.
#[must_use]
pub fn named(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(NAMED)
}

/// What each schema refers to directly, by its name and by what is hidden.
type Known<'a> = BTreeMap<(&'a str, &'static str), BTreeSet<&'a str>>;

/// The schemas that a value refers to, directly or through others, but for properties that are `hidden`.
///
/// A mapping of a discriminator refers, and a base that has one refers to what is built on it.
fn closure<'a>(
    document: &'a Value,
    known: &mut Known<'a>,
    value: &'a Value,
    hidden: &'static str,
) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut waiting = BTreeSet::new();
    names(value, hidden, &mut waiting);
    while let Some(name) = waiting.pop_first() {
        if !found.insert(name) {
            continue;
        }
        let direct = known.entry((name, hidden)).or_insert_with(|| {
            let schema = &document["components"]["schemas"][name];
            let mut direct = BTreeSet::new();
            names(schema, hidden, &mut direct);
            if schema["discriminator"].is_object() {
                let built = |schema: &Value| {
                    let members = schema["allOf"].as_array().into_iter().flatten();
                    members
                        .chain([schema])
                        .any(|base| named(base) == Some(name))
                };
                let children = schemas(document).filter(|(_, schema)| built(schema));
                direct.extend(children.map(|(child, _)| child));
            }
            direct
        });
        waiting.extend(direct.iter().filter(|name| !found.contains(*name)));
    }
    found
}

fn names<'a>(value: &'a Value, hidden: &str, into: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(object) if object.get(hidden) == Some(&Value::Bool(true)) => {}
        Value::Object(object) => {
            into.extend(named(value));
            let targets = object.get("mapping").into_iter().flat_map(entries);
            into.extend(targets.filter_map(|(_, target)| target.as_str()?.strip_prefix(NAMED)));
            object.values().for_each(|value| names(value, hidden, into));
        }
        Value::Array(list) => list.iter().for_each(|value| names(value, hidden, into)),
        _ => {}
    }
}
