//! What every normal form is made with: walking, comparing and tidying values.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

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

/// A value with everything in it replaced; what has no parts stays as it is.
#[must_use]
pub fn within(value: &Value, each: impl Fn(&Value) -> Value) -> Value {
    match value {
        Value::Object(_) => map(value, |_, value| Some(each(value))),
        Value::Array(list) => list.iter().map(each).collect(),
        other => other.clone(),
    }
}

/// A value in which equal numbers look alike.
#[must_use]
pub fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            let whole = text
                .strip_suffix(".0")
                .and_then(|whole| whole.parse::<i64>().ok());
            whole.map_or_else(|| value.clone(), Value::from)
        }
        other => within(other, plain),
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
            let ordered: BTreeMap<_, _> = object.iter().collect();
            ordered
                .into_iter()
                .map(|(key, value)| (key.clone(), sorted(value)))
                .collect()
        }
        other => within(other, sorted),
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
