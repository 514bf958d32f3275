//! What the middlewares know and write down about one call.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use http::{Extensions, Method, StatusCode};
use tokio::time::Instant;

use super::Transport;
use super::classify::{Failure, FailureKind};
use super::idempotency::class_of;
use super::span::milliseconds;
use crate::config::Credentials;
use crate::error::Applied;
use crate::operation::{Endpoint, Idempotency, Operation};
use crate::retry::RetryConfig;

/// One call, on its way through the stack; never shared between calls.
pub(crate) struct CallContext {
    pub endpoint: Endpoint,
    /// What the caller says of this call alone.
    idempotency: Option<Idempotency>,
    pub is_write: bool,
    pub retry: Arc<RetryConfig>,
    pub attempt_timeout: Duration,
    timeout: Duration,
    started: Instant,
    /// The wall clock's time at its beginning, which policies of `reqwest_retry` ask for.
    pub started_at: SystemTime,
    /// The instant by which the call ends; `None` when it is beyond what the clock can tell.
    pub ends: Option<Instant>,
    /// They are redacted in what comes from the server or from a library.
    pub credentials: Credentials,
    progress: Mutex<CallProgress>,
}

/// What has happened so far.
#[derive(Clone, Debug)]
pub(crate) struct CallProgress {
    pub attempts: u32,
    pub waited: Duration,
    /// How long the call waited for permits.
    pub queued: Duration,
    pub applied: Applied,
    pub bytes: u64,
    pub status: Option<StatusCode>,
    pub retry_after: Option<Duration>,
    /// Whether a retry was left out because the client has spent its budget.
    pub budget_spent: bool,
    pub in_flight: bool,
    /// Whether the body of the last answer came to its end.
    pub whole: bool,
    pub failure: Option<FailureKind>,
    pub attempt_started: Instant,
    pub attempt_elapsed: Duration,
}

/// One attempt of a call, as given to [`on_attempt`](crate::ClientBuilder::on_attempt).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// The operation; `None` for a path that the document lacks.
    pub operation: Option<Operation>,
    /// The HTTP method.
    pub method: Method,
    /// The path, of an operation with the names of its values in braces.
    pub path: Cow<'static, str>,
    /// The number of the attempt, from 1.
    pub number: u32,
    /// The status of the answer; `None` when there was none.
    pub status: Option<StatusCode>,
    /// What went wrong when there was no answer, in one word (`connect`, `timeout`, …).
    pub failure: Option<&'static str>,
    /// How long the attempt took, with its body, without the wait for a permit.
    pub elapsed: Duration,
    /// The length of the answer's body in bytes, decompressed.
    pub bytes: u64,
    /// How long the call now waits before it is retried; `None` when it is not.
    pub retry_in: Option<Duration>,
}

impl Attempt {
    /// The first attempt at an operation, answered by nothing yet, for the tests of a program that is
    /// told of attempts. The fields can be set.
    #[must_use]
    pub fn new(operation: Operation) -> Self {
        Self {
            operation: Some(operation),
            method: operation.method().clone(),
            path: operation.path().into(),
            number: 1,
            status: None,
            failure: None,
            elapsed: Duration::ZERO,
            bytes: 0,
            retry_in: None,
        }
    }
}

impl CallContext {
    /// `idempotency` is that of a raw request; an operation has its own.
    pub fn new(
        endpoint: Endpoint,
        transport: &Transport,
        idempotency: Option<Idempotency>,
    ) -> Self {
        let (shared, options) = (&transport.shared, &transport.options);
        let started = Instant::now();
        let settings = &shared.settings;
        let timeout = options.timeout.unwrap_or(settings.timeout);
        let own = [started.checked_add(timeout), options.ends];
        let idempotency = options.idempotency.or(idempotency);
        let class = endpoint.operation.map(Operation::idempotency);
        Self {
            idempotency,
            is_write: class.or(idempotency) != Some(Idempotency::Safe),
            endpoint,
            retry: Arc::clone(options.retry.as_ref().unwrap_or(&settings.retry)),
            attempt_timeout: options.attempt_timeout.unwrap_or(settings.attempt_timeout),
            timeout,
            started,
            started_at: SystemTime::now(),
            ends: own.into_iter().flatten().min(),
            credentials: shared.credentials.clone(),
            progress: Mutex::new(CallProgress {
                attempts: 0,
                waited: Duration::ZERO,
                queued: Duration::ZERO,
                applied: Applied::No,
                bytes: 0,
                status: None,
                retry_after: None,
                budget_spent: false,
                in_flight: false,
                whole: true,
                failure: None,
                attempt_started: started,
                attempt_elapsed: Duration::ZERO,
            }),
        }
    }

