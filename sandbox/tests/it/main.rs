//! The sandbox, tested over HTTP by a plain client that knows nothing of the SDK.

mod client;
mod conformance;
mod demo;
mod faults;
mod found;
mod live;
mod load;
mod model;
#[cfg(all(unix, feature = "cli"))]
mod program;
mod robust;
mod sdk;
mod semantics;
mod support;
