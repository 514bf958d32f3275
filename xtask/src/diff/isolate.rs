//! When the generator refuses a document: which of its changes it refuses, so that the others can still be judged.

use crate::{document, lenient};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A part of a document that is taken or left as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// A named schema.
    Schema(String),
    /// An operation, by path and method.
    Operation(String, String),
}

/// The new document without what the generator refuses.
#[derive(Debug)]
pub struct Isolated {
    /// The source that the generator emits for it.
    pub source: String,
    /// What was left as it was, each with the generator's reason.
    pub refused: Vec<(Unit, String)>,
}

/// Beyond this many changed parts it takes too long to find out.
const MOST: usize = 40;

/// Takes one changed part after the other from the new document as long as the generator goes along.
#[must_use]
pub fn isolate(old: &Value, new: &Value) -> Option<Isolated> {
    let mut waiting = changed(old, new);
    if waiting.len() > MOST {
        return None;
    }
    let mut document = old.clone();
    let mut source = lenient::source(old).ok()?;
    // A part may need another that comes later, so what is refused is tried again as long as something else is taken.
    loop {
        let mut refused = Vec::new();
        let before = waiting.len();
        for unit in waiting {
            let mut tried = document.clone();
            put(&mut tried, &unit, get(new, &unit));
            match lenient::source(&tried) {
                Ok(emitted) => (document, source) = (tried, emitted),
                Err(reason) => refused.push((unit, reason)),
            }
        }
        if refused.is_empty() || refused.len() == before {
            return Some(Isolated { source, refused });
        }
        waiting = refused.into_iter().map(|(unit, _)| unit).collect();
    }
}

/// The parts in which two documents differ: schemas first, for operations refer to them.
fn changed(old: &Value, new: &Value) -> Vec<Unit> {
    let both = [old, new];
    let schemas = both.iter().flat_map(|document| document::schemas(document));
    let schemas = schemas.map(|(name, _)| Unit::Schema(name.to_owned()));
    let operations = both
        .iter()
        .flat_map(|document| document::operations(document));
    let operations = operations.map(|o| Unit::Operation(o.path.to_owned(), o.method.to_owned()));
    let units: BTreeSet<Unit> = schemas.chain(operations).collect();
    units
        .into_iter()
        .filter(|unit| get(old, unit) != get(new, unit))
        .collect()
}

fn get<'a>(document: &'a Value, unit: &Unit) -> Option<&'a Value> {
    match unit {
        Unit::Schema(name) => document.get("components")?.get("schemas")?.get(name),
        Unit::Operation(path, method) => document.get("paths")?.get(path)?.get(method),
    }
}

fn put(document: &mut Value, unit: &Unit, value: Option<&Value>) {
    let (holder, key) = match unit {
        Unit::Schema(name) => (&mut document["components"]["schemas"], name),
        Unit::Operation(path, method) => (&mut document["paths"][path], method),
    };
    if holder.is_null() {
        *holder = Value::Object(Map::new());
    }
    if let Some(holder) = holder.as_object_mut() {
        match value {
            Some(value) => drop(holder.insert(key.clone(), value.clone())),
            None => drop(holder.shift_remove(key)),
        }
    }
}
