//! The middleware that reads what the application's own middlewares answer.

use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};

use super::attempt::{Body, answer, read, take_head};

/// Stands above the application's middlewares: an answer of theirs is read within the same limits
/// as the server's, whose body has been read already.
pub(super) struct Buffer {
    pub max_bytes: usize,
}

#[async_trait::async_trait]
impl Middleware for Buffer {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let mut response = next.run(request, extensions).await?;
        let head = take_head(&mut response);
        let mut body = Body::default();
        read(&mut response, &mut body, self.max_bytes).await?;
        Ok(answer(head, body.into_bytes()))
    }
}
