//! Numbers that JSON can carry: what is not finite would be sent as null, and is refused instead.

use serde::ser::Error;
use serde::{Serialize, Serializer};

/// A field that holds a number, or may hold one.
pub(crate) trait Number: Serialize {
    fn number(&self) -> Option<f64>;
}

impl Number for f64 {
    fn number(&self) -> Option<f64> {
        Some(*self)
    }
}

impl Number for Option<f64> {
    fn number(&self) -> Option<f64> {
        *self
    }
}

/// Serializes a number unless it is infinite or not a number at all.
pub(crate) fn finite<N: Number, S: Serializer>(
    value: &N,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value.number() {
        Some(number) if !number.is_finite() => {
            let message = format!("{number} is a value that JSON cannot carry");
            Err(S::Error::custom(message))
        }
        _ => value.serialize(serializer),
    }
}
