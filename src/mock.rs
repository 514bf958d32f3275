//! Stubs of single operations, with typed arguments and answers, over httpmock.
//!
//! A stub says what one request must be and what is answered; the rest of StockTrim is not there,
//! and a request that no stub meets is answered 404. Requests go over HTTP, through the
//! real transport.
//!
//! ```
//! use stocktrim::mock::{self, MockServer, MockServerExt};
//! use stocktrim::types::ProductsResponseDto;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> stocktrim::Result<()> {
//! let server = MockServer::start();
//! let client = mock::client(&server)?;
//!
//! // A read: what is asked, and the rows that are answered.
//! let oak = ProductsResponseDto::new("OAK").name("Oak table top");
//! let found = server.list_products(|when, then| {
//!     when.code("OAK");
//!     then.success(200, [oak]);
//! });
//! let product = client.products().get("OAK").await?;
//! assert_eq!(product.and_then(|product| product.name).as_deref(), Some("Oak table top"));
//! found.assert();
//!
//! // A refusal, as StockTrim words it.
//! server.upsert_product(|_, then| {
//!     then.validation([("productId", "The productId is too long.")]);
//! });
//! let product = stocktrim::types::ProductsRequestDto::new("OAK");
//! let error = client.products().upsert(product).await.unwrap_err();
//! assert_eq!(error.kind(), stocktrim::ErrorKind::Validation);
//! # Ok(())
//! # }
//! ```
//!
//! # When to take this, and when the sandbox
//!
//! | take the mock | take the [sandbox](https://docs.rs/stocktrim-sandbox) |
//! | --- | --- |
//! | to answer one exact thing, once: a status, a text, a field that is null | to run a whole sync: what was written is read again |
//! | to assert what was sent, down to each field | to assert what StockTrim then has |
//! | for an answer that StockTrim is not known to give | for the oddities it is known for, and faults by the script |
//!
//! What is answered here is what the test says, also where StockTrim would never say it: a test
//! that stubs the wrong thing passes. When in doubt, take the sandbox.
//!
//! The types are generated from the same document as the client, so that a stub does not compile
//! when an operation changes. `into_inner` of a `…When` or `…Then` gives httpmock's own, for what
//! is not typed.

use std::collections::BTreeMap;

pub use httpmock::{Mock, MockServer, Then, When};
use serde::Serialize;
use serde_json::json;

use crate::client::Client;
use crate::error::Result;
pub use crate::generated::mock::{MockServerExt, operations};
use crate::retry::RetryConfig;
use crate::values::Rows;

/// A client of the server, with made-up credentials, which never retries.
///
/// For other settings, give [`Client::builder`] the server's `base_url()`.
///
/// # Errors
/// [`ErrorKind::Config`](crate::ErrorKind::Config), as for every client.
pub fn client(server: &MockServer) -> Result<Client> {
    Client::builder()
        .credentials("mock-id", "mock name")
        .base_url(server.base_url())
        .retry(RetryConfig::disabled())
        .build()
}

/// The pattern of a path value as it is on the wire; one that is never sent meets nothing.
pub(crate) fn in_path(value: &str) -> String {
    crate::transport::encode_segment(value).map_or_else(
        |_| "never/sent".to_owned(),
        |encoded| regex::escape(&encoded),
    )
}

/// What a stub can answer in the place of rows of `T`: one row, which is sent as an object, or
/// rows, which are sent as a list.
pub trait Answer<T> {
    /// What is sent, as JSON.
    type Body: Serialize;

    /// The body of the answer.
    fn into_body(self) -> Self::Body;
}

impl<T: Serialize> Answer<T> for T {
    type Body = T;

    fn into_body(self) -> T {
        self
    }
}

macro_rules! answer_as_a_list {
    ($($rows:ty [$($parameter:tt)*]),+) => {$(
        impl<T: Serialize, $($parameter)*> Answer<T> for $rows {
            type Body = Vec<T>;

            fn into_body(self) -> Vec<T> {
                self.into_iter().collect()
            }
        }
    )+};
}
answer_as_a_list!(Vec<T> [], Option<T> [], Rows<T> [], [T; N] [const N: usize]);

pub(crate) fn json(then: Then, status: u16, value: &impl Serialize) -> Then {
    then.status(status)
        .header("content-type", "application/json; charset=utf-8")
        .json_body_obj(value)
}

pub(crate) fn problem(then: Then, status: u16, title: &str) -> Then {
    let body = json!({ "type": "about:blank", "title": title, "status": status });
    then.status(status)
        .header("content-type", "application/problem+json; charset=utf-8")
        .json_body(body)
}

pub(crate) fn validation<F: Into<String>, M: Into<String>>(
    then: Then,
    errors: impl IntoIterator<Item = (F, M)>,
) -> Then {
    let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (field, message) in errors {
        fields.entry(field.into()).or_default().push(message.into());
    }
    let title = "One or more validation errors occurred.";
    let body = json!({ "title": title, "status": 400, "errors": fields });
    then.status(400)
        .header("content-type", "application/problem+json; charset=utf-8")
        .json_body(body)
}

/// What every operation can answer beside its own success; the document leaves errors out.
macro_rules! answers {
    ($($then:ident),+ $(,)?) => {$(
        impl $then {
            /// Any status, with an empty body.
            pub fn status(self, status: u16) -> Self {
                Self(self.0.status(status))
            }

            /// Any status, with a plain text, as a proxy or a failing server answers (G4).
            pub fn text(self, status: u16, text: &str) -> Self {
                let then = self.0.status(status).header("content-type", "text/plain; charset=utf-8");
                Self(then.body(text))
            }

            /// Any status, with any value as JSON: also what the document does not promise.
            pub fn json(self, status: u16, value: &impl ::serde::Serialize) -> Self {
                Self(crate::mock::json(self.0, status, value))
            }

            /// Any status, with problem details of this title (G2).
            pub fn problem(self, status: u16, title: &str) -> Self {
                Self(crate::mock::problem(self.0, status, title))
            }

            /// A 400 that says of each field what is wrong with it (G3).
            pub fn validation<F, M>(self, errors: impl ::std::iter::IntoIterator<Item = (F, M)>) -> Self
            where
                F: ::std::convert::Into<::std::string::String>,
                M: ::std::convert::Into<::std::string::String>,
            {
                Self(crate::mock::validation(self.0, errors))
            }

            /// One more header, such as `Retry-After`.
            pub fn header(self, name: &str, value: &str) -> Self {
                Self(self.0.header(name, value))
            }

            /// Waits so long before it answers.
            pub fn delay(self, time: ::std::time::Duration) -> Self {
                Self(self.0.delay(time))
            }
        }
    )+};
}
pub(crate) use answers;

/// The fields are httpmock's, which cannot be printed.
macro_rules! debug {
    ($($half:ident),+) => {$(
        impl ::std::fmt::Debug for $half {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($half)).finish_non_exhaustive()
            }
        }
    )+};
}
pub(crate) use debug;
