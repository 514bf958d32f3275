//! The middleware that lets only so many attempts of a client be under way at a time, in order.

use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::classify::FailureKind;
use super::context::CallContext;

pub(super) struct Concurrency(Semaphore);

impl Concurrency {
    pub fn new(permits: usize) -> Self {
        Self(Semaphore::new(permits.clamp(1, Semaphore::MAX_PERMITS)))
    }
}

#[async_trait::async_trait]
impl Middleware for Concurrency {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let call = CallContext::of(extensions)?;
        let before = Instant::now();
        let queued = Queued {
            call: &call,
            before,
            already: call.progress().queued,
        };
        // The semaphore is fair, and is never closed.
        let _permit = self.0.acquire().await.ok();
        drop(queued);
        // The permit may come in the instant in which the time is over: then nothing is sent.
        if call.ends().is_some_and(|ends| ends <= Instant::now()) {
            call.cut_attempt(FailureKind::Deadline);
            return Err(call.timed_out().into());
        }
        next.run(request, extensions).await
    }
}

/// Writes down how long a call queued, also when it is broken off meanwhile.
struct Queued<'a> {
    call: &'a CallContext,
    before: Instant,
    already: std::time::Duration,
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.call.progress().queued = self.already + self.before.elapsed();
    }
}
