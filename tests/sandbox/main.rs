//! The sandbox, tested over HTTP by a plain client that knows nothing of the SDK.

mod client;
mod conformance;
mod demo;
mod live;
mod support;
