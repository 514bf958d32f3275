//! The middleware that lets only so many attempts of a client be under way at a time, in order, and
//! none while all are held back.

use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::Settings;
use super::classify::FailureKind;
use super::context::CallContext;
use super::pause::{Pause, RateLimit};

pub(super) struct Concurrency {
    permits: Semaphore,
    pause: Pause,
    rate: Option<RateLimit>,
}

impl Concurrency {
    pub fn new(settings: &Settings) -> Self {
        let permits = settings.max_concurrency.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            permits: Semaphore::new(permits),
            pause: Pause::default(),
            rate: settings.rate_limit.map(RateLimit::new),
        }
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
        let _permit = loop {
            self.pause.over(&call).await?;
            // The semaphore is fair, and is never closed.
            let permit = self.permits.acquire().await.ok();
            if let Some(rate) = &self.rate {
                rate.turn(&call).await?;
            }
            // One may have begun meanwhile; waiting for its end takes no permit.
            if self.pause.end().is_none() {
                break permit;
            }
        };
        drop(queued);
        // The permit may come in the instant in which the time is over: then nothing is sent.
        if call.ends.is_some_and(|ends| ends <= Instant::now()) {
            call.cut_attempt(FailureKind::Deadline);
            return Err(call.timed_out().into());
        }
        let result = next.run(request, extensions).await;
        // Before the permit is free for the next one.
        if let Ok(response) = &result {
            self.pause.note(response);
        }
        result
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
