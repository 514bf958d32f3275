//! The SDK from outside: a module per concern.

#[cfg(feature = "blocking")]
mod blocking;
mod calls;
mod concurrency;
mod connections;
mod corpus;
mod examples;
mod faults;
mod limits;
mod logs;
mod middleware;
#[cfg(feature = "mock")]
mod mock;
mod models;
mod observability;
mod options;
mod resources;
mod retries;
mod samples;
#[cfg(feature = "schemars")]
mod schemas;
mod square;
mod support;
#[cfg(feature = "rustls")]
mod tls;
mod wire;
