//! `spec/descriptions.yaml`: the overlay that only describes, and what still lacks a sentence.

use crate::document::operations;
use crate::overlay::{self, Applied, Fault, FaultKind};
use roas_overlay::v1_1::Overlay;
use serde_json::Value;

const FILE: &str = "spec/descriptions.yaml";

/// Reads an overlay and checks that it describes and does nothing else.
///
/// # Errors
/// One sentence that names the action and says what is wrong.
pub fn read(text: &str) -> Result<Overlay, String> {
    let descriptions = overlay::read(text)?;
    for (index, action) in descriptions.actions.iter().enumerate() {
        if !action.update.as_ref().is_some_and(only_describes) {
            return Err(format!(
                "action {} (`{}`) does more than describe: put it into spec/overlay.yaml",
                index + 1,
                action.target
            ));
        }
    }
    Ok(descriptions)
}

/// Whether an update sets texts called `description` and nothing else.
fn only_describes(update: &Value) -> bool {
    update.as_object().is_some_and(|object| {
        object.iter().all(|(key, value)| match value {
            Value::String(text) => key == "description" && !text.trim().is_empty(),
            Value::Object(_) => only_describes(value),
            _ => false,
        })
    })
}

/// Applies the descriptions; a description of what is not there is a fault, since it would add it.
///
/// # Errors
/// One sentence when an action cannot be carried out on any document.
pub fn apply(descriptions: &Overlay, document: &Value) -> Result<Applied, String> {
    let mut applied = overlay::apply(descriptions, document)?;
    for (index, action) in descriptions.actions.iter().enumerate() {
        let mut places = Vec::new();
        for place in overlay::find(document, &action.target)? {
            let there = document.pointer(&place).unwrap_or(&Value::Null);
            let update = action.update.as_ref().unwrap_or(&Value::Null);
            strays(update, there, &place, &mut places);
        }
        if !places.is_empty() {
            applied.faults.push(Fault {
                overlay: "descriptions",
                action: index + 1,
                target: action.target.clone(),
                description: action.description.clone().unwrap_or_default(),
                name: None,
                kind: FaultKind::Stray { places },
            });
        }
    }
    for fault in &mut applied.faults {
        fault.overlay = "descriptions";
    }
    Ok(applied)
}

/// The places below `place` that an update describes and that are not there.
fn strays(update: &Value, there: &Value, place: &str, into: &mut Vec<String>) {
    for (key, value) in update.as_object().into_iter().flatten() {
        if !value.is_object() {
            continue;
        }
        let place = format!("{place}/{}", key.replace('~', "~0").replace('/', "~1"));
        match there.get(key) {
            Some(there) if there.is_object() => strays(value, there, &place, into),
            _ => into.push(place),
        }
    }
}

/// Every operation, parameter and model without a sentence, each with the line to add.
#[must_use]
pub fn missing(document: &Value) -> Vec<String> {
    let mut lacks = Vec::new();
    for operation in operations(document) {
        let (path, method) = (operation.path, operation.method);
        let target = format!("$.paths['{path}'].{method}");
        if !described(operation.value) {
            lacks.push(lack(&operation.title(), &target));
        }
        let parameters = operation.value.get("parameters").and_then(Value::as_array);
        for parameter in parameters.into_iter().flatten().filter(|p| !described(p)) {
            let name = parameter
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default();
            lacks.push(lack(
                &format!("{name} of {}", operation.title()),
                &format!("{target}.parameters[?@.name == '{name}']"),
            ));
        }
    }
    let schemas = document.pointer("/components/schemas");
    for (name, schema) in schemas.and_then(Value::as_object).into_iter().flatten() {
        if !described(schema) {
            lacks.push(lack(name, &format!("$.components.schemas.{name}")));
        }
    }
    lacks
}

fn described(value: &Value) -> bool {
    let text = value.get("description").and_then(Value::as_str);
    text.is_some_and(|text| !text.trim().is_empty())
}

fn lack(what: &str, target: &str) -> String {
    format!(
        "{what} has no sentence: say what it is, and add to {FILE}\n    \
         - {{ target: \"{target}\", update: {{ description: '…' }}, description: '…', x-matches: 1 }}"
    )
}
