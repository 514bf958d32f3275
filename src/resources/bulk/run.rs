//! Which row is sent when: some at a time, and one after the other under one key.

use std::collections::{HashMap, VecDeque};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use futures_core::Stream;
use futures_util::stream::FuturesUnordered;
use http::StatusCode;

use super::report::{BulkReport, Progress, RowOutcome, RowReport};
use super::{Boxed, Bulk, Rows, Send1};
use crate::error::{Error, Result};

/// After so long the others on the thread have their turn: rows that are rejected before they are
/// sent, and those that are only counted, never wait.
const TURN: Duration = Duration::from_millis(1);

/// A row that was taken.
struct Taken<R> {
    index: usize,
    /// Rows that bear the same are sent in order.
    key: String,
    shown: String,
    row: R,
}

enum Event<R, T> {
    Taken(Option<Result<R>>),
    Ended(String, RowReport<R, T>),
    AllDone,
}

/// Rows on their way, and what waits.
struct Run<'a, R, T> {
    rows: Rows<'a, R>,
    key: fn(&R) -> String,
    shown: fn(&R) -> String,
    send: Send1<'a, R, T>,
    concurrency: usize,
    under_way: FuturesUnordered<Boxed<'a, (String, RowReport<R, T>)>>,
    /// The keys under way, each with the rows that wait for it.
    queues: HashMap<String, VecDeque<Taken<R>>>,
    waiting: usize,
    taken: usize,
    /// Whether the source may have more rows.
    open: bool,
    /// Rows that are not sent any more.
    not_sent: VecDeque<Taken<R>>,
    stopped: Option<Error>,
    turn: Instant,
}

/// Sends all rows, and says what became of them.
pub(super) async fn to_end<'a, R, T>(bulk: Bulk<'a, R, T>) -> BulkReport<R, T>
where
    R: Clone + Send + 'a,
    T: Send + 'a,
{
    let (mut on_row, mut on_progress) = (bulk.on_row, bulk.on_progress);
    let mut run = Run {
        rows: bulk.rows,
        key: bulk.key,
        shown: bulk.shown,
        send: bulk.send,
        concurrency: bulk.concurrency,
        under_way: FuturesUnordered::new(),
        queues: HashMap::new(),
        waiting: 0,
        taken: 0,
        open: true,
        not_sent: VecDeque::new(),
        stopped: None,
        turn: Instant::now(),
    };
    let mut reports = Vec::new();
    let mut progress = Progress::default();
    while let Some(report) = run.next().await {
        if let Some(call) = &mut on_row {
            call(&report);
        }
        if !matches!(report.outcome, RowOutcome::NotSent) {
            progress.done += 1;
            progress.failed += usize::from(report.outcome.error().is_some());
            progress.total = run.total();
            if let Some(call) = &mut on_progress {
                call(progress);
            }
        }
        reports.push(report);
    }
    BulkReport::new(reports, run.stopped)
}

