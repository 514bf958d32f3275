//! The client: what everything starts from.

use crate::error::Result;
use crate::generated::Client as Api;
use crate::operation::Operation;
use crate::transport::{CallOptions, RawRequest, Transport};

mod build;
mod builder;
mod connections;
mod tls;

pub use builder::ClientBuilder;

/// A client of one StockTrim tenant.
///
/// Cheap to clone; its clones and views share connections, limits and credentials. Make one and
/// keep it. All of its futures are `Send`, and dropping one cancels the call.
#[derive(Clone, Debug)]
pub struct Client {
    api: Api,
}

impl Client {
    /// A client from `STOCKTRIM_API_AUTH_ID`, `STOCKTRIM_API_AUTH_SIGNATURE` and, if set,
    /// `STOCKTRIM_BASE_URL`.
    ///
    /// All of them are taken from the environment if it has credentials, else all from the
    /// nearest `.env` from the current folder upward (feature `dotenv`). They are never mixed:
    /// credentials from one place and an address from the other are an error. The process's
    /// environment is not changed.
    ///
    /// In a `.env`, a line of ours is `NAME=value` or `export NAME=value`, and the last one that has
    /// a value counts; other lines are not looked at. The value is taken as written, up to the end
    /// of the line and without the blanks around it: nothing is substituted. In single quotes
    /// everything is literal; in double quotes `\"`, `\\`, `\$` and `` \` `` stand for what follows the
    /// backslash. Refused are a `#` that may begin a comment (quote the value), quotes that do not
    /// end with the value, and quotes that would be a part of it.
    ///
    /// # Errors
    /// [`ErrorKind::NoCredentials`](crate::ErrorKind::NoCredentials) when there are none at all;
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), which names the variable that is missing or
    /// wrong.
    pub fn from_env() -> Result<Self> {
        Self::builder().from_env().build()
    }

    /// A client whose settings are given one by one.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The generated client: every operation of StockTrim's document, with status and headers.
    #[must_use]
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// A request for a path that StockTrim's document lacks, or that is newer than this crate.
    ///
    /// ```
    /// use stocktrim::Idempotency;
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use http::Method;
    ///
    /// let answer = client
    ///     .request(Method::POST, "/api/New")
    ///     .query(&[("page", "1")])
    ///     .json(&["OAK"])
    ///     .idempotency(Idempotency::Safe)
    ///     .send_raw()
    ///     .await?;
    /// println!("{} bytes", answer.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: http::Method, path: impl AsRef<str>) -> RawRequest {
        self.transport().raw(method, path.as_ref())
    }

    /// A request for an operation that is chosen at run time, with the values of its path and query
    /// by their names on the wire ([`Operation::parameters`]).
    ///
    /// It is retried as the operation is. A value that the operation does not know, or lacks, is an
    /// error before anything is sent.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::Operation;
    ///
    /// let answer = client.operation(Operation::GetCustomer, &[("code", "A/17")]).send_raw().await?;
    /// println!("{}", String::from_utf8_lossy(&answer));
    /// # Ok(())
    /// # }
    /// ```
    pub fn operation(&self, operation: Operation, values: &[(&str, &str)]) -> RawRequest {
        self.transport().raw_operation(operation, values)
    }

    /// The address that requests go to, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.transport().base_url()
    }

    /// A view of this client whose calls follow `options`; what they leave open stays as it is.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        self.transport().with_options(options).into()
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.api.inner
    }

    /// How many requests may be under way at a time.
    pub(crate) fn max_concurrency(&self) -> usize {
        self.transport().max_concurrency()
    }
}

impl From<Transport> for Client {
    fn from(inner: Transport) -> Self {
        Self { api: Api { inner } }
    }
}
