//! From the end of a call to an answer, or to the error that says what became of it.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};

use super::attempt::ERROR_BODY_BYTES;
use super::classify::{Failure, middleware_failure};
use super::context::CallContext;
use super::prepared::Response;
use crate::error::{Applied, Error, ErrorKind, Inner, LARGEST_REFUSAL, Problem, Reasons, Result};
use crate::values::without_bom;

/// As many characters of a body as an error keeps.
const EXCERPT_CHARS: usize = 4096;

/// What arrived, whatever it is, or why nothing did.
pub(super) async fn received(
    call: &CallContext,
    result: reqwest_middleware::Result<reqwest::Response>,
) -> Result<Response<Bytes>> {
    let mut response = result.map_err(|error| failed(call, middleware_failure(error)))?;
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    // The body is in memory, whole and within its limit: the stack has seen to it.
    let body = response
        .bytes()
        .await
        .map_err(|error| failed(call, error.into()))?;
    Ok(Response {
        value: body,
        status,
        headers,
        attempts: call.attempts(),
        elapsed: call.elapsed(),
    })
}

/// An answer that is a success, else the error that it is.
pub(super) fn judged(call: &CallContext, answer: Response<Bytes>) -> Result<Response<Bytes>> {
    let (status, body) = (answer.status, &answer.value);
    let is_html = is_html(&answer.headers, body, call.progress().whole);
    let is_part = status == StatusCode::PARTIAL_CONTENT && !call.is_write;
    if status.is_success() && !is_html && !is_part {
        return Ok(answer);
    }
    Err(status_error(call, status, body, is_html))
}

/// An answer of any status, if it is whole.
pub(super) fn whole(call: &CallContext, answer: Response<Bytes>) -> Result<Response<Bytes>> {
    if call.progress().whole {
        return Ok(answer);
    }
    let message = format!("{}, whose body is not whole", answer.status);
    let mut inner = error_for(call, ErrorKind::Connection, message);
    inner.status = Some(answer.status);
    Err(inner.into())
}

/// An error about a successful answer that cannot be read.
pub(super) fn decode_error(
    call: &CallContext,
    status: StatusCode,
    body: &[u8],
    message: &str,
) -> Inner {
    let mut inner = error_for(call, ErrorKind::Decode, call.credentials.redact(message));
    inner.status = Some(status);
    let beginning = &body[..body.len().min(ERROR_BODY_BYTES)];
    inner.body = excerpt(&call.credentials.redact_body(beginning));
    inner
}

fn error_for(call: &CallContext, kind: ErrorKind, mut message: String) -> Inner {
    let applied = call.applied();
    let progress = call.progress();
    if progress.budget_spent {
        message.push_str("; not retried: the client has spent its RetryConfig::budget");
    }
    let mut inner = Inner::new(kind, message);
    inner.endpoint = Some(call.endpoint.clone());
    inner.attempts = progress.attempts;
    inner.waited = progress.waited;
    inner.elapsed = call.elapsed();
    inner.whole = progress.whole;
    inner.retry_after = progress.retry_after;
    inner.applied = applied;
    inner
}

fn failed(call: &CallContext, failure: Failure) -> Error {
    let message = call.credentials.redact(&failure.message);
    let mut inner = error_for(call, failure.kind.error_kind(), message);
    inner.status = call.progress().status;
    inner.source = failure.source.map(Into::into);
    inner.into()
}

fn status_error(call: &CallContext, status: StatusCode, body: &[u8], is_html: bool) -> Error {
    let clean = |text: String| excerpt(&call.credentials.redact(&text));
    let problem = Problem::parse_with(body, clean);
    let kind = kind_of(status, is_html);
    let shown = excerpt(&call.credentials.redact_body(body));
    let mut reasons = Reasons::of(body, &shown).map_texts(clean);
    if reasons.is_empty() && kind == ErrorKind::Validation {
        reasons.add("", "no reason was given");
    }
    let message = match kind {
        ErrorKind::UnexpectedContent => {
            format!("{status} with an HTML page: a proxy or a login page answered, not StockTrim")
        }
        ErrorKind::Auth => format!(
            "{status}: StockTrim refused the credentials; check the tenant's id and name{}",
            detail(&reasons)
        ),
        _ if matches!(status.as_u16(), 301..=303 | 307 | 308) => {
            format!(
                "{status}: redirects are not followed, so as not to show the credentials; check base_url"
            )
        }
        _ if status == StatusCode::PARTIAL_CONTENT => {
            format!("{status}: a part of the answer, though the whole was asked for")
        }
        _ if status == StatusCode::NOT_MODIFIED => {
            format!("{status}: a cache on the way answered, though it was not asked for a change")
        }
        _ => format!("{status}{}", detail(&reasons)),
    };
    let mut inner = error_for(call, kind, message);
    inner.status = Some(status);
    inner.problem = problem;
    inner.reasons = reasons;
    inner.body = shown;
    if status.is_success() && call.is_write {
        // Whoever answered, it may not have been StockTrim.
        inner.applied = Applied::Unknown;
    }
    inner.into()
}

