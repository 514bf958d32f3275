//! What the field found: a test per fault, named by its number.

mod bulk;
mod e;
mod face;
#[cfg(feature = "http2")]
mod h2;
mod hostile;
mod network;
mod proxies;
