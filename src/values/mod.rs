//! Hand-written types that the generated models are made of.

mod convert;
mod decimal;
mod extra;
mod names;
mod number;
mod open_enum;
mod row;
mod rows;
mod scalar;
#[cfg(feature = "schemars")]
pub(crate) mod schema;
mod setters;
mod timestamp;
mod watch;

pub use convert::MissingField;
pub(crate) use convert::{convert, each, required};
pub use decimal::exact_sum;
pub(crate) use decimal::{round_up, sum, total};
pub use extra::Sent;
pub(crate) use extra::{Extra, Finite, Object, sent};
pub(crate) use names::names;
pub use number::IntoNumber;
pub(crate) use open_enum::{Member, open_enum};
pub(crate) use row::Row;
pub use rows::Rows;
pub(crate) use scalar::{optional_scalar, scalar};
pub(crate) use setters::setters;
pub use timestamp::{ParseTimestampError, Timestamp};
pub(crate) use watch::{Fault, list, watch};

/// A text without the byte order mark that some servers begin it with.
pub(crate) fn without_bom(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}
