//! Writing many rows: some at a time, each with its own outcome.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;

use tracing::Instrument;
use tracing::field::Empty;

mod report;
mod run;
mod source;

pub use report::{BulkReport, Progress, RowOutcome, RowReport};
pub(super) use source::Rows;

use super::saved::RowResult;
use crate::client::Client;

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
type Send1<'a, R, T> = Box<dyn Fn(R) -> Boxed<'a, RowResult<T>> + Send + Sync + 'a>;
type OnProgress<'a> = Box<dyn FnMut(Progress) + Send + 'a>;
type OnRow<'a, R, T> = Box<dyn FnMut(&RowReport<R, T>) + Send + 'a>;

/// Many rows on their way to StockTrim; made by `upsert_all`, `upsert_stream`, `set_all` and the
/// like, and awaited.
///
/// * One request per row, and at most
///   [`max_concurrency`](crate::ClientBuilder::max_concurrency) of them at a time.
/// * Rows with the same key are sent one after the other, in order, so that the last one wins.
/// * A row that is refused does not stop the others; refused credentials stop all of them: a 401, or
///   a 403 that is empty or has a problem (G9). Any other 403 may be a web firewall's, of one row.
/// * Rows are taken from the iterator or stream only as permits become free. After a stop, an iterator
///   is read on only while its `size_hint` says exactly how many rows are left.
/// * Dropping it, also while it is being awaited, cancels what has not been sent; the rows under
///   way are broken off, and may or may not be applied.
///
/// Awaiting it gives a [`BulkReport`]. It borrows what its rows and callbacks borrow, and nothing
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
    key: fn(&R) -> String,
    shown: fn(&R) -> String,
    send: Send1<'a, R, T>,
    concurrency: usize,
    on_progress: Option<OnProgress<'a>>,
    on_row: Option<OnRow<'a, R, T>>,
}

impl<'a, R, T> Bulk<'a, R, T> {
    pub(super) fn new<A>(
        client: &Client,
        rows: Rows<'a, R>,
        key: fn(&R) -> String,
        send: impl Fn(Client, R) -> A + Send + Sync + 'a,
    ) -> Self
    where
        A: Future<Output = RowResult<T>> + Send + 'a,
    {
        let client = client.clone();
        Self {
            rows,
            key,
            shown: key,
            concurrency: client.max_concurrency().max(1),
            send: Box::new(move |row| Box::pin(send(client.clone(), row))),
            on_progress: None,
            on_row: None,
        }
    }

    /// What a row is called in reports, if not by its key.
    pub(super) fn shown_as(mut self, shown: fn(&R) -> String) -> Self {
        self.shown = shown;
        self
    }

    /// Sends fewer rows at a time than the client allows.
    pub fn concurrency(mut self, rows: usize) -> Self {
        self.concurrency = self.concurrency.min(rows.max(1));
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
    /// The way to keep what is known when the bulk may be dropped, or cut short by a time-out: then
    /// there is no [`BulkReport`]. A row that was not reported by then was not sent, or was under way
    /// and may be saved.
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
    pub fn on_row(mut self, call: impl FnMut(&RowReport<R, T>) + Send + 'a) -> Self {
        self.on_row = Some(Box::new(call));
        self
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
        let span = tracing::info_span!(
            "stocktrim.bulk",
            stocktrim.rows = Empty,
            stocktrim.failed = Empty
        );
        let within = span.clone();
        let run = async move {
            let report = run::to_end(self).await;
            within.record("stocktrim.rows", report.rows().len());
            within.record("stocktrim.failed", report.failed().count());
            report
        };
        Box::pin(run.instrument(span))
    }
}

impl<R, T> fmt::Debug for Bulk<'_, R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulk")
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}

/// The three ways to write many rows of an area: from an iterator, from a stream, and from a stream
/// of results.
macro_rules! bulk_methods {
    (
        $area:ident, $row:ty => $value:ty, $put:expr, $key:expr $(, shown $shown:expr)?;
        $(#[$docs:meta])*
        $all:ident, $stream:ident, $try_stream:ident
    ) => {
        /// Many rows at a time.
        impl $area {
            $(#[$docs])*
            pub fn $all<'a>(
                &self,
                rows: impl IntoIterator<Item = $row, IntoIter: Send + 'a>,
            ) -> $crate::resources::Bulk<'a, $row, $value> {
                self.bulk($crate::resources::bulk::Rows::from_iterator(rows))
            }

            #[doc = concat!("The same as [`", stringify!($all), "`](Self::", stringify!($all), "), of rows that come from a stream.")]
            pub fn $stream<'a>(
                &self,
                rows: impl ::futures_core::Stream<Item = $row> + Send + 'a,
            ) -> $crate::resources::Bulk<'a, $row, $value> {
                self.bulk($crate::resources::bulk::Rows::from_stream(rows))
            }

            #[doc = concat!("The same as [`", stringify!($all), "`](Self::", stringify!($all), "), of a stream that can fail.")]
            ///
            /// At its first error no more rows are taken; those under way come to their end, and
            /// [`BulkReport::stopped`](crate::BulkReport::stopped) has the error.
            pub fn $try_stream<'a, E: Into<Box<dyn ::std::error::Error + Send + Sync>>>(
                &self,
                rows: impl ::futures_core::Stream<Item = ::std::result::Result<$row, E>> + Send + 'a,
            ) -> $crate::resources::Bulk<'a, $row, $value> {
                self.bulk($crate::resources::bulk::Rows::from_results(rows))
            }

            fn bulk<'a>(
                &self,
                rows: $crate::resources::bulk::Rows<'a, $row>,
            ) -> $crate::resources::Bulk<'a, $row, $value> {
                let put = $put;
                $crate::resources::Bulk::new(&self.client, rows, $key, put(self))
                    $(.shown_as($shown))?
            }
        }
    };
}
pub(super) use bulk_methods;
