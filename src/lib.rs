#![doc = include_str!("../README.md")]
//!
//! [`applied`]: Error::applied
//! [`Boms`]: resources::Boms
//! [`Customers`]: resources::Customers
//! [`Forecast`]: resources::Forecast
//! [`Inventory`]: resources::Inventory
//! [`Locations`]: resources::Locations
//! [`OrderPlan`]: resources::OrderPlan
//! [`Products`]: resources::Products
//! [`Products::upsert_all`]: resources::Products::upsert_all
//! [`PurchaseOrders`]: resources::PurchaseOrders
//! [`SalesOrders`]: resources::SalesOrders
//! [`Settings`]: resources::Settings
//! [`Suppliers`]: resources::Suppliers
#![cfg_attr(docsrs, feature(doc_cfg))]

// The generated code names its types by this crate's own name.
extern crate self as stocktrim;

mod call;
mod client;
mod config;
mod error;
mod generated;
pub mod guide;
mod operation;
pub mod resources;
pub mod retry;
pub mod square;
pub mod transport;
mod values;

pub use call::Call;
pub use client::{Client, ClientBuilder};
pub use config::{
    AUTH_ID_VARIABLE, AUTH_SIGNATURE_VARIABLE, BASE_URL_VARIABLE, Credentials, DEFAULT_BASE_URL,
};
pub use error::{Applied, Error, ErrorBuilder, ErrorKind, Problem, Result};
pub use generated::Client as Api;
pub use generated::builder;
pub use operation::{Idempotency, Operation};
pub use resources::{BulkReport, DeleteOutcome, Saved, WriteOutcome};
pub use retry::RetryConfig;
pub use transport::{Attempt, CallOptions, RawRequest, Response};

// The crates whose types stand in public signatures.
pub use {bytes, chrono, http, reqwest, reqwest_middleware, reqwest_retry};

/// The models and enums of StockTrim's document, and the types they are made of.
pub mod types {
    pub use crate::generated::types::*;
    pub use crate::values::{IntoNumber, MissingField, ParseTimestampError, Rows, Timestamp};
}

#[cfg(feature = "blocking")]
#[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
pub mod blocking;

#[cfg(feature = "mock")]
#[cfg_attr(docsrs, doc(cfg(feature = "mock")))]
pub mod mock;

/// StockTrim's own document, which the sandbox validates against.
#[doc(hidden)]
pub const VENDOR_DOCUMENT: &str = include_str!("../spec/vendor.json");

/// What the fuzz targets in `tests/fuzz` need from the inside.
#[cfg(any(fuzzing, test))]
#[doc(hidden)]
#[path = "../tests/fuzz/inside.rs"]
pub mod fuzzing;
