//! The room that ends an attempt, its wait for a place included, when the whole call's time is up.

use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};

use super::call::Call;
use super::classify::{Failure, FailureKind};

pub(super) struct Deadline;

#[async_trait::async_trait]
impl Middleware for Deadline {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let Some(call) = Call::of(extensions) else {
            return next.run(request, extensions).await;
        };
        let Some(deadline) = call.deadline() else {
            return next.run(request, extensions).await;
        };
        let run = next.run(request, extensions);
        if let Ok(result) = tokio::time::timeout_at(deadline, run).await {
            return result;
        }
        call.cut_attempt(FailureKind::Deadline);
        Err(Failure::new(
            FailureKind::Deadline,
            "the deadline of the whole call has passed; see ClientBuilder::deadline",
        )
        .into())
    }
}
