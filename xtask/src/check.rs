//! What the corrected document must have before it is generated from, each lack with what to do.

use crate::document::{Operation, operations, schemas};
use crate::public_api::PublicApi;
use serde_json::Value;
use std::collections::BTreeSet;

const OVERLAY: &str = "spec/overlay.yaml";

/// What `x-retry` may say.
const CLASSES: [&str; 4] = ["safe", "idempotent", "idempotent-delete", "non-idempotent"];

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

/// Every operation of which it is not said, or wrongly, whether it may be retried.
///
/// The generator takes such an operation for one that is not idempotent, and so do `diff` and `drift`.
#[must_use]
pub fn retries(corrected: &Value) -> Vec<String> {
    operations(corrected)
        .into_iter()
        .filter_map(|operation| retry(corrected, operation))
        .collect()
}

fn retry(corrected: &Value, operation: Operation<'_>) -> Option<String> {
    let title = operation.title();
    let (class, key) = (
        operation.value.get("x-retry"),
        operation.value.get("x-retry-key"),
    );
    let Some(class) = class else {
        let (path, method) = (operation.path, operation.method);
        return Some(format!(
            "{title} has no x-retry: say whether it may be retried, in doubt non-idempotent, and add to {OVERLAY}\n    \
             - {{ target: \"$.paths['{path}'].{method}\", update: {{ x-retry: non-idempotent }}, description: '…', \
             x-matches: 1 }}"
        ));
    };
    if !CLASSES.iter().any(|known| class == known) {
        return Some(format!(
            "{title} has the x-retry {class}, which is none of {}: correct {OVERLAY}",
            CLASSES.join(", ")
        ));
    }
    let key = key?;
    if class != "idempotent" {
        return Some(format!(
            "{title} has an x-retry-key beside the x-retry {class}, where only idempotent has one: correct {OVERLAY}"
        ));
    }
    let body = operation
        .value
        .pointer("/requestBody/content/application~1json/schema");
    let found = key
        .as_str()
        .zip(body)
        .is_some_and(|(key, body)| has_text(corrected, body, key));
    (!found).then(|| {
        format!(
            "{title} has the x-retry-key {key}, which is no text in its body: correct {OVERLAY}"
        )
    })
}

/// Whether a schema has a text at `path`: `key`, `[].key` or `rows[].key`.
fn has_text(document: &Value, schema: &Value, path: &str) -> bool {
    let reference = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| reference.strip_prefix('#'));
    let schema = reference.map_or(Some(schema), |pointer| document.pointer(pointer));
    let property = |name: &str| schema?.get("properties")?.get(name);
    match path.split_once("[].") {
        Some(("", rest)) => schema
            .and_then(|schema| schema.get("items"))
            .is_some_and(|row| has_text(document, row, rest)),
        Some((list, rest)) => {
            property(list).is_some_and(|list| has_text(document, list, &format!("[].{rest}")))
        }
        None => property(path).is_some_and(|key| key.get("type") == Some(&"string".into())),
    }
}

/// Every model that is answered without `x-identity`, and what `x-identity` and `x-no-clear` name and a model lacks.
///
/// The generator takes any object for a row of a model without it, and so do `diff` and `drift`.
#[must_use]
pub fn rows(corrected: &Value) -> Vec<String> {
    let named = |reference: &Value| Some(reference.as_str()?.rsplit('/').next()?.to_owned());
    let mut answered = BTreeSet::new();
    for operation in operations(corrected) {
        let schema = success_schema(operation.value).unwrap_or(&Value::Null);
        let row = &schema["x-rust-type"]["parameters"][0];
        answered.extend(named(&schema["$ref"]).or_else(|| named(&row["$ref"])));
    }
    let mut wrong = Vec::new();
    for (name, schema) in schemas(corrected) {
        if answered.contains(name) && schema["x-identity"].as_array().is_none_or(Vec::is_empty) {
            wrong.push(format!(
                "schema {name} is answered and has no x-identity: say which keys name a row, one of which is always \
                 there, and add to {OVERLAY}\n    \
                 - {{ target: \"$.components.schemas['{name}']\", update: {{ x-identity: [code] }}, description: '…', \
                 x-matches: 1 }}"
            ));
        }
        for list in ["x-identity", "x-no-clear"] {
            for key in schema[list].as_array().into_iter().flatten() {
                let property = key.as_str().map(|key| &schema["properties"][key]);
                let fits = |property: &Value| {
                    property.is_object() && (list == "x-identity" || property["nullable"] == true)
                };
                if !property.is_some_and(fits) {
                    let what = if list == "x-identity" {
                        "property"
                    } else {
                        "property that may be null"
                    };
                    wrong.push(format!("{list} of schema {name} names {key}, which is no {what} of it: correct {OVERLAY}"));
                }
            }
        }
    }
    wrong
}

/// Every enum whose table of numbers is not a list of its members.
#[must_use]
pub fn enum_numbers(corrected: &Value) -> Vec<String> {
    let wrong = schemas(corrected).filter(|(_, schema)| {
        let members = schema.get("enum").and_then(Value::as_array);
        schema.get("x-enum-numbers").is_some_and(|numbers| {
            let listed = numbers.as_array().zip(members);
            !listed.is_some_and(|(numbers, members)| {
                numbers.iter().all(|number| members.contains(number))
            })
        })
    });
    wrong
        .map(|(name, _)| {
            format!("x-enum-numbers of schema {name} is no list of its members: correct {OVERLAY}")
        })
        .collect()
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
pub fn row_types(corrected: &Value, api: &PublicApi) -> Vec<String> {
    let marked = operations(corrected).into_iter().filter_map(|operation| {
        let marked = success_schema(operation.value)?.get("x-rust-type")?;
        let answer = operation.id().and_then(|id| api.operations.get(id)).map(|o| o.answer.as_str());
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
