//! An in-process transport for tests: a closure from request to answer, and no socket.
//!
//! Everything but the network is the real thing: retries, time-outs, limits and errors work as
//! they do against a server. With no socket involved, tokio's paused clock can be used.
//!
//! ```
//! use stocktrim::Client;
//! use stocktrim::transport::testing::Answer;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> stocktrim::Result<()> {
//! let client = Client::builder()
//!     .credentials("tenant-id", "tenant name")
//!     .in_process(|request| async move {
//!         assert_eq!(request.uri().path(), "/api/SuppliersBulk");
//!         Answer::json(200, r#"[{"supplierCode": "HT-01"}]"#)
//!     })
//!     .build()?;
//! let suppliers = client.api().list_suppliers().send().await?;
//! assert_eq!(suppliers.len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! For behaviour across calls, such as what an upsert changed, take the sandbox instead.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Extensions, StatusCode};
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};

use super::classify::{Failure, FailureKind};

type Answering = Pin<Box<dyn Future<Output = Answer> + Send>>;
pub(crate) type Handler = Arc<dyn Fn(http::Request<Bytes>) -> Answering + Send + Sync>;

/// What a handler makes of a request.
#[derive(Debug)]
pub struct Answer(std::result::Result<http::Response<Bytes>, FailureKind>);

impl Answer {
    /// An answer with a status and no body; a status that HTTP does not know becomes 500.
    #[must_use]
    pub fn status(status: u16) -> Self {
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() =
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self(Ok(response))
    }

    /// An answer with a JSON body, which is not checked.
    #[must_use]
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Self::status(status).body("application/json; charset=utf-8", body)
    }

    /// No answer: the connection could not be made, so that the request never left.
    #[must_use]
    pub fn no_connection() -> Self {
        Self(Err(FailureKind::Connect))
    }

    /// No answer: the connection broke, and whether the request was applied is not known.
    #[must_use]
    pub fn broken_connection() -> Self {
        Self(Err(FailureKind::Connection))
    }

    /// Sets the body and its media type.
    #[must_use]
    pub fn body(self, media_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut answer = self.header(CONTENT_TYPE, HeaderValue::from_static(media_type));
        if let Ok(response) = &mut answer.0 {
            *response.body_mut() = body.into();
        }
        answer
    }

    /// Sets a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        if let Ok(response) = &mut self.0 {
            response.headers_mut().insert(name, value);
        }
        self
    }
}

impl From<http::Response<Bytes>> for Answer {
    fn from(response: http::Response<Bytes>) -> Self {
        Self(Ok(response))
    }
}

/// The innermost middleware: it answers instead of the network.
pub(super) struct InProcess(pub Handler);

#[async_trait::async_trait]
impl Middleware for InProcess {
    async fn handle(
        &self,
        mut request: Request,
        _: &mut Extensions,
        _: Next<'_>,
    ) -> Result<Response> {
        let body = request
            .body()
            .and_then(reqwest::Body::as_bytes)
            .map(Bytes::copy_from_slice);
        let mut taken = http::Request::new(body.unwrap_or_default());
        *taken.method_mut() = request.method().clone();
        *taken.headers_mut() = std::mem::take(request.headers_mut());
        *taken.uri_mut() = request.url().as_str().parse().map_err(|error| {
            let message = format!("the address is no HTTP URI: {error}");
            Failure::new(FailureKind::Request, message)
        })?;
        match (self.0)(taken).await.0 {
            Ok(response) => Ok(response.into()),
            Err(kind) => {
                Err(Failure::new(kind, "the in-process transport was told to fail").into())
            }
        }
    }
}
