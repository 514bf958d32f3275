//! The middleware that repeats a request, where and when the classes and the configuration allow it.

use std::time::{Duration, SystemTime};

use http::{Extensions, StatusCode};
use reqwest::{Request, Response};
use reqwest_middleware::{Error as StackError, Middleware, Next, Result};
use tokio::time::Instant;

use super::OnAttempt;
use super::attempt::{answer, take_head};
use super::classify::{Failure, FailureKind, classify};
use super::context::{Attempt, CallContext};
use super::retry_after;
use super::span::milliseconds;
use crate::error::{Applied, Problem};
use crate::operation::Idempotency;
use crate::retry::{Bucket, Retryable};

pub(super) struct Retry {
    pub on_attempt: Option<OnAttempt>,
    pub budget: Option<Bucket>,
}

impl Retry {
    /// Whether the budget of the client, if the call counts for it, has a retry left.
    fn can_afford(&self, call: &CallContext) -> bool {
        let counted = self.budget.as_ref().filter(|_| call.retry.budget.is_some());
        let affords = counted.is_none_or(Bucket::take);
        call.progress().budget_spent = !affords;
        affords
    }

    fn tell(&self, attempt: &Attempt) {
        let status = attempt.status.map(|status| status.as_u16());
        let elapsed_ms = milliseconds(attempt.elapsed);
        if let Some(wait) = attempt.retry_in {
            tracing::warn!(
                attempt = attempt.number,
                http.response.status_code = status,
                error.type = attempt.failure,
                elapsed_ms,
                retry_in_ms = milliseconds(wait),
                "the attempt failed and is retried",
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
        let call = CallContext::of(extensions)?;
        let mut class = None;
        let mut retries = 0;
        loop {
            let Some(copy) = request.try_clone() else {
                let message = "the body is a stream, which cannot be sent a second time";
                return Err(Failure::new(FailureKind::Request, message).into());
            };
            let before = call.attempts();
            let mut result = next.clone().run(copy, extensions).await;
            let verdict = Verdict::of(&result);
            if verdict.came != Err(FailureKind::HeldBack) {
                call.progress().retry_after = verdict.asked;
            }
            if let Some(budget) = self.budget.as_ref().filter(|_| verdict.is_answer()) {
                budget.give_back();
            }
            let mut wait = None;
            if !verdict.is_success() {
                let body = || request.body().and_then(reqwest::Body::as_bytes);
                let class = *class.get_or_insert_with(|| call.class(body()));
                wait = verdict
                    .wait(&call, class, retries)
                    .filter(|_| permitted(&call, &mut result) && self.can_afford(&call));
            }
            if call.attempts() > before {
                self.tell(&verdict.attempt(&call, wait));
            }
            let Some(wait) = wait else {
                return deleted_before(&call, class, result).await;
            };
            let before = Instant::now();
            tokio::time::sleep(wait).await;
            call.progress().waited += before.elapsed();
            retries += 1;
        }
    }
}

/// What an attempt came to, as far as the question whether to retry needs it.
struct Verdict {
    came: std::result::Result<StatusCode, FailureKind>,
    /// The wait that the server asks for.
    asked: Option<Duration>,
}

impl Verdict {
    fn of(result: &Result<Response>) -> Self {
        let asked = |response: &Response| retry_after::read(response.headers(), SystemTime::now());
        Self {
            came: result.as_ref().map(Response::status).map_err(classify),
            asked: result.as_ref().ok().and_then(asked),
        }
    }

    fn is_success(&self) -> bool {
        self.came.is_ok_and(|status| status.is_success())
    }

    /// Whether the server is well, whatever it says.
    fn is_answer(&self) -> bool {
        self.came
            .is_ok_and(|status| !matches!(status.as_u16(), 408 | 429 | 500..))
    }

    /// How long to wait before the next attempt; `None` when this was the last.
    fn wait(&self, call: &CallContext, class: Idempotency, retries: u32) -> Option<Duration> {
        // What this attempt came to is not all: a middleware may have failed after an attempt that
        // succeeded, or have made two of one.
        let is_worth_it = match self.came {
            Ok(status) => class.retries_after_status(status),
            Err(failure) => class.retries_after_failure(failure),
        };
        if !is_worth_it || !class.retries_when(call.applied()) {
            return None;
        }
        let began = call.started_at;
        let wait = call.retry.wait(class, began, retries, self.asked)?;
        let end = Instant::now().checked_add(wait)?;
        call.ends.is_none_or(|ends| end < ends).then_some(wait)
    }

    fn attempt(&self, call: &CallContext, retry_in: Option<Duration>) -> Attempt {
        let endpoint = &call.endpoint;
        let progress = call.progress();
        Attempt {
            operation: endpoint.operation,
            method: endpoint.method.clone(),
            path: endpoint.path.clone(),
            number: progress.attempts,
            status: self.came.ok(),
            failure: self.came.err().map(FailureKind::as_str),
            elapsed: progress.attempt_elapsed,
            bytes: progress.bytes,
            retry_in,
        }
    }
}

/// Whether the strategy of the application lets the call be retried. It is shown reqwest's own error
/// where there is one, since the strategies of `reqwest_retry` know no other.
fn permitted(call: &CallContext, result: &mut Result<Response>) -> bool {
    let Some(strategy) = &call.retry.strategy else {
        return true;
    };
    let permits = |result: &_| matches!(strategy.handle(result), Some(Retryable::Transient));
    let taken = match result {
        Err(StackError::Middleware(error)) => error.downcast_mut::<Failure>().and_then(|failure| {
            failure
                .source
                .take_if(|source| source.is::<reqwest::Error>())
        }),
        _ => None,
    };
    let taken = taken.and_then(|source| source.downcast::<reqwest::Error>().ok());
    let Some(source) = taken else {
        return permits(result);
    };
    let shown = Err(StackError::Reqwest(*source));
    let permitted = permits(&shown);
    if let (Err(StackError::Middleware(error)), Err(StackError::Reqwest(source))) = (result, shown)
        && let Some(failure) = error.downcast_mut::<Failure>()
    {
        failure.source = Some(Box::new(source));
    }
    permitted
}

/// A 404 for a delete whose earlier attempt may have been applied says that it was, if it is
/// StockTrim's own.
async fn deleted_before(
    call: &CallContext,
    class: Option<Idempotency>,
    result: Result<Response>,
) -> Result<Response> {
    let mut response = result?;
    let may_be_gone = response.status() == StatusCode::NOT_FOUND
        && class == Some(Idempotency::IdempotentDelete)
        && call.applied() == Applied::Unknown
        && call.progress().whole;
    if !may_be_gone {
        return Ok(response);
    }
    let head = take_head(&mut response);
    let body = response.bytes().await.map_err(Failure::from)?;
    if !Problem::or_empty(&body) {
        return Ok(answer(head, body));
    }
    call.progress().applied = Applied::Yes;
    let mut done = http::Response::new(reqwest::Body::default());
    *done.status_mut() = StatusCode::NO_CONTENT;
    Ok(done.into())
}
