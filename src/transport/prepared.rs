//! A request that is ready to be sent, and the answer to it.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, USER_AGENT};
use http::{Extensions, HeaderMap, Method, StatusCode};
use reqwest::{Request, RequestBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tracing::Instrument;

use super::classify::Failure;
use super::context::CallContext;
use super::span::CallSpan;
use super::{Transport, decode, invalid, outcome, url};
use crate::error::{Error, Result};
use crate::operation::{Endpoint, Idempotency, Operation};

/// An answer of StockTrim, with what was read of it.
///
/// It dereferences to the value.
#[derive(Clone, Debug)]
pub struct Response<T> {
    pub(super) value: T,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) attempts: u32,
    pub(super) elapsed: Duration,
}

impl<T> Response<T> {
    /// An answer to the first attempt, for the tests of a program that handles answers.
    pub fn new(status: StatusCode, headers: HeaderMap, value: T) -> Self {
        Self {
            value,
            status,
            headers,
            attempts: 1,
            elapsed: Duration::ZERO,
        }
    }

    /// The status: any 2xx (G8).
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// How many times the request was sent, or tried to be.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How long the call took, from the first attempt to the end of the body, waits included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The value alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The same answer with what `read` makes of the value.
    #[must_use]
    pub fn map<U>(self, read: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            value: read(self.value),
            status: self.status,
            headers: self.headers,
            attempts: self.attempts,
            elapsed: self.elapsed,
        }
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A request that is ready to be sent.
pub(crate) struct Prepared {
    transport: Transport,
    endpoint: Endpoint,
    idempotency: Option<Idempotency>,
    request: Request,
}

impl Transport {
    /// Makes a request; `idempotency` is that of a path without an operation, which has its own.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when JSON or HTTP cannot
    /// carry it, or a value in its query is blank.
    pub fn prepare(
        &self,
        endpoint: impl Into<Endpoint>,
        idempotency: Option<Idempotency>,
        request: RequestBuilder,
    ) -> Result<Prepared> {
        let endpoint = endpoint.into();
        let rejected = |message| invalid(endpoint.clone(), message);
        let mut request = request
            .build()
            .map_err(|error| rejected(Failure::from(error).message))?;
        url::reject_blank_query_values(request.url()).map_err(rejected)?;
        let lacks_body = request.body().is_none() && request.method() == Method::POST;
        let headers = request.headers_mut();
        if lacks_body {
            // Some servers answer 411 to a POST that does not say that it has no body.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, self.shared.user_agent.clone());
        self.options.check().map_err(rejected)?;
        self.options.apply_headers(headers).map_err(rejected)?;
        Ok(Prepared {
            transport: self.clone(),
            endpoint,
            idempotency,
            request,
        })
    }
}

impl Prepared {
    /// Sends it, and reads what it answers.
    pub async fn send<T: DeserializeOwned>(self) -> Result<Response<T>> {
        let max_bytes = self.transport.shared.settings.max_response_bytes;
        self.run(move |call, answer| {
            decode::decode(call, outcome::judged(call, answer)?, max_bytes)
        })
        .await
    }

    /// Sends it; what the body says means nothing, unless it is that the call failed.
    pub async fn send_empty(self) -> Result<Response<()>> {
        self.run(|call, answer| decode::unread(call, outcome::judged(call, answer)?))
            .await
    }

    /// Sends it, and gives the body as it came.
    pub async fn send_raw(self) -> Result<Response<Bytes>> {
        self.run(outcome::judged).await
    }

    /// Sends it, and gives any answer as it came, whatever its status.
    pub async fn send_unjudged(self) -> Result<Response<Bytes>> {
        self.run(outcome::whole).await
    }

    async fn run<T>(
        self,
        read: impl FnOnce(&CallContext, Response<Bytes>) -> Result<Response<T>>,
    ) -> Result<Response<T>> {
        let call = CallContext::new(self.endpoint, &self.transport, self.idempotency);
        let call = Arc::new(call);
        let mut opened = CallSpan::open(&call, &self.request);
        let span = opened.span.clone();
        let mut extensions = Extensions::new();
        extensions.insert(Arc::clone(&call));
        let stack = &self.transport.shared.stack;
        async {
            let result = stack
                .execute_with_extensions(self.request, &mut extensions)
                .await;
            let answer = outcome::received(&call, result).await;
            let result = answer.and_then(|answer| read(&call, answer));
            opened.end(result.as_ref().err());
            result
        }
        .instrument(span)
        .await
    }
}

/// Sets the body of a request, as JSON.
pub(crate) fn json<T: Serialize + ?Sized>(
    endpoint: impl Into<Endpoint>,
    request: RequestBuilder,
    body: &T,
) -> Result<RequestBuilder> {
    let json = serde_json::to_vec(body).or_else(|_| {
        // Once more, now keeping track of the path.
        let mut json = Vec::new();
        serde_path_to_error::serialize(body, &mut serde_json::Serializer::new(&mut json))?;
        Ok(json)
    });
    let json = json.map_err(|failed: serde_path_to_error::Error<_>| {
        invalid(endpoint, format!("{failed}: nothing was sent"))
    })?;
    Ok(request.header(CONTENT_TYPE, "application/json").body(json))
}

/// Makes the error of a value that a builder of the generated client was given, or was not.
pub(crate) fn rejected(operation: Operation) -> impl Fn(String) -> Error {
    move |message| invalid(operation, message)
}
