//! An iterator of rows that holds one page at a time.

use std::fmt;
use std::iter::FusedIterator;

use super::Runtime;
use crate::error::{Error, Result};
use crate::resources::RowStream;

/// Rows, read page by page as they are asked for; made by the `stream` methods.
///
/// It sends nothing until it is asked for a row, holds one page and the keys of the rows that it
/// has given out, and can be dropped at any time. After an error it ends.
#[must_use = "an iterator reads nothing until it is asked"]
pub struct RowIter<'a, T> {
    inner: Option<RowStream<'a, T>>,
    runtime: &'a Runtime,
}

impl<'a, T> RowIter<'a, T> {
    pub(crate) fn new(inner: RowStream<'a, T>, runtime: &'a Runtime) -> Self {
        Self {
            inner: Some(inner),
            runtime,
        }
    }

    /// All rows that are left.
    ///
    /// # Errors
    /// What the request for one of the pages failed with; the rows before it are dropped.
    pub fn into_vec(self) -> Result<Vec<T>> {
        self.collect()
    }
}

impl<T> Iterator for RowIter<'_, T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        let rows = self.inner.as_mut()?;
        let next = async { rows.next().await.transpose() };
        let row = self.runtime.block_on::<_, Error>(next).transpose();
        if !matches!(row, Some(Ok(_))) {
            self.inner = None;
        }
        row
    }
}

impl<T> FusedIterator for RowIter<'_, T> {}

impl<T> fmt::Debug for RowIter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowIter").finish_non_exhaustive()
    }
}
