//! The page of `report`: self-contained, without script, for screens of any width and for paper.

mod chart;
mod html;

use chrono::{DateTime, Utc};

use crate::buying::{Buying, Filter, Line, Totals};

/// Weeks of the timeline.
const WEEKS: usize = 8;
/// Stock for more days than this lies too long.
const SLOW_DAYS: i32 = 180;
/// So many rows of what lies too long.
const SLOW_ROWS: usize = 25;

/// What the page shows.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    place: &'a str,
    filter: Vec<String>,
    read: DateTime<Utc>,
    forecast: Option<DateTime<Utc>>,
    totals: Totals,
    suppliers: Vec<(Option<&'a str>, Vec<&'a Line>, Totals)>,
    /// How many products run out in each of the next weeks.
    weeks: [usize; WEEKS],
    slow: Vec<(&'a Line, f64)>,
    slow_all: usize,
    without_forecast: &'a [Line],
    rows: usize,
}

impl<'a> Page<'a> {
    /// The page of a plan that was read whole.
    pub fn new(buying: &'a Buying, filter: &Filter, place: &'a str, read: DateTime<Utc>) -> Self {
        let below: Vec<&Line> = buying
            .lines
            .iter()
            .filter(|line| line.is_below_reorder_point())
            .collect();
        let mut weeks = [0; WEEKS];
        for days in buying.lines.iter().filter_map(|line| line.days_left) {
            let week = usize::try_from(days.max(0) / 7).unwrap_or(WEEKS);
            if let Some(count) = weeks.get_mut(week) {
                *count += 1;
            }
        }
        let lies = |line: &&Line| line.days_left.is_some_and(|days| days > SLOW_DAYS);
        let value = |line: &'a Line| {
            (
                line,
                line.on_hand.unwrap_or_default() * line.unit_cost.unwrap_or_default(),
            )
        };
        let mut slow: Vec<_> = buying.lines.iter().filter(lies).map(value).collect();
        slow.sort_by(|one, other| other.1.total_cmp(&one.1));
        let slow_all = slow.len();
        slow.truncate(SLOW_ROWS);
        let filter = [
            ("supplier", &filter.supplier),
            ("location", &filter.location),
            ("category", &filter.category),
            ("search", &filter.search),
        ];
        let filter = filter
            .into_iter()
            .filter_map(|(name, text)| Some(format!("{name} {}", text.as_ref()?)));
        let forecast = buying.read.iter().find_map(|row| row.calculated_date_time);
        Self {
            place,
            filter: filter.collect(),
            read,
            forecast: forecast.map(stocktrim::types::Timestamp::to_utc),
            totals: Totals::of(below.iter().copied()),
            suppliers: Buying::grouped(below),
            weeks,
            slow,
            slow_all,
            without_forecast: &buying.without_forecast,
            rows: buying.read.len(),
        }
    }
}
