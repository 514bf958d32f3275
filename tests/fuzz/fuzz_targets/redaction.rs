//! Texts in which a secret stands: redacted in every spelling, never a panic.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| stocktrim::fuzzing::redaction(bytes));
