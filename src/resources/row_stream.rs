//! A stream of rows that holds one page at a time.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::error::Result;

/// Rows, read page by page as they are asked for; made by the `stream` methods.
///
/// It sends nothing until it is polled, holds one page and the keys of the rows that it has given
/// out, and can be dropped at any time. After an error it ends; that a list
/// has more than 10,000 pages is one ([`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge)). It is a [`Stream`] for the crates
/// that work with those, and has [`next`](Self::next) for everyone else.
#[must_use = "a stream reads nothing until it is polled"]
pub struct RowStream<T>(Pin<Box<dyn Stream<Item = Result<T>> + Send>>);

impl<T> RowStream<T> {
    pub(super) fn new(rows: impl Stream<Item = Result<T>> + Send + 'static) -> Self {
        Self(Box::pin(rows))
    }

    /// The next row; `None` after the last one.
    ///
    /// Dropping the future loses no row.
    ///
    /// # Errors
    /// What the request for the next page failed with.
    pub async fn next(&mut self) -> Option<Result<T>> {
        std::future::poll_fn(|context| self.0.as_mut().poll_next(context)).await
    }

    /// All rows that are left.
    ///
    /// # Errors
    /// What the request for one of the pages failed with; the rows before it are dropped.
    pub async fn into_vec(self) -> Result<Vec<T>> {
        self.into_vec_of(|_| true).await
    }
}

impl<T> RowStream<T> {
    /// The rows that are left and wanted, with one page of the others in memory.
    pub(super) async fn into_vec_of(mut self, wanted: impl Fn(&T) -> bool) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        while let Some(row) = self.next().await {
            rows.extend(Some(row?).filter(&wanted));
        }
        Ok(rows)
    }
}

impl<T> Stream for RowStream<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl<T> fmt::Debug for RowStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStream").finish_non_exhaustive()
    }
}
