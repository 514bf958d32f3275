//! The one place between generated and hand-written code.

#![allow(
    clippy::pedantic,
    clippy::all,
    missing_docs,
    unused_imports,
    dead_code,
    reason = "the code is progenitor's; what is public of it is documented by build/ and the overlay"
)]

include!(concat!(env!("OUT_DIR"), "/client.rs"));

#[cfg(feature = "mock")]
pub mod mock {
    include!(concat!(env!("OUT_DIR"), "/mock.rs"));
}
