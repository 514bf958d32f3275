//! The tasks of the house: what keeps the SDK in step with StockTrim's document.

pub mod bench;
pub mod cargo;
pub mod check;
pub mod diff;
pub mod document;
pub mod drift;
pub mod face;
pub mod fetch;
pub mod files;
pub mod fresh;
pub mod ignore;
pub mod lenient;
pub mod lock;
pub mod overlay;
pub mod readme;
pub mod regenerate;
pub mod vendor;
pub mod words;

#[path = "../../build/generate.rs"]
pub mod generate;
