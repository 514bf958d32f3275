//! What stands between a request and its operation: route, credentials, media type, parameters, body.

use super::answer::Answer;
use super::clock;
use super::decode;
use super::document::{Body, VENDOR};
use super::outcome::{Call, Outcome};
use super::responder::Responder;
use super::routes::{Match, Route};
use super::shared::Shared;
use super::validate::{self, Errors};
use hyper::http::request::Parts;
use serde_json::Value;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Carries a request out, if it may be; tells whether it was.
///
/// A panic on the way is a 500, and the sandbox lives on.
pub(super) fn run(
    shared: &Shared,
    found: Match,
    head: &Parts,
    body: &[u8],
    panics: bool,
) -> (Answer, bool) {
    let ran = catch_unwind(AssertUnwindSafe(|| {
        handle(shared, found, head, body, panics)
    }));
    ran.unwrap_or_else(|_| (shared.error_format().broken(), false))
}

fn handle(
    shared: &Shared,
    found: Match,
    head: &Parts,
    body: &[u8],
    panics: bool,
) -> (Answer, bool) {
    let error_format = shared.error_format();
    let (route, mut parameters) = match found {
        Match::Route(route, parameters) => (route, parameters),
        Match::OtherMethods(methods) => {
            let refused = error_format.other(405, "Method Not Allowed");
            return (refused.header("allow", methods.join(", ")), false);
        }
        Match::Nothing => return (error_format.missing(), false),
    };
    if !is_authenticated(shared, head) {
        return (error_format.unauthorized(), false);
    }
    let Some(query) = decode::query(head.uri.query().unwrap_or_default()) else {
        return (error_format.refused("The query cannot be decoded."), false);
    };
    parameters.extend(query);
    let errors = validate::parameters(
        &route.contract.parameters,
        &parameters,
        shared.options.rules(),
    );
    if !errors.is_empty() {
        return (error_format.invalid(&errors), false);
    }
    let body = match route
        .contract
        .body
        .as_ref()
        .map(|wanted| parsed(shared, wanted, head, body))
    {
        None => Value::Null,
        Some(Ok(body)) => body,
        Some(Err(refused)) => return (refused, false),
    };
    let outcome = execute(shared, route, &parameters, body, panics);
    let succeeded = outcome.succeeded();
    (
        Responder::new(route, error_format.quirks, error_format.strict).respond(outcome),
        succeeded,
    )
}

/// The one place where data is read and changed: one request at a time, and nothing is awaited.
fn execute(
    shared: &Shared,
    route: &Route,
    parameters: &[(String, String)],
    body: Value,
    panics: bool,
) -> Outcome {
    let mut data = shared.data();
    if panics {
        // Without the panic hook, so that a test of this does not look like a failure.
        resume_unwind(Box::new("a fault asked for this panic"));
    }
    let quirks = &shared.options.quirks;
    let strict = shared.options.strict();
    let mut call = Call {
        data: &mut data,
        quirks,
        strict,
        now: clock::now(),
        parameters,
        body,
    };
    (route.handler.handle)(&mut call)
}

/// The two headers, each a plain string that names the tenant (D2).
fn is_authenticated(shared: &Shared, head: &Parts) -> bool {
    let header = |name| {
        head.headers
            .get(name)
            .and_then(|value| str::from_utf8(value.as_bytes()).ok())
    };
    let pair = (header("api-auth-id"), header("api-auth-signature"));
    let (Some(id), Some(signature)) = pair else {
        return false;
    };
    match &shared.options.credentials {
        Some((known_id, known_signature)) => id == known_id && signature == known_signature,
        None => !id.trim().is_empty() && !signature.trim().is_empty(),
    }
}

fn parsed(shared: &Shared, wanted: &Body, head: &Parts, body: &[u8]) -> Result<Value, Answer> {
    let error_format = shared.error_format();
    let problem = |field: &str, message: String| {
        error_format.invalid(&Errors::from([(field.to_owned(), vec![message])]))
    };
    let media = head
        .headers
        .get("content-type")
        .and_then(|value| value.to_str().ok());
    let media = media.map(|media| media.split(';').next().unwrap_or(media).trim());
    if body.is_empty() && media.is_none_or(|media| takes(wanted, media)) {
        return Err(problem(
            "",
            "A non-empty request body is required.".to_owned(),
        ));
    }
    // D3: a body without a media type is refused too.
    if !media.is_some_and(|media| takes(wanted, media)) {
        return Err(if error_format.strict {
            error_format.refused("The media type of the body is not one of the document's.")
        } else {
            error_format.other(415, "Unsupported Media Type")
        });
    }
    let mut value: Value =
        serde_json::from_slice(body).map_err(|error| problem("$", error.to_string()))?;
    let errors = validate::body(&VENDOR, &wanted.schema, &mut value, shared.options.rules());
    if errors.is_empty() {
        Ok(value)
    } else {
        Err(error_format.invalid(&errors))
    }
}

/// Whether the media type is one of the document's, one of which has a wildcard.
fn takes(wanted: &Body, media: &str) -> bool {
    let media = media.to_ascii_lowercase();
    wanted
        .media
        .iter()
        .any(|known| match known.split_once('*') {
            Some((start, end)) => {
                media.len() > known.len() - 1 && media.starts_with(start) && media.ends_with(end)
            }
            None => media == *known,
        })
}
