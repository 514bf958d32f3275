//! The operations of StockTrim's document, and how often each may be carried out.

use std::borrow::Cow;
use std::fmt;

use http::Method;

use crate::values::names;

names! {
    /// What happens when a request is carried out twice, in the words of RFC 9110, section 9.2.
    ///
    /// It decides what is retried after which failure: see [the guide on retries](crate::guide::retries).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum Idempotency {
        /// Changes nothing. Retried after a connection failure, a time-out, a cut or stalled body, 408,
        /// 429, 500, 502, 503 and 504.
        Safe = "safe",
        /// Sets a state by key, so that twice is once. Retried after the same without 500, and no sooner
        /// than [`RetryConfig::min_write_backoff`](crate::retry::RetryConfig::min_write_backoff).
        Idempotent = "idempotent",
        /// Deletes one thing. Retried after the same without 500; a 404 after an attempt that may have
        /// been applied is success.
        IdempotentDelete = "idempotent-delete",
        /// Anything else: twice may be two orders. Retried only when the request never arrived, or
        /// after 429.
        NonIdempotent = "non-idempotent",
    }
}

/// What the document, with its overlay, says of an operation.
struct Row {
    method: Method,
    path: &'static str,
    idempotency: Idempotency,
    key: &'static str,
    parameters: &'static [(&'static str, bool)],
    has_body: bool,
}

impl Operation {
    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// Its id, as in `upsert_product`: also the name of its method of [`Api`](crate::Api).
    #[must_use]
    pub fn id(self) -> &'static str {
        self.as_str()
    }

    /// The operation with this id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.id() == id)
    }

    /// Its HTTP method.
    #[must_use]
    pub fn method(self) -> &'static Method {
        &self.row().method
    }

    /// Its path, with the names of the values in braces, as in `/api/Customers/{code}`.
    #[must_use]
    pub fn path(self) -> &'static str {
        self.row().path
    }

    /// The values that its path and query take, by their names on the wire, and whether a call needs
    /// each: `("productId", true)`.
    #[must_use]
    pub fn parameters(self) -> &'static [(&'static str, bool)] {
        self.row().parameters
    }

    /// Whether it takes a body.
    #[must_use]
    pub fn has_body(self) -> bool {
        self.row().has_body
    }

    /// What happens when it is carried out twice.
    ///
    /// An [`Idempotency::Idempotent`] operation is one only while every row that is sent has its
    /// key: without it a call counts as [`Idempotency::NonIdempotent`].
    #[must_use]
    pub fn idempotency(self) -> Idempotency {
        self.row().idempotency
    }

    /// Where the rows of its body have the key without which it is not idempotent.
    pub(crate) fn key(self) -> &'static str {
        self.row().key
    }
}

/// What a call asks for: an operation of the document, or a path that the document lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    pub operation: Option<Operation>,
    pub method: Method,
    pub path: Cow<'static, str>,
}

impl From<Operation> for Endpoint {
    fn from(operation: Operation) -> Self {
        Self {
            operation: Some(operation),
            method: operation.method().clone(),
            path: operation.path().into(),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.operation {
            Some(operation) => operation.fmt(f),
            None => write!(f, "{} {}", self.method, self.path),
        }
    }
}

macro_rules! operations {
    ($($(#[$docs:meta])* $name:ident, $id:literal, $method:ident, $path:literal, $class:ident, $key:literal, $parameters:expr, $has_body:literal;)*) => {
        names! {
            /// An operation of StockTrim's document.
            ///
            /// ```
            /// use stocktrim::{Idempotency, Operation};
            ///
            /// let operation = Operation::UpsertProduct;
            /// assert_eq!(operation.to_string(), "upsert_product");
            /// assert_eq!((operation.method().as_str(), operation.path()), ("POST", "/api/Products"));
            /// assert_eq!(operation.idempotency(), Idempotency::Idempotent);
            /// ```
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[non_exhaustive]
            pub enum Operation {
                $($(#[$docs])* $name = $id,)*
            }
        }

        impl Operation {
            /// Every operation, in the document's order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }

        static TABLE: &[Row] = &[$(Row {
            method: Method::$method,
            path: $path,
            idempotency: Idempotency::$class,
            key: $key,
            parameters: &$parameters,
            has_body: $has_body,
        }),*];
    };
}
use operations;

include!(concat!(env!("OUT_DIR"), "/operations.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_agrees_with_itself() {
        for operation in Operation::ALL.iter().copied() {
            assert_eq!(Operation::from_id(operation.id()), Some(operation));
            let in_path = operation.path().matches('{').count();
            let named = operation.parameters().iter();
            let named = named.filter(|(name, _)| operation.path().contains(&format!("{{{name}}}")));
            assert_eq!(
                named.filter(|(_, needed)| *needed).count(),
                in_path,
                "{operation}"
            );
            let deletes = operation.method() == Method::DELETE;
            assert!(!(deletes && operation.has_body()), "{operation}");
            let reads = operation.method() == Method::GET || operation == Operation::QueryOrderPlan;
            assert_eq!(
                operation.idempotency() == Idempotency::Safe,
                reads,
                "{operation}"
            );
            let deletes_one = operation.idempotency() == Idempotency::IdempotentDelete;
            assert!(
                !deletes_one || operation.method() == Method::DELETE,
                "{operation}"
            );
        }
        assert_eq!(Operation::from_id("create_miracle"), None);
    }

    #[test]
    fn an_endpoint_is_called_by_its_operation_or_by_its_line() {
        let raw = Endpoint {
            operation: None,
            method: Method::GET,
            path: "/api/New".into(),
        };
        assert_eq!(raw.to_string(), "GET /api/New");
        assert_eq!(Endpoint::from(Operation::ListBoms).to_string(), "list_boms");
    }
}
