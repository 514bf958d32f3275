//! Bringing an area to a desired state: first a plan, then only what differs is written.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::future::IntoFuture;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

mod areas;
mod compare;
mod plan;

pub(super) use areas::{CUSTOMERS, PRODUCTS, SUPPLIERS};
pub use plan::{Change, FieldChange, SyncPlan, SyncReport};

use areas::Area;

use super::reading::{rejected, require_key};
use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::generated::types::{ProductsRequestDto, ProductsResponseDto};

/// A desired state of products, customers or suppliers, on its way to StockTrim; made by their `sync`.
///
/// Awaiting it compares and writes, and gives a [`SyncReport`]; [`plan`](Self::plan) only compares.
/// See [the guide on sync](crate::guide::sync).
///
/// * Of a row that is there only its key and the fields that differ are written. A field that is left
///   out of the desired row is left alone.
/// * Compared is what StockTrim would keep: 1 and 1.0 are alike, and so are two spellings of a time,
///   and lists of the same rows in another order.
/// * A row that is there and is not desired is gone. That is told, and nothing is done, unless it is a
///   product and [`discontinue_missing`](Self::discontinue_missing) is asked for.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when two desired rows have one
/// key, or a key is blank, or too much is missing; those of the area's `list`. Rows that are not
/// written are in the report.
#[must_use = "nothing happens until it is awaited"]
pub struct Sync<R: 'static, T: 'static> {
    client: Client,
    area: &'static Area<R, T>,
    desired: Vec<R>,
    discontinue: Option<fn(&T) -> R>,
    max_missing: f64,
}

impl Sync<ProductsRequestDto, ProductsResponseDto> {
    /// Sets `discontinued` for the products that are gone. Those that are discontinued already do not
    /// count.
    pub fn discontinue_missing(mut self) -> Self {
        self.discontinue =
            Some(|row| ProductsRequestDto::new(row.product_id.as_str()).discontinued(true));
        self
    }

    /// The largest share of the products that may be discontinued, from 0 to 1. If more are gone,
    /// nothing is written: a file that was cut short looks like this. Default: 0.1.
    pub fn max_missing(mut self, share: f64) -> Self {
        self.max_missing = share;
        self
    }
}

impl<R, T> Sync<R, T>
where
    R: Clone + Serialize + DeserializeOwned + Send + 'static,
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
        let client = self.client.clone();
        client.calls(
            self.area.name,
            |client| async move { self.read(&client).await },
        )
    }

    async fn read(self, client: &Client) -> Result<SyncPlan<R, T>> {
        let kept = (self.area.list)(client).await?;
        let mut index = HashMap::new();
        for nth in 0..2 {
            for (place, row) in kept.iter().enumerate() {
                if let Some(key) = (self.area.keys)(row)[nth] {
                    index.entry(key).or_insert(place);
                }
            }
        }
        let mut plan = SyncPlan::new(self.client, self.area, self.discontinue);
        let Area {
            field,
            key,
            keys,
            is_active,
            ..
        } = plan.area;
        let (mut named, mut met) = (HashSet::new(), HashSet::new());
        for row in &self.desired {
            let key = key(row);
            require_key(field, key)?;
            let place = index.get(key);
            if !named.insert(key) || place.is_some_and(|place| !met.insert(*place)) {
                return Err(rejected(format!(
                    "two desired rows are {key:?}: nothing was written"
                )));
            }
            match place {
                None => plan.new.push(row.clone()),
                Some(place) => plan.compare(row, &kept[*place])?,
            }
        }
        let active = kept.iter().filter(|row| is_active(row)).count();
        let is_desired = |row: &T| {
            keys(row)
                .into_iter()
                .flatten()
                .any(|key| named.contains(key))
        };
        let is_gone =
            |(place, row): &(usize, &T)| is_active(row) && !met.contains(place) && !is_desired(row);
        let gone = kept.iter().enumerate().filter(is_gone);
        plan.gone = gone.map(|(_, row)| row.clone()).collect();
        #[allow(clippy::cast_precision_loss, reason = "a share of rows in memory")]
        let share = plan.gone.len() as f64 / active.max(1) as f64;
        // Of NaN this is false.
        let is_allowed = plan.gone.is_empty() || share <= self.max_missing;
        if plan.discontinue.is_some() && !is_allowed {
            let first: Vec<_> = plan
                .gone
                .iter()
                .take(5)
                .map(|row| plan.name_of(row))
                .collect();
            return Err(rejected(format!(
                "{} of {active} rows are missing, more than max_missing({}) allows, such as {}: \
                 nothing was written",
                plan.gone.len(),
                self.max_missing,
                first.join(", ")
            )));
        }
        Ok(plan)
    }
}

impl<R, T> IntoFuture for Sync<R, T>
where
    R: Clone + Serialize + DeserializeOwned + Send + std::marker::Sync + 'static,
    T: Clone + Serialize + Send + std::marker::Sync + 'static,
{
    type Output = Result<SyncReport<R, T>>;
    type IntoFuture = Call<SyncReport<R, T>>;

    fn into_future(mut self) -> Self::IntoFuture {
        let client = self.client.clone();
        client.calls(self.area.name, |client| async move {
            self.client = client.clone();
            let plan = self.read(&client).await?;
            let written = plan.apply().await;
            Ok(SyncReport { plan, written })
        })
    }
}

impl<R, T> fmt::Debug for Sync<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sync")
            .field("desired", &self.desired.len())
            .field("discontinue_missing", &self.discontinue.is_some())
            .field("max_missing", &self.max_missing)
            .finish_non_exhaustive()
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
