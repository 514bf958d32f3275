//! Errors made by hand, for the tests of programs that handle them.

use std::time::Duration;

use http::StatusCode;

use super::{Applied, Error, ErrorKind, Inner, Problem, Reasons, Source};
use crate::operation::Operation;

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
    /// The operation that was called.
    pub fn operation(mut self, operation: Operation) -> Self {
        self.0.endpoint = Some(operation.into());
        self
    }

    /// The status of the answer.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    /// The body of the answer, of which problem details and reasons are read.
    pub fn body(mut self, body: impl Into<String>) -> Self {
        self.0.body = body.into();
        self.0.problem = Problem::parse(self.0.body.as_bytes());
        self.0.reasons = Reasons::of(self.0.body.as_bytes(), &self.0.body);
        self
    }

    /// Whether the call was applied. Default: [`Applied::No`].
    pub fn applied(mut self, applied: Applied) -> Self {
        self.0.applied = applied;
        self
    }

    /// How many times it was sent. Default: 0.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// How long the server asked to wait.
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// What caused it.
    pub fn source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The error.
    #[must_use]
    pub fn build(self) -> Error {
        self.0.into()
    }
}
