//! Which operation may be sent again after what: the table, and what its classes mean.

use http::StatusCode;
use serde_json::Value;

use super::classify::FailureKind;
use crate::error::Applied;

/// How an operation may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryClass {
    /// Changes nothing. Sent again after a connection failure, a time-out, a cut or stalled
    /// body, 408, 429, 500, 502, 503 and 504.
    Read,
    /// Sets a state by key, so that twice is once. Sent again after the same without 500, and no
    /// sooner than the policy's base.
    SetsState,
    /// Deletes one thing. Sent again after the same without 500; a 404 after an attempt that may
    /// have been applied is success.
    DeletesOne,
    /// Anything else: done twice may be two orders. Sent again only when the connection was never
    /// made, or after 429.
    Other,
}

use RetryClass::{DeletesOne, Other, Read, SetsState};

/// Every operation: its class, and for `SetsState` where its rows have the key without which
/// the operation falls into `Other`.
pub(crate) const TABLE: &[(&str, RetryClass, &str)] = &[
    ("list_boms", Read, ""),
    ("create_bom", Other, ""),
    ("delete_bom", DeletesOne, ""),
    ("get_configuration", Read, ""),
    ("list_customers", Read, ""),
    ("upsert_customer", SetsState, "code"),
    ("get_customer", Read, ""),
    ("set_inventory", SetsState, "inventory[].productId"),
    ("get_inventory_system", Read, ""),
    ("set_inventory_system", SetsState, ""),
    ("find_location", Read, ""),
    ("upsert_location_by_code_or_name", SetsState, "locationCode"),
    ("upsert_location", SetsState, "locationCode"),
    ("query_order_plan", Read, ""),
    ("get_processing_status", Read, ""),
    ("set_processing_status", SetsState, ""),
    ("find_purchase_order", Read, ""),
    ("upsert_purchase_order", Other, ""),
    ("delete_purchase_order", DeletesOne, ""),
    ("get_purchase_order", Read, ""),
    ("generate_purchase_orders", Other, ""),
    ("run_forecast", Other, ""),
    ("list_sales_orders", Read, ""),
    ("create_sales_order", Other, ""),
    ("delete_sales_orders", Other, ""),
    ("delete_all_sales_orders", Other, ""),
    ("delete_sales_orders_in_range", Other, ""),
    ("create_sales_orders", Other, ""),
    ("upsert_sales_orders", Other, ""),
    ("delete_sales_orders_at_location", Other, ""),
    ("find_supplier", Read, ""),
    ("upsert_suppliers", SetsState, "[].supplierCode"),
    ("delete_supplier", DeletesOne, ""),
    ("list_suppliers", Read, ""),
    ("list_products", Read, ""),
    ("upsert_product", SetsState, "productId"),
    ("delete_product", DeletesOne, ""),
    ("list_purchase_orders", Read, ""),
];

/// Whether the document has such an operation.
pub(super) fn is_known(operation: &str) -> bool {
    TABLE.iter().any(|(name, ..)| *name == operation)
}

/// Whether an operation changes anything.
pub(super) fn is_write(operation: &str, is_get: bool) -> bool {
    let listed = TABLE.iter().find(|(name, ..)| *name == operation);
    listed.map_or(!is_get, |(_, class, _)| *class != Read)
}

pub(super) fn by_table(operation: &str, body: Option<&[u8]>) -> RetryClass {
    let Some((_, class, key)) = TABLE.iter().find(|(name, ..)| *name == operation) else {
        return Other;
    };
    if *class == SetsState && !key.is_empty() && !every_row_has(key, body) {
        return Other;
    }
    *class
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

impl RetryClass {
    /// Whether a request that is applied so far may be sent again at all.
    pub(super) fn again_when(self, applied: Applied) -> bool {
        match applied {
            Applied::No => true,
            Applied::Unknown => self != Other,
            Applied::Yes => false,
        }
    }

    /// Whether an answer of this status is worth another attempt.
    pub(super) fn again_after_status(self, status: StatusCode) -> bool {
        match status.as_u16() {
            429 => true,
            500 => self == Read,
            408 | 502 | 503 | 504 => self != Other,
            _ => false,
        }
    }

    /// Whether a failure of this kind is worth another attempt.
    pub(super) fn again_after_failure(self, failure: FailureKind) -> bool {
        match failure {
            FailureKind::Connect => true,
            FailureKind::Connection | FailureKind::AttemptTimeout => self != Other,
            FailureKind::Request
            | FailureKind::Tls
            | FailureKind::Deadline
            | FailureKind::TooLarge
            | FailureKind::Middleware => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_every_operation_of_the_document_once() {
        let mut listed: Vec<_> = TABLE.iter().map(|(name, ..)| *name).collect();
        let mut document: Vec<_> = crate::generated::OPERATIONS
            .iter()
            .map(|(id, ..)| *id)
            .collect();
        listed.sort_unstable();
        document.sort_unstable();
        assert_eq!(listed, document);
    }

    #[test]
    fn every_get_is_a_read_and_only_the_order_plan_reads_otherwise() {
        for (id, method, _) in crate::generated::OPERATIONS {
            let reads = *method == "GET" || *id == "query_order_plan";
            assert_eq!(by_table(id, None) == Read, reads, "{id}");
            assert_eq!(is_write(id, *method == "GET"), !reads, "{id}");
        }
    }

    #[test]
    fn an_operation_that_is_not_listed_is_taken_for_the_worst() {
        assert_eq!(by_table("create_miracle", Some(b"{}")), Other);
        assert!(is_write("create_miracle", false) && !is_write("get_miracle", true));
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