    /// The call that the extensions of a request carry.
    ///
    /// # Errors
    /// A failure that refuses the request, where a middleware has removed them.
    pub fn of(extensions: &Extensions) -> Result<Arc<Self>, Failure> {
        extensions.get::<Arc<Self>>().cloned().ok_or_else(|| {
            Failure::new(
                FailureKind::Request,
                "a middleware removed the extensions of the request, without which nothing can be \
                 said of its fate: it was not sent",
            )
        })
    }

    /// How often the call may be carried out; looked up when an attempt has failed.
    pub fn class(&self, body: Option<&[u8]>) -> Idempotency {
        let operation = self.endpoint.operation;
        let told = operation.and_then(|operation| self.retry.class_of(operation));
        class_of(operation, self.idempotency.or(told), body)
    }

    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// The failure of a call whose time is over.
    pub fn timed_out(&self) -> Failure {
        let queued = self.progress().queued;
        let limit = self.timeout;
        let message = if self.elapsed() < limit {
            "the time of the whole call was over".to_owned()
        } else {
            format!("the call took longer than {limit:?}; see ClientBuilder::timeout")
        };
        let message = match Duration::from_millis(milliseconds(queued)) {
            Duration::ZERO => message,
            queued => format!(
                "{message} (it queued {queued:?} for a permit; see ClientBuilder::max_concurrency)"
            ),
        };
        Failure::new(FailureKind::Deadline, message)
    }

    /// What has happened so far, to be read or written at once: the guard must not live over an
    /// await.
    pub fn progress(&self) -> MutexGuard<'_, CallProgress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many times the request was sent so far, or tried to be.
    pub fn attempts(&self) -> u32 {
        self.progress().attempts
    }

    /// Writes down that an attempt is on its way: from here on a write may have been applied.
    pub fn begin_attempt(&self) {
        let mut progress = self.progress();
        progress.attempts += 1;
        progress.attempt_started = Instant::now();
        progress.in_flight = true;
        progress.whole = true;
        progress.failure = None;
        progress.status = None;
        progress.bytes = 0;
    }

    /// Writes down how an attempt ended.
    pub fn end_attempt(&self, status: Option<StatusCode>, failure: Option<FailureKind>) {
        let applied = match (self.is_write, status, failure) {
            (false, ..) => Applied::No,
            (true, _, Some(failure)) if !failure.may_be_applied() => Applied::No,
            (true, Some(status), None) => applied_by_status(status),
            (true, ..) => Applied::Unknown,
        };
        let mut progress = self.progress();
        progress.attempt_elapsed = progress.attempt_started.elapsed();
        progress.in_flight = false;
        progress.failure = failure;
        progress.status = status;
        progress.applied = progress.applied.max(applied);
    }

    /// Writes down that an attempt was broken off, or that the call ended before it began.
    pub fn cut_attempt(&self, failure: FailureKind) {
        let mut progress = self.progress();
        if !progress.in_flight {
            progress.failure = Some(failure);
            return;
        }
        drop(progress);
        self.end_attempt(None, Some(failure));
    }

    /// What is known about a write, an attempt that was cut short included.
    pub fn applied(&self) -> Applied {
        let progress = self.progress();
        if progress.in_flight && self.is_write {
            return progress.applied.max(Applied::Unknown);
        }
        progress.applied
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
