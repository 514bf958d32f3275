//! When the generator refuses a document: which of its changes it refuses, so that the others can still be judged.

use super::place::escaped;
use crate::{best_effort_overlay, document};
use serde_json::Value;
use std::collections::BTreeSet;

/// Beyond this many changed parts it takes too long to find out.
const MOST: usize = 40;

/// Takes one changed schema or operation after the other from the new document as long as the generator goes along.
///
/// Gives the source that it emits then, and what was left as it was: a pointer and the generator's reason each.
#[must_use]
pub fn isolate(old: &Value, new: &Value) -> Option<(String, Vec<(String, String)>)> {
    let both = [old, new];
    let schemas = both.iter().flat_map(|document| document::schemas(document));
    let schemas = schemas.map(|(name, _)| format!("/components/schemas/{}", escaped(name)));
    let operations = both
        .iter()
        .flat_map(|document| document::operations(document));
    let operations = operations.map(|o| format!("/paths/{}/{}", escaped(o.path), o.method));
    let parts: BTreeSet<String> = schemas.chain(operations).collect();
    let differs = |part: &String| old.pointer(part) != new.pointer(part);
    let mut waiting: Vec<String> = parts.into_iter().filter(differs).collect();
    if waiting.len() > MOST {
        return None;
    }
    let (mut document, mut source) = (old.clone(), best_effort_overlay::source(old).ok()?);
    // A part may need another that comes later, so what is refused is tried again as long as something else is taken.
    loop {
        let mut refused = Vec::new();
        let before = waiting.len();
        for part in waiting {
            let tried = with(&document, &part, new.pointer(&part));
            match best_effort_overlay::source(&tried) {
                Ok(emitted) => (document, source) = (tried, emitted),
                Err(reason) => refused.push((part, reason)),
            }
        }
        if refused.is_empty() || refused.len() == before {
            return Some((source, refused));
        }
        waiting = refused.into_iter().map(|(part, _)| part).collect();
    }
}

/// A document with another part, or without one.
fn with(document: &Value, part: &str, value: Option<&Value>) -> Value {
    let mut document = document.clone();
    let mut keys: Vec<String> = part
        .split('/')
        .skip(1)
        .map(|key| key.replace("~1", "/").replace("~0", "~"))
        .collect();
    let key = keys.pop().unwrap_or_default();
    let holder = keys
        .iter()
        .fold(&mut document, |holder, key| &mut holder[key]);
    match value {
        Some(value) => holder[&key] = value.clone(),
        None => drop(
            holder
                .as_object_mut()
                .map(|holder| holder.shift_remove(&key)),
        ),
    }
    document
}
