//! What became of many rows, one after the other as they end.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tracing::Span;

use super::run::Run;
use super::{Progress, RowReport};
use crate::error::Error;

/// What became of each row, as soon as that is known; made by
/// [`Bulk::into_stream`](super::Bulk::into_stream).
///
/// It is a [`Stream`], and has [`next`](Self::next). Dropping it breaks off the rows under way, which
/// may or may not be applied; [`stop`](Self::stop) and reading on leaves a true account.
#[must_use = "a stream sends nothing until it is polled"]
pub struct BulkStream<'a, R, T> {
    pub(super) run: Box<Run<'a, R, T>>,
    pub(super) span: Span,
}

impl<'a, R, T> BulkStream<'a, R, T>
where
    R: Clone + Send + 'a,
    T: Send + 'a,
{
    /// What became of the next row to end; `None` when all have.
    ///
    /// Dropping the future loses no row.
    pub async fn next(&mut self) -> Option<RowReport<R, T>> {
        std::future::poll_fn(|context| self.poll_report(context)).await
    }

    /// Sends no more rows. Those under way come to their end, those that were taken are told as
    /// [`NotSent`](super::RowOutcome::NotSent).
    pub fn stop(&mut self) {
        self.run.stop_for_the_caller();
    }

    fn poll_report(&mut self, context: &mut Context<'_>) -> Poll<Option<RowReport<R, T>>> {
        let _within = self.span.enter();
        let poll = self.run.poll_next(context);
        if matches!(poll, Poll::Ready(None)) {
            let Progress { done, failed, .. } = self.run.progress;
            let rows = done + self.run.told_not_sent;
            self.span.record("stocktrim.rows", rows);
            self.span.record("stocktrim.failed", failed);
        }
        poll
    }
}

impl<R, T> BulkStream<'_, R, T> {
    /// What stopped it, if something did; see [`BulkReport::stopped`](super::BulkReport::stopped).
    #[must_use]
    pub fn stopped(&self) -> Option<&Error> {
        self.run.stopped.as_ref()
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.run.progress
    }
}

// Rows are never pinned.
impl<R, T> Unpin for BulkStream<'_, R, T> {}

impl<'a, R, T> Stream for BulkStream<'a, R, T>
where
    R: Clone + Send + 'a,
    T: Send + 'a,
{
    type Item = RowReport<R, T>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<RowReport<R, T>>> {
        self.poll_report(context)
    }
}

impl<R, T> fmt::Debug for BulkStream<'_, R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BulkStream")
            .field("progress", &self.run.progress)
            .field("stopped", &self.run.stopped)
            .finish_non_exhaustive()
    }
}
