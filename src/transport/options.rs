//! Options for some calls only.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::{CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;

use super::auth::{AUTH_ID, AUTH_SIGNATURE};
use crate::operation::Idempotency;
use crate::retry::RetryConfig;
use crate::values::setters;

/// Options for the calls of one view of a client; see
/// [`Client::with_options`](crate::Client::with_options).
///
/// What is not set stays as the client has it, or the view that the view is made of. A
/// [`RetryConfig`] is taken whole.
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<Arc<RetryConfig>>,
    pub(crate) idempotency: Option<Idempotency>,
    /// When the call that this request is a part of is over.
    pub(super) ends: Option<Instant>,
    /// Whether that call makes several requests, of which each keeps the class of its operation.
    is_of_several: bool,
    pub(crate) headers: Vec<(String, String)>,
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("CallOptions")
            .field("attempt_timeout", &self.attempt_timeout)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .field("idempotency", &self.idempotency)
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

    setters! {
        /// How long one attempt may take, its body included.
        #[must_use]
        pub fn attempt_timeout(self, timeout: Duration) { self.attempt_timeout = Some(timeout) }

        /// How long an operation may take as a whole: its attempts and the waits between them.
        #[must_use]
        pub fn timeout(self, timeout: Duration) { self.timeout = Some(timeout) }

        /// How often a call is retried, and how much later.
        #[must_use]
        pub fn retry(self, retry: RetryConfig) { self.retry = Some(Arc::new(retry)) }

        /// Vouches for what happens when a call is carried out twice, and with it when it is retried.
        ///
        /// A purchase order whose answer is lost is retried with [`Idempotency::Idempotent`] alone.
        /// It counts for calls of one operation; methods that make several requests keep the classes of
        /// the SDK's table for each.
        #[must_use]
        pub fn idempotency(self, idempotency: Idempotency) { self.idempotency = Some(idempotency) }

        /// Adds a header; its value is redacted in logs.
        ///
        /// A call whose header is malformed, or is one that the SDK sets itself (the two credentials,
        /// `host`, the body's length and the connection's own), fails with
        /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest).
        #[must_use]
        pub fn header(self, name: impl Into<String>, value: impl Into<String>) {
            self.headers.push((name.into(), value.into()));
        }
    }

    /// These options laid over others: what is set here wins, what is not stays as it is there.
    pub(crate) fn over(mut self, below: &Self) -> Self {
        self.headers.splice(0..0, below.headers.iter().cloned());
        let idempotency = self.idempotency.or(below.idempotency);
        Self {
            attempt_timeout: self.attempt_timeout.or(below.attempt_timeout),
            timeout: self.timeout.or(below.timeout),
            retry: self.retry.or_else(|| below.retry.clone()),
            idempotency: idempotency.filter(|_| !self.is_of_several),
            ends: self.ends.into_iter().chain(below.ends).min(),
            is_of_several: false,
            headers: self.headers,
        }
    }

    /// The options of a call that begins now: its time begins to run.
    pub(crate) fn begun(mut self, is_of_several: bool) -> Self {
        let end = |timeout| Instant::now().checked_add(timeout);
        self.ends = self.timeout.and_then(end);
        self.is_of_several = is_of_several;
        self
    }

    pub(super) fn check(&self) -> Result<(), String> {
        self.retry.as_ref().map_or(Ok(()), |retry| retry.check())
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
