//! The one error of the SDK, which says what happened, to what, and what to do about it.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

mod builder;
mod inner;
mod kind;
mod problem;
mod reasons;

pub use builder::ErrorBuilder;
pub(crate) use inner::Inner;
pub use kind::{Applied, ErrorKind};
pub(crate) use problem::LARGEST_REFUSAL;
pub use problem::Problem;
pub(crate) use reasons::Reasons;

use crate::operation::Operation;

/// A result whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

pub(crate) type Source = Box<dyn StdError + Send + Sync>;

/// What went wrong with a call, or with the configuration of a client.
///
/// Cheap to clone. Neither `Debug` nor `Display` contains a credential: where an answer echoes one,
/// it is redacted.
#[derive(Clone)]
#[non_exhaustive]
pub struct Error(Arc<Inner>);

impl Error {
    /// The class of the failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The HTTP status, when there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The problem details of the answer, when its body has them (G2, G3).
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        self.0.problem.as_ref()
    }

    /// Why a request was refused: field names and what is wrong with them, in whichever form the
    /// server says it (G3, G4). What is said of no field stands under an empty name. Of an error of
    /// kind [`Validation`](ErrorKind::Validation) there is at least one; of most others there is none.
    pub fn validation_errors(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.reasons.iter()
    }

    /// The beginning of the answer's body, at most 4,096 characters, control characters escaped;
    /// empty when there was none.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.0.body
    }

    /// Whether the whole answer arrived, so that an empty body means an empty body.
    pub(crate) fn is_whole(&self) -> bool {
        self.0.whole
    }

    /// The operation that was called; `None` for configuration, for a path that the document lacks,
    /// and for a call of several operations that was rejected before the first of them.
    #[must_use]
    pub fn operation(&self) -> Option<Operation> {
        self.0.endpoint.as_ref()?.operation
    }

    /// The HTTP method of the call, where there was one.
    #[must_use]
    pub fn method(&self) -> Option<&Method> {
        Some(&self.0.endpoint.as_ref()?.method)
    }

    /// The path of the call, of an operation with the names of its values in braces.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        Some(&self.0.endpoint.as_ref()?.path)
    }

    /// How many times the request was sent, or tried to be; 0 when it was rejected before. Of a wait
    /// for a forecast, how often its status was asked for; 1 when the time was up during the start,
    /// which may have been tried more often.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the call waited between its attempts, in all.
    #[must_use]
    pub fn waited(&self) -> Duration {
        self.0.waited
    }

    /// How long the call took, waiting included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// How long the server asked to wait before another attempt (`Retry-After`).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether StockTrim has applied the call, as far as can be known from here.
    ///
    /// Reads change nothing and are always [`Applied::No`].
    #[must_use]
    pub fn applied(&self) -> Applied {
        self.0.applied
    }

    /// Whether the server answered 404, or what a call changes is not there.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::NotFound
    }

    /// Whether the credentials were refused (401 or 403, see G9).
    #[must_use]
    pub fn is_auth(&self) -> bool {
        self.kind() == ErrorKind::Auth
    }

    /// Whether an attempt, or the whole call, took too long.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Whether the same call may succeed later with nothing changed: connection failures,
    /// time-outs, 408, 429, 500, 502, 503 and 504.
    ///
    /// For a write, look at [`applied`](Self::applied) before calling again.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        use ErrorKind::{Connect, Connection, RateLimited, Server, Timeout};

        let status = self.status().map_or(0, |status| status.as_u16());
        match self.kind() {
            Connect | Connection | Timeout | RateLimited => true,
            Server => matches!(status, 500 | 502 | 503 | 504),
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(endpoint) = &self.0.endpoint {
            write!(f, "{endpoint}: ")?;
        }
        f.write_str(&self.0.message)?;
        if self.attempts() > 1 {
            write!(f, " (after {} attempts)", self.attempts())?;
        }
        match self.applied() {
            Applied::Unknown => f.write_str("; whether StockTrim applied it is not known"),
            Applied::Yes => f.write_str("; StockTrim applied it"),
            Applied::No => Ok(()),
        }
    }
}

/// As an object for logs and reports, with `kind`, `operation`, `status`, `applied`, `attempts`, `message`,
/// and in `fields` what [`validation_errors`](Error::validation_errors) gives. What it lacks is null.
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Error", 7)?;
        object.serialize_field("kind", &self.kind())?;
        object.serialize_field("operation", &self.operation())?;
        object.serialize_field("status", &self.status().map(|status| status.as_u16()))?;
        object.serialize_field("applied", &self.applied())?;
        object.serialize_field("attempts", &self.attempts())?;
        object.serialize_field("message", &self.0.message)?;
        object.serialize_field("fields", &self.0.reasons)?;
        object.end()
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let mut debug = f.debug_struct("Error");
        let mut show = |name, value: &dyn fmt::Debug| _ = debug.field(name, value);
        show("kind", &inner.kind);
        show("message", &inner.message);
        if let Some(endpoint) = &inner.endpoint {
            show("operation", &endpoint.to_string());
            show("attempts", &inner.attempts);
            show("applied", &inner.applied);
        }
        if let Some(status) = inner.status {
            show("status", &status.as_u16());
            show("body", &inner.body);
        }
        if let Some(retry_after) = inner.retry_after {
            show("retry_after", &retry_after);
        }
        if let Some(source) = &inner.source {
            show("source", source);
        }
        debug.finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.0.source.as_deref()?;
        Some(source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_applied_before_is_said_of_an_error_and_not_of_the_one_it_was_cloned_from() {
        let mut inner = Inner::new(ErrorKind::Server, "down");
        inner.endpoint = Some(Operation::GetProcessingStatus.into());
        inner.attempts = 3;
        let held = Error::from(inner);
        let applied = held.clone().after_it_was_applied();
        assert_eq!(held.applied(), Applied::No);
        for error in [applied.clone(), applied.after_it_was_applied()] {
            assert_eq!(error.applied(), Applied::Yes);
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 3));
            assert_eq!(error.operation(), Some(Operation::GetProcessingStatus));
        }
    }
}
