//! The innermost middleware: one attempt, in its time, with its whole body, up to a limit.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::TRANSFER_ENCODING;
use http::{Extensions, Version};
use reqwest::{Request, Response, ResponseBuilderExt};
use reqwest_middleware::{Middleware, Next};

use super::classify::{Failure, FailureKind, attempt_failure};
use super::context::CallContext;
use crate::values::without_bom;

/// How much of an error's body is read; only its beginning is kept.
pub(super) const ERROR_BODY_BYTES: usize = 64 << 10;
/// As much of the rest of an error's body as is read and dropped, and for how long, so that its
/// connection can be used again; beyond that a new connection costs less.
const DROPPED_BYTES: usize = 1 << 20;
const DROPPED_TIME: Duration = Duration::from_millis(500);
/// How much memory is reserved at once because of a `Content-Length`.
const TRUSTED_LENGTH: usize = 4 << 20;

pub(super) struct ReadBody {
    pub max_bytes: usize,
    pub log_bodies: bool,
}

#[async_trait::async_trait]
impl Middleware for ReadBody {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        let call = CallContext::of(extensions)?;
        // An answer may echo the credentials.
        let logged = |body: &[u8]| call.credentials.redact_body(body);
        if self.log_bodies {
            let body = request.body().and_then(reqwest::Body::as_bytes);
            tracing::trace!(body = logged(body.unwrap_or_default()), "request body");
        }
        call.begin_attempt();
        let mut head = None;
        let mut body = Body::default();
        let read = async {
            let mut response = next
                .run(request, extensions)
                .await
                .map_err(attempt_failure)?;
            let is_open_ended = is_open_ended(&response);
            let head = head.insert(take_head(&mut response));
            call.progress().status = Some(head.status());
            let mut read = read(&mut response, &mut body, self.max_bytes).await;
            drop(response);
            if is_open_ended && head.status().is_success() && !call.is_write {
                read = cut_short(read, body.as_slice());
            }
            // The connection goes back to the pool when it has its turn on the runtime; without one
            // the next call would make another beside it.
            tokio::task::yield_now().await;
            read
        };
        let limit = call.attempt_timeout;
        let outcome = tokio::time::timeout(limit, read).await;
        let outcome = outcome.unwrap_or_else(|_| {
            let message =
                format!("no whole answer within {limit:?}; see ClientBuilder::attempt_timeout");
            Err(Failure::new(FailureKind::AttemptTimeout, message))
        });
        let body = body.into_bytes();
        call.progress().bytes = body.len() as u64;
        let status = head.as_ref().map(http::Response::status);
        // A refusal is a refusal, however its body ends; and a write that was applied stays
        // applied: it must not be retried for want of its body.
        let stands = status.is_some_and(|status| !status.is_success() || call.is_write);
        let head = match (head, outcome) {
            (Some(head), Ok(())) => head,
            (Some(head), Err(failure)) if stands => {
                call.progress().whole = false;
                tracing::warn!(error.type = failure.kind.as_str(), "the answer's body is not whole");
                head
            }
            (_, Err(failure)) => {
                call.end_attempt(status, Some(failure.kind));
                return Err(failure.into());
            }
            (None, Ok(())) => unreachable!("a body is read after its head"),
        };
        call.end_attempt(status, None);
        if self.log_bodies {
            tracing::trace!(body = logged(&body), "response body");
        }
        Ok(answer(head, body))
    }
}

/// Whether the body ends where the connection does, so that a cut one looks whole.
fn is_open_ended(response: &Response) -> bool {
    let codings = response.headers().get_all(TRANSFER_ENCODING);
    let is_chunked = codings.iter().any(|coding| {
        let coding = coding.as_bytes().to_ascii_lowercase();
        coding.trim_ascii_end().ends_with(b"chunked")
    });
    response.version() <= Version::HTTP_11 && response.content_length().is_none() && !is_chunked
}

/// The failure of an open-ended body that ends in the middle of its encoding, or of its JSON.
fn cut_short(read: Result<(), Failure>, body: &[u8]) -> Result<(), Failure> {
    let is_cut = match &read {
        Ok(()) => {
            let read = serde_json::from_slice::<serde::de::IgnoredAny>(without_bom(body));
            read.is_err_and(|error| error.is_eof())
        }
        Err(failure) => !body.is_empty() && failure.is_early_end(),
    };
    if !is_cut {
        return read;
    }
    Err(Failure::new(
        FailureKind::Connection,
        "the connection ended in the middle of the answer",
    ))
}

/// Reads the body; what came before it broke is kept in `body`.
pub(super) async fn read(
    response: &mut Response,
    body: &mut Body,
    max_bytes: usize,
) -> Result<(), Failure> {
    let success = response.status().is_success();
    let most = if success {
        usize::MAX
    } else {
        ERROR_BODY_BYTES
    };
    let limit = max_bytes.min(most);
    let length = usize::try_from(response.content_length().unwrap_or_default());
    let room = length.unwrap_or(usize::MAX).min(limit).min(TRUSTED_LENGTH);
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > limit {
            body.push(chunk.slice(..limit - body.len()), room);
            if !success {
                let _ = tokio::time::timeout(DROPPED_TIME, drop_rest(response)).await;
                return Ok(());
            }
            return Err(Failure::new(
                FailureKind::TooLarge,
                format!("the answer is larger than {limit} bytes; see max_response_bytes"),
            ));
        }
        body.push(chunk, room);
    }
    Ok(())
}

/// Reads on to the end of the body, if it is not too far.
async fn drop_rest(response: &mut Response) {
    let mut left = DROPPED_BYTES;
    while let Ok(Some(chunk)) = response.chunk().await {
        let Some(less) = left.checked_sub(chunk.len()) else {
            return;
        };
        left = less;
    }
}

/// A body as it comes in: one chunk is not copied.
#[derive(Default)]
pub(super) enum Body {
    #[default]
    Empty,
    One(Bytes),
    Many(BytesMut),
}

impl Body {
    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Empty => &[],
            Self::One(bytes) => bytes,
            Self::Many(bytes) => bytes,
        }
    }

    fn len(&self) -> usize {
        self.as_slice().len()
    }

    fn push(&mut self, chunk: Bytes, room: usize) {
        match self {
            Self::Empty => *self = Self::One(chunk),
            Self::One(first) => {
                let mut all = BytesMut::with_capacity(room.max(first.len() + chunk.len()));
                all.extend_from_slice(first);
                all.extend_from_slice(&chunk);
                *self = Self::Many(all);
            }
            Self::Many(all) => all.extend_from_slice(&chunk),
        }
    }

    pub fn into_bytes(self) -> Bytes {
        match self {
            Self::Empty => Bytes::new(),
            Self::One(bytes) => bytes,
            Self::Many(bytes) => bytes.freeze(),
        }
    }
}

/// The head of an answer, without its body, and with the address that reqwest would else parse
/// one for.
pub(super) fn take_head(response: &mut Response) -> http::Response<()> {
    let head = http::Response::builder().url(response.url().clone());
    let mut head = head.body(()).unwrap_or_default();
    *head.status_mut() = response.status();
    *head.version_mut() = response.version();
    *head.headers_mut() = std::mem::take(response.headers_mut());
    head
}

/// The answer with its whole body.
pub(super) fn answer(head: http::Response<()>, body: Bytes) -> Response {
    head.map(|()| reqwest::Body::from(body)).into()
}
