//! What the field found: a test per fault, named by its number.

mod a;
mod b;
mod bulk;
mod c;
mod e;
mod face;
#[cfg(feature = "http2")]
mod h2;
mod hostile;
mod memory;
mod network;
mod proxies;
