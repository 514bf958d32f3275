//! Numbers and times as they come: whole numbers with a point, numbers as text, and `""` where there is none.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Unexpected, Visitor};

use super::Timestamp;

/// A number or a time.
pub(crate) trait Scalar: Sized {
    const EXPECTED: &str;

    /// Of a number; `None` where it does not fit.
    fn from_number(number: Number) -> Option<Self>;

    /// Of a text that is not blank.
    fn from_text<E: Error>(text: &str, expected: &Text<Self>) -> Result<Self, E> {
        let whole = text.parse().ok().map(Number::Whole);
        let real = || text.parse().ok().filter(|n: &f64| n.is_finite());
        let number = whole.or_else(|| real().map(Number::Real));
        let number = number.and_then(Self::from_number);
        number.ok_or_else(|| E::invalid_value(Unexpected::Str(text), expected))
    }
}

/// A number of JSON.
#[derive(Clone, Copy)]
pub(crate) enum Number {
    Whole(i64),
    Real(f64),
}

impl Number {
    fn whole<N: TryFrom<i64> + std::str::FromStr>(self) -> Option<N> {
        match self {
            Self::Whole(number) => number.try_into().ok(),
            // Without a fraction it is written as an integer is.
            Self::Real(number) => number.to_string().parse().ok(),
        }
    }
}

impl Scalar for i32 {
    const EXPECTED: &str = "i32";

    fn from_number(number: Number) -> Option<Self> {
        number.whole()
    }
}

impl Scalar for i64 {
    const EXPECTED: &str = "i64";

    fn from_number(number: Number) -> Option<Self> {
        number.whole()
    }
}

impl Scalar for f64 {
    const EXPECTED: &str = "f64";

    #[allow(
        clippy::cast_precision_loss,
        reason = "the nearest, as JSON's own numbers are read"
    )]
    fn from_number(number: Number) -> Option<Self> {
        Some(match number {
            Number::Whole(number) => number as f64,
            Number::Real(number) => number,
        })
    }
}

impl Scalar for Timestamp {
    const EXPECTED: &str = "a date-time";

    fn from_number(_: Number) -> Option<Self> {
        None
    }

    fn from_text<E: Error>(text: &str, _: &Text<Self>) -> Result<Self, E> {
        text.parse().map_err(E::custom)
    }
}

/// Reads a field that holds a scalar.
pub(crate) fn scalar<'de, S: Scalar, D: Deserializer<'de>>(deserializer: D) -> Result<S, D::Error> {
    let missing = || D::Error::invalid_type(Unexpected::Unit, &Text(PhantomData::<S>));
    optional_scalar(deserializer)?.ok_or_else(missing)
}

/// Reads a field that may hold one. Null and a blank text are none.
pub(crate) fn optional_scalar<'de, S: Scalar, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<S>, D::Error> {
    deserializer.deserialize_any(Text(PhantomData))
}

pub(crate) struct Text<S>(pub PhantomData<S>);

impl<S: Scalar> Visitor<'_> for Text<S> {
    type Value = Option<S>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(S::EXPECTED)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        let unexpected = Unexpected::Signed(number);
        let read = S::from_number(Number::Whole(number));
        read.map(Some)
            .ok_or_else(|| E::invalid_type(unexpected, &self))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        match i64::try_from(number) {
            Ok(number) => self.visit_i64(number),
            #[allow(clippy::cast_precision_loss, reason = "no integer type here holds it")]
            Err(_) => self.visit_f64(number as f64),
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        let read = S::from_number(Number::Real(number));
        read.map(Some)
            .ok_or_else(|| E::invalid_type(Unexpected::Float(number), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        match text.trim() {
            "" => Ok(None),
            text => S::from_text(text, &self).map(Some),
        }
    }
}
