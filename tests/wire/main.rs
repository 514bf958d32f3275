//! What goes over the wire, byte for byte: every operation, its headers, awkward codes, refusals.

mod codes;
mod operations;
mod refusals;
mod secrets;
#[path = "../support/mod.rs"]
mod support;

pub(crate) use support::{ID, Recorder, SIGNATURE};
