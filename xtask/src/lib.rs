//! The tasks of the repository: what keeps the SDK in step with StockTrim's document.

pub mod bench;
pub mod best_effort_overlay;
pub mod cargo;
pub mod check;
pub mod descriptions;
pub mod diff;
pub mod document;
pub mod drift;
pub mod emit;
pub mod fetch;
pub mod files;
pub mod ignore;
pub mod lock;
pub mod overlay;
pub mod public_api;
pub mod readme;
pub mod regenerate;
pub mod say;
pub mod smoke_test;
pub mod vendor;

#[path = "../../build/generate.rs"]
mod generate;
