//! A safe, typed client for StockTrim.

#[cfg(feature = "sandbox")]
pub mod sandbox;