/// What a body of JSON gives as the reason, as the end of a message.
///
/// A larger one is data, and each `{}` of a list would take many times its size.
pub(super) fn reason(call: &CallContext, body: &[u8]) -> String {
    if body.len() > LARGEST_REFUSAL {
        return String::new();
    }
    detail(&Reasons::of(body, "").map_texts(|text| excerpt(&call.credentials.redact(&text))))
}

fn detail(reasons: &Reasons) -> String {
    let summary = reasons.summary();
    summary.map(|text| format!(": {text}")).unwrap_or_default()
}

/// A page with a refusal comes from a web firewall or a wrong address. With a status that may pass it
/// is what the status says, as StockTrim's own 500 may be a page (G4).
fn kind_of(status: StatusCode, is_html: bool) -> ErrorKind {
    match status.as_u16() {
        206 if !is_html => ErrorKind::Status,
        400..=407 | 409..=428 | 430..=499 if is_html => ErrorKind::UnexpectedContent,
        200..=299 => ErrorKind::UnexpectedContent,
        400 | 422 => ErrorKind::Validation,
        401 | 403 => ErrorKind::Auth,
        404 => ErrorKind::NotFound,
        408 => ErrorKind::Timeout,
        429 => ErrorKind::RateLimited,
        500.. => ErrorKind::Server,
        _ => ErrorKind::Status,
    }
}

/// Whether an answer is a page for people: by how it begins, or by its media type, unless it is
/// JSON all the same, or wholly empty.
fn is_html(headers: &HeaderMap, body: &[u8], whole: bool) -> bool {
    let declared = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let declared = declared.is_some_and(|text| {
        text.trim_start()
            .to_ascii_lowercase()
            .starts_with("text/html")
    });
    let body = without_bom(body);
    let begins = body.trim_ascii_start().first() == Some(&b'<');
    begins
        || (declared
            && !(whole && body.trim_ascii().is_empty())
            && serde_json::from_slice::<serde::de::IgnoredAny>(body).is_err())
}

/// The beginning of a text, control characters escaped.
fn excerpt(text: &str) -> String {
    let escaped = text.chars().flat_map(|c| {
        let plain = (!c.is_control()).then_some(c);
        let escaped = c.is_control().then(|| c.escape_default());
        plain.into_iter().chain(escaped.into_iter().flatten())
    });
    escaped.take(EXCERPT_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(media_type: &str, body: &str, whole: bool) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, media_type.parse().unwrap());
        is_html(&headers, body.as_bytes(), whole)
    }

    #[test]
    fn a_page_is_known_by_its_beginning_or_by_its_type() {
        assert!(html("application/json", " \r\n<!doctype html>", true));
        assert!(html("text/html; charset=utf-8", "Please log in", true));
        assert!(html(" Text/HTML", "Please log in", true));
        assert!(!html("text/html", "[]", true));
        assert!(!html("text/html", " \n", true));
        assert!(!html("text/plain", "Please log in", true));
    }

    #[test]
    fn a_page_that_was_cut_before_it_began_is_still_a_page() {
        assert!(html("text/html", "", false));
        assert!(!html("application/json", "", false));
    }

    #[test]
    fn an_excerpt_has_no_control_characters_and_an_end() {
        assert_eq!(excerpt("a\u{1b}[31m\nb\u{0}ü"), "a\\u{1b}[31m\\nb\\u{0}ü");
        assert_eq!(excerpt(&"ü".repeat(5000)).chars().count(), EXCERPT_CHARS);
    }
}
