//! The way of a call: a stack of rooms between the generated client and the network.
//!
//! ```text
//! span (one per call) → retry, which never waits beyond the deadline
//!     → deadline (the whole call) → concurrency (a place per attempt, given back while waiting)
//!     → your middleware → auth → attempt (time-out, whole body up to a limit) → reqwest
//! ```
//!
//! What may be sent again is in [the guide on retries](crate::guide::retries), and changed by
//! [`RetryPolicy`]; a limit, a deadline or a header for some calls only is in [`CallOptions`].

use std::sync::Arc;
use std::time::Duration;

use http::Method;
use http::header::{ACCEPT, CONTENT_LENGTH, HeaderValue, USER_AGENT};
use reqwest::{Request, Response, Url};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Middleware};

use crate::config::Credentials;
use crate::error::{Error, ErrorKind};

mod attempt;
mod auth;
mod call;
mod carry;
mod class;
mod classify;
mod concurrency;
mod deadline;
mod decode;
mod gather;
mod options;
mod policy;
mod retry;
mod retry_after;
mod span;
pub mod testing;
mod url;

pub use call::Attempt;
pub use class::RetryClass;
pub use options::CallOptions;
pub use policy::RetryPolicy;

pub(crate) use decode::decode;
pub(crate) use options::Tally;
pub(crate) use url::path_value;

use call::Call;
use span::Operations;

/// What is told of every attempt to the application, for its metrics.
pub(crate) type OnAttempt = Arc<dyn Fn(&Attempt) + Send + Sync>;

/// What a stack is built from.
pub(crate) struct Settings {
    pub http: reqwest::Client,
    pub base_url: Url,
    pub credentials: Credentials,
    pub user_agent: HeaderValue,
    pub timeout: Duration,
    pub deadline: Duration,
    pub retry: RetryPolicy,
    pub max_concurrency: usize,
    pub max_response_bytes: usize,
    pub debug_bodies: bool,
    pub middleware: Vec<Arc<dyn Middleware>>,
    pub on_attempt: Option<OnAttempt>,
    pub in_process: Option<testing::Handler>,
    pub operations: Operations,
}

/// The stack of rooms; the generated client holds one and hands every request to it.
#[derive(Clone)]
#[doc(hidden)]
pub struct Transport {
    shared: Arc<Shared>,
    options: CallOptions,
}

struct Shared {
    stack: ClientWithMiddleware,
    credentials: Credentials,
    user_agent: HeaderValue,
    timeout: Duration,
    deadline: Duration,
    retry: RetryPolicy,
    max_concurrency: usize,
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transport")
            .field("timeout", &self.shared.timeout)
            .field("deadline", &self.shared.deadline)
            .field("retry", &self.shared.retry)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Transport {
    /// Stacks the rooms.
    pub(crate) fn new(settings: Settings) -> Self {
        let mut stack = ClientBuilder::new(settings.http)
            .with(span::Span::new(&settings.base_url, settings.operations))
            .with(retry::Retry::new(settings.on_attempt))
            .with(deadline::Deadline)
            .with(concurrency::Concurrency::new(settings.max_concurrency));
        if !settings.middleware.is_empty() {
            stack = stack.with(gather::Gather::new(settings.max_response_bytes));
        }
        for middleware in settings.middleware {
            stack = stack.with_arc(middleware);
        }
        stack = stack
            .with(auth::Auth::new(
                &settings.base_url,
                settings.credentials.clone(),
            ))
            .with(attempt::ReadAnswer::new(
                settings.max_response_bytes,
                settings.debug_bodies,
            ));
        if let Some(handler) = settings.in_process {
            stack = stack.with(testing::InProcess(handler));
        }
        Self {
            shared: Arc::new(Shared {
                stack: stack.build(),
                credentials: settings.credentials,
                user_agent: settings.user_agent,
                timeout: settings.timeout,
                deadline: settings.deadline,
                retry: settings.retry,
                max_concurrency: settings.max_concurrency,
            }),
            options: CallOptions::new(),
        }
    }

    /// The same stack, whose calls follow `options`, and this view's where those say nothing.
    pub(crate) fn with_options(&self, options: CallOptions) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            options: options.over(&self.options),
        }
    }

    /// The same view, for one call whose attempts are counted.
    pub(crate) fn tallied(&self) -> (Self, Tally) {
        let tally = Tally::default();
        let mut counting = self.clone();
        counting.options.tally = Some(tally.clone());
        (counting, tally)
    }

    /// How many requests may be under way at a time.
    pub(crate) fn max_concurrency(&self) -> usize {
        self.shared.max_concurrency
    }

    /// Sends a request of an operation; every failure travels in the response's extensions.
    pub(crate) async fn exec(&self, mut request: Request, operation: &'static str) -> Response {
        let call = Call::new(operation, &request, &self.options, &self.shared);
        if let Err(refusal) = self.prepare(&mut request) {
            let refused = Error::new(ErrorKind::InvalidRequest, refusal);
            return carry::refused(&call, &refused);
        }
        let mut extensions = http::Extensions::new();
        extensions.insert(call.clone());
        let result = self
            .shared
            .stack
            .execute_with_extensions(request, &mut extensions)
            .await;
        if let Some(tally) = &self.options.tally {
            tally.set(call.attempts());
        }
        carry::outcome(&call, result)
    }

    fn prepare(&self, request: &mut Request) -> Result<(), String> {
        url::refuse_blank_query_values(request.url())?;
        let lacks_body = request.body().is_none() && request.method() == Method::POST;
        let headers = request.headers_mut();
        if lacks_body {
            // Some servers answer 411 to a POST that does not say that it has no body.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        headers.remove("api-version");
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, self.shared.user_agent.clone());
        self.options.check()?;
        self.options.apply_headers(headers)
    }
}
