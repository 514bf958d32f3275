//! A safe, typed client for StockTrim.
