//! The log: what arrived, in order, and what became of it; bounded in entries and in bytes.

use super::decode;
use bytes::Bytes;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use stocktrim::Operation;
use tokio::sync::Notify;

/// How many requests a log keeps by default.
pub(super) const CAPACITY: usize = 20_000;
/// Bytes of bodies and headers that a log keeps; older requests make room.
const BYTES: usize = 32 << 20;
/// Bytes of one body that a log keeps.
const BODY: usize = 64 << 10;

/// A request that arrived, and what became of it.
///
/// `Debug` shows neither of the two credentials.
#[derive(Clone)]
#[non_exhaustive]
pub struct RequestRecord {
    /// Counts the requests of this sandbox, from 0.
    pub number: u64,
    /// The operation that was asked for; `None` for a path or method that the API does not have.
    pub operation: Option<Operation>,
    /// The method.
    pub method: String,
    /// The path exactly as it was sent, still encoded.
    pub path: String,
    /// The query exactly as it was sent, still encoded, without its question mark.
    pub query: String,
    /// The headers by lower-case names, in order of arrival, repeated ones included.
    pub headers: Vec<(String, String)>,
    /// The body; of one that is longer than 64 KiB, its beginning.
    pub body: Bytes,
    /// The status of the answer; `None` while there is none, or if the connection was closed instead.
    pub status: Option<u16>,
    /// Whether this was a write and the sandbox carried it out, whatever became of the answer.
    pub applied: bool,
    /// The fault that was played, by its name.
    pub fault: Option<&'static str>,
    /// From the arrival of the whole request to the beginning of its answer.
    pub took: Duration,
}

impl RequestRecord {
    /// The first header of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let header = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        header.map(|(_, value)| value.as_str())
    }

    /// The path with its escapes decoded, segment by segment.
    #[must_use]
    pub fn segments(&self) -> Vec<String> {
        let decoded = |part| decode::percent(part, false).unwrap_or_else(|| part.to_owned());
        self.path.split('/').skip(1).map(decoded).collect()
    }

    /// The value of a query parameter, decoded.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        let pairs = decode::query(&self.query)?;
        pairs
            .into_iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The body as JSON, if it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }

    fn weight(&self) -> usize {
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| name.len() + value.len() + 64);
        headers.sum::<usize>() + self.body.len() + self.path.len() + self.query.len() + 256
    }
}

impl fmt::Debug for RequestRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| {
                let is_secret = name.starts_with("api-auth-");
                (
                    name.as_str(),
                    if is_secret { "***" } else { value.as_str() },
                )
            })
            .collect();
        f.debug_struct("RequestRecord")
            .field("number", &self.number)
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("headers", &headers)
            .field("body", &self.body)
            .field("status", &self.status)
            .field("applied", &self.applied)
            .field("fault", &self.fault)
            .field("took", &self.took)
            .finish()
    }
}

/// How often something happened since the start or the last [`Requests::clear`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Count {
    /// Requests that arrived.
    pub arrived: u64,
    /// Writes that were carried out.
    pub applied: u64,
}

/// The log of a sandbox; cheap to clone, and usable after the sandbox has stopped.
///
/// It keeps the newest 20,000 requests (see [`Builder::log_capacity`](super::Builder::log_capacity)) and at most 32 MiB;
/// the counts cover all.
#[derive(Clone, Default)]
pub struct Requests(Arc<Log>);

#[derive(Default)]
struct Log {
    inner: Mutex<Inner>,
    changed: Notify,
}

#[derive(Default)]
struct Inner {
    records: VecDeque<RequestRecord>,
    capacity: usize,
    bytes: usize,
    next: u64,
    counts: BTreeMap<Option<Operation>, Count>,
}

impl fmt::Debug for Requests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.lock().records.iter()).finish()
    }
}

impl Requests {
    pub(super) fn new(capacity: usize) -> Self {
        let log = Self::default();
        log.lock().capacity = capacity;
        log
    }

    /// Every request that is kept, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<RequestRecord> {
        self.lock().records.iter().cloned().collect()
    }

    /// The requests for one operation that are kept, oldest first.
    #[must_use]
    pub fn of(&self, operation: Operation) -> Vec<RequestRecord> {
        let inner = self.lock();
        inner
            .records
            .iter()
            .filter(|known| known.operation == Some(operation))
            .cloned()
            .collect()
    }

    /// The newest request.
    #[must_use]
    pub fn last(&self) -> Option<RequestRecord> {
        self.lock().records.back().cloned()
    }

    /// How many requests arrived since the start or the last [`Requests::clear`].
    #[must_use]
    pub fn total(&self) -> Count {
        self.lock()
            .counts
            .values()
            .fold(Count::default(), |sum, count| Count {
                arrived: sum.arrived + count.arrived,
                applied: sum.applied + count.applied,
            })
    }

    /// How many requests for one operation arrived and were carried out.
    #[must_use]
    pub fn count(&self, operation: Operation) -> Count {
        let inner = self.lock();
        let known = inner
            .counts
            .iter()
            .find(|(known, _)| **known == Some(operation));
        known.map(|(_, count)| *count).unwrap_or_default()
    }

    /// The counts of all operations that were asked for.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Operation, Count> {
        let inner = self.lock();
        inner
            .counts
            .iter()
            .filter_map(|(operation, count)| Some(((*operation)?, *count)))
            .collect()
    }

    /// Forgets what arrived so far, counts included.
    pub fn clear(&self) {
        let mut inner = self.lock();
        inner.records.clear();
        inner.counts.clear();
        inner.bytes = 0;
    }

    /// Waits until that many requests have arrived since the start or the last [`Requests::clear`].
    pub async fn arrived(&self, requests: u64) {
        loop {
            let mut changed = pin!(self.0.changed.notified());
            changed.as_mut().enable();
            if self.total().arrived >= requests {
                return;
            }
            changed.await;
        }
    }

    /// Numbers a request that has arrived, and keeps a copy.
    pub(super) fn arrive(&self, mut record: RequestRecord) -> RequestRecord {
        record.body.truncate(BODY);
        if record.body.len() == BODY {
            // A slice would keep all of a long body alive.
            record.body = Bytes::copy_from_slice(&record.body);
        }
        let mut inner = self.lock();
        record.number = inner.next;
        inner.next += 1;
        inner.counts.entry(record.operation).or_default().arrived += 1;
        inner.bytes += record.weight();
        inner.records.push_back(record.clone());
        while inner.records.len() > inner.capacity || inner.bytes > BYTES {
            let Some(oldest) = inner.records.pop_front() else {
                break;
            };
            inner.bytes = inner.bytes.saturating_sub(oldest.weight());
        }
        drop(inner);
        self.0.changed.notify_waiters();
        record
    }

    /// Counts a request that is finished, and puts it in the place of its copy, if that is still kept.
    pub(super) fn finish(&self, record: &RequestRecord) {
        let mut inner = self.lock();
        if record.applied {
            inner.counts.entry(record.operation).or_default().applied += 1;
        }
        let first = inner.records.front().map(|first| first.number);
        let at = first.and_then(|first| usize::try_from(record.number.checked_sub(first)?).ok());
        if let Some(kept) = at.and_then(|at| inner.records.get_mut(at)) {
            kept.clone_from(record);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