impl<'a, R, T> Run<'a, R, T>
where
    R: Clone + Send + 'a,
    T: Send + 'a,
{
    /// What became of the next row that is done with; `None` when all are.
    async fn next(&mut self) -> Option<RowReport<R, T>> {
        loop {
            if self.turn.elapsed() >= TURN {
                tokio::task::yield_now().await;
                self.turn = Instant::now();
            }
            if let Some(row) = self.not_sent.pop_front() {
                return Some(row.not_sent());
            }
            match self.event().await {
                Event::Taken(None) => self.open = false,
                Event::Taken(Some(Ok(row))) => self.take(row),
                Event::Taken(Some(Err(error))) => {
                    self.open = false;
                    self.stop(error);
                }
                Event::Ended(key, report) => {
                    self.ended(&key, &report);
                    return Some(report);
                }
                Event::AllDone => {
                    let row = self.rest()?;
                    return Some(row.not_sent());
                }
            }
        }
    }

    async fn event(&mut self) -> Event<R, T> {
        let has_room = self.open
            && self.stopped.is_none()
            && self.under_way.len() < self.concurrency
            && self.waiting < self.concurrency;
        poll_fn(|context| {
            match Pin::new(&mut self.under_way).poll_next(context) {
                Poll::Ready(Some((key, report))) => {
                    return Poll::Ready(Event::Ended(key, report));
                }
                Poll::Ready(None) if !has_room => return Poll::Ready(Event::AllDone),
                _ => {}
            }
            if has_room {
                return self.rows.poll_next(context).map(Event::Taken);
            }
            Poll::Pending
        })
        .await
    }

    fn take(&mut self, row: R) {
        let taken = self.number(row);
        if let Some(queue) = self.queues.get_mut(&taken.key) {
            queue.push_back(taken);
            self.waiting += 1;
        } else {
            self.queues.insert(taken.key.clone(), VecDeque::new());
            self.begin(taken);
        }
    }

    fn number(&mut self, row: R) -> Taken<R> {
        let index = self.taken;
        self.taken += 1;
        Taken {
            index,
            key: (self.key)(&row),
            shown: (self.shown)(&row),
            row,
        }
    }

    fn begin(&mut self, taken: Taken<R>) {
        let Taken {
            index,
            key,
            shown,
            row,
        } = taken;
        let sent = (self.send)(row.clone());
        self.under_way.push(Box::pin(async move {
            let (attempts, outcome) = match sent.await {
                Ok((saved, attempts)) => (attempts, RowOutcome::Saved(saved)),
                Err(error) => (error.attempts(), RowOutcome::failed(error)),
            };
            let request = (!outcome.is_saved()).then_some(row);
            (
                key,
                RowReport {
                    index,
                    key: shown,
                    attempts,
                    outcome,
                    request,
                },
            )
        }));
    }

    /// Lets the next row of the same key go, unless the whole has stopped.
    fn ended(&mut self, key: &str, report: &RowReport<R, T>) {
        if let Some(error) = report
            .outcome
            .error()
            .filter(|error| refuses_credentials(error))
        {
            self.stop(error.clone());
        }
        let next = self.queues.get_mut(key).and_then(VecDeque::pop_front);
        match next {
            Some(next) => {
                self.waiting -= 1;
                self.begin(next);
            }
            None => drop(self.queues.remove(key)),
        }
    }

    /// Sends no more rows; those under way come to their end.
    fn stop(&mut self, error: Error) {
        self.stopped.get_or_insert(error);
        for queue in self.queues.values_mut() {
            self.not_sent.extend(queue.drain(..));
        }
        self.waiting = 0;
    }

    /// After a stop, the next row of a source that says how many are left, and keeps its word. Others
    /// are not read on: they may be endless.
    fn rest(&mut self) -> Option<Taken<R>> {
        self.stopped.as_ref().filter(|_| self.open)?;
        let before = self.rows.left()?;
        let row = self.rows.at_hand()?;
        self.open = self.rows.left().is_some_and(|left| left < before);
        Some(self.number(row))
    }

    fn total(&self) -> Option<usize> {
        let left = if self.open { self.rows.left()? } else { 0 };
        left.checked_add(self.taken)
    }
}

/// Whether it is StockTrim that refuses, and not a firewall that dislikes one row: any 401 (G9), and
/// a 403 that is empty or has a problem, as its other refusals have.
fn refuses_credentials(error: &Error) -> bool {
    let is_own = error.problem().is_some() || (error.is_whole() && error.body().is_empty());
    error.is_auth() && (error.status() == Some(StatusCode::UNAUTHORIZED) || is_own)
}

impl<R> Taken<R> {
    fn not_sent<T>(self) -> RowReport<R, T> {
        let Self {
            index, shown, row, ..
        } = self;
        RowReport {
            index,
            key: shown,
            attempts: 0,
            outcome: RowOutcome::NotSent,
            request: Some(row),
        }
    }
}
