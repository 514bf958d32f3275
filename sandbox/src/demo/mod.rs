//! The demo data: a shop for furniture and household goods that looks real, built by a seeded generator.
//!
//! It is the same shop every time: only its dates move, so that its year of sales always ends today.

mod catalogue;
mod orders;
mod people;
mod words;

use super::clock;
use super::data::Data;
use super::handlers::forecast;
use super::random::Random;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{Mutex, PoisonError};

/// The demo data, built once a day in a process and cheap to copy after that.
pub(super) fn data() -> Data {
    static BUILT: Mutex<Option<(DateTime<Utc>, Data)>> = Mutex::new(None);
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    let now = clock::now();
    match &*built {
        Some((at, data)) if at.date_naive() == now.date_naive() => data.clone(),
        _ => {
            let data = build(now);
            *built = Some((now, data.clone()));
            data
        }
    }
}

fn build(now: DateTime<Utc>) -> Data {
    let mut data = Data::empty();
    let shop = &mut Shop {
        data: &mut data,
        random: Random::new(2026),
        now,
    };
    people::locations(shop);
    people::suppliers(shop);
    people::customers(shop);
    catalogue::products(shop);
    catalogue::bundles(shop);
    orders::sales(shop);
    orders::stock(shop);
    orders::purchases(shop);
    forecast::finish(&mut data, now);
    data
}

/// The shop while it is built.
struct Shop<'a> {
    data: &'a mut Data,
    random: Random,
    now: DateTime<Utc>,
}

impl Shop<'_> {
    /// The beginning of the day that was so many days ago, as the wire has it.
    fn days_ago(&self, days: i64) -> String {
        let day = self.now - TimeDelta::days(days);
        format!("{}T00:00:00", day.format("%Y-%m-%d"))
    }
}
