//! Writing many rows: some at a time, each with its own outcome.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;

mod report;
mod run;
mod source;

pub use report::{BulkReport, Progress, RowOutcome, RowReport};
pub use source::{FromIterator, FromStream, IntoRows};

use super::writing::Tried;
use source::Incoming;

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
type Send1<'a, R, T> = Box<dyn Fn(R) -> Boxed<'a, Tried<T>> + Send + Sync + 'a>;
type OnProgress<'a> = Box<dyn FnMut(Progress) + Send + 'a>;
type OnRow<'a, T> = Box<dyn FnMut(&RowReport<T>) + Send + 'a>;

/// Many rows on their way to StockTrim; made by `upsert_all` and `set_all`, and awaited.
///
/// * One request per row, and at most
///   [`max_concurrency`](crate::ClientBuilder::max_concurrency) of them at a time.
/// * Rows with the same key are sent one after the other, in order, so that the last one wins.
/// * A row that is refused does not stop the others; refused credentials stop all.
/// * Rows are taken from the iterator or stream only as places become free.
/// * Dropping it, also while it is being awaited, cancels what has not been sent; the rows under
///   way are broken off, and may or may not be applied.
///
/// Awaiting it gives a [`BulkReport`].
///
/// ```
/// # async fn example(client: stocktrim::Client) {
/// # let requests: Vec<stocktrim::types::ProductsRequestDto> = Vec::new();
/// let report = client
///     .products()
///     .upsert_all(requests)
///     .on_progress(|now| eprintln!("{} done, {} failed", now.done, now.failed))
///     .await;
/// for row in report.failed() {
///     eprintln!("row {}: {}: {:?}", row.index, row.key, row.outcome.error());
/// }
/// # }
/// ```
#[must_use = "nothing is sent until it is awaited"]
pub struct Bulk<'a, R, T> {
    rows: Incoming<'a, R>,
    key: fn(&R) -> String,
    send: Send1<'a, R, T>,
    places: usize,
    on_progress: Option<OnProgress<'a>>,
    on_row: Option<OnRow<'a, T>>,
}

impl<'a, R: Send + 'a, T: Send + 'a> Bulk<'a, R, T> {
    pub(super) fn new<M, A>(
        rows: impl IntoRows<'a, R, M>,
        places: usize,
        key: fn(&R) -> String,
        send: impl Fn(R) -> A + Send + Sync + 'a,
    ) -> Self
    where
        A: Future<Output = Tried<T>> + Send + 'a,
    {
        Self {
            rows: rows.into_rows(),
            key,
            send: Box::new(move |row| Box::pin(send(row))),
            places: places.max(1),
            on_progress: None,
            on_row: None,
        }
    }

    /// Sends fewer rows at a time than the client allows.
    pub fn concurrency(mut self, rows: usize) -> Self {
        self.places = self.places.min(rows.max(1));
        self
    }

    /// Calls a function after every row, in the order in which they end. It must not block.
    pub fn on_progress(mut self, call: impl FnMut(Progress) + Send + 'a) -> Self {
        self.on_progress = Some(Box::new(call));
        self
    }

    /// Calls a function with what became of every row, as soon as that is known, also of those that
    /// were not sent. It must not block.
    ///
    /// The way to keep what is known when the whole may be dropped, or cut short by a time-out: then
    /// there is no [`BulkReport`]. A row of which nothing was told by then was not sent, or was under
    /// way and may be saved all the same.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) {
    /// # let requests: Vec<stocktrim::types::ProductsRequestDto> = Vec::new();
    /// let mut saved = Vec::new();
    /// let report = client.products().upsert_all(requests).on_row(|row| {
    ///     if row.outcome.is_saved() {
    ///         saved.push(row.key.clone());
    ///     }
    /// });
    /// report.await;
    /// # }
    /// ```
    pub fn on_row(mut self, call: impl FnMut(&RowReport<T>) + Send + 'a) -> Self {
        self.on_row = Some(Box::new(call));
        self
    }
}

impl<'a, R: Send + 'a, T: Send + 'a> IntoFuture for Bulk<'a, R, T> {
    type Output = BulkReport<T>;
    type IntoFuture = Boxed<'a, BulkReport<T>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(run::run(self))
    }
}

impl<R, T> fmt::Debug for Bulk<'_, R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulk")
            .field("places", &self.places)
            .finish_non_exhaustive()
    }
}
