//! The tasks of the house: what keeps the SDK in step with StockTrim's document.

pub mod document;
pub mod overlay;
