//! The document's own descriptions become the documentation of the client and of its requests.

use serde_json::Value;

use super::document::text;
use super::operation::Operation;

/// Of the module of requests.
pub const REQUESTS: &str = "The requests of [`Api`](crate::Api), one for every operation.";

/// Of the client's method that makes a request.
pub fn method(operation: &Operation<'_>) -> String {
    let setter = |name: &str| format!("[`{name}`](builder::{}::{name})", operation.variant());
    let parameters = operation.parameters().map(|(name, parameter)| {
        setter(&name) + ["", " (required)"][usize::from(parameter["required"] == true)]
    });
    let body = operation.body();
    let body = body.map(|model| format!("a {}: {model}", setter("body")));
    let arguments: Vec<_> = parameters.chain(body).collect();
    let takes = match arguments.join(", ") {
        all if all.is_empty() => all,
        all => format!(" Takes {all}."),
    };
    format!(
        "{}\n\nSends {}.{takes}",
        operation.sentence(),
        operation.line()
    )
}

/// Of a request.
pub fn request(operation: &Operation<'_>) -> String {
    format!(
        "{}\n\nMade by [`{id}`](super::Client::{id}).",
        operation.sentence(),
        id = operation.id()
    )
}

/// Of the setter of a parameter.
pub fn parameter(parameter: &Value) -> String {
    let (name, description) = (text(&parameter["name"]), text(&parameter["description"]));
    let mut docs = format!("Sets `{name}`. {description}");
    docs.truncate(docs.trim_end().len());
    if parameter["required"] == true {
        docs.push_str("\n\nRequired: without it nothing is sent.");
    }
    if parameter["schema"]["type"] == "string" && parameter["schema"]["format"].is_null() {
        docs.push_str("\n\nA blank text is refused before anything is sent.");
    }
    docs
}

/// Of the setter of the body.
pub fn body(operation: &Operation<'_>) -> String {
    let model = operation.body().map(|model| format!(": {model}"));
    let model = model.unwrap_or_default();
    format!("Sets the body{model}. Without one nothing is sent.")
}

/// Of sending a request and reading its answer.
pub fn send(operation: &Operation<'_>) -> String {
    let answer = [
        "the status and headers of the answer, whose body is not read",
        "the answer, with its status and headers",
    ][usize::from(operation.has_answer())];
    format!(
        "Sends {} and returns {answer}.\n\n# Errors\nAn [`Error`](crate::Error): its \
         [`kind`](crate::Error::kind) says what failed, its [`applied`](crate::Error::applied) whether StockTrim has \
         carried out the operation.",
        operation.line()
    )
}

/// Of sending a request and leaving its answer as it is.
pub fn send_raw(operation: &Operation<'_>) -> String {
    format!(
        "Sends {} and returns the body of the answer as it came, not decoded, with its status and headers.\n\n# Errors\n\
         As [`send`](Self::send), but for an answer that cannot be decoded.",
        operation.line()
    )
}
