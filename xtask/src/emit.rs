//! Running the generator on any document: what it panics on becomes a sentence, and what it refuses gets a name.

use crate::generate::{self, document::Document};
use serde_json::{Value, json};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

const REFUSED: &str = "progenitor refuses the document: ";

/// The whole source that the generator emits for a document: the table of operations, the client, the models.
///
/// # Errors
/// One sentence: no OpenAPI 3.0, or what the generator refuses or panics on.
pub fn source(text: &str) -> Result<String, String> {
    let document = Document::parse(text).map_err(|sentence| with_place(text, sentence))?;
    let generated = quietly(|| generate::generate(&document))?;
    Ok(generated.operations + &generated.client)
}

/// Why a text is no OpenAPI document, with the place, which the generator does not say.
fn with_place(text: &str, sentence: String) -> String {
    let text = &mut serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize::<_, openapiv3::OpenAPI>(text) {
        Err(e) => format!("not an OpenAPI 3.0 document at {e}"),
        Ok(_) => sentence,
    }
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

thread_local! {
    /// Whether a panic of this thread is caught, and so not printed.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Runs a generator that may panic, and turns the panic's message into an error.
fn quietly<T>(run: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let print = take_hook();
        set_hook(Box::new(move |panic| {
            if !CAUGHT.get() {
                print(panic);
            }
        }));
    });
    CAUGHT.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(run));
    CAUGHT.set(false);
    outcome.unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
        let text = text.unwrap_or("a panic without a message");
        Err(format!("{REFUSED}{text}"))
    })
}
