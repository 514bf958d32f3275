//! The room that lets only so many attempts of a client be under way at a time, in order.

use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};
use tokio::sync::Semaphore;

pub(super) struct Concurrency(Semaphore);

impl Concurrency {
    pub fn new(places: usize) -> Self {
        Self(Semaphore::new(places.clamp(1, Semaphore::MAX_PERMITS)))
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
        // The semaphore is fair, and is never closed.
        let _place = self.0.acquire().await.ok();
        next.run(request, extensions).await
    }
}
