//! What was sold per day over the year before a forecast, per product and location.

use crate::data::{Area, Data, Demand, DemandByPlace, Forecast, number, text};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{HashMap, HashSet};

/// Days that a forecast looks back.
const WINDOW: i64 = 365;

#[derive(Default)]
struct Tally<'a> {
    /// Units by day of the window.
    days: Vec<(i64, f64)>,
    customers: HashSet<&'a str>,
    latest: Option<&'a str>,
}

/// Looks back over the sales.
pub(crate) fn forecast(data: &Data, at: DateTime<Utc>) -> Forecast {
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
    Forecast { at, products }
}

fn by_place(tallies: HashMap<Option<&str>, Tally<'_>>) -> DemandByPlace {
    let mut known = DemandByPlace::default();
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
