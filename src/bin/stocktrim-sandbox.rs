//! StockTrim in memory, as a program of its own.
fn main() {}
