//! From the bytes of a success to a model, or to an error that names the place.

use bytes::Bytes;
use progenitor_client::{Error as Generated, ResponseValue};
use reqwest::Response;
use serde::de::DeserializeOwned;

use super::call::Call;
use super::carry::{carrying, unreadable};
use crate::error::Error;

/// Reads a success; the generated client calls this in place of progenitor's own reading, and
/// awaits it as it did that.
///
/// A write is done when its status says so: an answer of it that cannot be read counts as empty
/// (C2, I2, G8). An empty answer is no rows, or a model without fields.
pub(crate) async fn decode<T: DeserializeOwned>(
    mut response: Response,
) -> Result<ResponseValue<T>, Generated<()>> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let call = response.extensions().get::<Call>().cloned();
    let body = response
        .extensions_mut()
        .remove::<Bytes>()
        .unwrap_or_default();
    let read = match body.trim_ascii() {
        b"" | b"null" => empty(),
        json => serde_json::from_slice(json),
    };
    let problem = match read {
        Ok(value) => return Ok(ResponseValue::new(value, status, headers)),
        Err(problem) => problem,
    };
    let Some(call) = call else {
        return Err(Generated::InvalidResponsePayload(body, problem));
    };
    if call.is_write()
        && let Ok(value) = empty()
    {
        tracing::warn!(error.type = "decode", "the answer to a write that was applied is not readable");
        return Ok(ResponseValue::new(value, status, headers));
    }
    Err(Generated::UnexpectedResponse(carrying(&explain::<T>(
        &call, status, &body,
    ))))
}

/// The value of an empty answer.
fn empty<T: DeserializeOwned>() -> serde_json::Result<T> {
    serde_json::from_slice(b"null").or_else(|_| serde_json::from_slice(b"{}"))
}

/// Reads a second time, now keeping track of the path, and quotes what stands there.
fn explain<T: DeserializeOwned>(call: &Call, status: http::StatusCode, body: &[u8]) -> Error {
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
    let message =
        format!("{status}, but the answer cannot be read at {path}: {reason}, near `{around}`");
    let mut inner = unreadable(call, status, body, message);
    // serde_json's message quotes what it met.
    inner.source = source
        .filter(|_| call.redact(reason.clone()) == reason)
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
