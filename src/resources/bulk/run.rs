//! Which row is sent when: some at a time, and one after the other under one key.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_core::Stream;
use futures_util::stream::FuturesUnordered;
use http::StatusCode;

use super::apart::settle;
use super::order::{Order, Taken};
use super::report::{Progress, RowOutcome, RowReport};
use super::{Boxed, Bulk};
use crate::error::{Error, ErrorKind};

/// After so long the others on the thread have their turn: rows that are rejected before they are
/// sent, and those that are only counted, never wait.
const TURN: Duration = Duration::from_millis(1);

/// A request that came to its end: the keys of its rows, and what became of them.
type Ended<R, T> = (Vec<String>, Vec<RowReport<R, T>>);

/// A row, and what the application does about it.
type Telling<'a, R, T> = (RowReport<R, T>, Boxed<'a, ControlFlow<()>>);

/// Rows on their way, and what waits.
pub(super) struct Run<'a, R, T> {
    bulk: Bulk<'a, R, T>,
    under_way: FuturesUnordered<Boxed<'a, Ended<R, T>>>,
    order: Order<R>,
    taken: usize,
    /// Whether the source may have more rows.
    open: bool,
    /// What became of rows, not yet told; and the one that the application is told of now.
    done: VecDeque<RowReport<R, T>>,
    telling: Option<Telling<'a, R, T>>,
    failures: usize,
    pub(super) stopped: Option<Error>,
    has_stopped: Arc<AtomicBool>,
    pub(super) progress: Progress,
    pub(super) told_not_sent: usize,
    turn: Option<Instant>,
}

impl<'a, R, T> From<Bulk<'a, R, T>> for Run<'a, R, T> {
    fn from(bulk: Bulk<'a, R, T>) -> Self {
        Self {
            bulk,
            under_way: FuturesUnordered::new(),
            order: Order::new(),
            taken: 0,
            open: true,
            done: VecDeque::new(),
            telling: None,
            failures: 0,
            stopped: None,
            has_stopped: Arc::default(),
            progress: Progress::default(),
            told_not_sent: 0,
            turn: None,
        }
    }
}

