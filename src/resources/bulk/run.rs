//! Which row is sent when: some at a time, and one after the other under one key.

use std::collections::{HashMap, VecDeque};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use futures_core::Stream;
use futures_util::stream::FuturesUnordered;

use super::report::{BulkReport, Progress, RowOutcome, RowReport};
use super::{Boxed, Bulk, OnRow};
use crate::error::Error;
use crate::resources::writing::Tried;

/// A row that was taken.
struct Taken<R> {
    index: usize,
    key: String,
    row: R,
}

enum Event<R, T> {
    Taken(Option<R>),
    Ended(RowReport<T>),
    AllDone,
}

pub(super) async fn run<'a, R: Send + 'a, T: Send + 'a>(mut bulk: Bulk<'a, R, T>) -> BulkReport<T> {
    let mut under_way: FuturesUnordered<Boxed<'a, RowReport<T>>> = FuturesUnordered::new();
    // The keys under way, each with the rows that wait for it.
    let mut queues: HashMap<String, VecDeque<Taken<R>>> = HashMap::new();
    let mut waiting = 0;
    let mut taken = 0;
    let mut open = true;
    let mut ended = Ended::new(bulk.on_row.take());
    loop {
        let has_room = open
            && ended.stopped.is_none()
            && under_way.len() < bulk.places
            && waiting < bulk.places;
        let event = poll_fn(|context| {
            match Pin::new(&mut under_way).poll_next(context) {
                Poll::Ready(Some(row)) => return Poll::Ready(Event::Ended(row)),
                Poll::Ready(None) if !has_room => return Poll::Ready(Event::AllDone),
                _ => {}
            }
            if has_room {
                return bulk.rows.poll_next(context).map(Event::Taken);
            }
            Poll::Pending
        });
        match event.await {
            Event::Taken(None) => open = false,
            Event::Taken(Some(row)) => {
                let row = Taken {
                    index: taken,
                    key: (bulk.key)(&row),
                    row,
                };
                taken += 1;
                if let Some(queue) = queues.get_mut(&row.key) {
                    queue.push_back(row);
                    waiting += 1;
                } else {
                    queues.insert(row.key.clone(), VecDeque::new());
                    under_way.push(send(&bulk, row));
                }
            }
            Event::Ended(row) => {
                let next = queues.get_mut(&row.key).and_then(VecDeque::pop_front);
                let key = row.key.clone();
                ended.add(row);
                match next {
                    Some(next) if ended.stopped.is_none() => {
                        waiting -= 1;
                        under_way.push(send(&bulk, next));
                    }
                    Some(next) => {
                        waiting -= 1;
                        ended.not_sent(next.index, next.key);
                        let rest = queues.remove(&key).unwrap_or_default();
                        waiting -= rest.len();
                        for row in rest {
                            ended.not_sent(row.index, row.key);
                        }
                    }
                    None => drop(queues.remove(&key)),
                }
                if let Some(call) = &mut bulk.on_progress {
                    let total = bulk.rows.left().map(|left| left + taken);
                    call(ended.progress(total));
                }
            }
            Event::AllDone => break,
        }
    }
    if ended.stopped.is_some() && open {
        for (place, row) in bulk.rows.rest().enumerate() {
            ended.not_sent(taken + place, (bulk.key)(&row));
        }
    }
    BulkReport::new(ended.rows, ended.stopped)
}

fn send<'a, R, T: 'a>(bulk: &Bulk<'a, R, T>, row: Taken<R>) -> Boxed<'a, RowReport<T>> {
    let Taken { index, key, row } = row;
    let sent = (bulk.send)(row);
    Box::pin(async move {
        let Tried { attempts, result } = sent.await;
        let outcome = result.map_or_else(RowOutcome::failed, RowOutcome::Saved);
        RowReport {
            index,
            key,
            attempts,
            outcome,
        }
    })
}

/// The rows that are done with, in the order in which they ended.
struct Ended<'a, T> {
    on_row: Option<OnRow<'a, T>>,
    rows: Vec<RowReport<T>>,
    done: usize,
    failed: usize,
    stopped: Option<Error>,
}

impl<'a, T> Ended<'a, T> {
    fn new(on_row: Option<OnRow<'a, T>>) -> Self {
        Self {
            on_row,
            rows: Vec::new(),
            done: 0,
            failed: 0,
            stopped: None,
        }
    }

    fn add(&mut self, row: RowReport<T>) {
        self.done += 1;
        if let Some(error) = row.outcome.error() {
            self.failed += 1;
            if error.is_auth() && self.stopped.is_none() {
                self.stopped = Some(error.clone());
            }
        }
        self.keep(row);
    }

    fn not_sent(&mut self, index: usize, key: String) {
        self.keep(RowReport {
            index,
            key,
            attempts: 0,
            outcome: RowOutcome::NotSent,
        });
    }

    fn keep(&mut self, row: RowReport<T>) {
        if let Some(call) = &mut self.on_row {
            call(&row);
        }
        self.rows.push(row);
    }

    fn progress(&self, total: Option<usize>) -> Progress {
        Progress {
            done: self.done,
            failed: self.failed,
            total,
        }
    }
}
