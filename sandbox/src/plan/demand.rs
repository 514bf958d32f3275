//! What was sold per day over the year before a forecast, per product and location.

use crate::areas::{number, text};
use crate::data::{Area, Data, Row};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{HashMap, HashSet};

/// Days that a forecast looks back.
pub(crate) const WINDOW: i64 = 365;

/// The result of a run: the demand of every product that was sold.
#[derive(Debug, Clone)]
pub(crate) struct Forecast {
    pub(crate) at: DateTime<Utc>,
    products: HashMap<u64, ByPlace>,
}

#[derive(Debug, Clone, Default)]
struct ByPlace {
    overall: Demand,
    places: HashMap<String, Demand>,
}

/// What was sold of one product.
#[derive(Debug, Clone, Default)]
pub(crate) struct Demand {
    /// Units a day, on average over the window.
    pub(super) daily: f64,
    /// Standard deviation of the units of a day.
    pub(super) deviation: f64,
    /// Units a day over the last 30 days.
    pub(super) last_month: f64,
    /// Sales orders a day over the last 120 days.
    pub(super) orders_a_day: f64,
    pub(super) orders: u32,
    pub(super) customers: usize,
    pub(super) latest: Option<String>,
}

#[derive(Default)]
struct Tally<'a> {
    /// Units by day of the window.
    days: Vec<(i64, f64)>,
    customers: HashSet<&'a str>,
    latest: Option<&'a str>,
}

impl Forecast {
    /// Looks back over the sales.
    pub(crate) fn run(data: &Data, at: DateTime<Utc>) -> Self {
        let mut tallies: HashMap<u64, HashMap<Option<&str>, Tally<'_>>> = HashMap::new();
        for sale in data.table(Area::SalesOrders).rows() {
            let product = text(sale, "productId").and_then(|key| data.product(key));
            let id = product.and_then(|row| row.get("id")?.as_u64());
            let sold = text(sale, "orderDate");
            let age = sold
                .and_then(day)
                .map(|day| (at.date_naive() - day).num_days());
            let (Some(id), Some(age)) = (id, age.filter(|age| (0..WINDOW).contains(age))) else {
                continue;
            };
            let tallies = tallies.entry(id).or_default();
            let overall_and_here = [Some(None), text(sale, "locationCode").map(Some)];
            for place in overall_and_here.into_iter().flatten() {
                let tally = tallies.entry(place).or_default();
                tally
                    .days
                    .push((age, number(sale, "quantity").unwrap_or(0.0)));
                tally.customers.extend(text(sale, "customerCode"));
                tally.latest = tally.latest.max(sold);
            }
        }
        let products = tallies
            .into_iter()
            .map(|(id, tallies)| (id, by_place(tallies)))
            .collect();
        Self { at, products }
    }

    /// The demand of a product, overall or at a location.
    pub(super) fn demand(&self, product: &Row, place: Option<&str>) -> Option<&Demand> {
        let known = self.products.get(&product.get("id")?.as_u64()?)?;
        place.map_or(Some(&known.overall), |place| known.places.get(place))
    }
}

fn by_place(tallies: HashMap<Option<&str>, Tally<'_>>) -> ByPlace {
    let mut known = ByPlace::default();
    for (place, tally) in tallies {
        match place {
            None => known.overall = tally.demand(),
            Some(place) => {
                known.places.insert(place.to_owned(), tally.demand());
            }
        }
    }
    known
}

impl Tally<'_> {
    fn demand(self) -> Demand {
        #[expect(clippy::cast_precision_loss, reason = "a year has few days")]
        let window = WINDOW as f64;
        let mut by_day: HashMap<i64, f64> = HashMap::new();
        for (day, units) in &self.days {
            *by_day.entry(*day).or_default() += units;
        }
        let units = |within: i64| -> f64 {
            self.days
                .iter()
                .filter(|(age, _)| *age < within)
                .map(|(_, units)| units)
                .sum()
        };
        let daily = units(WINDOW) / window;
        // Sorted, so that the sum does not depend on the order in which a map is walked.
        let mut squares: Vec<f64> = by_day.values().map(|units| units * units).collect();
        squares.sort_by(f64::total_cmp);
        let variance = squares.iter().sum::<f64>() / window - daily * daily;
        let recent = self.days.iter().filter(|(age, _)| *age < 120).count();
        Demand {
            daily,
            deviation: variance.max(0.0).sqrt(),
            last_month: units(30) / 30.0,
            orders_a_day: u32::try_from(recent).map_or(0.0, f64::from) / 120.0,
            orders: self.days.len().try_into().unwrap_or(u32::MAX),
            customers: self.customers.len(),
            latest: self.latest.map(str::to_owned),
        }
    }
}

/// The day of a stored date-time.
fn day(text: &str) -> Option<NaiveDate> {
    let part = |from, to| text.get(from..to)?.parse::<u32>().ok();
    NaiveDate::from_ymd_opt(part(0, 4)?.try_into().ok()?, part(5, 7)?, part(8, 10)?)
}
