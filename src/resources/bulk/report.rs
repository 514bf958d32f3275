//! What became of many rows, one by one and in order.

use crate::error::{Applied, Error};
use crate::resources::Saved;

/// How far a bulk write is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Rows whose outcome is known, failed ones included.
    pub done: usize,
    /// Rows that were not saved, or may not have been.
    pub failed: usize,
    /// All rows, when the iterator or stream can tell.
    pub total: Option<usize>,
}

/// What became of one row.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RowOutcome<T> {
    /// StockTrim has saved it.
    Saved(Saved<T>),
    /// It is not applied: StockTrim refused it, as the error says, or it never got there.
    Refused(Error),
    /// Whether it is applied is not known; the error says what happened.
    Unknown(Error),
    /// It was not sent, because the credentials were refused before its turn.
    NotSent,
}

impl<T> RowOutcome<T> {
    pub(super) fn failed(error: Error) -> Self {
        match error.applied() {
            Applied::No => Self::Refused(error),
            Applied::Unknown => Self::Unknown(error),
            Applied::Yes => Self::Saved(Saved::somehow(None)),
        }
    }

    /// Whether StockTrim has saved the row.
    #[must_use]
    pub fn is_saved(&self) -> bool {
        matches!(self, Self::Saved(_))
    }

    /// Why the row was refused, or why its fate is unknown.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        match self {
            Self::Refused(error) | Self::Unknown(error) => Some(error),
            Self::Saved(_) | Self::NotSent => None,
        }
    }
}

/// One row of a bulk write.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RowReport<T> {
    /// Its place among the rows that were given, from 0.
    pub index: usize,
    /// The key that it bears.
    pub key: String,
    /// How many times it was sent, or tried to be; 0 when it was refused before.
    pub attempts: u32,
    /// What became of it.
    pub outcome: RowOutcome<T>,
}

/// What became of many rows, in the order in which they were given.
///
/// Every row of an iterator has its outcome. Of a stream that was stopped, the rows that were not
/// taken from it are missing.
#[derive(Clone, Debug)]
#[must_use = "it says which rows were not saved"]
pub struct BulkReport<T> {
    rows: Vec<RowReport<T>>,
    stopped: Option<Error>,
}

impl<T> BulkReport<T> {
    pub(super) fn new(mut rows: Vec<RowReport<T>>, stopped: Option<Error>) -> Self {
        rows.sort_unstable_by_key(|row| row.index);
        Self { rows, stopped }
    }

    /// All rows.
    #[must_use]
    pub fn rows(&self) -> &[RowReport<T>] {
        &self.rows
    }

    /// Whether every row that was given is saved.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.stopped.is_none() && self.rows.iter().all(|row| row.outcome.is_saved())
    }

    /// The authentication error that stopped the whole, if one did.
    #[must_use]
    pub fn stopped(&self) -> Option<&Error> {
        self.stopped.as_ref()
    }

    /// The rows that are saved.
    pub fn saved(&self) -> impl Iterator<Item = &RowReport<T>> {
        self.rows.iter().filter(|row| row.outcome.is_saved())
    }

    /// The rows that were refused, or whose fate is unknown; not those that were not sent.
    pub fn failed(&self) -> impl Iterator<Item = &RowReport<T>> {
        self.rows.iter().filter(|row| row.outcome.error().is_some())
    }

    /// The rows of which it is not known whether they are applied: look before sending them again.
    pub fn unknown(&self) -> impl Iterator<Item = &RowReport<T>> {
        self.rows
            .iter()
            .filter(|row| matches!(row.outcome, RowOutcome::Unknown(_)))
    }

    /// The rows that were not sent.
    pub fn not_sent(&self) -> impl Iterator<Item = &RowReport<T>> {
        self.rows
            .iter()
            .filter(|row| matches!(row.outcome, RowOutcome::NotSent))
    }
}

impl<T> IntoIterator for BulkReport<T> {
    type Item = RowReport<T>;
    type IntoIter = std::vec::IntoIter<RowReport<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}
