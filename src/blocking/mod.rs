//! The client without async: the same resources and operations, whose methods wait.
//!
//! ```no_run
//! use stocktrim::blocking::Client;
//!
//! fn main() -> stocktrim::Result<()> {
//!     let client = Client::from_env()?;
//!     for row in client.order_plan().below_reorder_point()? {
//!         println!("{:?}: order {:?}", row.product_code, row.order_quantity);
//!     }
//!     for product in client.products().stream() {
//!         println!("{}", product?.product_id);
//!     }
//!     let status = client.api().get_processing_status().send()?;
//!     println!("{:?}", status.is_processing);
//!     Ok(())
//! }
//! ```
//!
//! Every type here is the twin of an async one and passes on to it: what is sent again, the limits,
//! the deadlines and the errors are the same. Streams are iterators ([`RowIter`]), and what is
//! awaited there is run here ([`Bulk::run`], [`Wait::run`]).
//!
//! * **Threads**: a client and its clones share one thread, which keeps their connections. Calls
//!   wait, and callbacks are called, on the caller's own thread; any number of threads may call at a
//!   time. Dropping the last clone ends the thread, and never waits for it.
//! * **Inside an async context** a call would stop the tasks around it: there every call is refused
//!   with [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) before anything is sent.
//!   In `tokio::task::spawn_blocking` and `block_in_place` calls are welcome. Making, cloning and
//!   dropping a client is fine anywhere.

use std::sync::Arc;

use crate::client::ClientBuilder;
use crate::error::Result;
use crate::transport::CallOptions;

mod context;
mod row_iter;
mod runtime;

pub use crate::generated::blocking::*;
pub use row_iter::RowIter;
pub(crate) use runtime::Runtime;

/// A client of one StockTrim tenant, whose calls wait.
///
/// Cheap to clone; its clones and views share connections, limits, credentials and one thread.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) inner: crate::Client,
    pub(crate) runtime: Arc<Runtime>,
}

impl Client {
    /// A client that calls through an async one, from a thread of its own.
    ///
    /// Both can be used: they share limits and connections. Connections that the async one has made
    /// end with its runtime.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when the system gives no thread.
    pub fn new(client: crate::Client) -> Result<Self> {
        Ok(Self {
            inner: client,
            runtime: Arc::new(Runtime::start()?),
        })
    }

    /// A client from the environment, else from the nearest `.env`; see
    /// [`Client::from_env`](crate::Client::from_env).
    ///
    /// # Errors
    /// [`ErrorKind::NoCredentials`](crate::ErrorKind::NoCredentials) when there are none at all;
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), which names the variable that is missing or
    /// wrong.
    pub fn from_env() -> Result<Self> {
        Self::new(crate::Client::from_env()?)
    }

    /// A client whose settings are given one by one, and which
    /// [`build_blocking`](ClientBuilder::build_blocking) makes.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Every operation of StockTrim's document, with status and headers.
    #[must_use]
    pub fn api(&self) -> Api<'_> {
        Api {
            inner: self.inner.api(),
            runtime: &self.runtime,
        }
    }

    /// The address that requests go to, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.inner.base_url()
    }

    /// A view of this client whose calls follow `options`; what they leave open stays as it is.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self {
            inner: self.inner.with_options(options),
            runtime: Arc::clone(&self.runtime),
        }
    }
}

/// Every operation of StockTrim's document, whose `send` waits; made by [`Client::api`].
#[derive(Clone, Copy, Debug)]
pub struct Api<'a> {
    pub(crate) inner: &'a crate::Api,
    pub(crate) runtime: &'a Runtime,
}

impl ClientBuilder {
    /// Makes a client whose calls wait. Nothing is sent.
    ///
    /// ```
    /// let client = stocktrim::blocking::Client::builder()
    ///     .credentials("tenant-id", "tenant name")
    ///     .build_blocking()?;
    /// # Ok::<(), stocktrim::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`build`](Self::build), and [`ErrorKind::Config`](crate::ErrorKind::Config) when the
    /// system gives no thread.
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn build_blocking(self) -> Result<Client> {
        Client::new(self.build()?)
    }
}
