//! What may be retried after what: the key that rows need, and what each class means.

use http::StatusCode;
use serde_json::Value;

use super::classify::FailureKind;
use crate::error::Applied;
use crate::operation::Idempotency::{self, Idempotent, NonIdempotent, Safe};
use crate::operation::Operation;

/// The class of a call: what the caller says of it, else the operation's own, for which every row
/// of the body needs its key.
pub(super) fn class_of(
    operation: Option<Operation>,
    told: Option<Idempotency>,
    body: Option<&[u8]>,
) -> Idempotency {
    if let Some(told) = told {
        return told;
    }
    let Some(operation) = operation else {
        return NonIdempotent;
    };
    let key = operation.key();
    match operation.idempotency() {
        Idempotent if !key.is_empty() && !every_row_has(key, body) => NonIdempotent,
        class => class,
    }
}

/// Whether every row of a body has a text that is not blank at `path` (`rows[].key`).
fn every_row_has(path: &str, body: Option<&[u8]>) -> bool {
    let Some(body) = body.and_then(|body| serde_json::from_slice::<Value>(body).ok()) else {
        return false;
    };
    let has = |row: &Value, key: &str| {
        row.get(key)
            .and_then(Value::as_str)
            .is_some_and(|text| !text.trim().is_empty())
    };
    match path.split_once("[].") {
        None => has(&body, path),
        Some((list, key)) => {
            let rows = if list.is_empty() {
                Some(&body)
            } else {
                body.get(list)
            };
            rows.and_then(Value::as_array)
                .is_some_and(|rows| rows.iter().all(|row| has(row, key)))
        }
    }
}

impl Idempotency {
    /// Whether a request of which this is known may be retried at all.
    pub(super) fn retries_when(self, applied: Applied) -> bool {
        match applied {
            Applied::No => true,
            Applied::Unknown => self != NonIdempotent,
            Applied::Yes => false,
        }
    }

    /// Whether an answer of this status is worth another attempt.
    pub(super) fn retries_after_status(self, status: StatusCode) -> bool {
        match status.as_u16() {
            429 => true,
            500 => self == Safe,
            408 | 502 | 503 | 504 => self != NonIdempotent,
            _ => false,
        }
    }

    /// Whether a failure of this kind is worth another attempt.
    pub(super) fn retries_after_failure(self, failure: FailureKind) -> bool {
        match failure {
            FailureKind::Connect | FailureKind::Refused => true,
            FailureKind::Connection | FailureKind::AttemptTimeout => self != NonIdempotent,
            FailureKind::Request
            | FailureKind::HeldBack
            | FailureKind::Tls
            | FailureKind::Deadline
            | FailureKind::TooLarge
            | FailureKind::Decode
            | FailureKind::Middleware => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_without_its_key_is_not_idempotent() {
        let class = |operation, body: &str| class_of(Some(operation), None, Some(body.as_bytes()));
        let product = Operation::UpsertProduct;
        assert_eq!(class(product, r#"{"productId":"A"}"#), Idempotent);
        assert_eq!(class(product, r#"{"productId":" "}"#), NonIdempotent);
        assert_eq!(class_of(Some(product), None, None), NonIdempotent);
        let orders = Operation::UpsertSalesOrders;
        let line = |lines| format!(r#"{{"saleOrderLineItems":[{lines}]}}"#);
        assert_eq!(
            class(orders, &line(r#"{"externalReferenceId":"1"}"#)),
            Idempotent
        );
        assert_eq!(
            class(orders, &line(r#"{"externalReferenceId":"1"},{}"#)),
            NonIdempotent
        );
        assert_eq!(class(Operation::SetInventorySystem, "{}"), Idempotent);
    }

    #[test]
    fn the_caller_has_the_last_word_and_what_is_unknown_is_taken_for_the_worst() {
        assert_eq!(
            class_of(Some(Operation::UpsertPurchaseOrder), Some(Idempotent), None),
            Idempotent
        );
        assert_eq!(class_of(None, None, Some(b"{}")), NonIdempotent);
        assert_eq!(class_of(None, Some(Safe), None), Safe);
    }

    #[test]
    fn keys_are_looked_for_in_every_row() {
        let has = |path, body: &str| every_row_has(path, Some(body.as_bytes()));
        assert!(has("code", r#"{"code":"a"}"#));
        for body in [
            "{}",
            r#"{"code":""}"#,
            r#"{"code":null}"#,
            r#"{"code":5}"#,
            "[]",
            "x",
        ] {
            assert!(!has("code", body), "{body}");
        }
        assert!(has("[].code", r#"[{"code":"a"},{"code":"b"}]"#));
        assert!(!has("[].code", r#"[{"code":"a"},{}]"#));
        assert!(has("rows[].code", r#"{"rows":[{"code":"a"}]}"#));
        assert!(!has("rows[].code", r#"{"rows":null}"#));
        assert!(!every_row_has("code", None));
    }
}
