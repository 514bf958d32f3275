//! Requests for what StockTrim's document does not have, or not yet.

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use reqwest::{RequestBuilder, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{CallOptions, Prepared, Response, Transport, invalid};
use crate::error::Result;
use crate::operation::{Endpoint, Idempotency, Operation};
use crate::retry::RetryConfig;
use crate::values::setters;

/// A request whose body and answer are JSON of any form: for a path that StockTrim's document lacks
/// ([`Client::request`](crate::Client::request)), or for an operation that is chosen at run time
/// ([`Client::operation`](crate::Client::operation)).
///
/// It goes the way of every call: the same address, credentials, limits and retries. An operation has
/// its own [`Idempotency`]; of other paths GET and HEAD are [`Idempotency::Safe`], everything else is
/// [`Idempotency::NonIdempotent`]. [`idempotency`](Self::idempotency) says otherwise.
#[derive(Debug)]
#[must_use = "nothing is sent until send() or send_raw() is awaited"]
pub struct RawRequest {
    transport: Transport,
    endpoint: Endpoint,
    request: Result<RequestBuilder>,
    options: CallOptions,
}

impl Transport {
    pub fn raw(&self, method: Method, path: &str) -> RawRequest {
        let plain = path.split(['?', '#']).next().unwrap_or_default().to_owned();
        let endpoint = Endpoint {
            operation: None,
            method,
            path: plain.into(),
        };
        self.raw_endpoint(endpoint, own_address(path, self.base_url()))
    }

    pub fn raw_operation(&self, operation: Operation, values: &[(&str, &str)]) -> RawRequest {
        let url = operation_url(operation, values, self.base_url());
        self.raw_endpoint(operation.into(), url)
    }

    fn raw_endpoint(&self, endpoint: Endpoint, url: Result<Url, String>) -> RawRequest {
        let method = endpoint.method.clone();
        RawRequest {
            transport: self.clone(),
            request: url
                .map(|url| self.http().request(method, url))
                .map_err(|reason| invalid(endpoint.clone(), reason)),
            endpoint,
            options: CallOptions::new(),
        }
    }
}

/// The address of an operation with its values, all of which it knows, and none of which it lacks.
fn operation_url(
    operation: Operation,
    values: &[(&str, &str)],
    base_url: &str,
) -> Result<Url, String> {
    let known = operation.parameters();
    let names = || known.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    for (at, (name, value)) in values.iter().enumerate() {
        if !known.iter().any(|(known, _)| known == name) {
            let names = names().join(", ");
            return Err(format!("{name} is no value of it, which takes: {names}"));
        }
        if value.trim().is_empty() {
            return Err(format!("{name} is blank: nothing was sent"));
        }
        if values[..at].iter().any(|(other, _)| other == name) {
            return Err(format!("{name} is given twice: nothing was sent"));
        }
    }
    let mut path = operation.path().to_owned();
    let mut in_path = Vec::new();
    for (name, needed) in known {
        let value = values.iter().find(|(given, _)| given == name);
        let Some((_, value)) = value else {
            if *needed {
                return Err(format!("{name} is missing: nothing was sent"));
            }
            continue;
        };
        let place = format!("{{{name}}}");
        if path.contains(&place) {
            path = path.replace(&place, &super::url::encode_segment(value)?);
            in_path.push(*name);
        }
    }
    let mut url = Url::parse(&format!("{base_url}{path}")).map_err(|error| error.to_string())?;
    let in_query = values.iter().filter(|(name, _)| !in_path.contains(name));
    let in_query: Vec<_> = in_query.collect();
    if !in_query.is_empty() {
        url.query_pairs_mut().extend_pairs(in_query);
    }
    Ok(url)
}

/// The address of a path, if it is one below the base address as it is written.
fn own_address(path: &str, base_url: &str) -> Result<Url, String> {
    let wrong = |what| Err(format!("the path {what}: nothing was sent"));
    if !path.starts_with('/') {
        return wrong("must begin with a slash, as in /api/Products");
    }
    let folded = path.to_ascii_lowercase().replace("%2e", ".");
    let plain = folded.split('?').next().unwrap_or_default();
    let reads_otherwise = |c: char| matches!(c, '\\' | '#') || c.is_control();
    if plain.split('/').any(|part| matches!(part, "." | "..")) || path.contains(reads_otherwise) {
        return wrong("has a part that URLs read otherwise, such as a dot segment");
    }
    match (
        Url::parse(&format!("{base_url}{path}")),
        Url::parse(base_url),
    ) {
        (Ok(url), Ok(base)) if url.origin() == base.origin() => Ok(url),
        _ => wrong("leads to another host than base_url"),
    }
}

impl RawRequest {
    fn change(mut self, change: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Self {
        self.request = self.request.map(change);
        self
    }

    /// Adds to the query, as in `.query(&[("page", "1")])`.
    pub fn query<T: Serialize + ?Sized>(self, query: &T) -> Self {
        self.change(|request| request.query(query))
    }

    /// Sets the body, as JSON.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        let json = |request| super::json(self.endpoint.clone(), request, body);
        self.request = self.request.and_then(json);
        self
    }

    setters! {
        /// Says what happens when the request is carried out twice, and with it when it is retried.
        pub fn idempotency(self, idempotency: Idempotency) {
            self.options = self.options.idempotency(idempotency);
        }

        /// Adds a header; see [`CallOptions::header`].
        pub fn header(self, name: impl Into<String>, value: impl Into<String>) {
            self.options = self.options.header(name, value);
        }

        /// How long the whole call may take, its attempts and the waits between them.
        pub fn timeout(self, timeout: Duration) { self.options = self.options.timeout(timeout) }

        /// How long one attempt may take, its body included.
        pub fn attempt_timeout(self, timeout: Duration) {
            self.options = self.options.attempt_timeout(timeout);
        }

        /// How often the call is retried, and how much later.
        pub fn retry(self, retry: RetryConfig) { self.options = self.options.retry(retry) }
    }

    /// Whether it can be sent: its path and its values are as they must be.
    ///
    /// # Errors
    /// Those with which [`send`](Self::send) would end before anything is sent.
    pub fn check(&self) -> Result<()> {
        self.request.as_ref().map(drop).map_err(Clone::clone)
    }

    /// Sends it, and reads the answer as JSON.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a path that leaves the
    /// client's own address, and the transport kinds.
    pub async fn send<T: DeserializeOwned>(self) -> Result<Response<T>> {
        self.prepared()?.send().await
    }

    /// Sends it, and gives the answer's body as it came.
    ///
    /// # Errors
    /// Those of [`send`](Self::send), but for [`ErrorKind::Decode`](crate::ErrorKind::Decode).
    pub async fn send_raw(self) -> Result<Response<Bytes>> {
        self.prepared()?.send_raw().await
    }

    /// Sends it, and gives any answer as it came, whatever its status: for programs that ask how the
    /// server behaves.
    ///
    /// It is retried as ever, but the last answer is not judged: an error status, a page for people
    /// and a redirect are answers too, and a write that was answered so may not have been applied.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a path that leaves the
    /// client's own address, and the kinds of a call without a whole answer, such as
    /// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) and
    /// [`ErrorKind::Connection`](crate::ErrorKind::Connection).
    pub async fn send_unjudged(self) -> Result<Response<Bytes>> {
        self.prepared()?.send_unjudged().await
    }

    fn prepared(self) -> Result<Prepared> {
        let class = match (self.endpoint.operation, &self.endpoint.method) {
            (Some(_), _) => None,
            (None, &Method::GET | &Method::HEAD) => Some(Idempotency::Safe),
            (None, _) => Some(Idempotency::NonIdempotent),
        };
        let transport = self.transport.with_options(self.options);
        transport.prepare(self.endpoint, class, self.request?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_an_operation_go_where_they_belong_or_nothing_is_sent() {
        let url = |operation, values: &[(&str, &str)]| {
            operation_url(operation, values, "https://host/base").map(|url| url.to_string())
        };
        assert_eq!(
            url(Operation::GetCustomer, &[("code", "A/B c")]).unwrap(),
            "https://host/base/api/Customers/A%2FB%20c"
        );
        assert_eq!(
            url(Operation::ListProducts, &[("code", "A&B=c")]).unwrap(),
            "https://host/base/api/Products?code=A%26B%3Dc"
        );
        let delete = Operation::DeleteProduct;
        for values in [
            &[][..],
            &[("productID", "A")],
            &[("productId", " ")],
            &[("productId", "A"), ("productId", "B")],
            &[("productId", "A"), ("all", "true")],
        ] {
            assert!(url(delete, values).is_err(), "{values:?}");
        }
        assert!(url(Operation::GetCustomer, &[("code", "..")]).is_err());
    }

    #[test]
    fn a_path_stays_below_the_base_address() {
        let url = |path: &str| own_address(path, "https://host/base").map(|url| url.to_string());
        assert_eq!(
            url("/api/New?x=1&y=a%2F").unwrap(),
            "https://host/base/api/New?x=1&y=a%2F"
        );
        assert_eq!(
            url("/api/a b/ü").unwrap(),
            "https://host/base/api/a%20b/%C3%BC"
        );
        assert_eq!(
            url("//evil.example/x").unwrap(),
            "https://host/base//evil.example/x"
        );
        for path in [
            "api/New",
            "",
            "@evil.example/",
            ".evil.example/",
            ":81/x",
            "/../x",
            "/api/../../x",
            "/a/%2e%2E/x",
            "/api/./x",
            "/api\\..\\x",
            "/api/x#y",
            "/.\t./x",
            "https://evil.example/",
        ] {
            assert!(url(path).is_err(), "{path}");
        }
    }
}
