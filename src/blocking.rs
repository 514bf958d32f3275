//! The same calls without async: `wait()` on a call, a stream, a bulk, or a wait for a forecast.
//!
//! ```no_run
//! fn main() -> stocktrim::Result<()> {
//!     let client = stocktrim::Client::from_env()?;
//!     for row in client.order_plan().below_reorder_point().wait()? {
//!         println!("{:?}: order {:?}", row.product_code, row.order_quantity);
//!     }
//!     for product in client.products().stream().wait() {
//!         println!("{}", product?.product_id);
//!     }
//!     let status = stocktrim::blocking::wait(client.api().get_processing_status().send())?;
//!     println!("{:?}", status.is_processing);
//!     Ok(())
//! }
//! ```
//!
//! It is the same call: what is retried, the limits, the time-outs and the errors are the same.
//!
//! * **Threads**: the first wait of the process starts one thread, which keeps the connections of all
//!   calls that wait; those of calls that are awaited are others. A call runs, and callbacks are
//!   called, on the caller's own thread, and any number of threads may wait at a time.
//! * **Inside an async context** a wait would stop the tasks around it: there it is rejected with
//!   [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) before anything is sent. Of a
//!   stream that is the first item, of a bulk it is
//!   [`stopped`](crate::BulkReport::stopped). In `tokio::task::spawn_blocking` and `block_in_place`
//!   waiting is possible.

use std::future::IntoFuture;
use std::iter::FusedIterator;

use crate::call::Call;
use crate::error::{Error, Result};
use crate::resources::{Bulk, BulkReport, ForecastRun, ForecastWait, RowStream, Sync, SyncReport};

mod context;
mod runtime;

/// Waits for any future of this crate, such as the `send()` of [`Api`](crate::Api).
///
/// # Errors
/// The future's own, and [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) inside an
/// async context, where nothing was done; [`ErrorKind::Config`](crate::ErrorKind::Config) when the
/// system gives no thread.
pub fn wait<T, E: From<Error>>(future: impl IntoFuture<Output = Result<T, E>>) -> Result<T, E> {
    runtime::block_on(future.into_future())?
}

impl<T: 'static> Call<T> {
    /// Waits for the call; see [`blocking`](crate::blocking).
    ///
    /// # Errors
    /// Those of the call, and of [`blocking::wait`](crate::blocking::wait).
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn wait(self) -> Result<T> {
        wait(self)
    }
}

impl<T> RowStream<T> {
    /// The rows as an iterator, which waits for each page; see [`blocking`](crate::blocking).
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn wait(self) -> RowIter<T> {
        RowIter(Some(self))
    }
}

impl<'a, R, T> Bulk<'a, R, T>
where
    R: Clone + Send + 'a,
    T: Send + 'a,
{
    /// Waits for all rows; see [`blocking`](crate::blocking). Where waiting is not possible nothing is
    /// sent, and [`BulkReport::stopped`] says so.
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn wait(self) -> BulkReport<R, T> {
        runtime::block_on(self.into_future()).unwrap_or_else(BulkReport::of_none)
    }
}

impl ForecastWait<'_> {
    /// Waits for the end of the forecast; see [`blocking`](crate::blocking).
    ///
    /// # Errors
    /// Those of the wait, and of [`blocking::wait`](crate::blocking::wait).
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn wait(self) -> Result<ForecastRun> {
        wait(self)
    }
}

impl<R: 'static, T: 'static> Sync<R, T>
where
    Self: IntoFuture<Output = Result<SyncReport<R, T>>>,
{
    /// Waits until what differs is written; see [`blocking`](crate::blocking).
    ///
    /// # Errors
    /// Those of the sync, and of [`blocking::wait`](crate::blocking::wait).
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn wait(self) -> Result<SyncReport<R, T>> {
        wait(self)
    }
}

/// Rows, read page by page as they are asked for; made by [`RowStream::wait`].
///
/// It sends nothing until it is asked for a row, and can be dropped at any time. After an error it
/// ends.
#[derive(Debug)]
#[must_use = "an iterator reads nothing until it is asked"]
pub struct RowIter<T>(Option<RowStream<T>>);

impl<T> Iterator for RowIter<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        let rows = self.0.as_mut()?;
        let row = runtime::block_on(rows.next());
        let row = row.unwrap_or_else(|rejected| Some(Err(rejected)));
        if !matches!(row, Some(Ok(_))) {
            self.0 = None;
        }
        row
    }
}

impl<T> FusedIterator for RowIter<T> {}
