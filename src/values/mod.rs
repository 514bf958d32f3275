//! Hand-written types that the generated models are made of.

mod decimal;
mod finite;
mod names;
mod open_enum;
mod rows;
#[cfg(feature = "schemars")]
pub(crate) mod schema;
mod timestamp;

pub(crate) use decimal::sum;
pub(crate) use finite::finite;
pub(crate) use names::names;
pub(crate) use open_enum::open_enum;
pub use rows::Rows;
pub use timestamp::{ParseTimestampError, Timestamp};
