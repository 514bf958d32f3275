//! From the bytes of a success to a model, or to an error that names the position.

use std::sync::Arc;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::context::CallContext;
use super::outcome::{decode_error, reason};
use super::prepared::Response;
use crate::error::{Applied, Error, ErrorKind, Problem, Result};
use crate::values::{Fault, Row, watch, without_bom};

/// Rows of this size in all are read in any case: a few of them say little in many bytes of memory.
const SMALL_ROWS: usize = 1 << 20;

/// Reads a success.
///
/// A write is done when its status says so: an answer of it that cannot be read counts as empty
/// (C2, I2, G8), unless it says that the call failed. An empty answer is no rows, or a model without
/// fields.
pub(super) fn decode<T: DeserializeOwned>(
    call: &CallContext,
    answer: Response<Bytes>,
    max_bytes: usize,
) -> Result<Response<T>> {
    let body = without_bom(&answer).trim_ascii();
    let most = max_bytes.saturating_mul(2);
    let rows = most.min(body.len().saturating_mul(16)).max(SMALL_ROWS);
    let (read, _) = watch(rows, || match body {
        b"" | b"null" => empty(),
        json => {
            let mut json = serde_json::Deserializer::from_slice(json);
            let value = T::deserialize(Row::whole(&mut json))?;
            json.end().map(|()| value)
        }
    });
    if let Ok(value) = read {
        return Ok(answer.map(|_| value));
    }
    if call.is_write {
        check_refusal(call, &answer)?;
        if let Ok(value) = empty() {
            tracing::warn!(error.type = "decode", "the answer to a write that was applied is not readable");
            return Ok(answer.map(|_| value));
        }
    }
    Err(explain::<T>(call, &answer, rows))
}

/// Takes a success without reading it, unless it says that the call failed.
pub(super) fn unread(call: &CallContext, answer: Response<Bytes>) -> Result<Response<()>> {
    check_refusal(call, &answer)?;
    Ok(answer.map(drop))
}

/// The value of an empty answer.
fn empty<T: DeserializeOwned>() -> serde_json::Result<T> {
    serde_json::from_slice(b"null").or_else(|_| serde_json::from_slice(b"{}"))
}

/// Rejects an answer that says that the call failed, whatever its status says: whether StockTrim, or
/// something before it, has answered is not known.
fn check_refusal(call: &CallContext, answer: &Response<Bytes>) -> Result<()> {
    let (status, body) = (answer.status(), &***answer);
    if !Problem::is_refusal(body) {
        return Ok(());
    }
    let reason = reason(call, body);
    let message = format!("{status}, but the answer says that it failed{reason}");
    let mut inner = decode_error(call, status, body, &message);
    inner.kind = ErrorKind::UnexpectedContent;
    if call.is_write {
        inner.applied = Applied::Unknown;
    }
    Err(inner.into())
}

/// Reads a second time, now keeping track of the path, and quotes what stands there.
fn explain<T: DeserializeOwned>(
    call: &CallContext,
    answer: &Response<Bytes>,
    rows: usize,
) -> Error {
    let (status, body) = (answer.status(), without_bom(answer));
    let mut json = serde_json::Deserializer::from_slice(body);
    let mut track = serde_path_to_error::Track::new();
    let (failed, fault) = watch(rows, || {
        let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
        T::deserialize(Row::whole(tracked)).err()
    });
    let (path, source) = match failed {
        Some(failed) => (track.path().to_string(), Some(failed)),
        // The model was read: it is what follows it that is wrong.
        None => (".".to_owned(), json.end().err()),
    };
    let said = source.as_ref().map(ToString::to_string).unwrap_or_default();
    let place = source.as_ref().map_or(0, |error| offset(body, error));
    let around = place.saturating_sub(40)..(place + 40).min(body.len());
    let around = call.credentials.piece(body, around);
    let around = String::from_utf8_lossy(&around).escape_debug().to_string();
    let (kind, message) = match fault {
        None => (
            ErrorKind::Decode,
            format!(
                "{status}, but the answer cannot be read at {path}: {said}, near `{around}`; \
                 send_raw() gives it as it came"
            ),
        ),
        Some(Fault::NoRow) => (
            ErrorKind::UnexpectedContent,
            format!(
                "{status}, but {said} stands at {path}{}: something else than StockTrim answered, near `{around}`",
                reason(call, body)
            ),
        ),
        Some(Fault::TooLarge) => (
            ErrorKind::TooLarge,
            format!(
                "{status}, but the rows of the answer take more than {rows} bytes at {path}; see \
                 max_response_bytes"
            ),
        ),
    };
    let mut inner = decode_error(call, status, body, &message);
    inner.kind = kind;
    // serde_json's message quotes what it met.
    inner.source = source
        .filter(|_| call.credentials.redact(&said) == said)
        .map(|error| Arc::new(error) as _);
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
