//! Rows of one area in the order of their creation, found by number or by key.

use super::{Area, Row};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A row that answers may hold on to while the table moves on.
pub(crate) type Shared = Arc<Row>;

/// The rows of one area.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    area: Area,
    /// By rising numbers, so that any page is a slice.
    rows: Vec<(u64, Shared)>,
    /// The numbers of the rows that bear a key, oldest first.
    index: HashMap<String, Vec<u64>>,
    next: u64,
}

impl Table {
    pub(super) fn new(area: Area) -> Self {
        Self {
            area,
            rows: Vec::new(),
            index: HashMap::new(),
            next: area.first_id(),
        }
    }

    /// All rows, oldest first.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Shared> {
        self.rows.iter().map(|(_, row)| row)
    }

    /// All rows with their numbers.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (u64, &Shared)> {
        self.rows.iter().map(|(id, row)| (*id, row))
    }

    /// At most `take` rows after the first `skip`.
    pub(crate) fn page(&self, skip: usize, take: usize) -> Vec<Shared> {
        let rest = self.rows.get(skip..).unwrap_or_default();
        rest.iter()
            .take(take)
            .map(|(_, row)| Arc::clone(row))
            .collect()
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    fn position(&self, id: u64) -> Result<usize, usize> {
        self.rows.binary_search_by_key(&id, |(id, _)| *id)
    }

    /// The row with that number.
    pub(crate) fn by_id(&self, id: u64) -> Option<&Shared> {
        self.position(id).ok().map(|at| &self.rows[at].1)
    }

    /// The number of the row with that key; the newest, if several bear it.
    pub(crate) fn id(&self, key: &str) -> Option<u64> {
        self.index.get(key)?.last().copied()
    }

    /// The row with that key; the newest, if several bear it.
    pub(crate) fn by_key(&self, key: &str) -> Option<&Shared> {
        self.by_id(self.id(key)?)
    }

    /// Adds a row and numbers it.
    pub(crate) fn insert(&mut self, row: Row) -> Shared {
        self.insert_as(self.next, row)
    }

    /// Adds a row of a data file, which keeps the number that it has, if that is free.
    pub(crate) fn load(&mut self, row: Row) -> Shared {
        let id = row
            .get("id")
            .and_then(Value::as_u64)
            .filter(|id| i32::try_from(*id).is_ok());
        let id = id
            .filter(|id| self.by_id(*id).is_none())
            .unwrap_or(self.next);
        self.insert_as(id, row)
    }

    fn insert_as(&mut self, id: u64, mut row: Row) -> Shared {
        self.next = self.next.max(id + 1);
        row.insert("id".to_owned(), id.into());
        if let Some(key) = self.key(&row) {
            self.index.entry(key).or_default().push(id);
        }
        let row = Arc::new(row);
        let at = self.position(id).unwrap_or_else(|at| at);
        self.rows.insert(at, (id, Arc::clone(&row)));
        row
    }

    /// Lays `changes` over a row: fields that it leaves out keep their value.
    pub(crate) fn merge(&mut self, id: u64, changes: Row) -> Option<Shared> {
        let at = self.position(id).ok()?;
        let before = self.key(&self.rows[at].1);
        let row = Arc::make_mut(&mut self.rows[at].1);
        row.extend(changes);
        row.insert("id".to_owned(), id.into());
        let row = Arc::clone(&self.rows[at].1);
        let after = self.key(&row);
        if before != after {
            self.forget(before, id);
            if let Some(key) = after {
                self.index.entry(key).or_default().push(id);
            }
        }
        Some(row)
    }

    /// Updates the row that has the same key, or adds one; tells whether it added.
    pub(crate) fn upsert(&mut self, row: Row) -> (bool, Shared) {
        let existing = self.key(&row).and_then(|key| self.id(&key));
        match existing.and_then(|id| self.merge(id, row.clone())) {
            Some(row) => (false, row),
            None => (true, self.insert(row)),
        }
    }

    /// Removes a row.
    pub(crate) fn remove(&mut self, id: u64) -> Option<Shared> {
        let at = self.position(id).ok()?;
        let (_, row) = self.rows.remove(at);
        self.forget(self.key(&row), id);
        Some(row)
    }

    /// Removes the rows that `which` names, and answers them.
    pub(crate) fn remove_where(&mut self, mut which: impl FnMut(&Row) -> bool) -> Vec<Shared> {
        let removed: Vec<_> = self.rows.extract_if(.., |(_, row)| which(row)).collect();
        // All at once, since many rows may bear one key.
        let gone: HashSet<u64> = removed.iter().map(|(id, _)| *id).collect();
        self.index.retain(|_, ids| {
            ids.retain(|id| !gone.contains(id));
            !ids.is_empty()
        });
        removed.into_iter().map(|(_, row)| row).collect()
    }

    fn key(&self, row: &Row) -> Option<String> {
        let key = row.get(self.area.key())?.as_str()?;
        (!key.is_empty()).then(|| key.to_owned())
    }

    fn forget(&mut self, key: Option<String>, id: u64) {
        if let Some(key) = key
            && let Some(ids) = self.index.get_mut(&key)
        {
            ids.retain(|other| *other != id);
            if ids.is_empty() {
                self.index.remove(&key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Area;
    use super::{Row, Table};
    use serde_json::json;

    fn row(value: &serde_json::Value) -> Row {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn an_upsert_keeps_what_is_left_out_and_moves_with_its_key() {
        let mut table = Table::new(Area::Customers);
        assert!(table.upsert(row(&json!({"code": "a", "name": "A"}))).0);
        let (created, saved) = table.upsert(row(&json!({"code": "a", "city": "B"})));
        assert!(!created);
        assert_eq!((&saved["name"], &saved["city"]), (&json!("A"), &json!("B")));
        let id = table.id("a").unwrap();
        table.merge(id, row(&json!({"code": "b"})));
        assert_eq!((table.id("a"), table.id("b")), (None, Some(id)));
        assert!(table.remove(id).is_some());
        assert_eq!((table.len(), table.id("b")), (0, None));
    }

    #[test]
    fn of_two_rows_with_one_key_the_newest_is_found_and_the_other_remains() {
        let mut table = Table::new(Area::SalesOrders);
        let sold = || row(&json!({"externalReferenceId": "x"}));
        table.insert(sold());
        table.insert(sold());
        let newest = table.id("x").unwrap();
        assert_eq!(table.by_id(newest), table.rows().last());
        table.remove(newest);
        assert_eq!(table.id("x"), Some(newest - 1));
    }
}
