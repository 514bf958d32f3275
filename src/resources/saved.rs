//! What a write or a delete came to.

use http::StatusCode;
use serde::Serialize;

use crate::error::Result;
use crate::values::names;

names! {
    /// Whether a write created the row or changed it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum WriteOutcome {
        /// The row was not there before.
        Created = "created",
        /// The row was there before.
        Updated = "updated",
        /// The row is saved; which of the two it was is not known.
        Unknown = "unknown",
    }
}

/// A row that was written, and how many times it was sent; an error tells its own.
pub(super) type RowResult<T> = Result<(Saved<T>, u32)>;

/// A row that StockTrim has saved.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Saved<T> {
    /// Created or updated, where the status says it.
    ///
    /// Only products and purchase orders say it (R3, P2), by 201 and 200, and only at the first
    /// attempt: when a request was retried, the first may have created what the second found.
    /// Everything else is [`WriteOutcome::Unknown`] (G8).
    pub outcome: WriteOutcome,
    /// The row as StockTrim answered it; `None` when its answer was empty or not readable: the row
    /// is saved all the same (G8).
    pub value: Option<T>,
}

impl<T> Saved<T> {
    /// What a write came to, for the tests of a program that handles it.
    #[must_use]
    pub fn new(outcome: WriteOutcome, value: Option<T>) -> Self {
        Self { outcome, value }
    }

    /// A row whose status tells whether it was created.
    pub(super) fn from_status(status: StatusCode, attempts: u32, value: Option<T>) -> Self {
        let outcome = match (attempts, status) {
            (1, StatusCode::CREATED) => WriteOutcome::Created,
            (1, StatusCode::OK) => WriteOutcome::Updated,
            _ => WriteOutcome::Unknown,
        };
        Self::new(outcome, value)
    }

    /// A row whose status says nothing but success.
    pub(super) fn unknown(value: Option<T>) -> Self {
        Self::new(WriteOutcome::Unknown, value)
    }
}

names! {
    /// Whether what was to be deleted was there.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum DeleteOutcome {
        /// It was there, and is deleted now.
        ///
        /// Also after a 404 that follows an attempt whose outcome is not known: that one may have
        /// deleted it.
        Deleted = "deleted",
        /// There was no such thing (404).
        NotFound = "not_found",
    }
}

/// What is there now, after it was looked for and, if need be, made.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FoundOrCreated<T> {
    /// It was there; nothing was written.
    Found(T),
    /// It was not there, and was created.
    Created(Saved<T>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn created_and_updated_are_said_of_a_first_attempt_and_an_exact_status_alone() {
        let outcome = |status, attempts| {
            let status = StatusCode::from_u16(status).unwrap();
            Saved::<()>::from_status(status, attempts, None).outcome
        };
        assert_eq!(outcome(201, 1), WriteOutcome::Created);
        assert_eq!(outcome(200, 1), WriteOutcome::Updated);
        for (status, attempts) in [(204, 1), (202, 1), (201, 2), (200, 2), (200, 0)] {
            assert_eq!(
                outcome(status, attempts),
                WriteOutcome::Unknown,
                "{status} {attempts}"
            );
        }
    }
}
