//! Writing many rows: some at a time, each with its own outcome.

use std::fmt;
use std::future::IntoFuture;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;

use tracing::field::Empty;

mod action;
mod apart;
mod methods;
mod order;
mod report;
mod run;
mod source;
mod stream;

pub use action::RowAction;
pub(super) use methods::bulk_methods;
pub use report::{BulkReport, Progress, RowOutcome, RowReport};
pub(super) use source::Rows;
pub use stream::BulkStream;

use super::Saved;
use super::saved::RowResult;
use crate::client::Client;
use crate::error::Result;
use crate::values::setters;

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
/// Rows that were written with one request, in order, and how many times it was sent.
pub(super) type BatchResult<T> = Result<(Vec<Saved<T>>, u32)>;
type SendBatch<'a, R, T> = Arc<dyn Fn(Vec<R>) -> Boxed<'a, BatchResult<T>> + Send + Sync + 'a>;
type OnProgress<'a> = Box<dyn FnMut(Progress) + Send + 'a>;
type OnRow<'a, R, T> = Box<dyn FnMut(&RowReport<R, T>) -> Boxed<'a, ControlFlow<()>> + Send + 'a>;

/// After so many failures in a row that are not the rows' own, the rest is not sent.
const STOP_AFTER_FAILURES: usize = 20;

/// Many rows on their way to StockTrim; made by `upsert_all`, `upsert_stream`, `set_all` and the
/// like, and awaited.
///
/// * One request per row, unless the method has a `batch_size`, and at most
///   [`max_concurrency`](crate::ClientBuilder::max_concurrency) of them at a time.
/// * Rows with the same key are sent one after the other, in order, so that the last one wins.
/// * A row that is refused does not stop the others; refused credentials stop all of them: a 401, or
///   a 403 that is empty or has a problem (G9). Any other 403 may be a web firewall's, of one row.
///   So does a server that is down: see [`stop_after_failures`](Self::stop_after_failures).
/// * Rows are taken from the iterator or stream only as permits become free. After a stop, an iterator
///   is read on only while its `size_hint` says exactly how many rows are left.
/// * Dropping it, also while it is being awaited, cancels what has not been sent; the rows under
///   way are broken off, and may or may not be applied.
///
/// Awaiting it gives a [`BulkReport`], and [`into_stream`](Self::into_stream) the rows one by one. It borrows what its rows and callbacks borrow, and nothing
/// else.
///
/// ```
/// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
/// # let requests: Vec<stocktrim::types::ProductsRequestDto> = Vec::new();
/// let report = client
///     .products()
///     .upsert_all(requests)
///     .on_progress(|now| eprintln!("{} done, {} failed", now.done, now.failed))
///     .await;
/// for row in report.failed() {
///     eprintln!("row {}: {}: {:?}", row.index, row.key, row.outcome.error());
/// }
/// report.into_result()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent until it is awaited"]
pub struct Bulk<'a, R, T> {
    rows: Rows<'a, R>,
    keys: fn(&R) -> Vec<String>,
    shown: Option<fn(&R) -> String>,
    send: SendBatch<'a, R, T>,
    batch_size: usize,
    concurrency: usize,
    stop_after_failures: usize,
    stop_when: Option<Boxed<'a, ()>>,
    on_progress: Option<OnProgress<'a>>,
    on_row: Option<OnRow<'a, R, T>>,
}

impl<'a, R: Send + 'a, T: Send + 'a> Bulk<'a, R, T> {
    /// Of an operation that takes one row.
    pub(super) fn one_by_one<A>(
        client: &Client,
        rows: Rows<'a, R>,
        keys: fn(&R) -> Vec<String>,
        send: impl Fn(Client, R) -> A + Send + Sync + 'a,
    ) -> Self
    where
        A: Future<Output = RowResult<T>> + Send + 'a,
    {
        Self::in_batches(client, rows, keys, move |client, mut rows: Vec<R>| {
            let written = rows.pop().map(|row| send(client, row));
            async move {
                let Some(written) = written else {
                    return Ok((Vec::new(), 0));
                };
                let (saved, attempts) = written.await?;
                Ok((vec![saved], attempts))
            }
        })
    }

    /// Of an operation that takes a list; it is given one row at a time unless told otherwise.
    pub(super) fn in_batches<A>(
        client: &Client,
        rows: Rows<'a, R>,
        keys: fn(&R) -> Vec<String>,
        send: impl Fn(Client, Vec<R>) -> A + Send + Sync + 'a,
    ) -> Self
    where
        A: Future<Output = BatchResult<T>> + Send + 'a,
    {
        let client = client.clone();
        Self {
            rows,
            keys,
            shown: None,
            batch_size: 1,
            concurrency: client.max_concurrency().max(1),
            stop_after_failures: STOP_AFTER_FAILURES,
            stop_when: None,
            send: Arc::new(move |rows| Box::pin(send(client.clone(), rows))),
            on_progress: None,
            on_row: None,
        }
    }

