//! The sandbox, tested over HTTP by a plain client that knows nothing of the SDK.

mod client;
mod demo;
mod support;
