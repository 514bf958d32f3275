//! What every method of a resource returns: a call that has not begun, with options of its own.

use std::fmt;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tracing::Instrument;

use crate::client::Client;
use crate::error::Result;
use crate::operation::Idempotency;
use crate::retry::RetryConfig;
use crate::transport::CallOptions;
use crate::values::setters;

type Running<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

/// A call of StockTrim, to be awaited; it owns what it needs, and can be spawned, joined or stored.
///
/// It begins when it is first polled: one that is dropped before has sent nothing, and an option that
/// is set afterwards changes nothing. Dropping it while it is under way cancels it; a write may be
/// applied nevertheless. See [the guide on composing calls](crate::guide::composing).
///
/// It needs a tokio runtime with time and IO enabled, or, with the feature `blocking`, `.wait()`.
///
/// ```
/// # async fn example(client: stocktrim::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// let product = client.products().get("OAK").timeout(Duration::from_secs(5)).await?;
/// let both = tokio::try_join!(client.products().list(), client.suppliers().list())?;
/// let job = tokio::spawn(client.customers().list());
/// let customers = job.await??;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent until it is awaited"]
pub struct Call<T>(State<T>);

enum State<T> {
    Ready(Box<Ready<T>>),
    Running(Running<T>),
    Over,
}

struct Ready<T> {
    client: Client,
    options: CallOptions,
    /// What it is called in traces, if it makes several requests.
    several: Option<&'static str>,
    begin: Box<dyn FnOnce(Client) -> Running<T> + Send>,
}

impl<T: 'static> Ready<T> {
    fn begin(self) -> Running<T> {
        let options = self.options.begun(self.several.is_some());
        let running = (self.begin)(self.client.with_options(options));
        let Some(name) = self.several else {
            return running;
        };
        let span = tracing::info_span!("stocktrim.calls", otel.name = name);
        Box::pin(running.instrument(span))
    }
}

impl Client {
    /// A call of one operation.
    pub(crate) fn call<T, F>(&self, begin: impl FnOnce(Self) -> F + Send + 'static) -> Call<T>
    where
        F: Future<Output = Result<T>> + Send + 'static,
    {
        Call(State::Ready(Box::new(Ready {
            client: self.clone(),
            options: CallOptions::new(),
            several: None,
            begin: Box::new(|client| Box::pin(begin(client))),
        })))
    }

    /// A call that makes requests of several operations, or of several pages.
    pub(crate) fn calls<T, F>(
        &self,
        name: &'static str,
        begin: impl FnOnce(Self) -> F + Send + 'static,
    ) -> Call<T>
    where
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let mut call = self.call(begin);
        if let State::Ready(ready) = &mut call.0 {
            ready.several = Some(name);
        }
        call
    }
}

impl<T> Call<T> {
    fn change(&mut self, change: impl FnOnce(&mut CallOptions)) {
        if let State::Ready(ready) = &mut self.0 {
            change(&mut ready.options);
        }
    }

    setters! {
        /// How long the call may take as a whole, all its requests and waits included. Default: the
        /// client's [`timeout`](crate::ClientBuilder::timeout), for each request of the call.
        pub fn timeout(self, timeout: Duration) {
            self.change(|options| options.timeout = Some(timeout));
        }

        /// How long one attempt may take, its body included. Default: the client's.
        pub fn attempt_timeout(self, timeout: Duration) {
            self.change(|options| options.attempt_timeout = Some(timeout));
        }

        /// How often each request of the call is retried, and how much later. Default: the client's.
        pub fn retry(self, retry: RetryConfig) {
            self.change(|options| options.retry = Some(retry.into()));
        }

        /// Vouches for what happens when the call is carried out twice; see
        /// [`CallOptions::idempotency`]. It changes nothing for a call that makes several requests.
        pub fn idempotency(self, idempotency: Idempotency) {
            self.change(|options| options.idempotency = Some(idempotency));
        }

        /// Adds a header to each request of the call; see [`CallOptions::header`].
        pub fn header(self, name: impl Into<String>, value: impl Into<String>) {
            self.change(|options| options.headers.push((name.into(), value.into())));
        }
    }
}

impl<T: 'static> Future for Call<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        let mut running = match mem::replace(&mut self.0, State::Over) {
            State::Ready(ready) => ready.begin(),
            State::Running(running) => running,
            State::Over => panic!("a Call was polled after its end"),
        };
        let poll = running.as_mut().poll(context);
        if poll.is_pending() {
            self.0 = State::Running(running);
        }
        poll
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            State::Ready(ready) => f.debug_tuple("Call").field(&ready.options).finish(),
            State::Running(_) => f.write_str("Call(running)"),
            State::Over => f.write_str("Call(over)"),
        }
    }
}
