//! What may be sent again, how often and how much later: one table and one policy.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use http::StatusCode;
use serde_json::Value;

use super::classify::FailureKind;

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

/// How often a call is sent again, and how much later.
///
/// The waits grow exponentially with full jitter: the n-th is drawn between zero and
/// `base · 2ⁿ⁻¹`, at most `cap`. What may be sent again is in [`RetryClass`], by operation.
///
/// ```
/// use std::time::Duration;
/// use stocktrim::transport::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_retries(8).cap(Duration::from_secs(60));
/// let never = RetryPolicy::none();
/// # assert_ne!(patient, never);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    max_retries: u32,
    base: Duration,
    cap: Duration,
    overrides: Vec<(String, RetryClass)>,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_retries: 5,
            base: Duration::from_secs(1),
            cap: Duration::from_secs(30),
            overrides: Vec::new(),
        }
    }
}

impl RetryPolicy {
    /// Nothing is ever sent again.
    #[must_use]
    pub fn none() -> Self {
        Self::default().max_retries(0)
    }

    /// How many times a call is sent again at the most; 5 unless told.
    #[must_use]
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// The first wait's upper bound, which doubles each time; 1 second unless told.
    ///
    /// It is also the least wait before an operation of [`RetryClass::SetsState`] is sent again.
    #[must_use]
    pub fn base(mut self, base: Duration) -> Self {
        self.base = base;
        self
    }

    /// The longest wait; 30 seconds unless told. `Retry-After` may ask for more.
    #[must_use]
    pub fn cap(mut self, cap: Duration) -> Self {
        self.cap = cap;
        self
    }

    /// Puts an operation, by its id, into another class than the table of the SDK does.
    ///
    /// For the day when more is known of the server than `behaviour.md` says.
    #[must_use]
    pub fn treat(mut self, operation: impl Into<String>, class: RetryClass) -> Self {
        self.overrides.push((operation.into(), class));
        self
    }

    /// The class of a call, given its operation, its body and whether the caller vouches for it.
    pub(super) fn class_of(
        &self,
        operation: &str,
        body: Option<&[u8]>,
        idempotent: bool,
    ) -> RetryClass {
        let told = self
            .overrides
            .iter()
            .rev()
            .find(|(name, _)| name == operation);
        let class = told.map_or_else(|| by_table(operation, body), |(_, class)| *class);
        if class == Other && idempotent {
            SetsState
        } else {
            class
        }
    }

    /// How long to wait before the next attempt; `None` when there is none.
    pub(super) fn wait(
        &self,
        class: RetryClass,
        retries: u32,
        asked: Option<Duration>,
    ) -> Option<Duration> {
        if retries >= self.max_retries {
            return None;
        }
        let wait = match asked {
            Some(asked) if !asked.is_zero() => {
                asked.saturating_add(jittered(asked / 10, asked / 10, 0))
            }
            _ => jittered(self.base, self.cap, retries),
        };
        let least = if class == SetsState {
            self.base.min(self.cap)
        } else {
            Duration::ZERO
        };
        Some(wait.max(least))
    }
}

/// Draws from zero to `base · 2^retries`, at most `cap`.
fn jittered(base: Duration, cap: Duration, retries: u32) -> Duration {
    let most = base
        .checked_mul(1 << retries.min(30))
        .map_or(cap, |wait| wait.min(cap));
    most.mul_f64(random())
}

/// A number from 0 up to 1, without it. The standard library's hashers are keyed at random, each
/// anew, which is random enough to keep clients from calling in step.
fn random() -> f64 {
    let bits = RandomState::new().build_hasher().finish() >> 32;
    f64::from(u32::try_from(bits).unwrap_or_default()) / 4_294_967_296.0
}

/// Whether an operation changes anything.
pub(super) fn is_write(operation: &str, is_get: bool) -> bool {
    let listed = TABLE.iter().find(|(name, ..)| *name == operation);
    listed.map_or(!is_get, |(_, class, _)| *class != Read)
}

fn by_table(operation: &str, body: Option<&[u8]>) -> RetryClass {
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
    fn waits_grow_up_to_the_cap_and_are_drawn_from_zero() {
        let policy = RetryPolicy::default().max_retries(50);
        for (retries, most) in [(0, 1), (1, 2), (2, 4), (3, 8), (4, 16), (5, 30), (40, 30)] {
            let waits: Vec<_> = (0..200)
                .filter_map(|_| policy.wait(Read, retries, None))
                .collect();
            let most = Duration::from_secs(most);
            assert!(waits.iter().all(|wait| *wait <= most), "{retries}");
            assert!(waits.iter().any(|wait| *wait > most / 2), "{retries}");
            assert!(waits.iter().any(|wait| *wait < most / 2), "{retries}");
        }
        assert_eq!(policy.wait(Read, 50, None), None);
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
