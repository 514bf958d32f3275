//! What is new on a page, and whether another can follow.

use std::collections::HashSet;
use std::hash::{BuildHasher, Hash, RandomState};

/// One page as it was answered.
pub(in crate::resources) struct Page<T> {
    pub rows: Vec<T>,
    /// Whether the server said that this is the last one.
    pub last: bool,
}

impl<T> From<Vec<T>> for Page<T> {
    fn from(rows: Vec<T>) -> Self {
        Self { rows, last: false }
    }
}

/// What is known when a page has come.
pub(super) struct Pager<T, K> {
    key: fn(&T) -> K,
    /// Whether the first page was asked for without a number, so that the second may be it once more.
    begins_open: bool,
    seen: Seen,
    pub pages: u32,
    pub ended: bool,
}

/// The keys of the rows that were given out: 16 bytes of each, however long it is.
///
/// Two keys of a million are the same 16 bytes once in 10²⁶ catalogues; the hashers are keyed at
/// random, so that nobody can choose such keys.
#[derive(Default)]
struct Seen {
    hashers: [RandomState; 2],
    fingerprints: HashSet<u128>,
}

impl Seen {
    fn fingerprint(&self, key: &impl Hash) -> u128 {
        let [high, low] = self
            .hashers
            .each_ref()
            .map(|one| u128::from(one.hash_one(key)));
        high << 64 | low
    }
}

impl<T, K: Hash> Pager<T, K> {
    pub fn new(key: fn(&T) -> K, begins_open: bool) -> Self {
        Self {
            key,
            begins_open,
            seen: Seen::default(),
            pages: 0,
            ended: false,
        }
    }

    /// The new rows of a page; says whether there can be another.
    pub fn take(&mut self, page: Page<T>) -> Vec<T> {
        let fingerprint = |row: &T| self.seen.fingerprint(&(self.key)(row));
        let keys: Vec<u128> = page.rows.iter().map(fingerprint).collect();
        let fingerprints = &mut self.seen.fingerprints;
        let fresh: Vec<bool> = keys.iter().map(|key| !fingerprints.contains(key)).collect();
        fingerprints.extend(&keys);
        let may_repeat = self.begins_open && self.pages == 1;
        let may_go_on = fresh.contains(&true) || (may_repeat && !keys.is_empty());
        self.ended = page.last || !may_go_on;
        self.pages += 1;
        let fresh = page.rows.into_iter().zip(fresh);
        fresh
            .filter_map(|(row, fresh)| fresh.then_some(row))
            .collect()
    }
}
