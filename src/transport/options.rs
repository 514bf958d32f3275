//! Options for some calls only.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::header::{CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::auth::{AUTH_ID, AUTH_SIGNATURE};
use super::policy::RetryPolicy;

/// Options for the calls of one view of a client; see
/// [`Client::with_options`](crate::Client::with_options).
///
/// What is not set stays as the client has it, or the view that the view is made of. A
/// [`RetryPolicy`] is taken whole.
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(super) timeout: Option<Duration>,
    pub(super) deadline: Option<Duration>,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) idempotent: Option<bool>,
    pub(super) tally: Option<Tally>,
    headers: Vec<(String, String)>,
}

/// Where a call leaves the number of its attempts, also when it succeeds: an error tells its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally(Arc<AtomicU32>);

impl Tally {
    /// How many times the last call was sent, or tried to be; 0 before it ends.
    pub fn attempts(&self) -> u32 {
        self.0.load(Ordering::Acquire)
    }

    pub(super) fn set(&self, attempts: u32) {
        self.0.store(attempts, Ordering::Release);
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline)
            .field("retry", &self.retry)
            .field("idempotent", &self.idempotent)
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}

impl CallOptions {
    /// Options that change nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How long one attempt may take, its body included.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long the whole call may take, waiting included.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// How often the call is sent again, and how much later.
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Vouches that the call may be applied twice without harm, so that it is sent again like one
    /// that sets a state. Without it a purchase order whose answer is lost is not sent
    /// again.
    #[must_use]
    pub fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = Some(idempotent);
        self
    }

    /// Adds a header; its value is not shown in logs.
    ///
    /// A call whose header is malformed, or is one that the SDK sets itself (the two credentials,
    /// `host`, the body's length and the connection's own), fails with
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest).
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// These options laid over others: what is set here wins, what is not stays as it is there.
    pub(super) fn over(self, below: &Self) -> Self {
        let mut headers = below.headers.clone();
        headers.extend(self.headers);
        Self {
            timeout: self.timeout.or(below.timeout),
            deadline: self.deadline.or(below.deadline),
            retry: self.retry.or_else(|| below.retry.clone()),
            idempotent: self.idempotent.or(below.idempotent),
            tally: self.tally.or_else(|| below.tally.clone()),
            headers,
        }
    }

    pub(super) fn check(&self) -> Result<(), String> {
        self.retry.iter().try_for_each(RetryPolicy::check)
    }

    pub(super) fn apply_headers(&self, headers: &mut HeaderMap) -> Result<(), String> {
        let reserved = [
            AUTH_ID,
            AUTH_SIGNATURE,
            HOST,
            CONTENT_LENGTH,
            TRANSFER_ENCODING,
            CONNECTION,
        ];
        for (name, value) in &self.headers {
            let parsed: HeaderName = name
                .parse()
                .map_err(|_| format!("{name:?} of CallOptions::header is no header name"))?;
            if reserved.contains(&parsed) {
                return Err(format!(
                    "the header {name} is the SDK's own: leave it out of CallOptions"
                ));
            }
            let mut value = HeaderValue::from_str(value).map_err(|_| {
                format!("the value of the header {name} has a character that HTTP forbids")
            })?;
            value.set_sensitive(true);
            headers.insert(parsed, value);
        }
        Ok(())
    }
}
