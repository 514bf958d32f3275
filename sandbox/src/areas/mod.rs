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

use super::data::Row;
use serde_json::Value;

/// The text of a field, if it has one.
pub(crate) fn text<'a>(row: &'a Row, field: &str) -> Option<&'a str> {
    row.get(field)?.as_str()
}

/// The number in a field, if it has one.
pub(crate) fn number(row: &Row, field: &str) -> Option<f64> {
    row.get(field)?.as_f64()
}

/// Whether a field is `true`.
pub(crate) fn is_true(row: &Row, field: &str) -> bool {
    row.get(field).and_then(Value::as_bool).unwrap_or(false)
}

/// The objects in a list field.
pub(crate) fn items<'a>(row: &'a Row, field: &str) -> impl Iterator<Item = &'a Row> {
    row.get(field)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
}

/// The body as a row; validation has seen to it that it is one.
pub(crate) fn into_row(value: Value) -> Row {
    match value {
        Value::Object(row) => row,
        _ => Row::new(),
    }
}

/// A field of the body that names a row, if it names one.
pub(super) fn named<'a>(row: &'a Row, field: &str) -> Option<&'a str> {
    text(row, field).filter(|name| !name.trim().is_empty())
}
