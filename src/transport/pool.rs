//! The innermost middleware with the feature `blocking`: connections of their own for calls that wait.

use std::sync::{Arc, OnceLock};

use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};
use tokio::runtime::{Handle, Id};

use super::classify::{Failure, FailureKind};

/// The runtime of the calls that wait, once there is one.
pub(crate) static BACKGROUND: OnceLock<Id> = OnceLock::new();

/// Makes the client whose connections live on that runtime.
pub(crate) type MakeClient = Arc<dyn Fn() -> crate::error::Result<reqwest::Client> + Send + Sync>;

/// A connection is driven by the runtime that made it. Were there one pool, a call that waits could be
/// given a connection of a runtime that nobody runs any more, and hang.
pub(super) struct WaitingPool {
    make: MakeClient,
    client: OnceLock<reqwest::Client>,
}

impl WaitingPool {
    pub fn new(make: MakeClient) -> Self {
        Self {
            make,
            client: OnceLock::new(),
        }
    }

    fn client(&self) -> std::result::Result<&reqwest::Client, Failure> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let made = (self.make)();
        let made = made.map_err(|error| Failure::new(FailureKind::Request, error.to_string()))?;
        Ok(self.client.get_or_init(|| made))
    }
}

#[async_trait::async_trait]
impl Middleware for WaitingPool {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let waits = BACKGROUND
            .get()
            .is_some_and(|background| Handle::current().id() == *background);
        if !waits {
            return next.run(request, extensions).await;
        }
        Ok(self.client()?.execute(request).await?)
    }
}
