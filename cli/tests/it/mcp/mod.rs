//! `stocktrim mcp`, in this process: a client of rmcp and the server, with a pipe between them, beside a sandbox.

mod confirm;
mod faults;
mod outages;
mod peer;
mod protocol;
mod sums;
mod texts;
mod tools;
