//! `stocktrim mcp`, in this process: a client of rmcp and the server, with a pipe between them, beside a sandbox.

mod confirm;
mod faults;
mod listed;
mod outages;
mod peer;
mod protocol;
mod refused;
mod sums;
mod texts;
mod tools;
