//! From the end of a call to an answer, or to the error that says what became of it.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use reqwest::Response;

use super::attempt::ERROR_BODY_BYTES;
use super::classify::{Failure, middleware_failure};
use super::context::CallContext;
use super::prepared::Answer;
use crate::error::{Applied, Error, ErrorKind, Inner, Problem, Result};

/// As many characters of a body as an error keeps.
const EXCERPT_CHARS: usize = 4096;

/// The end of a call: a success as it came, or the error.
pub(super) async fn answer(
    call: CallContext,
    result: reqwest_middleware::Result<Response>,
) -> Result<Answer> {
    let mut response = result.map_err(|error| failed(&call, middleware_failure(error)))?;
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    // The body is in memory, whole and within its limit: the stack has seen to it.
    let body = response
        .bytes()
        .await
        .map_err(|error| failed(&call, error.into()))?;
    if status.is_success() && !is_html(&headers, &body, call.progress().whole) {
        return Ok(Answer {
            call,
            status,
            headers,
            body,
        });
    }
    Err(status_error(&call, status, &body))
}

/// An error about a successful answer that cannot be read.
pub(super) fn decode_error(
    call: &CallContext,
    status: StatusCode,
    body: &[u8],
    message: &str,
) -> Inner {
    let mut inner = error_for(call, ErrorKind::Decode, call.redact(message));
    inner.status = Some(status);
    let beginning = &body[..body.len().min(ERROR_BODY_BYTES)];
    inner.body = excerpt(&call.redact_body(beginning));
    inner
}

fn error_for(call: &CallContext, kind: ErrorKind, message: String) -> Inner {
    let applied = call.applied();
    let progress = call.progress();
    let mut inner = Inner::new(kind, message);
    inner.endpoint = Some(call.endpoint().clone());
    inner.attempts = progress.attempts;
    inner.waited = progress.waited;
    inner.elapsed = call.elapsed();
    inner.whole = progress.whole;
    inner.retry_after = progress.retry_after;
    inner.applied = applied;
    inner
}

fn failed(call: &CallContext, failure: Failure) -> Error {
    let message = call.redact(&failure.message);
    let mut inner = error_for(call, failure.kind.error_kind(), message);
    inner.status = call.progress().status;
    inner.source = failure.source;
    inner.into()
}

fn status_error(call: &CallContext, status: StatusCode, body: &[u8]) -> Error {
    let clean = |text: String| excerpt(&call.redact(&text));
    let problem = Problem::parse(body).map(|problem| problem.map_texts(clean));
    let kind = kind_of_status(status);
    let message = match kind {
        ErrorKind::UnexpectedContent => {
            format!("{status} with an HTML page: a proxy or a login page answered, not StockTrim")
        }
        ErrorKind::Auth => format!(
            "{status}: StockTrim refused the credentials; check the tenant's id and name{}",
            detail(problem.as_ref())
        ),
        _ if status.is_redirection() => {
            format!(
                "{status}: redirects are not followed, so as not to show the credentials; check base_url"
            )
        }
        _ => format!("{status}{}", detail(problem.as_ref())),
    };
    let mut inner = error_for(call, kind, message);
    inner.status = Some(status);
    inner.problem = problem;
    inner.body = excerpt(&call.redact_body(body));
    if kind == ErrorKind::UnexpectedContent && call.is_write() {
        // Whoever answered, it may not have been StockTrim.
        inner.applied = Applied::Unknown;
    }
    inner.into()
}

fn detail(problem: Option<&Problem>) -> String {
    problem
        .and_then(Problem::summary)
        .map(|text| format!(": {text}"))
        .unwrap_or_default()
}

fn kind_of_status(status: StatusCode) -> ErrorKind {
    match status.as_u16() {
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
