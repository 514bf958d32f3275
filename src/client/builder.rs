//! The settings of a client, and what they are unless told.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use reqwest_middleware::Middleware;
use secrecy::SecretString;

use super::{Api, Client, tls};
use crate::config::environment::{self, Found};
use crate::config::{
    self, AUTH_ID_VARIABLE, AUTH_SIGNATURE_VARIABLE, BASE_URL_VARIABLE, Credentials,
    DEFAULT_BASE_URL, config,
};
use crate::error::{Error, ErrorKind, Result};
use crate::transport::{Attempt, OnAttempt, RetryPolicy, Settings, Transport, testing};

/// Longer than any call: what reqwest's own clock is set to if it was changed, since ours decide.
const NEVER: Duration = Duration::from_secs(365 * 24 * 60 * 60);
/// How long an unused connection is kept. Below the idle time-outs of common servers and
/// balancers, so that a connection is seldom found closed.
const POOL_IDLE: Duration = Duration::from_secs(50);

type Http = Box<dyn FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send>;

/// The settings of a [`Client`]; see [`Client::builder`].
///
/// Nothing is sent by [`build`](Self::build): wrong credentials show at the first call.
#[must_use = "a builder does nothing until build() is called"]
pub struct ClientBuilder {
    credentials: Option<(SecretString, SecretString)>,
    base_url: Option<String>,
    from_env: bool,
    allow_insecure_http: bool,
    connect_timeout: Duration,
    timeout: Duration,
    deadline: Duration,
    retry: RetryPolicy,
    max_concurrency: usize,
    max_response_bytes: usize,
    app_info: Option<String>,
    debug_bodies: bool,
    middleware: Vec<Arc<dyn Middleware>>,
    on_attempt: Option<OnAttempt>,
    tls: tls::Options,
    http: Option<Http>,
    in_process: Option<testing::Handler>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            credentials: None,
            base_url: None,
            from_env: false,
            allow_insecure_http: false,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            deadline: Duration::from_secs(120),
            retry: RetryPolicy::default(),
            max_concurrency: 8,
            max_response_bytes: 64 << 20,
            app_info: None,
            debug_bodies: false,
            middleware: Vec::new(),
            on_attempt: None,
            tls: tls::Options::default(),
            http: None,
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
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline)
            .field("retry", &self.retry)
            .field("max_concurrency", &self.max_concurrency)
            .field("max_response_bytes", &self.max_response_bytes)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// The tenant's id and the tenant's name (D2), as StockTrim's settings page shows them.
    pub fn credentials(mut self, id: impl Into<String>, signature: impl Into<String>) -> Self {
        self.credentials = Some((id.into().into(), signature.into().into()));
        self
    }

    /// Takes what is not given here from the environment, else from the nearest `.env`; see
    /// [`Client::from_env`].
    pub fn from_env(mut self) -> Self {
        self.from_env = true;
        self
    }

    /// Where requests go; `https://api.stocktrim.com` unless told. A path is kept.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Allows plain http to other machines than this one, which shows the credentials to the
    /// network. Not allowed unless told.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = allow;
        self
    }

    /// How long making a connection may take; 10 seconds unless told.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one attempt may take, its body included; 30 seconds unless told.
    ///
    /// Deleting a product takes more than five seconds (R4).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long a whole call may take, waiting included; 120 seconds unless told.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// How often a call is sent again and how much later; 5 times, from 1 to 30 seconds, unless
    /// told.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// How many requests of this client may be under way at a time; 8 unless told (G5).
    pub fn max_concurrency(mut self, requests: usize) -> Self {
        self.max_concurrency = requests;
        self
    }

    /// The largest answer that is read, in bytes, decompressed; 64 MiB unless told.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// What is added to the `User-Agent`, such as `acme-sync/2.1`; nothing unless told.
    pub fn app_info(mut self, app_info: impl Into<String>) -> Self {
        self.app_info = Some(app_info.into());
        self
    }

    /// Logs the bodies of requests and answers at TRACE; they hold business data. Off unless told.
    pub fn debug_bodies(mut self, debug_bodies: bool) -> Self {
        self.debug_bodies = debug_bodies;
        self
    }

    /// Adds a middleware, which runs once per attempt and does not see the credentials.
    ///
    /// It must not send a request again: that would go past the table of what may be.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// Calls a function after every attempt, for metrics. It must not block.
    pub fn on_attempt(mut self, hook: impl Fn(&Attempt) + Send + Sync + 'static) -> Self {
        self.on_attempt = Some(Arc::new(hook));
        self
    }

    /// Trusts one more root certificate, given as PEM, beside the platform's.
    pub fn add_root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.tls.roots.push(pem.into());
        self
    }

    /// Shows a certificate to the server; `pem` holds its chain, leaf first, and its private key.
    pub fn client_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.tls.identity = Some(pem.into().into());
        self
    }

    /// Changes anything else of reqwest's client.
    ///
    /// Redirects, reqwest's own retries, the time-outs and TLS are set after it and stay the SDK's.
    pub fn http(
        mut self,
        change: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + 'static,
    ) -> Self {
        self.http = Some(match self.http {
            None => Box::new(change),
            Some(first) => Box::new(|builder| change(first(builder))),
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
    /// [`ErrorKind::Config`], which names the variable or method that is missing or wrong.
    pub fn build(self) -> Result<Client> {
        let found = if self.from_env {
            Some(environment::find()?)
        } else {
            None
        };
        self.build_with(found)
    }

    fn build_with(self, found: Option<Found>) -> Result<Client> {
        for (places, method) in [
            (self.max_concurrency, "max_concurrency"),
            (self.max_response_bytes, "max_response_bytes"),
        ] {
            if places == 0 {
                return Err(config(format!(
                    "ClientBuilder::{method} must be at least 1"
                )));
            }
        }
        let user_agent = user_agent(self.app_info.as_deref())?;
        let env_url = found.as_ref().and_then(|found| found.base_url.clone());
        let (url, url_name) = match (self.base_url, env_url) {
            (Some(url), _) => (url, "ClientBuilder::base_url"),
            (None, Some(url)) => (url, BASE_URL_VARIABLE),
            (None, None) => (DEFAULT_BASE_URL.to_owned(), "the default base_url"),
        };
        let base_url = config::parse_base_url(&url, url_name, self.allow_insecure_http)?;
        let credentials = credentials(self.credentials, found)?;

        let mut http = reqwest::Client::builder()
            .pool_idle_timeout(POOL_IDLE)
            .tcp_nodelay(true);
        if let Some(change) = self.http {
            http = change(http).timeout(NEVER);
        }
        let http = self
            .tls
            .apply(http, base_url.scheme() == "https")?
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(self.connect_timeout)
            .build()
            .map_err(|error| {
                let message = "the HTTP client cannot be made";
                Error::with_source(ErrorKind::Config, message, error)
            })?;
        let address = base_url.as_str().trim_end_matches('/').to_owned();
        let transport = Transport::new(Settings {
            http: http.clone(),
            base_url,
            credentials,
            user_agent,
            timeout: self.timeout,
            deadline: self.deadline,
            retry: self.retry,
            max_concurrency: self.max_concurrency,
            max_response_bytes: self.max_response_bytes,
            debug_bodies: self.debug_bodies,
            middleware: self.middleware,
            on_attempt: self.on_attempt,
            in_process: self.in_process,
        });
        Ok(Client {
            api: Api::new_with_client(&address, http, transport),
        })
    }
}

fn credentials(
    given: Option<(SecretString, SecretString)>,
    found: Option<Found>,
) -> Result<Credentials> {
    if let Some((id, signature)) = given {
        let method = "of ClientBuilder::credentials";
        let names = [
            format!("the tenant id {method}"),
            format!("the tenant name {method}"),
        ];
        return Credentials::named(id, &names[0], signature, &names[1]);
    }
    let Some(found) = found else {
        return Err(Error::new(
            ErrorKind::NoCredentials,
            "there are no credentials: call ClientBuilder::credentials or ClientBuilder::from_env",
        ));
    };
    if found.auth_id.is_none() && found.auth_signature.is_none() {
        let message = format!(
            "neither {AUTH_ID_VARIABLE} nor {AUTH_SIGNATURE_VARIABLE} is set (looked in {})",
            found.place
        );
        return Err(Error::new(ErrorKind::NoCredentials, message));
    }
    let missing = |name| config(format!("{name} is not set (looked in {})", found.place));
    let id = found.auth_id.ok_or_else(|| missing(AUTH_ID_VARIABLE))?;
    let signature = found
        .auth_signature
        .ok_or_else(|| missing(AUTH_SIGNATURE_VARIABLE))?;
    Credentials::named(id, AUTH_ID_VARIABLE, signature, AUTH_SIGNATURE_VARIABLE)
}

fn user_agent(app_info: Option<&str>) -> Result<HeaderValue> {
    let own = concat!("stocktrim/", env!("CARGO_PKG_VERSION"));
    let all = match app_info.map(str::trim).filter(|info| !info.is_empty()) {
        Some(info) => format!("{own} {info}"),
        None => own.to_owned(),
    };
    let printable = all.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    HeaderValue::from_str(&all)
        .ok()
        .filter(|_| printable)
        .ok_or_else(|| {
            config("ClientBuilder::app_info has a character that an HTTP header cannot carry")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(builder: ClientBuilder) -> String {
        let error = builder.build_with(None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        error.to_string()
    }

    fn any() -> ClientBuilder {
        Client::builder().credentials("tenant-id", "tenant name")
    }

    #[test]
    fn what_is_wrong_is_named_by_its_method() {
        for (builder, says) in [
            (any().max_concurrency(0), "ClientBuilder::max_concurrency"),
            (
                any().max_response_bytes(0),
                "ClientBuilder::max_response_bytes",
            ),
            (any().base_url("nowhere"), "ClientBuilder::base_url"),
            (any().app_info("a\nb"), "ClientBuilder::app_info"),
            (
                any().add_root_certificate("no pem"),
                "ClientBuilder::add_root_certificate",
            ),
            (
                any().client_certificate("no pem"),
                "ClientBuilder::client_certificate",
            ),
            (
                Client::builder().credentials("", "x"),
                "the tenant id of ClientBuilder::credentials",
            ),
        ] {
            let message = refused(builder);
            assert!(message.contains(says), "{message}");
        }
    }

    #[test]
    fn no_credentials_at_all_is_a_kind_of_its_own_and_says_where_it_looked() {
        let error = Client::builder().build_with(None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoCredentials);
        assert!(
            error.to_string().contains("ClientBuilder::credentials"),
            "{error}"
        );
        let found = Found {
            place: "the environment and in .env".to_owned(),
            ..Found::default()
        };
        let error = Client::builder().build_with(Some(found)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoCredentials);
        let expected = "neither STOCKTRIM_API_AUTH_ID nor STOCKTRIM_API_AUTH_SIGNATURE is set \
            (looked in the environment and in .env)";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn a_missing_variable_is_named_with_where_it_was_looked_for() {
        let found = Found {
            auth_id: Some("id".to_owned().into()),
            place: "the environment".to_owned(),
            ..Found::default()
        };
        let error = Client::builder()
            .build_with(Some(found))
            .unwrap_err()
            .to_string();
        let expected = "STOCKTRIM_API_AUTH_SIGNATURE is not set (looked in the environment)";
        assert_eq!(error, expected);
    }

    #[test]
    fn explicit_values_win_over_the_environment() {
        let found = || Found {
            base_url: Some("https://env".to_owned()),
            ..Found::default()
        };
        let client = any()
            .base_url("https://mine/x/")
            .build_with(Some(found()))
            .unwrap();
        assert_eq!(client.base_url(), "https://mine/x");
        let client = any().build_with(Some(found())).unwrap();
        assert_eq!(client.base_url(), "https://env");
    }

    #[test]
    fn no_public_type_shows_a_credential() {
        let builder = any();
        let shown = format!("{builder:?}");
        let client = builder.build_with(None).unwrap();
        let shown = format!(
            "{shown} {client:?} {:?} {:#?}",
            client.api(),
            client.api().list_products()
        );
        assert!(
            !shown.contains("tenant-id") && !shown.contains("tenant name"),
            "{shown}"
        );
    }

    #[test]
    fn clients_and_their_futures_cross_threads() {
        fn crosses<T: Send + Sync>(_: &T) {}
        fn is_send<T: Send>(_: T) {}
        let client = any().build_with(None).unwrap();
        crosses(&client);
        is_send(client.api().list_products().send());
    }
}
