//! What the corrected document must have before it is generated from, each lack with what to do.

use crate::document::{Operation, operations};
use crate::face::Face;
use serde_json::Value;
use std::collections::BTreeSet;

const OVERLAY: &str = "spec/overlay.yaml";

/// Everything that the corrected document lacks, a sentence each.
#[must_use]
pub fn document(corrected: &Value) -> Vec<String> {
    let mut lacks = Vec::new();
    let mut names = BTreeSet::new();
    for operation in operations(corrected) {
        match operation.id() {
            None => lacks.push(unnamed(corrected, operation)),
            Some(id) if !names.insert(id) => lacks.push(format!(
                "{} is named {id}, as another operation already is: choose another name in {OVERLAY}",
                operation.title()
            )),
            Some(_) => lacks.extend(answer(operation).into_iter().chain(body(operation))),
        }
    }
    lacks.extend(dangling(corrected));
    lacks
}

/// An operation without a name, with the line that would name it.
fn unnamed(corrected: &Value, operation: Operation<'_>) -> String {
    let (path, method) = (operation.path, operation.method);
    let name = suggested_name(corrected, operation);
    format!(
        "{} has no operationId: choose a name and add to {OVERLAY}\n    \
         - {{ target: \"$.paths['{path}'].{method}\", update: {{ operationId: {name} }}, \
         description: 'The document names no operation (D1).', x-matches: 1 }}",
        operation.title()
    )
}

/// A name made from method and path, unlike any that the document has.
#[must_use]
pub fn suggested_name(document: &Value, operation: Operation<'_>) -> String {
    let taken: BTreeSet<&str> = operations(document)
        .into_iter()
        .filter_map(Operation::id)
        .collect();
    let by_key = operation.path.contains('{');
    let verb = match operation.method {
        "get" if by_key => "get",
        "get" => "list",
        "post" => "create",
        "put" => "upsert",
        "patch" => "update",
        other => other,
    };
    let words = operation
        .path
        .split('/')
        .filter(|part| !part.is_empty() && *part != "api");
    let words = words.map(snake).collect::<Vec<_>>();
    let name = format!("{verb}_{}", words.join("_"));
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    let mut candidates = std::iter::once(name.clone()).chain(numbered);
    candidates
        .find(|candidate| !taken.contains(candidate.as_str()))
        .unwrap_or(name)
}

/// `SalesOrdersBulk` as `sales_orders_bulk`, `{code}` as `by_code`.
fn snake(part: &str) -> String {
    let mut words = String::new();
    let mut after_lower = false;
    if part.starts_with('{') {
        words.push_str("by_");
    }
    for letter in part.chars().filter(char::is_ascii_alphanumeric) {
        if letter.is_ascii_uppercase() && after_lower {
            words.push('_');
        }
        after_lower = !letter.is_ascii_uppercase();
        words.push(letter.to_ascii_lowercase());
    }
    words
}

/// What is wrong with an operation's answer.
fn answer(operation: Operation<'_>) -> Option<String> {
    let title = operation.title();
    let statuses = operation.value.get("responses").and_then(Value::as_object);
    let statuses: Vec<&str> = statuses
        .into_iter()
        .flatten()
        .map(|(status, _)| status.as_str())
        .collect();
    if statuses != ["2XX"] {
        return Some(format!(
            "{title} has the answers [{}] where 2XX alone is due: give it 2XX with its model, or without one, and \
             remove the others in {OVERLAY}",
            statuses.join(", ")
        ));
    }
    let listed = success_schema(operation.value).and_then(|schema| schema.get("type"))
        == Some(&"array".into());
    listed.then(|| {
        format!("{title} answers a list without a row type: give its 2XX the x-rust-type Rows in {OVERLAY}")
    })
}

/// What is wrong with the forms that an operation's body comes in.
fn body(operation: Operation<'_>) -> Option<String> {
    let content = operation
        .value
        .pointer("/requestBody/content")?
        .as_object()?;
    let forms: Vec<&str> = content.keys().map(String::as_str).collect();
    (forms != ["application/json"]).then(|| {
        format!(
            "{} takes its body as [{}] where application/json alone is due: correct {OVERLAY}",
            operation.title(),
            forms.join(", ")
        )
    })
}

/// The schema of an operation's corrected answer.
#[must_use]
pub fn success_schema(operation: &Value) -> Option<&Value> {
    operation.pointer("/responses/2XX/content/application~1json/schema")
}

/// The references that lead nowhere, each with what to do.
#[must_use]
pub fn dangling(corrected: &Value) -> Vec<String> {
    let sentence = |lost: &&str| {
        format!(
            "{lost} is used but not there: StockTrim has removed or renamed it; correct {OVERLAY}"
        )
    };
    lost(corrected).iter().map(sentence).collect()
}

/// The references of a document that lead nowhere.
#[must_use]
pub fn lost(document: &Value) -> Vec<&str> {
    let mut wanted = BTreeSet::new();
    references(document, &mut wanted);
    let leads = |wanted: &&str| {
        wanted
            .strip_prefix('#')
            .and_then(|pointer| document.pointer(pointer))
            .is_some()
    };
    wanted.into_iter().filter(|wanted| !leads(wanted)).collect()
}

/// Every `$ref` below a value.
pub fn references<'a>(value: &'a Value, into: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(object) => {
            into.extend(object.get("$ref").and_then(Value::as_str));
            object.values().for_each(|value| references(value, into));
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, into)),
        _ => {}
    }
}

/// Every row type that the generated code lost: typify passes over one that it cannot use.
#[must_use]
pub fn row_types(corrected: &Value, face: &Face) -> Vec<String> {
    let marked = operations(corrected).into_iter().filter_map(|operation| {
        let marked = success_schema(operation.value)?.get("x-rust-type")?;
        let answer = operation.id().and_then(|id| face.operations.get(id)).map(|o| o.answer.as_str());
        let model = marked.pointer("/parameters/0/$ref").and_then(Value::as_str).unwrap_or_default();
        let due = format!("Rows<{}>", model.rsplit('/').next().unwrap_or_default());
        (answer != Some(due.as_str())).then(|| {
            format!(
                "{} should answer {due} but the generated code has {}: correct the crate, version, path or parameters \
                 of its x-rust-type in {OVERLAY}",
                operation.title(),
                answer.unwrap_or("nothing")
            )
        })
    });
    marked.collect()
}
