//! The room that sends a request again, where and when the policy allows it.

use std::time::Duration;

use bytes::Bytes;
use http::{Extensions, StatusCode};
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};
use tokio::time::Instant;

use super::OnAttempt;
use super::call::{Attempt, Call};
use super::class::RetryClass;
use super::classify::{Failure, FailureKind, kind_in};
use super::retry_after;
use crate::error::{Applied, Problem};

pub(super) struct Retry {
    on_attempt: Option<OnAttempt>,
}

impl Retry {
    pub fn new(on_attempt: Option<OnAttempt>) -> Self {
        Self { on_attempt }
    }

    fn tell(&self, attempt: &Attempt) {
        let status = attempt.status.map(|status| status.as_u16());
        let elapsed_ms = u64::try_from(attempt.elapsed.as_millis()).unwrap_or(u64::MAX);
        if let Some(wait) = attempt.retry_in {
            tracing::warn!(
                attempt = attempt.number,
                http.response.status_code = status,
                error.type = attempt.failure,
                elapsed_ms,
                retry_in_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
                "the attempt failed and is made again",
            );
        } else {
            tracing::debug!(
                attempt = attempt.number,
                http.response.status_code = status,
                error.type = attempt.failure,
                elapsed_ms,
                bytes = attempt.bytes,
                "the attempt ended",
            );
        }
        if let Some(on_attempt) = &self.on_attempt {
            on_attempt(attempt);
        }
    }
}

#[async_trait::async_trait]
impl Middleware for Retry {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let Some(call) = Call::of(extensions) else {
            return next.run(request, extensions).await;
        };
        let mut retries = 0;
        loop {
            let Some(copy) = request.try_clone() else {
                let message = "the body is a stream, which cannot be sent a second time";
                return Err(Failure::new(FailureKind::Request, message).into());
            };
            let before = call.attempts();
            let result = next.clone().run(copy, extensions).await;
            let verdict = Verdict::of(&result);
            call.log().retry_after = verdict.asked;
            let wait = verdict.wait(&call, retries);
            if call.attempts() > before {
                self.tell(&verdict.attempt(&call, wait));
            }
            let Some(wait) = wait else {
                return deleted_before(&call, result);
            };
            let before = Instant::now();
            tokio::time::sleep(wait).await;
            call.log().waited += before.elapsed();
            retries += 1;
        }
    }
}

/// What an attempt came to, as far as the question whether to send again needs it.
struct Verdict {
    status: Option<StatusCode>,
    failure: Option<FailureKind>,
    asked: Option<Duration>,
}

impl Verdict {
    fn of(result: &Result<Response>) -> Self {
        match result {
            Ok(response) => Self {
                status: Some(response.status()),
                failure: None,
                asked: retry_after::read(response.headers(), std::time::SystemTime::now()),
            },
            Err(error) => Self {
                status: None,
                failure: Some(kind_in(error)),
                asked: None,
            },
        }
    }

    /// How long to wait before the next attempt; `None` when this was the last.
    fn wait(&self, call: &Call, retries: u32) -> Option<Duration> {
        // What this attempt came to is not all: a middleware may have failed after an attempt that
        // succeeded, or have made two of one.
        let again = call.class().again_when(call.applied())
            && match (self.status, self.failure) {
                (Some(status), _) => call.class().again_after_status(status),
                (None, Some(failure)) => call.class().again_after_failure(failure),
                (None, None) => false,
            };
        let wait = call
            .retry()
            .wait(call.class(), retries, self.asked)
            .filter(|_| again)?;
        let end = Instant::now().checked_add(wait)?;
        call.deadline()
            .is_none_or(|deadline| end < deadline)
            .then_some(wait)
    }

    fn attempt(&self, call: &Call, retry_in: Option<Duration>) -> Attempt {
        let log = call.log();
        Attempt {
            operation: call.operation(),
            number: log.attempts,
            status: self.status,
            failure: self.failure.map(FailureKind::word),
            elapsed: log.attempt_elapsed,
            bytes: log.bytes,
            retry_in,
        }
    }
}

/// A 404 for a delete whose earlier attempt may have been applied says that it was, if it is
/// StockTrim's own.
fn deleted_before(call: &Call, result: Result<Response>) -> Result<Response> {
    let response = result?;
    let gone = response.status() == StatusCode::NOT_FOUND
        && call.class() == RetryClass::DeletesOne
        && call.applied() == Applied::Unknown
        && call.log().whole
        && response
            .extensions()
            .get::<Bytes>()
            .is_some_and(|body| Problem::or_empty(body));
    if !gone {
        return Ok(response);
    }
    call.log().applied = Applied::Yes;
    let mut done = http::Response::new(reqwest::Body::default());
    *done.status_mut() = StatusCode::NO_CONTENT;
    Ok(done.into())
}
