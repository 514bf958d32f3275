//! Rows that were taken and have not begun: one after the other under each key.

use std::collections::{BTreeMap, HashMap, VecDeque};

use super::report::{RowOutcome, RowReport};

/// A row that was taken.
pub(super) struct Taken<R> {
    pub index: usize,
    /// Rows that share one are sent in order.
    pub keys: Vec<String>,
    pub shown: String,
    pub row: R,
}

impl<R> Taken<R> {
    pub fn not_sent<T>(self) -> RowReport<R, T> {
        RowReport {
            attempts: 0,
            request: Some(self.row),
            ..RowReport::new(self.index, self.shown, RowOutcome::NotSent)
        }
    }
}

/// What waits, and what may go.
pub(super) struct Order<R> {
    /// The rows of each key that have not ended, in order: the first of them may go.
    queues: HashMap<String, VecDeque<usize>>,
    waiting: BTreeMap<usize, Taken<R>>,
    ready: VecDeque<Taken<R>>,
}

impl<R> Order<R> {
    pub fn new() -> Self {
        Self {
            queues: HashMap::new(),
            waiting: BTreeMap::new(),
            ready: VecDeque::new(),
        }
    }

    /// How many rows wait for others under their keys.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// How many rows may go.
    pub fn ready(&self) -> usize {
        self.ready.len()
    }

    /// A row goes when it is the first under each of its keys.
    pub fn push(&mut self, taken: Taken<R>) {
        for key in &taken.keys {
            let queue = self.queues.entry(key.clone()).or_default();
            queue.push_back(taken.index);
        }
        let index = taken.index;
        self.waiting.insert(index, taken);
        self.let_go(index);
    }

    /// Takes up to so many rows that may go.
    pub fn take(&mut self, rows: usize) -> impl Iterator<Item = Taken<R>> {
        let rows = rows.min(self.ready.len());
        self.ready.drain(..rows)
    }

    /// Lets the next row of each key go.
    pub fn ended(&mut self, keys: &[String]) {
        for key in keys {
            let Some(queue) = self.queues.get_mut(key) else {
                continue;
            };
            queue.pop_front();
            match queue.front() {
                Some(next) => {
                    let next = *next;
                    self.let_go(next);
                }
                None => drop(self.queues.remove(key)),
            }
        }
    }

    /// Everything that has not begun; nothing goes any more.
    pub fn give_up(&mut self) -> impl Iterator<Item = Taken<R>> {
        self.queues.clear();
        let waiting = std::mem::take(&mut self.waiting).into_values();
        std::mem::take(&mut self.ready).into_iter().chain(waiting)
    }

    fn let_go(&mut self, index: usize) {
        let is_first = |key| self.queues.get(key).and_then(VecDeque::front) == Some(&index);
        let waits = self.waiting.get(&index);
        if waits.is_some_and(|row| row.keys.iter().all(is_first)) {
            self.ready.extend(self.waiting.remove(&index));
        }
    }
}
