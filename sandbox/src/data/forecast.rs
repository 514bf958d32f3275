//! The last forecast, and where a run stands.

use super::Row;
use chrono::{DateTime, Utc};
use std::collections::HashMap;

/// Where a run stands, and what the status says when none is under way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress {
    /// How often the status was asked for since the start of the run.
    pub(crate) polls: Option<u32>,
    /// The status as it was set or as the last run left it.
    pub(crate) idle: Row,
}

/// The result of a run: the demand of every product that was sold.
#[derive(Debug, Clone)]
pub(crate) struct Forecast {
    pub(crate) at: DateTime<Utc>,
    pub(crate) products: HashMap<u64, DemandByPlace>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct DemandByPlace {
    pub(crate) overall: Demand,
    pub(crate) places: HashMap<String, Demand>,
}

/// What was sold of one product.
#[derive(Debug, Clone, Default)]
pub(crate) struct Demand {
    /// Units a day, on average over the window.
    pub(crate) daily: f64,
    /// Standard deviation of the units of a day.
    pub(crate) deviation: f64,
    /// Units a day over the last 30 days.
    pub(crate) last_month: f64,
    /// Sales orders a day over the last 120 days.
    pub(crate) orders_a_day: f64,
    pub(crate) orders: u32,
    pub(crate) customers: usize,
    pub(crate) latest: Option<String>,
}

impl Forecast {
    /// The demand of a product, overall or at a location.
    pub(crate) fn demand(&self, product: &Row, place: Option<&str>) -> Option<&Demand> {
        let known = self.products.get(&product.get("id")?.as_u64()?)?;
        place.map_or(Some(&known.overall), |place| known.places.get(place))
    }
}
