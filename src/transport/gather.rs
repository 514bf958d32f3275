//! The room that reads an answer which a middleware gave in place of the server's.

use bytes::Bytes;
use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};

use super::attempt::{Body, answer, read, take_head};

/// Stands above the application's middleware: what comes from below it has been read already.
pub(super) struct Gather {
    max_bytes: usize,
}

impl Gather {
    pub fn new(max_bytes: usize) -> Self {
        Self { max_bytes }
    }
}

#[async_trait::async_trait]
impl Middleware for Gather {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let mut response = next.run(request, extensions).await?;
        if response.extensions().get::<Bytes>().is_some() {
            return Ok(response);
        }
        let head = take_head(&mut response);
        let mut body = Body::default();
        read(&mut response, &mut body, self.max_bytes).await?;
        Ok(answer(head, body.into_bytes()))
    }
}
