//! Whether StockTrim would keep two values as one.

use serde_json::Value;

use crate::values::Timestamp;

/// Whether what is kept is as desired: fields that are not desired do not count, nor does the order
/// of a list.
pub(super) fn same(kept: &Value, desired: &Value) -> bool {
    match (kept, desired) {
        (Value::Number(kept), Value::Number(desired)) => kept.as_f64() == desired.as_f64(),
        (Value::String(kept), Value::String(desired)) => {
            kept == desired || time(kept).is_some_and(|kept| time(desired) == Some(kept))
        }
        (Value::Array(kept), Value::Array(desired)) => {
            let mut left: Vec<_> = kept.iter().collect();
            let met = desired.iter().all(|desired| {
                let place = left.iter().position(|kept| same(kept, desired));
                place.map(|place| left.swap_remove(place)).is_some()
            });
            met && left.is_empty()
        }
        (Value::Object(kept), Value::Object(desired)) => desired
            .iter()
            .all(|(field, desired)| same(kept.get(field).unwrap_or(&Value::Null), desired)),
        _ => kept == desired,
    }
}

/// A text that is a time of day, not a bare date, which may be a name.
fn time(text: &str) -> Option<Timestamp> {
    text.contains('T').then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::same;
    use serde_json::json;

    #[test]
    fn what_stocktrim_would_keep_alike_is_the_same() {
        for (kept, desired) in [
            (json!(1), json!(1.0)),
            (json!("2026-01-05T00:00:00"), json!("2026-01-05T00:00:00Z")),
            (json!({"a": 1, "b": 2}), json!({"a": 1.0, "c": null})),
            (
                json!([{"a": 1, "b": 0}, {"a": 2}]),
                json!([{"a": 2}, {"a": 1}]),
            ),
        ] {
            assert!(same(&kept, &desired), "{kept} {desired}");
        }
        for (kept, desired) in [
            (json!(1), json!("1")),
            (json!("2026-01-05"), json!("2026-01-05T00:00:00")),
            (json!("Oak"), json!("oak")),
            (json!(null), json!("")),
            (json!([1, 1, 2]), json!([1, 2, 2])),
            (json!([1, 2]), json!([1])),
            (json!({"b": 2}), json!({"a": 1})),
        ] {
            assert!(!same(&kept, &desired), "{kept} {desired}");
        }
    }
}
