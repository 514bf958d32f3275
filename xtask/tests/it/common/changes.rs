//! Changes of StockTrim's real document, from two tables: those that mean something and those that do not.

use serde::Deserialize;
use serde_json::{Value, json};

/// One kind of change.
#[derive(Debug, Clone, Deserialize)]
pub struct Change {
    /// What it is.
    pub kind: String,
    /// The pointers at which it is found; none for what means nothing.
    #[serde(default)]
    pub at: Vec<String>,
    /// How it is made, step by step.
    #[serde(rename = "do")]
    steps: Vec<Vec<Value>>,
}

/// StockTrim's document.
pub fn vendor() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/vendor.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The changes that mean something.
pub fn semantic() -> Vec<Change> {
    table(include_str!("../fixtures/semantic.yaml"))
}

/// The changes that mean nothing.
pub fn meaningless() -> Vec<Change> {
    table(include_str!("../fixtures/meaningless.yaml"))
}

fn table(text: &str) -> Vec<Change> {
    serde_json::from_value(xtask::document::read(text).unwrap()).unwrap()
}

impl Change {
    /// The document with this change.
    pub fn of(&self, document: &Value) -> Value {
        let mut changed = document.clone();
        for step in &self.steps {
            let text = |index: usize| step[index].as_str().unwrap();
            match text(0) {
                "set" | "add" => put(&mut changed, text(1), step[2].clone(), text(0) == "set"),
                "remove" => drop(take(&mut changed, text(1))),
                "move" => {
                    let value = take(&mut changed, text(1));
                    put(&mut changed, text(2), value, false);
                }
                "rename" => changed = renamed(&changed, text(1), text(2)),
                "reorder" => changed = reordered(&changed),
                "each" => each_operation(&mut changed, &step[1]),
                other => panic!("no step is called {other}"),
            }
        }
        changed
    }
}

fn split(pointer: &str) -> (&str, String) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    (parent, key.replace("~1", "/").replace("~0", "~"))
}

/// Puts a value somewhere, with the objects that lead there; into a list at `-` or, to `replace`, at an index.
fn put(document: &mut Value, pointer: &str, value: Value, replace: bool) {
    let (parent, key) = split(pointer);
    if document.pointer(parent).is_none() {
        put(document, parent, json!({}), true);
    }
    match document.pointer_mut(parent).unwrap() {
        Value::Array(list) => match key.parse::<usize>() {
            Ok(index) if replace => list[index] = value,
            Ok(index) => list.insert(index, value),
            Err(_) => list.push(value),
        },
        holder => holder[key] = value,
    }
}

fn take(document: &mut Value, pointer: &str) -> Value {
    let (parent, key) = split(pointer);
    match document.pointer_mut(parent) {
        Some(Value::Array(list)) => list.remove(key.parse().unwrap()),
        Some(Value::Object(object)) => object.shift_remove(&key).unwrap(),
        _ => panic!("{pointer} leads nowhere"),
    }
}

/// The document with another name for a schema.
fn renamed(document: &Value, from: &str, to: &str) -> Value {
    let text = document.to_string();
    let text = text.replace(&format!("schemas/{from}\""), &format!("schemas/{to}\""));
    let text = text.replace(&format!("\"{from}\":"), &format!("\"{to}\":"));
    serde_json::from_str(&text).unwrap()
}

/// The document with every object's keys the other way round.
pub fn reordered(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let turned = object.iter().rev();
            let turned = turned.map(|(key, value)| (key.clone(), reordered(value)));
            Value::Object(turned.collect())
        }
        Value::Array(list) => list.iter().map(reordered).collect(),
        other => other.clone(),
    }
}

fn each_operation(document: &mut Value, more: &Value) {
    let items = document["paths"].as_object_mut().unwrap().values_mut();
    for operation in items.flat_map(|item| item.as_object_mut().unwrap().values_mut()) {
        for (key, value) in more.as_object().unwrap() {
            operation[key] = value.clone();
        }
    }
}
