//! The program `stocktrim` against the sandbox.

mod support;

mod commands;
mod exits;
mod imports;
#[cfg(feature = "mcp")]
mod mcp;
mod profiles;
mod report;
mod secrets;
mod survey;
mod writes;
