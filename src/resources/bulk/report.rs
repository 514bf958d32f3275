//! What became of many rows, one by one and in order.

use serde::Serialize;

use crate::error::{Applied, Error, Result};
use crate::resources::Saved;

/// How far a bulk write is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Progress {
    /// Rows whose outcome is known, failed ones included.
    pub done: usize,
    /// Rows that were not saved, or may not have been.
    pub failed: usize,
    /// All rows, when the iterator or stream says how many it has.
    pub total: Option<usize>,
}

/// What became of one row.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RowOutcome<T> {
    /// StockTrim has saved it.
    Saved(Saved<T>),
    /// It was not applied: StockTrim refused it, as the error says, or it never arrived.
    Refused(Error),
    /// Whether it was applied is not known; the error says what happened.
    Unknown(Error),
    /// It was not sent, because the bulk was stopped before its turn.
    NotSent,
}

impl<T> RowOutcome<T> {
    pub(super) fn failed(error: Error) -> Self {
        match error.applied() {
            Applied::No => Self::Refused(error),
            Applied::Unknown => Self::Unknown(error),
            Applied::Yes => Self::Saved(Saved::unknown(None)),
        }
    }

    /// Whether StockTrim has saved the row.
    #[must_use]
    pub fn is_saved(&self) -> bool {
        matches!(self, Self::Saved(_))
    }

    /// Why the row was refused, or why its outcome is unknown.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        match self {
            Self::Refused(error) | Self::Unknown(error) => Some(error),
            Self::Saved(_) | Self::NotSent => None,
        }
    }
}

/// One row of a bulk write.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct RowReport<R, T> {
    /// Its position among the rows that were given, from 0.
    pub index: usize,
    /// Its key.
    pub key: String,
    /// How many times it was sent, or tried to be; 0 when it was refused before.
    pub attempts: u32,
    /// What became of it.
    pub outcome: RowOutcome<T>,
    /// The row itself, to be corrected or repeated; `None` when it is saved.
    pub request: Option<R>,
}

impl<R, T> RowReport<R, T> {
    /// What became of a row, for the tests of a program that handles it: sent once, with no request
    /// kept. The fields can be set.
    pub fn new(index: usize, key: impl Into<String>, outcome: RowOutcome<T>) -> Self {
        Self {
            index,
            key: key.into(),
            attempts: 1,
            outcome,
            request: None,
        }
    }
}

/// What became of many rows, in the order in which they were given.
///
/// Every row has its outcome, unless the bulk was stopped: then the rows are missing that were not
/// taken from a stream, or from an iterator that does not say how many are left.
#[derive(Clone, Debug, Serialize)]
#[must_use = "it says which rows were not saved"]
pub struct BulkReport<R, T> {
    rows: Vec<RowReport<R, T>>,
    stopped: Option<Error>,
}

impl<R, T> BulkReport<R, T> {
    /// A report of these rows; `stopped` is what stopped the whole. Also for the tests of a program
    /// that handles it.
    pub fn new(mut rows: Vec<RowReport<R, T>>, stopped: Option<Error>) -> Self {
        rows.sort_unstable_by_key(|row| row.index);
        Self { rows, stopped }
    }

    /// The report of rows that were not even taken.
    #[cfg(feature = "blocking")]
    pub(crate) fn of_none(stopped: Error) -> Self {
        Self::new(Vec::new(), Some(stopped))
    }

    /// All rows.
    #[must_use]
    pub fn rows(&self) -> &[RowReport<R, T>] {
        &self.rows
    }

    /// Whether every row that was given is saved.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.stopped.is_none() && self.rows.iter().all(|row| row.outcome.is_saved())
    }

    /// What stopped the bulk, if something did: refused credentials, or a stream of rows that failed.
    #[must_use]
    pub fn stopped(&self) -> Option<&Error> {
        self.stopped.as_ref()
    }

    /// All rows, or the first error: what stopped the bulk, else that of the first row that was
    /// refused or whose outcome is unknown.
    ///
    /// # Errors
    /// That error.
    pub fn into_result(self) -> Result<Vec<RowReport<R, T>>> {
        let first = self.rows.iter().find_map(|row| row.outcome.error());
        match self.stopped.as_ref().or(first) {
            Some(error) => Err(error.clone()),
            None => Ok(self.rows),
        }
    }

    /// The rows that are saved.
    pub fn saved(&self) -> impl Iterator<Item = &RowReport<R, T>> {
        self.rows.iter().filter(|row| row.outcome.is_saved())
    }

    /// The rows that were refused, or whose outcome is unknown; not those that were not sent.
    pub fn failed(&self) -> impl Iterator<Item = &RowReport<R, T>> {
        self.rows.iter().filter(|row| row.outcome.error().is_some())
    }

    /// The rows of which it is not known whether they were applied: look before repeating them.
    pub fn unknown(&self) -> impl Iterator<Item = &RowReport<R, T>> {
        self.rows
            .iter()
            .filter(|row| matches!(row.outcome, RowOutcome::Unknown(_)))
    }

    /// The rows that were not sent.
    pub fn not_sent(&self) -> impl Iterator<Item = &RowReport<R, T>> {
        self.rows
            .iter()
            .filter(|row| matches!(row.outcome, RowOutcome::NotSent))
    }
}

impl<R, T> IntoIterator for BulkReport<R, T> {
    type Item = RowReport<R, T>;
    type IntoIter = std::vec::IntoIter<RowReport<R, T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}
