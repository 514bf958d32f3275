//! What a document has, and what a change at a place is called.

use super::Choose;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use xtask::diff::rules::{Wire, rule};

pub fn pick<T: Clone>(things: &[T], choose: Choose<'_>) -> Option<T> {
    (!things.is_empty()).then(|| things[choose(things.len())].clone())
}

pub fn finding(id: &str, path: &str) -> (String, String) {
    (id.to_owned(), path.to_owned())
}

/// The finding for a change in a schema: the id of the graver direction in which the schema travels.
pub fn of_schema(old: &Value, schema: &str, change: &str, path: &str) -> (String, String) {
    let rule = rule(change);
    let (sent, answered) = (
        reaches(old, schema, &["parameters", "requestBody"]),
        reaches(old, schema, &["responses"]),
    );
    let gravity = |wire: Wire| wire as u8;
    let (id, _) = match (sent, answered) {
        (true, true) if gravity(rule.response.1) > gravity(rule.request.1) => rule.response,
        (true, _) => rule.request,
        (false, _) => rule.response,
    };
    finding(&id.replace("{}", "property"), path)
}

/// Whether a schema is used in some parts of some operation, through others or not.
pub fn reaches(document: &Value, schema: &str, parts: &[&str]) -> bool {
    let mut waiting = vec![schema.to_owned()];
    let mut seen = BTreeSet::new();
    while let Some(user) = waiting.pop() {
        if !seen.insert(user.clone()) {
            continue;
        }
        let mark = format!("schemas/{user}\"");
        let uses = |value: &Value| value.to_string().contains(&mark);
        let mut all = operations(document).into_iter();
        if all.any(|(path, method)| {
            parts
                .iter()
                .any(|part| uses(&document["paths"][&path][&method][*part]))
        }) {
            return true;
        }
        let schemas = document["components"]["schemas"].as_object().unwrap();
        waiting.extend(
            schemas
                .iter()
                .filter(|(_, value)| uses(value))
                .map(|(name, _)| name.clone()),
        );
    }
    false
}

/// The finding for an optional property that is new.
pub fn added(old: &Value, schema: &str, name: &str) -> (String, String) {
    of_schema(
        old,
        schema,
        "property-added-optional",
        &property(schema, name),
    )
}

/// The finding for a property that is gone.
pub fn removed(old: &Value, schema: &str, name: &str) -> (String, String) {
    let kind = if required(old, schema).contains(name) {
        "required"
    } else {
        "optional"
    };
    of_schema(
        old,
        schema,
        &format!("property-removed-{kind}"),
        &property(schema, name),
    )
}

pub fn schemas(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    document["components"]["schemas"]
        .as_object()
        .unwrap()
        .iter()
}

pub fn objects(document: &Value) -> Vec<String> {
    schemas(document)
        .filter(|(_, schema)| schema["type"] == "object")
        .map(|(name, _)| name.clone())
        .collect()
}

pub fn enums(document: &Value) -> Vec<String> {
    schemas(document)
        .filter(|(_, schema)| schema["enum"].is_array())
        .map(|(name, _)| name.clone())
        .collect()
}

pub fn properties(document: &Value) -> Vec<(String, String)> {
    let of = |name: &String| {
        let properties = document["components"]["schemas"][name]["properties"]
            .as_object()
            .cloned();
        properties
            .unwrap_or_default()
            .into_iter()
            .map(|(property, _)| property)
            .collect::<Vec<_>>()
    };
    objects(document)
        .iter()
        .flat_map(|name| of(name).into_iter().map(move |p| (name.clone(), p)))
        .collect()
}

pub fn operations(document: &Value) -> Vec<(String, String)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .keys()
                .map(move |m| (path.clone(), m.clone()))
        })
        .collect()
}

pub fn bodies(document: &Value) -> Vec<(String, String)> {
    let has = |(path, method): &(String, String)| {
        document["paths"][path][method]["requestBody"].is_object()
    };
    operations(document).into_iter().filter(has).collect()
}

pub fn queries(document: &Value) -> Vec<(String, String, usize, String)> {
    let of = |(path, method): (String, String)| {
        let list = document["paths"][&path][&method]["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let query = list
            .into_iter()
            .enumerate()
            .filter(|(_, parameter)| parameter["in"] == "query");
        query
            .map(|(index, p)| {
                (
                    path.clone(),
                    method.clone(),
                    index,
                    p["name"].as_str().unwrap().to_owned(),
                )
            })
            .collect::<Vec<_>>()
    };
    operations(document).into_iter().flat_map(of).collect()
}

pub fn required(document: &Value, schema: &str) -> BTreeSet<String> {
    let names = document["components"]["schemas"][schema]["required"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    names
        .iter()
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

pub fn require(document: &mut Value, schema: &str, name: &str) {
    let mut names = required(document, schema);
    names.insert(name.to_owned());
    document["components"]["schemas"][schema]["required"] = json!(names);
}

pub fn unrequire(document: &mut Value, schema: &str, name: &str) {
    let mut names = required(document, schema);
    names.remove(name);
    document["components"]["schemas"][schema]["required"] = json!(names);
}

/// Takes a property out of a schema, and out of what it requires.
pub fn take(document: &mut Value, schema: &str, name: &str) -> Value {
    if required(document, schema).contains(name) {
        unrequire(document, schema, name);
    }
    let properties = document["components"]["schemas"][schema]["properties"]
        .as_object_mut()
        .unwrap();
    properties.shift_remove(name).unwrap()
}

pub fn property(schema: &str, name: &str) -> String {
    format!("/components/schemas/{schema}/properties/{name}")
}

pub fn operation(path: &str, method: &str) -> String {
    format!("/paths/{}/{method}", path.replace('/', "~1"))
}

pub fn query(path: &str, method: &str, name: &str) -> String {
    format!("{}/parameters/query/{name}", operation(path, method))
}
