//! `.env` files: read or refused, never a panic, and never quoted.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| stocktrim::fuzzing::env_file(bytes));
