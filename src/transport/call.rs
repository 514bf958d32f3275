//! What the rooms know and write down about one call.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{Method, StatusCode};
use reqwest::Request;
use tokio::time::Instant;

use super::class::{self, RetryClass};
use super::options::CallOptions;
use super::policy::RetryPolicy;
use super::{Shared, classify::FailureKind};
use crate::config::Credentials;
use crate::error::Applied;

/// One call, on its way through the rooms; cheap to clone, never shared between calls.
#[derive(Clone)]
pub(crate) struct Call(Arc<State>);

struct State {
    operation: &'static str,
    class: RetryClass,
    is_write: bool,
    retry: RetryPolicy,
    timeout: Duration,
    started: Instant,
    deadline: Option<Instant>,
    credentials: Credentials,
    log: Mutex<Log>,
}

/// What has happened so far.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    pub attempts: u32,
    pub waited: Duration,
    pub applied: Applied,
    pub bytes: u64,
    pub status: Option<StatusCode>,
    pub retry_after: Option<Duration>,
    pub in_flight: bool,
    /// Whether the body of the last answer came to its end.
    pub whole: bool,
    pub failure: Option<FailureKind>,
    pub attempt_started: Instant,
    pub attempt_elapsed: Duration,
}

/// One attempt of a call, as told to `on_attempt`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// The operation, by its id (`upsert_product`).
    pub operation: &'static str,
    /// The number of the attempt, from 1.
    pub number: u32,
    /// The status of the answer; `None` when there was none.
    pub status: Option<StatusCode>,
    /// What went wrong when there was no answer, in one word (`connect`, `timeout`, …).
    pub failure: Option<&'static str>,
    /// How long the attempt took, with its body, without the wait for a place.
    pub elapsed: Duration,
    /// The length of the answer's body in bytes, decompressed.
    pub bytes: u64,
    /// How long the call now waits before it is sent again; `None` when it is not.
    pub retry_in: Option<Duration>,
}

impl Call {
    pub fn new(
        operation: &'static str,
        request: &Request,
        options: &CallOptions,
        shared: &Shared,
    ) -> Self {
        let retry = options.retry.as_ref().unwrap_or(&shared.retry).clone();
        let body = request.body().and_then(reqwest::Body::as_bytes);
        let class = retry.class_of(operation, body, options.idempotent.unwrap_or(false));
        let started = Instant::now();
        Self(Arc::new(State {
            operation,
            class,
            is_write: class::is_write(operation, request.method() == Method::GET),
            retry,
            timeout: options.timeout.unwrap_or(shared.timeout),
            started,
            deadline: started.checked_add(options.deadline.unwrap_or(shared.deadline)),
            credentials: shared.credentials.clone(),
            log: Mutex::new(Log {
                attempts: 0,
                waited: Duration::ZERO,
                applied: Applied::No,
                bytes: 0,
                status: None,
                retry_after: None,
                in_flight: false,
                whole: true,
                failure: None,
                attempt_started: started,
                attempt_elapsed: Duration::ZERO,
            }),
        }))
    }

    /// The call that a room's extensions carry; every request of ours has one.
    pub fn of(extensions: &http::Extensions) -> Option<Self> {
        extensions.get::<Self>().cloned()
    }

    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    pub fn class(&self) -> RetryClass {
        self.0.class
    }

    pub fn is_write(&self) -> bool {
        self.0.is_write
    }

    pub fn retry(&self) -> &RetryPolicy {
        &self.0.retry
    }

    pub fn timeout(&self) -> Duration {
        self.0.timeout
    }

    /// Blots out the credentials in a text that came from the server or from a library.
    pub fn redact(&self, text: String) -> String {
        self.0.credentials.redact(text)
    }

    /// A piece of an answer's body without the credentials, also where it cuts one in two.
    pub fn piece(&self, body: &[u8], piece: Range<usize>) -> Vec<u8> {
        self.0.credentials.piece(body, piece)
    }

    /// The instant by which the call ends; `None` when it is beyond what the clock can tell.
    pub fn deadline(&self) -> Option<Instant> {
        self.0.deadline
    }

    pub fn elapsed(&self) -> Duration {
        self.0.started.elapsed()
    }

    /// The log, to be read or written at once: the guard must not live over an await.
    pub fn log(&self) -> MutexGuard<'_, Log> {
        self.0.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many times the request was sent so far, or tried to be.
    pub fn attempts(&self) -> u32 {
        self.log().attempts
    }

    /// Writes down that an attempt is on its way: from here on a write may have been applied.
    pub fn begin_attempt(&self) {
        let mut log = self.log();
        log.attempts += 1;
        log.attempt_started = Instant::now();
        log.in_flight = true;
        log.whole = true;
        log.failure = None;
        log.status = None;
        log.bytes = 0;
    }

    /// Writes down how an attempt ended.
    pub fn end_attempt(&self, status: Option<StatusCode>, failure: Option<FailureKind>) {
        let applied = match (self.is_write(), status, failure) {
            (false, ..) => Applied::No,
            (true, _, Some(failure)) if !failure.may_be_applied() => Applied::No,
            (true, Some(status), None) => applied_by_status(status),
            (true, ..) => Applied::Unknown,
        };
        let mut log = self.log();
        log.attempt_elapsed = log.attempt_started.elapsed();
        log.in_flight = false;
        log.failure = failure;
        log.status = status;
        log.applied = log.applied.max(applied);
    }

    /// Writes down that an attempt was broken off, or that the call ended before it began.
    pub fn cut_attempt(&self, failure: FailureKind) {
        let mut log = self.log();
        if !log.in_flight {
            log.failure = Some(failure);
            return;
        }
        drop(log);
        self.end_attempt(None, Some(failure));
    }

    /// What is known about a write, an attempt that was cut short included.
    pub fn applied(&self) -> Applied {
        let log = self.log();
        if log.in_flight && self.is_write() {
            return log.applied.max(Applied::Unknown);
        }
        log.applied
    }
}

/// What a status says about a write: a success that it is done, a refusal that it is not.
fn applied_by_status(status: StatusCode) -> Applied {
    match status.as_u16() {
        200..=299 => Applied::Yes,
        400..=407 | 409..=499 => Applied::No,
        _ => Applied::Unknown,
    }
}
