//! The order plan: what was sold, and from it what to order; the formula is ours, not StockTrim's.

mod demand;
mod formula;

pub(super) use demand::forecast;
pub(super) use formula::rows;
