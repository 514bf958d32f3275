//! A stream of rows that holds some pages at a time.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::error::Result;

/// Polls for the new rows of the next page, of which at most so many are asked for at a time.
type PollPage<T> =
    dyn FnMut(&mut Context<'_>, usize) -> Poll<Option<Result<Vec<T>>>> + Send + 'static;

/// Rows, read page by page as they are asked for; made by the `stream` methods.
///
/// It sends nothing until it is polled, holds one page and the keys of the rows that it has given
/// out, and can be dropped at any time. After an error it ends; that a list
/// has more than 10,000 pages is one ([`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge)). It is a [`Stream`] for the crates
/// that work with those, and has [`next`](Self::next) for everyone else.
#[must_use = "a stream reads nothing until it is polled"]
pub struct RowStream<T> {
    poll_page: Box<PollPage<T>>,
    rows: std::vec::IntoIter<T>,
    read_ahead: usize,
    max_concurrency: usize,
}

impl<T> RowStream<T> {
    pub(super) fn new(
        poll_page: impl FnMut(&mut Context<'_>, usize) -> Poll<Option<Result<Vec<T>>>> + Send + 'static,
        max_concurrency: usize,
    ) -> Self {
        Self {
            poll_page: Box::new(poll_page),
            rows: Vec::new().into_iter(),
            read_ahead: 1,
            max_concurrency: max_concurrency.max(1),
        }
    }

    /// Reads up to so many pages at a time, and holds as many; at the most
    /// [`max_concurrency`](crate::ClientBuilder::max_concurrency). Default: 1.
    ///
    /// The rows are the same, in the same order. It begins with one page, and asks for twice as many
    /// whenever one has come; at the end up to `pages - 1` were asked for in vain, and are broken off.
    /// With more than one, the requests go on between two polls, in tasks of tokio's.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let mut products = client.products().stream().read_ahead(4);
    /// while let Some(product) = products.next().await {
    ///     println!("{}", product?.product_id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn read_ahead(mut self, pages: usize) -> Self {
        self.read_ahead = pages.clamp(1, self.max_concurrency);
        self
    }

    /// The same, with as many pages at a time as the client allows.
    pub(super) fn all_ahead(self) -> Self {
        self.read_ahead(usize::MAX)
    }

    /// The next row; `None` after the last one.
    ///
    /// Dropping the future loses no row.
    ///
    /// # Errors
    /// What the request for the next page failed with.
    pub async fn next(&mut self) -> Option<Result<T>> {
        std::future::poll_fn(|context| self.poll_row(context)).await
    }

    /// All rows that are left.
    ///
    /// # Errors
    /// What the request for one of the pages failed with; the rows before it are dropped.
    pub async fn into_vec(self) -> Result<Vec<T>> {
        self.into_vec_of(|_| true).await
    }

    /// The rows that are left and wanted, with the other pages under way in memory.
    pub(super) async fn into_vec_of(mut self, wanted: impl Fn(&T) -> bool) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        while let Some(row) = self.next().await {
            rows.extend(Some(row?).filter(&wanted));
        }
        Ok(rows)
    }

    fn poll_row(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            if let Some(row) = self.rows.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            match ready!((self.poll_page)(context, self.read_ahead)) {
                Some(Ok(rows)) => self.rows = rows.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

// Rows are never pinned.
impl<T> Unpin for RowStream<T> {}

impl<T> Stream for RowStream<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_row(context)
    }
}

impl<T> fmt::Debug for RowStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStream")
            .field("read_ahead", &self.read_ahead)
            .finish_non_exhaustive()
    }
}
