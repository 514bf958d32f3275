//! A row, and its fields by type.

use serde_json::{Map, Value};

/// A row: its fields by the names of the wire.
pub(crate) type Row = Map<String, Value>;

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
