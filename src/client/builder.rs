//! The settings of a client, and their defaults.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest_middleware::Middleware;

use super::{Client, build, tls};
use crate::config::{Credentials, environment};
use crate::error::Result;
use crate::retry::RetryConfig;
use crate::transport::{Attempt, OnAttempt, Settings, testing};
use crate::values::setters;

pub(super) type Configure = dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync;

/// The settings of a [`Client`]; see [`Client::builder`].
///
/// Nothing is sent by [`build`](Self::build): wrong credentials show at the first call.
#[must_use = "a builder does nothing until build() is called"]
pub struct ClientBuilder {
    pub(super) credentials: Option<Result<Credentials>>,
    pub(super) base_url: Option<String>,
    pub(super) from_env: bool,
    pub(super) allow_insecure_http: bool,
    pub(super) settings: Settings,
    pub(super) app_info: Option<String>,
    pub(super) middleware: Vec<Arc<dyn Middleware>>,
    pub(super) on_attempt: Option<OnAttempt>,
    pub(super) tls: tls::Options,
    pub(super) configure_reqwest: Option<Box<Configure>>,
    pub(super) in_process: Option<testing::Handler>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            credentials: None,
            base_url: None,
            from_env: false,
            allow_insecure_http: false,
            settings: Settings {
                connect_timeout: Duration::from_secs(10),
                attempt_timeout: Duration::from_secs(30),
                timeout: Duration::from_secs(120),
                retry: Arc::default(),
                max_concurrency: 8,
                rate_limit: None,
                max_response_bytes: 64 << 20,
                log_bodies: false,
            },
            app_info: None,
            middleware: Vec::new(),
            on_attempt: None,
            tls: tls::Options::default(),
            configure_reqwest: None,
            in_process: None,
        }
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field(
                "credentials",
                &self.credentials.as_ref().map(|_| "[redacted]"),
            )
            .field("from_env", &self.from_env)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    setters! {
        /// The tenant's id and the tenant's name (D2), as the Help section of StockTrim shows them.
        pub fn credentials(self, id: impl Into<String>, signature: impl Into<String>) {
            self.credentials = Some(Credentials::named([
                (id.into().into(), "the tenant id of ClientBuilder::credentials"),
                (signature.into().into(), "the tenant name of ClientBuilder::credentials"),
            ]));
        }

        /// The same, checked before.
        pub fn with_credentials(self, credentials: Credentials) {
            self.credentials = Some(Ok(credentials));
        }

        /// Takes what is not given here from the environment, else from the nearest `.env`; see
        /// [`Client::from_env`]. Credentials that are given here go to no address from a `.env`:
        /// [`build`](Self::build) refuses one that has another than the default.
        pub fn from_env(self) { self.from_env = true }

        /// Where requests go; a path is kept. Default: `https://api.stocktrim.com`.
        pub fn base_url(self, url: impl Into<String>) { self.base_url = Some(url.into()) }

        /// Allows plain http to other machines than this one, which exposes the credentials to the
        /// network. Default: not allowed.
        pub fn allow_insecure_http(self, allow: bool) { self.allow_insecure_http = allow }

        /// How long making a connection may take. Default: 10 seconds.
        pub fn connect_timeout(self, timeout: Duration) { self.settings.connect_timeout = timeout }

        /// How long one attempt may take, its body included. Default: 30 seconds.
        ///
        /// Deleting a product takes more than five seconds (R4).
        pub fn attempt_timeout(self, timeout: Duration) { self.settings.attempt_timeout = timeout }

        /// How long an operation may take as a whole: its attempts, the waits between them, and the wait
        /// for a permit. Default: 120 seconds.
        ///
        /// A call that makes several requests, as a list does, may take so long for each of them;
        /// [`Call::timeout`](crate::Call::timeout) bounds such a call as a whole.
        pub fn timeout(self, timeout: Duration) { self.settings.timeout = timeout }

        /// How often a call is retried and how much later. Default: 5 times, the n-th wait being drawn
        /// from 0 to 1 second · 2ⁿ⁻¹, at most 30 seconds.
        pub fn retry(self, retry: RetryConfig) { self.settings.retry = retry.into() }

        /// How many requests of this client may be under way at a time (G5). Default: 8.
        pub fn max_concurrency(self, requests: usize) { self.settings.max_concurrency = requests }

        /// At most so many attempts in any span of this length; what has to wait for its turn goes in
        /// order, and the wait counts for [`timeout`](Self::timeout). Default: no limit.
        ///
        /// A call whose time would be over first fails at once with
        /// [`ErrorKind::RateLimited`](crate::ErrorKind::RateLimited) and no attempt.
        pub fn rate_limit(self, requests: u32, per: Duration) {
            self.settings.rate_limit = Some((requests, per));
        }

        /// The largest answer that is read, in bytes, decompressed. Default: 64 MiB.
        pub fn max_response_bytes(self, bytes: usize) { self.settings.max_response_bytes = bytes }

        /// What is added to the `User-Agent`, such as `acme-sync/2.1`. Default: nothing.
        pub fn app_info(self, app_info: impl Into<String>) { self.app_info = Some(app_info.into()) }

        /// Logs the bodies of requests and answers at TRACE; they hold business data. Default:
        /// off.
        pub fn log_bodies(self, log_bodies: bool) { self.settings.log_bodies = log_bodies }

        /// Adds a middleware, which runs once per attempt and does not see the credentials.
        ///
        /// An answer arrives with its body read whole, and it may return another instead. It must not
        /// repeat a request: that would go past the table of what may be retried. Nor may it remove the
        /// extensions of a request, which is then rejected. See [the guide](crate::guide::middleware).
        pub fn middleware(self, middleware: impl Middleware) {
            self.middleware.push(Arc::new(middleware));
        }

        /// Calls a function after every attempt, for metrics. It must not block.
        ///
        /// It is not called for an attempt that ends because the call is dropped.
        pub fn on_attempt(self, hook: impl Fn(&Attempt) + Send + Sync + 'static) {
            self.on_attempt = Some(Arc::new(hook));
        }

        /// Trusts one more root certificate, given as PEM, beside the platform's.
        pub fn add_root_certificate(self, pem: impl Into<Vec<u8>>) {
            self.tls.roots.push(pem.into());
        }

        /// Shows a certificate to the server; `pem` holds its chain, leaf first, and its private key.
        pub fn client_certificate(self, pem: impl Into<Vec<u8>>) {
            self.tls.identity = Some(pem.into().into());
        }
    }

    /// Changes anything else of reqwest's client. With the feature `blocking` it may be called twice:
    /// calls that wait have connections of their own.
    ///
    /// Redirects, reqwest's own retries, all time-outs, TLS and `connection_verbose` are set after it
    /// and stay the SDK's.
    ///
    /// A proxy that is set here is used for every address. Those of the environment (`HTTPS_PROXY`,
    /// `ALL_PROXY`) and of the system are for https to other machines alone: loopback is reached as
    /// loopback, and plain http would show them the credentials.
    pub fn configure_reqwest(
        mut self,
        change: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.configure_reqwest = Some(match self.configure_reqwest {
            None => Box::new(change),
            Some(first) => Box::new(move |builder| change(first(builder))),
        });
        self
    }

    /// Answers every request in this process, for tests; see [`testing`]. Nothing is sent.
    pub fn in_process<F, A>(mut self, handler: F) -> Self
    where
        F: Fn(http::Request<Bytes>) -> A + Send + Sync + 'static,
        A: Future<Output = testing::Answer> + Send + 'static,
    {
        self.in_process = Some(Arc::new(move |request| Box::pin(handler(request))));
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::NoCredentials`](crate::ErrorKind::NoCredentials) when there are none at all;
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), which names the variable or method that is
    /// missing or wrong.
    pub fn build(self) -> Result<Client> {
        let given = environment::Given {
            credentials: self.credentials.is_some(),
            base_url: self.base_url.is_some(),
        };
        let found = self.from_env.then(|| environment::find(given));
        build::build(self, found.transpose()?)
    }
}
