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
use crate::retry::{Bucket, RetryConfig};

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

/// The settings of a client that are numbers and switches.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub connect_timeout: Duration,
    pub attempt_timeout: Duration,
    pub timeout: Duration,
    pub retry: Arc<RetryConfig>,
    pub max_concurrency: usize,
    pub rate_limit: Option<(u32, Duration)>,
    pub max_response_bytes: usize,
    pub log_bodies: bool,
}

/// What a stack is built from.
pub(crate) struct Parts {
    pub http: reqwest::Client,
    pub base_url: Url,
    pub credentials: Credentials,
    pub user_agent: HeaderValue,
    pub settings: Settings,
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
    settings: Settings,
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transport")
            .field("base_url", &self.shared.base_url)
            .field("settings", &self.shared.settings)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Transport {
    /// Stacks the middlewares.
    pub fn new(parts: Parts) -> Self {
        let settings = parts.settings;
        let max_bytes = settings.max_response_bytes;
        let mut stack = ClientBuilder::new(parts.http.clone())
            .with(retry::Retry {
                on_attempt: parts.on_attempt,
                budget: settings.retry.budget.map(Bucket::new),
            })
            .with(deadline::Deadline)
            .with(concurrency::Concurrency::new(&settings));
        if !parts.middleware.is_empty() {
            stack = stack.with(buffer::Buffer { max_bytes });
        }
        for middleware in parts.middleware {
            stack = stack.with_arc(middleware);
        }
        stack = stack
            .with(auth::Auth {
                base_url: parts.base_url.clone(),
                credentials: parts.credentials.clone(),
            })
            .with(attempt::ReadBody {
                max_bytes,
                log_bodies: settings.log_bodies,
            });
        if let Some(handler) = parts.in_process {
            stack = stack.with(testing::InProcess(handler));
        }
        #[cfg(feature = "blocking")]
        {
            stack = stack.with(pool::WaitingPool::new(parts.make_client));
        }
        Self {
            shared: Arc::new(Shared {
                stack: stack.build(),
                http: parts.http,
                base_url: parts.base_url.as_str().trim_end_matches('/').to_owned(),
                credentials: parts.credentials,
                user_agent: parts.user_agent,
                settings,
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
        self.shared.settings.max_concurrency
    }
}

/// The error of a call that makes no sense, before anything was sent.
fn invalid(endpoint: impl Into<crate::operation::Endpoint>, message: impl Into<String>) -> Error {
    Error::invalid_request(message).of(endpoint.into())
}
