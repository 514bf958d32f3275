//! Errors made by hand, for the tests of programs that handle them.

use std::time::Duration;

use http::StatusCode;

use super::{Applied, Error, ErrorKind, Inner, Problem, Reasons, Source};
use crate::operation::Operation;
use crate::values::setters;

impl Error {
    /// An error of a kind, for the tests of a program that handles errors.
    ///
    /// ```
    /// use stocktrim::{Applied, Error, ErrorKind, Operation};
    ///
    /// let lost = Error::builder(ErrorKind::Timeout, "no answer")
    ///     .operation(Operation::UpsertPurchaseOrder)
    ///     .applied(Applied::Unknown)
    ///     .attempts(1)
    ///     .build();
    /// assert!(lost.is_timeout());
    /// ```
    pub fn builder(kind: ErrorKind, message: impl Into<String>) -> ErrorBuilder {
        ErrorBuilder(Inner::new(kind, message))
    }
}

/// An [`Error`] that is being made; see [`Error::builder`].
#[derive(Debug)]
#[must_use = "call build()"]
pub struct ErrorBuilder(Inner);

impl ErrorBuilder {
    setters! {
        /// The operation that was called.
        pub fn operation(self, operation: Operation) { self.0.endpoint = Some(operation.into()) }

        /// The status of the answer.
        pub fn status(self, status: StatusCode) { self.0.status = Some(status) }

        /// The body of the answer, of which problem details and reasons are read.
        pub fn body(self, body: impl Into<String>) {
            self.0.body = body.into();
            self.0.problem = Problem::parse(self.0.body.as_bytes());
            self.0.reasons = Reasons::of(self.0.body.as_bytes(), &self.0.body);
        }

        /// Whether the call was applied. Default: [`Applied::No`].
        pub fn applied(self, applied: Applied) { self.0.applied = applied }

        /// How many times it was sent. Default: 0.
        pub fn attempts(self, attempts: u32) { self.0.attempts = attempts }

        /// How long the server asked to wait.
        pub fn retry_after(self, wait: Duration) { self.0.retry_after = Some(wait) }

        /// What caused it.
        pub fn source(self, source: impl Into<Source>) { self.0.source = Some(source.into().into()) }
    }

    /// The error.
    #[must_use]
    pub fn build(self) -> Error {
        self.0.into()
    }
}