    /// How many rows a request may carry.
    pub(super) fn rows_per_request(mut self, rows: usize) -> Self {
        self.batch_size = rows.max(1);
        self
    }

    /// What a row is called in reports, if not by its keys.
    pub(super) fn shown_as(mut self, shown: fn(&R) -> String) -> Self {
        self.shown = Some(shown);
        self
    }

    setters! {
        /// Sends fewer requests at a time than the client allows.
        pub fn concurrency(self, requests: usize) {
            self.concurrency = self.concurrency.min(requests.max(1));
        }

        /// Sends no more after so many requests in a row have failed for a reason that is not their rows'
        /// own: no connection, time-outs, 429, 5xx, a page of a proxy. Default: 20; `usize::MAX` for never,
        /// and 0 is taken for 1.
        ///
        /// [`BulkReport::stopped`] then says so, with the last of the failures, and the rest is
        /// [`RowOutcome::NotSent`].
        pub fn stop_after_failures(self, failures: usize) {
            self.stop_after_failures = failures.max(1);
        }

        /// Sends no more when a future is done, such as that of a signal: rows under way come to their end,
        /// the rest is [`RowOutcome::NotSent`], and the report is whole.
        ///
        /// ```
        /// # async fn example(client: stocktrim::Client, stop: tokio::sync::oneshot::Receiver<()>) {
        /// # let requests: Vec<stocktrim::types::ProductsRequestDto> = Vec::new();
        /// let upsert = client.products().upsert_all(requests);
        /// let report = upsert.stop_when(async { drop(stop.await) }).await;
        /// println!("{} saved, {} left", report.saved().count(), report.not_sent().count());
        /// # }
        /// ```
        pub fn stop_when(self, stop: impl Future<Output = ()> + Send + 'a) {
            self.stop_when = Some(Box::pin(stop));
        }

        /// Calls a function after every row, in the order in which they end. It must not block.
        pub fn on_progress(self, call: impl FnMut(Progress) + Send + 'a) {
            self.on_progress = Some(Box::new(call));
        }
    }

    /// Calls a function with what became of every row, as soon as that is known, also of those that
    /// were not sent. It must not block.
    ///
    /// It may return nothing, a [`ControlFlow`](std::ops::ControlFlow) whose `Break` sends no more rows,
    /// or a future of either, which is awaited before the next call; meanwhile no more rows are sent.
    ///
    /// The way to keep what is known when the bulk may be dropped, or cut short by a time-out: then
    /// there is no [`BulkReport`]. A row that was not reported by then was not sent, or was under way
    /// and may be saved.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) {
    /// # let requests: Vec<stocktrim::types::ProductsRequestDto> = Vec::new();
    /// # async fn remember(_: String) {}
    /// let report = client.products().upsert_all(requests).on_row(|row| {
    ///     let saved = row.outcome.is_saved().then(|| row.key.clone());
    ///     async move {
    ///         if let Some(key) = saved {
    ///             remember(key).await;
    ///         }
    ///     }
    /// });
    /// report.await;
    /// # }
    /// ```
    pub fn on_row<M, A: RowAction<'a, M>>(
        mut self,
        mut call: impl FnMut(&RowReport<R, T>) -> A + Send + 'a,
    ) -> Self {
        self.on_row = Some(Box::new(move |row| call(row).flow()));
        self
    }

    /// What became of each row, as soon as that is known; nothing of it is kept.
    ///
    /// For more rows than fit in memory, and for callers that have something to do between two rows.
    /// Nothing goes on while it is not polled.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) {
    /// # let requests: Vec<stocktrim::types::ProductsRequestDto> = Vec::new();
    /// let mut rows = client.products().upsert_all(requests).into_stream();
    /// while let Some(row) = rows.next().await {
    ///     if let Some(error) = row.outcome.error() {
    ///         eprintln!("{}: {error}; it was {:?}", row.key, row.request);
    ///     }
    /// }
    /// # }
    /// ```
    pub fn into_stream(self) -> BulkStream<'a, R, T>
    where
        R: Clone,
    {
        let span = tracing::info_span!(
            "stocktrim.bulk",
            stocktrim.rows = Empty,
            stocktrim.failed = Empty
        );
        let run = Box::new(self.into());
        BulkStream { run, span }
    }
}

impl<'a, R, T> IntoFuture for Bulk<'a, R, T>
where
    R: Clone + Send + 'a,
    T: Send + 'a,
{
    type Output = BulkReport<R, T>;
    type IntoFuture = Boxed<'a, BulkReport<R, T>>;

    fn into_future(self) -> Self::IntoFuture {
        let mut rows = self.into_stream();
        Box::pin(async move {
            let mut reports = Vec::new();
            while let Some(report) = rows.next().await {
                reports.push(report);
            }
            BulkReport::new(reports, rows.stopped().cloned())
        })
    }
}

impl<R, T> fmt::Debug for Bulk<'_, R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulk")
            .field("batch_size", &self.batch_size)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}
