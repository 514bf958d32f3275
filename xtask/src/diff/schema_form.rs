//! The normal form of a schema.

use super::value::{map, plain, resolve, set, without_defaults};
use serde_json::{Map, Value, json};

/// The keywords that only describe.
pub const WORDS: [&str; 6] = [
    "description",
    "title",
    "example",
    "examples",
    "externalDocs",
    "summary",
];

/// The prefix of a reference to a named schema.
pub const NAMED: &str = "#/components/schemas/";

/// The normal form of a schema; references to named schemas stay, any other is resolved.
#[must_use]
pub fn normal(document: &Value, schema: &Value) -> Value {
    of(document, schema, 0)
}

/// References that are resolved in place are followed so deep, lest a circle has no end.
const DEPTH: usize = 24;

fn of(document: &Value, schema: &Value, depth: usize) -> Value {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let named = reference
            .strip_prefix(NAMED)
            .is_some_and(|name| !name.contains('/'));
        if let Some(target) = resolve(document, schema).filter(|_| !named && depth < DEPTH) {
            return of(document, target, depth + 1);
        }
        let mut found = json!({ "$ref": reference });
        // By OpenAPI 3.0 what stands beside a reference counts for nothing.
        let siblings = map(schema, |key, value| (key != "$ref").then(|| plain(value)));
        if siblings != json!({}) {
            found["$siblings"] = siblings;
        }
        return found;
    }
    let below = |value: &Value| of(document, value, depth);
    let found = map(schema, |key, value| {
        Some(match (key, value) {
            ("properties", Value::Object(_)) => map(value, |_, schema| Some(below(schema))),
            ("items" | "additionalProperties" | "not", Value::Object(_)) => below(value),
            ("allOf" | "oneOf" | "anyOf", Value::Array(members)) => set(members.iter().map(below)),
            ("enum", Value::Array(members)) => set(members.iter().map(plain)),
            ("required", Value::Array(names)) => {
                set(names.iter().filter(|name| *name != "").cloned())
            }
            ("discriminator", Value::Object(_)) => discriminator(value),
            _ => plain(value),
        })
    });
    let mut found = match without_defaults(found) {
        Value::Object(found) => found,
        other => return other,
    };
    types(&mut found);
    exclusive(&mut found, "exclusiveMinimum", "minimum");
    exclusive(&mut found, "exclusiveMaximum", "maximum");
    single(found)
}

/// A mapping that names schemas by reference alone.
fn discriminator(value: &Value) -> Value {
    let full = |target: &Value| match target.as_str() {
        Some(name) if !name.contains(['/', '.', '#']) => json!(format!("{NAMED}{name}")),
        _ => target.clone(),
    };
    map(value, |key, value| match key {
        "mapping" => Some(map(value, |_, target| Some(full(target)))),
        _ => Some(plain(value)),
    })
}

/// The kind of a value as `type` has it.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Brings what stands for a type to one form: lists, alternatives that are nothing but types, an enum's own.
fn types(found: &mut Map<String, Value>) {
    let list = |value: &Value| match value {
        Value::Array(list) => list.clone(),
        one => vec![one.clone()],
    };
    let mut kinds = found.get("type").map(list).unwrap_or_default();
    for key in ["oneOf", "anyOf"] {
        let bare = |member: &Value| {
            let alone = member.as_object()?.len() == 1;
            member.get("type").filter(|_| alone).map(list)
        };
        let members = found.get(key).and_then(Value::as_array);
        let all: Option<Vec<_>> = members.and_then(|members| members.iter().map(bare).collect());
        if let Some(all) = all.filter(|all| kinds.is_empty() && !all.is_empty()) {
            kinds = all.concat();
            found.shift_remove(key);
        }
    }
    if let Some(Value::Array(members)) = found.get("enum").filter(|_| kinds.is_empty()) {
        kinds = members.iter().map(|member| json!(kind(member))).collect();
    }
    if kinds.contains(&json!("null")) && kinds.len() > 1 {
        kinds.retain(|kind| *kind != "null");
        found.insert("nullable".to_owned(), json!(true));
    }
    let kinds = set(kinds);
    match kinds.as_array().map(Vec::as_slice) {
        None | Some([]) => drop(found.shift_remove("type")),
        Some([one]) => drop(found.insert("type".to_owned(), one.clone())),
        Some(_) => drop(found.insert("type".to_owned(), kinds)),
    }
}

/// `minimum: 1` with `exclusiveMinimum: true` as the one number that it is.
fn exclusive(found: &mut Map<String, Value>, flag: &str, bound: &str) {
    if found.get(flag) == Some(&json!(true)) {
        match found.shift_remove(bound) {
            Some(number) => drop(found.insert(flag.to_owned(), number)),
            None => drop(found.shift_remove(flag)),
        }
    }
}

/// A composition of one member as that member, if what stands beside it does not contradict.
fn single(mut found: Map<String, Value>) -> Value {
    for key in ["allOf", "oneOf", "anyOf"] {
        let member = match found.get(key).and_then(Value::as_array).map(Vec::as_slice) {
            Some([Value::Object(member)]) => member.clone(),
            Some([]) => Map::new(),
            _ => continue,
        };
        let fits = |(name, value): (&String, &Value)| {
            WORDS.contains(&name.as_str()) || found.get(name).is_none_or(|own| own == value)
        };
        if found.contains_key("discriminator") || !member.iter().all(fits) {
            continue;
        }
        found.shift_remove(key);
        for (name, value) in member {
            found.entry(name).or_insert(value);
        }
    }
    found.into()
}
