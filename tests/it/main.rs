//! The SDK from outside: a module per concern.

mod batches;
#[cfg(feature = "blocking")]
mod blocking;
mod calls;
mod concurrency;
mod connections;
mod corpus;
mod examples;
mod faults;
mod jobs;
mod limits;
mod logs;
mod middleware;
#[cfg(feature = "mock")]
mod mock;
mod models;
mod observability;
mod options;
mod outages;
mod read_ahead;
mod reports;
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
