//! The overlay applied leniently, and what it leaves open closed: any document becomes one to generate from.

use crate::{check, document, emit, overlay};
use roas_overlay::v1_1::Overlay;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A document made fit to generate from, and what it took.
#[derive(Debug)]
pub struct Corrected {
    /// The document.
    pub document: Value,
    /// The actions that did not fit and the repairs, a sentence each.
    pub notes: Vec<String>,
}

/// Applies an overlay to a document that it may not have been written for.
///
/// # Errors
/// One sentence when the overlay cannot be applied to any document.
pub fn correct(overlay: &Overlay, vendor: &Value) -> Result<Corrected, String> {
    let applied = overlay::apply(overlay, vendor)?;
    let mut notes: Vec<String> = applied.faults.iter().map(ToString::to_string).collect();
    let mut document = applied.document;
    name_operations(&mut document, &mut notes);
    settle_answers(&mut document, vendor, &mut notes);
    settle_bodies(&mut document, &mut notes);
    settle_enums(&mut document, &mut notes);
    Ok(Corrected { document, notes })
}

/// Whether any action of an overlay fits a document as it says it does.
///
/// # Errors
/// One sentence when the overlay cannot be applied to any document.
pub fn fits(overlay: &Overlay, vendor: &Value) -> Result<bool, String> {
    let faults = overlay::apply(overlay, vendor)?.faults;
    let unfit: BTreeSet<usize> = faults.iter().map(|fault| fault.action).collect();
    Ok(unfit.len() < overlay.actions.len())
}

/// The source that the generator emits for a corrected document.
///
/// # Errors
/// What the document still lacks, or what the generator says.
pub fn source(corrected: &Value) -> Result<String, String> {
    let lacks = check::document(corrected);
    if lacks.is_empty() {
        emit::source(&document::canonical(corrected))
    } else {
        Err(lacks.join("; "))
    }
}

/// Gives every operation without a name one that is made from method and path.
fn name_operations(document: &mut Value, notes: &mut Vec<String>) {
    let places: Vec<(String, String)> = document::operations(document)
        .into_iter()
        .filter(|operation| operation.id().is_none())
        .map(|operation| (operation.path.to_owned(), operation.method.to_owned()))
        .collect();
    for (path, method) in places {
        let found = document::operations(document)
            .into_iter()
            .find(|o| o.path == path && o.method == method);
        let Some(name) = found.map(|operation| check::suggested_name(document, operation)) else {
            continue;
        };
        notes.push(format!(
            "{} {path} has no name yet: {name} is assumed",
            method.to_uppercase()
        ));
        document["paths"][path][method]["operationId"] = json!(name);
    }
}

/// Leaves each operation the one answer `2XX`: the overlay's if its models exist, else the vendor's own success.
fn settle_answers(document: &mut Value, vendor: &Value, notes: &mut Vec<String>) {
    let places: Vec<(String, String)> = document::operations(document)
        .iter()
        .map(|o| (o.path.to_owned(), o.method.to_owned()))
        .collect();
    for (path, method) in places {
        let lost: BTreeSet<String> =
            lost_references(document, &document["paths"][&path][&method]["responses"]);
        let title = format!("{} {path}", method.to_uppercase());
        let Some(responses) = document["paths"][&path][&method]["responses"].as_object_mut() else {
            continue;
        };
        let ours = responses.remove("2XX");
        let other: Vec<String> = responses.keys().cloned().collect();
        if !other.is_empty() {
            notes.push(format!(
                "{title} has answers that the overlay does not remove: {}",
                other.join(", ")
            ));
        }
        let usable = ours.filter(|_| lost.is_empty());
        let answer = usable.unwrap_or_else(|| {
            notes.push(format!(
                "{title} has no answer from the overlay: the document's own is taken"
            ));
            success(&vendor["paths"][&path][&method]["responses"])
        });
        *responses = Map::from_iter([("2XX".to_owned(), answer)]);
    }
}

/// The schemas that a value refers to and that are not there.
fn lost_references(document: &Value, value: &Value) -> BTreeSet<String> {
    let mut references = BTreeSet::new();
    check::references(value, &mut references);
    let gone = references.into_iter().filter(|reference| {
        reference
            .strip_prefix('#')
            .and_then(|pointer| document.pointer(pointer))
            .is_none()
    });
    gone.map(str::to_owned).collect()
}

/// The document's own first success: rows of its model, or nothing to read.
fn success(responses: &Value) -> Value {
    let successes = responses
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(status, _)| status.starts_with('2'));
    let mut schemas =
        successes.filter_map(|(_, answer)| answer.pointer("/content/application~1json/schema"));
    let schema = schemas.next();
    let model =
        schema.and_then(|schema| schema.get("$ref").or_else(|| schema.pointer("/items/$ref")));
    match (model, schema) {
        (Some(model), _) => json!({
            "description": "Any success",
            "content": { "application/json": { "schema": { "x-rust-type": {
                "crate": "stocktrim", "version": "*", "path": "stocktrim::types::Rows", "parameters": [{ "$ref": model }]
            } } } }
        }),
        (None, Some(schema)) => {
            json!({ "description": "Any success", "content": { "application/json": { "schema": schema } } })
        }
        (None, None) => json!({ "description": "Any success" }),
    }
}

/// Leaves JSON alone where a body may still come in several forms.
fn settle_bodies(document: &mut Value, notes: &mut Vec<String>) {
    let Some(paths) = document["paths"].as_object_mut() else {
        return;
    };
    for (path, item) in paths {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let content = operation
                .pointer_mut("/requestBody/content")
                .and_then(Value::as_object_mut);
            let Some(content) = content.filter(|content| content.len() > 1) else {
                continue;
            };
            if let Some(json) = content.remove("application/json") {
                notes.push(format!(
                    "{} {path} takes forms that the overlay does not remove",
                    method.to_uppercase()
                ));
                *content = Map::from_iter([("application/json".to_owned(), json)]);
            }
        }
    }
}

/// Drops the table of numbers of an enum that has lost a member of it.
fn settle_enums(document: &mut Value, notes: &mut Vec<String>) {
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    for (name, schema) in schemas.into_iter().flatten() {
        let Some(numbers) = schema.get("x-enum-numbers").and_then(Value::as_array) else {
            continue;
        };
        let members = schema
            .get("enum")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        if !numbers.iter().all(|number| members.contains(number)) {
            notes.push(format!(
                "the numbers of `{name}` stand for members that are gone: they are left out"
            ));
            if let Some(schema) = schema.as_object_mut() {
                schema.shift_remove("x-enum-numbers");
            }
        }
    }
}