impl<'a, R, T> Run<'a, R, T>
where
    R: Clone + Send + 'a,
    T: Send + 'a,
{
    /// What became of the next row that is done with; `None` when all are.
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<RowReport<R, T>>> {
        loop {
            if self.turn.get_or_insert_with(Instant::now).elapsed() >= TURN {
                self.turn = None;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            while let Poll::Ready(Some((keys, reports))) =
                Pin::new(&mut self.under_way).poll_next(context)
            {
                self.ended(&keys, reports);
            }
            if let Some((_, acting)) = &mut self.telling {
                let Poll::Ready(flow) = acting.as_mut().poll(context) else {
                    self.turn = None;
                    return Poll::Pending;
                };
                let told = self.telling.take();
                if flow.is_break() {
                    self.stop_for_the_caller();
                }
                return Poll::Ready(told.map(|(report, _)| report));
            }
            if let Some(report) = self.done.pop_front() {
                if let Some(report) = self.tell(report) {
                    return Poll::Ready(Some(report));
                }
                continue;
            }
            if let Some(stop) = &mut self.bulk.stop_when
                && stop.as_mut().poll(context).is_ready()
            {
                self.stop_for_the_caller();
            }
            match self.poll_begin(context) {
                Poll::Ready(true) => {}
                Poll::Ready(false) if self.under_way.is_empty() => match self.rest() {
                    Some(row) => self.done.push_back(row.not_sent()),
                    None => return Poll::Ready(None),
                },
                _ => {
                    self.turn = None;
                    return Poll::Pending;
                }
            }
        }
    }

    /// Takes a row or sends some; `false` when there is nothing to begin now.
    fn poll_begin(&mut self, context: &mut Context<'_>) -> Poll<bool> {
        if self.stopped.is_some() || self.under_way.len() >= self.bulk.concurrency {
            return Poll::Ready(false);
        }
        let most_waiting = self.bulk.concurrency.saturating_mul(self.bulk.batch_size);
        let mut source_waits = false;
        let has_room = self.open && self.order.waiting() < most_waiting;
        if has_room && self.order.ready() < self.bulk.batch_size {
            match self.bulk.rows.poll_next(context) {
                Poll::Ready(Some(Ok(row))) => {
                    let taken = self.number(row);
                    self.order.push(taken);
                    return Poll::Ready(true);
                }
                Poll::Ready(Some(Err(error))) => {
                    self.open = false;
                    self.stop(error);
                    return Poll::Ready(true);
                }
                Poll::Ready(None) => self.open = false,
                Poll::Pending => source_waits = true,
            }
        }
        // What may yet be joined by others waits for them, but never while nothing is under way.
        if self.order.ready() > 0 && (!source_waits || self.under_way.is_empty()) {
            self.begin();
            return Poll::Ready(true);
        }
        if source_waits {
            return Poll::Pending;
        }
        Poll::Ready(false)
    }

    fn number(&mut self, row: R) -> Taken<R> {
        let index = self.taken;
        self.taken += 1;
        let mut keys = (self.bulk.keys)(&row);
        let shown = match self.bulk.shown {
            Some(shown) => shown(&row),
            None => keys.join(", "),
        };
        keys.sort_unstable();
        keys.dedup();
        Taken {
            index,
            keys,
            shown,
            row,
        }
    }

    /// Sends the rows that are ready, as many as may share a request.
    fn begin(&mut self) {
        let (mut keys, mut rows, mut names) = (Vec::new(), Vec::new(), Vec::new());
        for taken in self.order.take(self.bulk.batch_size) {
            keys.extend(taken.keys);
            rows.push(taken.row);
            names.push((taken.index, taken.shown));
        }
        let (send, has_stopped) = (Arc::clone(&self.bulk.send), Arc::clone(&self.has_stopped));
        self.under_way.push(Box::pin(async move {
            let goes_on = || !has_stopped.load(Ordering::Relaxed);
            let ends = settle(rows, |rows| send(rows), goes_on).await;
            let report =
                |((index, key), (row, outcome, attempts)): (_, (_, RowOutcome<T>, _))| RowReport {
                    attempts,
                    request: (!outcome.is_saved()).then_some(row),
                    ..RowReport::new(index, key, outcome)
                };
            (keys, names.into_iter().zip(ends).map(report).collect())
        }));
    }

    /// Lets the next row of the same key go, unless the whole has stopped.
    fn ended(&mut self, keys: &[String], reports: Vec<RowReport<R, T>>) {
        let mut errors = reports.iter().filter_map(|report| report.outcome.error());
        let refused = errors.clone().find(|error| refuses_credentials(error));
        let outage = errors.find(|error| is_outage(error));
        let is_well = reports.iter().any(|report| match report.outcome.error() {
            Some(error) => error.attempts() > 0 && !is_outage(error),
            None => report.outcome.is_saved(),
        });
        match (refused, outage) {
            (Some(error), _) => self.stop(error.clone()),
            (None, _) if is_well => self.failures = 0,
            (None, Some(error)) => {
                self.failures += 1;
                if self.failures >= self.bulk.stop_after_failures {
                    let failures = self.failures;
                    let error = error.clone().in_words(|last| {
                        format!("stopped after {failures} failures in a row, the last: {last}")
                    });
                    self.stop(error);
                }
            }
            (None, None) => {}
        }
        self.done.extend(reports);
        self.order.ended(keys);
    }

    /// Counts a row, and tells the application of it; `None` while that goes on.
    fn tell(&mut self, report: RowReport<R, T>) -> Option<RowReport<R, T>> {
        if matches!(report.outcome, RowOutcome::NotSent) {
            self.told_not_sent += 1;
        } else {
            self.progress.done += 1;
            self.progress.failed += usize::from(report.outcome.error().is_some());
            self.progress.total = self.total();
        }
        let acting = self.bulk.on_row.as_mut().map(|call| call(&report));
        if let Some(call) = &mut self.bulk.on_progress
            && !matches!(report.outcome, RowOutcome::NotSent)
        {
            call(self.progress);
        }
        match acting {
            Some(acting) => {
                self.telling = Some((report, acting));
                None
            }
            None => Some(report),
        }
    }

    pub(super) fn stop_for_the_caller(&mut self) {
        self.bulk.stop_when = None;
        self.stop(Error::new(
            ErrorKind::Stopped,
            "the application stopped the bulk before its end",
        ));
    }

    /// Sends no more rows; those under way come to their end.
    fn stop(&mut self, error: Error) {
        self.stopped.get_or_insert(error);
        self.has_stopped.store(true, Ordering::Relaxed);
        self.done.extend(self.order.give_up().map(Taken::not_sent));
    }

    /// After a stop, the next row of a source that says how many are left, and keeps its word. Others
    /// are not read on: they may be endless.
    fn rest(&mut self) -> Option<Taken<R>> {
        self.stopped.as_ref().filter(|_| self.open)?;
        let before = self.bulk.rows.left()?;
        let row = self.bulk.rows.at_hand()?;
        self.open = self.bulk.rows.left().is_some_and(|left| left < before);
        Some(self.number(row))
    }

    fn total(&self) -> Option<usize> {
        let left = if self.open { self.bulk.rows.left()? } else { 0 };
        left.checked_add(self.taken)
    }
}

/// Whether it is StockTrim that refuses, and not a firewall that dislikes one row: any 401 (G9), and
/// a 403 that is empty or has a problem, as its other refusals have.
pub(super) fn refuses_credentials(error: &Error) -> bool {
    let is_own = error.problem().is_some() || (error.is_whole() && error.body().is_empty());
    error.is_auth() && (error.status() == Some(StatusCode::UNAUTHORIZED) || is_own)
}

/// Whether a failure is none of the row's own: the next row would most likely meet it too.
fn is_outage(error: &Error) -> bool {
    !matches!(
        error.kind(),
        ErrorKind::Validation
            | ErrorKind::InvalidRequest
            | ErrorKind::NotFound
            | ErrorKind::Status
            | ErrorKind::TooLarge
            | ErrorKind::Ambiguous
    )
}
