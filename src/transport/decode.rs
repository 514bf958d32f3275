//! From the bytes of a success to a model, or to an error that names the place.

use serde::de::DeserializeOwned;

use super::outcome::decode_error;
use super::prepared::{Answer, Response};
use crate::error::{Error, Result};

/// Reads a success.
///
/// A write is done when its status says so: an answer of it that cannot be read counts as empty
/// (C2, I2, G8). An empty answer is no rows, or a model without fields.
pub(super) fn decode<T: DeserializeOwned>(answer: Answer) -> Result<Response<T>> {
    let read = match answer.body.trim_ascii() {
        b"" | b"null" => empty(),
        json => serde_json::from_slice(json),
    };
    if let Ok(value) = read {
        return Ok(answer.with(value));
    }
    if answer.call.is_write()
        && let Ok(value) = empty()
    {
        tracing::warn!(error.type = "decode", "the answer to a write that was applied is not readable");
        return Ok(answer.with(value));
    }
    Err(explain::<T>(&answer))
}

/// The value of an empty answer.
fn empty<T: DeserializeOwned>() -> serde_json::Result<T> {
    serde_json::from_slice(b"null").or_else(|_| serde_json::from_slice(b"{}"))
}

/// Reads a second time, now keeping track of the path, and quotes what stands there.
fn explain<T: DeserializeOwned>(answer: &Answer) -> Error {
    let (call, body) = (&answer.call, &*answer.body);
    let mut json = serde_json::Deserializer::from_slice(body);
    let failed = serde_path_to_error::deserialize::<_, T>(&mut json).err();
    let (path, source) = match failed {
        Some(failed) => (failed.path().to_string(), Some(failed.into_inner())),
        // The model was read: it is what follows it that is wrong.
        None => (".".to_owned(), json.end().err()),
    };
    let reason = source.as_ref().map(ToString::to_string).unwrap_or_default();
    let place = source.as_ref().map_or(0, |error| offset(body, error));
    let around = place.saturating_sub(40)..(place + 40).min(body.len());
    let around = call.piece(body, around);
    let around = String::from_utf8_lossy(&around).escape_debug().to_string();
    let status = answer.status;
    let message =
        format!("{status}, but the answer cannot be read at {path}: {reason}, near `{around}`");
    let mut inner = decode_error(call, status, body, &message);
    // serde_json's message quotes what it met.
    inner.source = source
        .filter(|_| call.redact(&reason) == reason)
        .map(Into::into);
    inner.into()
}

/// Where in the body an error of `serde_json` points to.
fn offset(body: &[u8], error: &serde_json::Error) -> usize {
    let lines = body
        .split_inclusive(|byte| *byte == b'\n')
        .take(error.line().saturating_sub(1));
    let before: usize = lines.map(<[u8]>::len).sum();
    (before + error.column()).min(body.len())
}
