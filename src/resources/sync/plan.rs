//! What a sync would write, and what became of it.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::areas::Area;
use super::compare::same;
use super::object;
use crate::client::Client;
use crate::error::Result;
use crate::resources::bulk::{Bulk, BulkReport};
use crate::values::Sent;

/// What differs between the desired rows and StockTrim's; made by [`Sync::plan`](super::Sync::plan).
///
/// `Display` writes a line for each difference, and one that counts. Nothing is written before
/// [`apply`](Self::apply); entries can be taken out before.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct SyncPlan<R: 'static, T: 'static> {
    /// The rows that are not there.
    pub new: Vec<R>,
    /// The rows that are there and differ.
    pub changed: Vec<Change<R>>,
    /// The rows that are there and not desired, as they are; of products those that are not
    /// discontinued.
    pub gone: Vec<T>,
    /// How many rows are there as desired.
    pub equal: usize,
    #[serde(skip)]
    pub(super) area: &'static Area<R, T>,
    #[serde(skip)]
    pub(super) discontinue: Option<fn(&T) -> R>,
    #[serde(skip)]
    pub(super) client: Client,
}

/// A row that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Change<R> {
    /// Its key.
    pub key: String,
    /// The fields that differ.
    pub fields: Vec<FieldChange>,
    /// What is written: the key and the fields that differ.
    pub request: R,
}

/// A field that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FieldChange {
    /// Its name on the wire.
    pub field: String,
    /// Its value in StockTrim; null if there is none.
    pub before: Value,
    /// Its value as desired.
    pub after: Value,
}

/// What a sync found, and what became of what it wrote.
#[derive(Debug, Serialize)]
#[non_exhaustive]
#[must_use = "it says which rows were not written"]
pub struct SyncReport<R: 'static, T: 'static> {
    /// What differed.
    pub plan: SyncPlan<R, T>,
    /// What was written: new rows, then changes, then products that are discontinued.
    pub written: BulkReport<R, T>,
}

impl<R> Change<R> {
    /// A row that differs, for the tests of a program that handles it.
    pub fn new(key: impl Into<String>, fields: Vec<FieldChange>, request: R) -> Self {
        Self {
            key: key.into(),
            fields,
            request,
        }
    }
}

impl FieldChange {
    /// A field that differs, for the tests of a program that handles it.
    pub fn new(field: impl Into<String>, before: Value, after: Value) -> Self {
        Self {
            field: field.into(),
            before,
            after,
        }
    }
}

impl<R, T> SyncPlan<R, T> {
    pub(super) fn name_of<'a>(&self, row: &'a T) -> &'a str {
        let mut keys = (self.area.keys)(row).into_iter().flatten();
        keys.next().unwrap_or("a row without a code")
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let ends = self.discontinue.is_some() && !self.gone.is_empty();
        self.new.is_empty() && self.changed.is_empty() && !ends
    }
}

impl<R, T> SyncPlan<R, T>
where
    R: Clone + Sent + Serialize + Send + 'static,
    T: Clone + Serialize + Send + 'static,
{
    /// Writes the differences: new rows, changes, and, where that was asked for, the products that are
    /// gone as discontinued.
    pub fn apply(&self) -> Bulk<'static, R, T> {
        let ends = self.discontinue.iter();
        let gone = ends.flat_map(|end| self.gone.iter().map(end));
        let changed = self.changed.iter().map(|change| change.request.clone());
        let rows = self.new.iter().cloned().chain(changed).chain(gone);
        (self.area.write)(&self.client, rows.collect())
    }

    /// Puts a row that is there where it belongs.
    pub(super) fn compare(&mut self, desired: &R, kept: &T) -> Result<()> {
        let (key, field) = (self.name_of(kept).to_owned(), self.area.field);
        let mut before = object(kept)?;
        let mut fields = Vec::new();
        for (name, after) in object(desired)? {
            let before = before.remove(&name).unwrap_or_default();
            if name != field && !same(&before, &after) {
                fields.push(FieldChange::new(name, before, after));
            }
        }
        if fields.is_empty() {
            self.equal += 1;
            return Ok(());
        }
        let mut request = desired.clone();
        request.keep(&|name| name == field || fields.iter().any(|change| change.field == name));
        (self.area.set_key)(&mut request, &key);
        self.changed.push(Change::new(key, fields, request));
        Ok(())
    }
}

impl<R, T> fmt::Display for SyncPlan<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.new {
            writeln!(f, "new      {}", (self.area.key)(row))?;
        }
        for change in &self.changed {
            let fields = change.fields.iter();
            let fields: Vec<_> = fields
                .map(|change| format!("{} {} -> {}", change.field, change.before, change.after))
                .collect();
            writeln!(f, "changed  {}: {}", change.key, fields.join(", "))?;
        }
        for row in &self.gone {
            writeln!(f, "gone     {}", self.name_of(row))?;
        }
        let (new, changed) = (self.new.len(), self.changed.len());
        let (gone, equal) = (self.gone.len(), self.equal);
        write!(
            f,
            "{new} new, {changed} changed, {gone} gone, {equal} equal"
        )
    }
}
