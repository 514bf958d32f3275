//! Bringing an area to a desired state: first a plan, then only what differs is written.

use std::collections::{HashMap, HashSet};
use std::future::IntoFuture;

use serde::Serialize;
use serde_json::{Map, Value};

mod areas;
mod compare;
mod plan;

pub(super) use areas::{CUSTOMERS, PRODUCTS, SUPPLIERS};
pub use plan::{Change, FieldChange, SyncPlan, SyncReport};

use areas::Area;

use super::reading::{check_key, rejected};
use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::generated::types::{ProductsRequestDto, ProductsResponseDto};
use crate::values::{Sent, setters};

/// A desired state of products, customers or suppliers, on its way to StockTrim; made by their `sync`.
///
/// Awaiting it compares and writes, and gives a [`SyncReport`]; [`plan`](Self::plan) only compares.
/// See [the guide on sync](crate::guide::sync).
///
/// * Of a row that is there only its key and the fields that differ are written. A field that is left
///   out of the desired row is left alone; one that is cleared is written as null unless it is empty.
/// * Compared is what StockTrim would keep: 1 and 1.0 are alike, and so are two spellings of a time,
///   and lists of the same rows in another order.
/// * A row that is there and is not desired is gone. That is told, and nothing is done, unless it is a
///   product and [`discontinue_missing`](Self::discontinue_missing) is asked for.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when two desired rows have one
/// key, or a key is blank, or too much is missing; those of the area's `list`. Rows that are not
/// written are in the report.
#[derive(Debug)]
#[must_use = "nothing happens until it is awaited"]
pub struct Sync<R: 'static, T: 'static> {
    client: Client,
    area: &'static Area<R, T>,
    desired: Vec<R>,
    discontinue: Option<fn(&T) -> R>,
    max_missing: f64,
}

impl Sync<ProductsRequestDto, ProductsResponseDto> {
    setters! {
        /// Sets `discontinued` for the products that are gone. Those that are discontinued already do not
        /// count.
        pub fn discontinue_missing(self) {
            self.discontinue =
                Some(|row| ProductsRequestDto::new(row.product_id.as_str()).discontinued(true));
        }

        /// The largest share of the products that may be discontinued, from 0 to 1. If more are gone,
        /// nothing is written: a file that was cut short looks like this. Default: 0.1.
        pub fn max_missing(self, share: f64) { self.max_missing = share }
    }
}

impl<R, T> Sync<R, T>
where
    R: Clone + Sent + Serialize + Send + 'static,
    T: Clone + Serialize + Send + 'static,
{
    pub(super) fn new(
        client: &Client,
        area: &'static Area<R, T>,
        desired: impl IntoIterator<Item = R>,
    ) -> Self {
        Self {
            client: client.clone(),
            area,
            desired: desired.into_iter().collect(),
            discontinue: None,
            max_missing: 0.1,
        }
    }

    /// Compares, and writes nothing.
    pub fn plan(self) -> Call<SyncPlan<R, T>> {
        let (client, name) = (self.client.clone(), self.area.name);
        client.calls(name, |client| async move { self.read(&client).await })
    }

    async fn read(self, client: &Client) -> Result<SyncPlan<R, T>> {
        let (keys, is_active) = (self.area.keys, self.area.is_active);
        let kept = (self.area.list)(client).await?;
        let mut index = HashMap::new();
        for nth in 0..2 {
            for row in &kept {
                if let Some(key) = keys(row)[nth] {
                    index.entry(key).or_insert(row);
                }
            }
        }
        let mut plan = SyncPlan {
            new: Vec::new(),
            changed: Vec::new(),
            gone: Vec::new(),
            equal: 0,
            area: self.area,
            discontinue: self.discontinue,
            client: self.client,
        };
        let (mut named, mut met) = (HashSet::new(), HashSet::new());
        for row in &self.desired {
            let key = (self.area.key)(row);
            check_key(self.area.field, key)?;
            let there = index.get(key);
            let own = there.and_then(|there| keys(there)[0]).unwrap_or(key);
            if !named.insert(key) || !met.insert(own) {
                let message = format!("two desired rows are {key:?}: nothing was written");
                return Err(rejected(message));
            }
            match there {
                None => plan.new.push(row.clone()),
                Some(there) => plan.compare(row, there)?,
            }
        }
        let is_gone = |row: &&T| !keys(row).iter().flatten().any(|key| named.contains(key));
        let active = || kept.iter().filter(|row| is_active(row));
        plan.gone = active().filter(is_gone).cloned().collect();
        let (gone, active) = (plan.gone.len(), active().count());
        #[allow(clippy::cast_precision_loss, reason = "a share of rows in memory")]
        let share = gone as f64 / active.max(1) as f64;
        // Of NaN this is false.
        let is_allowed = gone == 0 || share <= self.max_missing;
        if plan.discontinue.is_some() && !is_allowed {
            let first = plan.gone.iter().take(5).map(|row| plan.name_of(row));
            let first = first.collect::<Vec<_>>().join(", ");
            let allowed = self.max_missing;
            return Err(rejected(format!(
                "{gone} of {active} rows are missing, more than max_missing({allowed}) allows, such as \
                 {first}: nothing was written"
            )));
        }
        Ok(plan)
    }
}

impl<R, T> IntoFuture for Sync<R, T>
where
    R: Clone + Sent + Serialize + Send + 'static,
    T: Clone + Serialize + Send + 'static,
{
    type Output = Result<SyncReport<R, T>>;
    type IntoFuture = Call<SyncReport<R, T>>;

    fn into_future(mut self) -> Self::IntoFuture {
        let client = self.client.clone();
        client.calls(self.area.name, |client| async move {
            self.client = client.clone();
            let plan = self.read(&client).await?;
            let written = plan.apply();
            let written = written.await;
            Ok(SyncReport { plan, written })
        })
    }
}

/// A row as it is written.
fn object(row: &impl Serialize) -> Result<Map<String, Value>> {
    match serde_json::to_value(row) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Ok(Map::new()),
        Err(error) => Err(rejected(error.to_string())),
    }
}
