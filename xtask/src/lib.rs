//! The tasks of the house: what keeps the SDK in step with StockTrim's document.

pub mod check;
pub mod document;
pub mod face;
pub mod files;
pub mod lock;
pub mod overlay;
pub mod regenerate;

#[path = "../../build/generate.rs"]
mod generate;
