//! What the operations do to the data, a file per area of the API.

pub(super) mod boms;
pub(super) mod customers;
pub(super) mod forecast;
pub(super) mod inventory;
pub(super) mod locations;
pub(super) mod order_plan;
mod plan_filter;
pub(super) mod products;
pub(super) mod purchase_orders;
pub(super) mod sales_orders;
pub(super) mod settings;
pub(super) mod suppliers;

use super::data::{Row, text};

/// A field of the body that names a row, if it names one.
pub(super) fn named<'a>(row: &'a Row, field: &str) -> Option<&'a str> {
    text(row, field).filter(|name| !name.trim().is_empty())
}
