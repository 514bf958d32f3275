//! The read-only part: none of its requests changes anything.

mod look_ups;
mod orders;
mod plan;
mod products;
mod rest;

use serde_json::{Map, Value};
use stocktrim::{Client, Operation};

use super::asker::Asker;
use super::reply::{Reply, form, text, unknown};

/// What the first answers showed of the tenant, for the requests that need a row that is there.
#[derive(Debug, Default)]
pub(super) struct Known {
    products: Vec<Map<String, Value>>,
    location: Option<String>,
    /// The `productId` of a product that was sold.
    sold: Option<String>,
}

/// So many requests at most, that with wrong credentials included.
pub(super) const REQUESTS: usize = 40;

/// A code that no row of a shop has.
pub(super) const NO_CODE: &str = "no-such-code-7f3a9c51e2";
/// What stands for it in the report.
pub(super) const NONE: &str = "one that is not there";

/// The cheapest read goes first: where the credentials are refused, nothing else is asked.
pub(super) async fn greet(asker: &mut Asker<'_>) {
    let status = asker.call(Operation::GetProcessingStatus, &[], "").await;
    let upper = asker.get_path("/API/PROCESSINGSTATUS").await;
    asker.judge("paths_ignore_case", [&status, &upper], |[status, upper]| {
        let is_status = |reply: &Reply| {
            reply
                .row()
                .is_some_and(|row| row.contains_key("isProcessing"))
        };
        match is_status(upper) {
            _ if !is_status(status) => status.other(),
            true => form("true"),
            false if upper.status == 404 => form("false"),
            false => upper.other(),
        }
    });
}

/// Asks the rest that is asked with the tenant's credentials; `sold` is a product of which sales are known.
pub(super) async fn ask(asker: &mut Asker<'_>, sold: Option<String>) {
    let mut known = Known {
        sold,
        ..Known::default()
    };
    products::ask(asker, &mut known).await;
    look_ups::customers(asker).await;
    look_ups::suppliers(asker).await;
    orders::ask(asker, &mut known).await;
    look_ups::locations(asker, &known).await;
    plan::ask(asker, &mut known).await;
    rest::sales_orders(asker, &known).await;
    rest::boms(asker, &known).await;
    rest::errors(asker).await;
    let dates = asker.dates.answer();
    asker.note("some_dates_carry_z", dates, []);
}

/// Asks once with a pair of credentials that nobody has.
pub(super) async fn ask_stranger(asker: &mut Asker<'_>, stranger: &Client) {
    let got = asker.ask_stranger(stranger).await;
    asker.judge("unauthorized_status", [&got], |[reply]| {
        match reply.status {
            401 | 403 => form(reply.status),
            _ => reply.other(),
        }
    });
    asker.judge("unauthorized_body", [&got], |[reply]| {
        match reply.body.error_form() {
            Some(body) if matches!(reply.status, 401 | 403) => form(body),
            _ => reply.other(),
        }
    });
}

/// The first text in this field of any row.
fn any_text(rows: &[&Map<String, Value>], field: &str) -> Option<String> {
    rows.iter()
        .find_map(|row| text(row, field))
        .map(str::to_owned)
}

/// A list that has no row with what a look-up needs.
fn nothing(of: &str) -> stocktrim_sandbox::Answer {
    unknown(format!("the tenant has no {of} to look up"))
}
