//! Running the generator on any document: what it panics on becomes a sentence, and what it refuses gets a name.

use crate::generate::{self, document::Document};
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};

const REFUSED: &str = "progenitor refuses the document: ";

/// The whole source that the generator emits for a document: the table of operations, the client, the models.
///
/// # Errors
/// One sentence: no OpenAPI 3.0, or what the generator refuses or panics on.
pub fn source(text: &str) -> Result<String, String> {
    let document = Document::parse(text)?;
    let generated = quietly(|| generate::generate(&document))?;
    Ok(generated.operations + &generated.client)
}

/// The same; of a document that progenitor refuses, it names the schema or the path that it is for.
///
/// # Errors
/// As [`source`].
pub fn source_or_culprit(document: &Value) -> Result<String, String> {
    source(&document.to_string()).map_err(|sentence| {
        let reason = sentence.strip_prefix(REFUSED);
        match reason.and_then(|reason| Some((reason, culprit(document)?))) {
            Some((reason, place)) => format!("progenitor refuses {place}: {reason}"),
            None => sentence,
        }
    })
}

/// If the schemas are refused by themselves, the first one without which they are not; else the first path that is
/// refused beside them.
fn culprit(document: &Value) -> Option<String> {
    let refused = |document: &Value| {
        Document::parse(&document.to_string())
            .is_ok_and(|document| quietly(|| generate::progenitor(&document)).is_err())
    };
    let mut bare = document.clone();
    bare["paths"] = json!({});
    if refused(&bare) {
        let schemas = bare["components"]["schemas"].as_object()?;
        return schemas.keys().find_map(|name| {
            let mut without = bare.clone();
            without["components"]["schemas"]
                .as_object_mut()?
                .shift_remove(name);
            (!refused(&without)).then(|| format!("schema {name}"))
        });
    }
    document["paths"]
        .as_object()?
        .iter()
        .find_map(|(path, item)| {
            bare["paths"] = json!({ path: item });
            refused(&bare).then(|| format!("path {path}"))
        })
}

/// Runs a generator that may panic, and turns the panic's message into an error.
fn quietly<T>(run: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let outcome = catch_unwind(AssertUnwindSafe(run));
    set_hook(hook);
    outcome.unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
        Err(format!(
            "{REFUSED}{}",
            text.unwrap_or("a panic without a message")
        ))
    })
}
