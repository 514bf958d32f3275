#![doc = include_str!("../README.md")]
//!
//! # What it answers
//! All 38 operations are there, with state behind them. In [`Behaviour::Live`] the sandbox answers as the live server does, as
//! far as that is known; where it is not known, a form is drawn from the seed (see [`Quirks`]), so that a client that relies on
//! one form is caught by trying a few seeds. Seed 0, the default, has the document's form wherever nothing that was seen
//! contradicts it. In [`Behaviour::Document`] it keeps to StockTrim's own document, for contract
//! testers and other people's clients. The numbers in this documentation, such as R2, are those of `spec/behaviour.md`.
//!
//! # What it does where nothing is known
//! * An update keeps the fields that a request leaves out; a field that is sent as null becomes null.
//! * A delete without its key is refused with 400, and a delete removes what it names and nothing that refers to it. A name that
//!   two suppliers bear names neither.
//! * Purchase and sales orders are taken for products that are not there; levels of stock are not. Stock moves only by what is
//!   posted: neither sales nor purchase orders change it.
//! * Dates are kept in UTC; a bare one is read as UTC (G1).
//! * A delete of a product takes no time; the live server takes more than five seconds (R4), which
//!   [`Builder::latency`] can imitate. Nor does the order plan fail by itself (O3): use [`Fault::html_500`].
//! * The POST of a bill of materials or of a sales order always creates a row.
//! * A `serviceLevel` outside of 0 to 1 is a 400 (R6).
//!
//! # What it bounds
//! A body has at most 16 MiB ([`Builder::max_body_bytes`]) and no list in it more than 5,000 items, a 400 names at most 200
//! fields, 512 connections are open at once ([`Builder::max_connections`]), and a client that neither sends nor takes anything
//! for 30 seconds in the middle of a request is left ([`Builder::read_timeout`]).
//!
//! # The order plan
//! The formula is ours, not StockTrim's. A forecast looks at the 365 days before it ran: *D* is the average and *σ* the standard
//! deviation of the units sold in a day, days without a sale included. `overriddenDemand` over `overriddenDemandPeriod` (by default 30
//! days) replaces *D*. With *L* the lead time in days (the product's, else its supplier's, else 30, plus
//! `manufacturingTime`), *C* the days between orders (`orderFrequency`, else 30), and *z* the standard normal quantile of
//! `serviceLevel` (default: 0.95, at least 0.5):
//!
//! | field | formula |
//! | --- | --- |
//! | `leadDemand` | *D* × *L* |
//! | `safetyStockLevel` | *z* × *σ* × √*L* |
//! | `reorderPoint` | the sum of the two, at least `minimumShelfLevel` |
//! | `orderQuantity` | 0 while stock on hand and on order reach the reorder point, and for what is discontinued; else what is missing to `reorderPoint` + *D* × *C*, at most `maximumShelfLevel` (of which 0 is a cap of zero, R6), raised to `minimumOrderQuantity` and rounded up to whole batches |
//! | `daysUntilStockOut` | stock on hand / *D*, rounded down |
//!
//! These fields are null for a product without sales: it has no forecast, which is not zero (O2). With `location` the same is
//! computed from the stock and the sales of that location. `sortOrder` is the name of any field, with ` desc` after it for the
//! other direction. The plan is empty until a forecast has run; it shows the stock of now and the demand of then.

mod answer;
mod builder;
mod client;
mod clock;
mod data;
mod decode;
mod demo;
mod document;
mod error;
mod faults;
mod handlers;
mod log;
mod options;
mod outcome;
mod pipeline;
mod plan;
mod quirks;
mod random;
mod render;
mod responder;
mod routes;
mod server;
mod service;
mod shared;
mod store;
mod survey;
mod validate;

pub use builder::{Builder, Contents};
pub use data::Area;
pub use error::{QuirkError, StartError};
pub use faults::{Fault, Faults, RetryAfter, Target};
pub use log::{Count, RequestRecord, Requests};
pub use options::Behaviour;
pub use quirks::{
    CodeCompares, ErrorBody, LookUpMisses, PastLastPage, PlanEcho, Quirks, WriteAnswer, WriteStatus,
};
pub use store::Store;
pub use survey::{Answer, Exchange, Finding, Survey};

use shared::Shared;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::task::JoinHandle;

/// A StockTrim of your own; it stops when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Sandbox {
    /// Starts one with the demo data, in live behaviour, on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// [`StartError::Listen`] when there is no free port.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Sets one up.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// The address to give to a client on this machine as its base URL.
    ///
    /// One that listens on every address of the machine is reached by its loopback address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", reachable(self.address))
    }

    /// The address that it listens on.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What arrived.
    #[must_use]
    pub fn requests(&self) -> Requests {
        self.shared.requests.clone()
    }

    /// The data.
    #[must_use]
    pub fn store(&self) -> Store {
        Store(Arc::clone(&self.shared))
    }

    /// What goes wrong.
    #[must_use]
    pub fn faults(&self) -> Faults {
        self.shared.faults.clone()
    }

    /// How many connections are open now.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Acquire)
    }

    /// What was decided about what is open; in [`Behaviour::Document`] it agrees with the document.
    #[must_use]
    pub fn quirks(&self) -> &Quirks {
        &self.shared.options.quirks
    }

    /// Stops, and waits until the port is free; connections are closed in the middle of what they do.
    pub async fn stop(mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }
}

/// The address under which this machine reaches what listens on `address`.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip().to_canonical() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::reachable;

    #[test]
    fn e6_an_address_that_stands_for_all_is_reached_by_loopback() {
        for (listens, reached) in [
            ("0.0.0.0:80", "127.0.0.1:80"),
            ("[::]:80", "[::1]:80"),
            ("[::ffff:0.0.0.0]:80", "127.0.0.1:80"),
            ("127.0.0.2:80", "127.0.0.2:80"),
            ("192.168.1.5:80", "192.168.1.5:80"),
        ] {
            assert_eq!(reachable(listens.parse().unwrap()).to_string(), reached);
        }
    }
}
