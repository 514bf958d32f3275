//! The way of a call: a stack of middlewares between the generated client and the network.
//!
//! ```text
//! span (one per call) → retry, which never waits beyond the end of the call
//!     → deadline (the whole call) → concurrency (a permit per attempt, given back while waiting; the
//!     pause that the server asks for, and the rate limit)
//!     → your middleware → auth → attempt (time-out, whole body up to a limit) → reqwest
//! ```
//!
//! What may be retried is in [the guide on retries](crate::guide::retries), and changed by
//! [`RetryConfig`]; a limit, a time-out or a header for some calls only is in [`CallOptions`]. What an
//! application's middleware may do is in [the guide on middleware](crate::guide::middleware).

use std::sync::Arc;
use std::time::Duration;

use http::header::HeaderValue;
use reqwest::Url;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Middleware};

use crate::config::Credentials;
use crate::error::Error;
use crate::retry::RetryConfig;

mod attempt;
mod auth;
mod buffer;
mod classify;
mod concurrency;
mod context;
mod deadline;
mod decode;
mod idempotency;
mod options;
mod outcome;
mod pause;
#[cfg(feature = "blocking")]
mod pool;
mod prepared;
mod raw;
mod retry;
mod retry_after;
mod span;
pub mod testing;
mod url;

pub use context::Attempt;
pub use options::CallOptions;
pub use prepared::Response;
pub use raw::RawRequest;

#[cfg(feature = "blocking")]
pub(crate) use pool::{BACKGROUND, MakeClient};
pub(crate) use prepared::{Prepared, json, rejected};
#[cfg(feature = "mock")]
pub(crate) use url::encode_segment;
pub(crate) use url::path_value;

/// The application's function that is called with every attempt, for its metrics.
pub(crate) type OnAttempt = Arc<dyn Fn(&Attempt) + Send + Sync>;

/// What a stack is built from.
pub(crate) struct Settings {
    pub http: reqwest::Client,
    pub base_url: Url,
    pub credentials: Credentials,
    pub user_agent: HeaderValue,
    pub attempt_timeout: Duration,
    pub timeout: Duration,
    pub retry: RetryConfig,
    pub max_concurrency: usize,
    pub rate_limit: Option<(u32, Duration)>,
    pub max_response_bytes: usize,
    pub log_bodies: bool,
    pub middleware: Vec<Arc<dyn Middleware>>,
    pub on_attempt: Option<OnAttempt>,
    pub in_process: Option<testing::Handler>,
    #[cfg(feature = "blocking")]
    pub make_client: MakeClient,
}

/// The stack, and the options of one view of it; cheap to clone.
#[derive(Clone)]
pub(crate) struct Transport {
    shared: Arc<Shared>,
    options: Arc<CallOptions>,
}

struct Shared {
    stack: ClientWithMiddleware,
    http: reqwest::Client,
    base_url: String,
    credentials: Credentials,
    user_agent: HeaderValue,
    attempt_timeout: Duration,
    timeout: Duration,
    retry: Arc<RetryConfig>,
    max_concurrency: usize,
    max_response_bytes: usize,
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transport")
            .field("base_url", &self.shared.base_url)
            .field("attempt_timeout", &self.shared.attempt_timeout)
            .field("timeout", &self.shared.timeout)
            .field("retry", &self.shared.retry)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Transport {
    /// Stacks the middlewares.
    pub fn new(settings: Settings) -> Self {
        let mut stack = ClientBuilder::new(settings.http.clone())
            .with(retry::Retry::new(
                settings.on_attempt,
                settings.retry.bucket(),
            ))
            .with(deadline::Deadline)
            .with(concurrency::Concurrency::new(
                settings.max_concurrency,
                settings.rate_limit.map(pause::RateLimit::new),
            ));
        if !settings.middleware.is_empty() {
            stack = stack.with(buffer::Buffer::new(settings.max_response_bytes));
        }
        for middleware in settings.middleware {
            stack = stack.with_arc(middleware);
        }
        stack = stack
            .with(auth::Auth::new(
                &settings.base_url,
                settings.credentials.clone(),
            ))
            .with(attempt::ReadBody::new(
                settings.max_response_bytes,
                settings.log_bodies,
            ));
        if let Some(handler) = settings.in_process {
            stack = stack.with(testing::InProcess(handler));
        }
        #[cfg(feature = "blocking")]
        {
            stack = stack.with(pool::WaitingPool::new(settings.make_client));
        }
        Self {
            shared: Arc::new(Shared {
                stack: stack.build(),
                http: settings.http,
                base_url: settings.base_url.as_str().trim_end_matches('/').to_owned(),
                credentials: settings.credentials,
                user_agent: settings.user_agent,
                attempt_timeout: settings.attempt_timeout,
                timeout: settings.timeout,
                retry: Arc::new(settings.retry),
                max_concurrency: settings.max_concurrency,
                max_response_bytes: settings.max_response_bytes,
            }),
            options: Arc::default(),
        }
    }

    /// The same stack, whose calls follow `options`, and this view's where those say nothing.
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            options: Arc::new(options.over(&self.options)),
        }
    }

    /// The same view without what was said of a single request.
    pub fn for_several(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            options: Arc::new((*self.options).clone().of_several()),
        }
    }

    /// What makes the requests; they are sent through the stack alone.
    pub fn http(&self) -> &reqwest::Client {
        &self.shared.http
    }

    /// The address that requests go to, without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.shared.base_url
    }

    /// When the call that this view is for is over, if it has a time-out of its own.
    pub fn ends(&self) -> Option<tokio::time::Instant> {
        self.options.ends
    }

    /// How many requests may be under way at a time.
    pub fn max_concurrency(&self) -> usize {
        self.shared.max_concurrency
    }
}

/// The error of a call that makes no sense, before anything was sent.
fn invalid(endpoint: impl Into<crate::operation::Endpoint>, message: impl Into<String>) -> Error {
    Error::invalid_request(message).of(endpoint.into())
}
