//! The middleware that adds the two credentials, and only to requests for the client's own server.

use http::{Extensions, HeaderName};
use reqwest::{Request, Response, Url};
use reqwest_middleware::{Middleware, Next, Result};

use super::classify::{Failure, FailureKind};
use super::context::CallContext;
use crate::config::Credentials;

/// The header with the tenant's id (D2).
pub(super) const AUTH_ID: HeaderName = HeaderName::from_static("api-auth-id");
/// The header with the tenant's name (D2).
pub(super) const AUTH_SIGNATURE: HeaderName = HeaderName::from_static("api-auth-signature");

pub(super) struct Auth {
    pub base_url: Url,
    pub credentials: Credentials,
}

#[async_trait::async_trait]
impl Middleware for Auth {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        CallContext::of(extensions)?;
        if request.url().origin() != self.base_url.origin() {
            return Err(Failure::new(
                FailureKind::Request,
                "a middleware sent the request to another host than base_url: \
                 the credentials are not shown to it, and nothing was sent",
            )
            .into());
        }
        let headers = request.headers_mut();
        headers.insert(AUTH_ID, self.credentials.id_header());
        headers.insert(AUTH_SIGNATURE, self.credentials.signature_header());
        next.run(request, extensions).await
    }
}
