//! The middleware that ends an attempt, its wait for a permit included, when the call's time is over.

use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};

use super::classify::FailureKind;
use super::context::CallContext;

pub(super) struct Deadline;

#[async_trait::async_trait]
impl Middleware for Deadline {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let call = CallContext::of(extensions)?;
        let Some(ends) = call.ends else {
            return next.run(request, extensions).await;
        };
        let run = next.run(request, extensions);
        if let Ok(result) = tokio::time::timeout_at(ends, run).await {
            return result;
        }
        call.cut_attempt(FailureKind::Deadline);
        Err(call.timed_out().into())
    }
}
