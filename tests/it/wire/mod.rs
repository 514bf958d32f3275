//! What goes over the wire, byte for byte: every operation, its headers, awkward codes, refusals.

mod codes;
mod operations;
mod refusals;
mod secrets;
