//! The part that writes: rows of its own, whose codes begin with a prefix that no row of the tenant has.

mod clean;
mod forecast;
mod orders;
mod own;
mod products;
mod rest;
mod status;

use serde_json::{Map, Value};
use stocktrim_sandbox::Answer;

use super::asker::{Asker, Got};
use super::reply::{Body, Reply, form, unknown};
pub(super) use status::Statuses;

pub(super) use clean::clean;
pub use clean::{Cleaned, Left};
pub use own::{Delete, Own, fresh_prefix, is_prefix, random};

/// So many requests at most, without those that clean up and those that look at a forecast.
pub(super) const REQUESTS: usize = 38;
/// So many at most to clean up.
pub(super) const CLEANING: usize = 19;

/// Makes rows, changes them, and asks what came of it.
pub(super) async fn make(asker: &mut Asker<'_>, own: &Own, statuses: &mut Statuses) {
    rest::suppliers(asker, own, statuses).await;
    rest::location_and_customer(asker, own, statuses).await;
    products::make(asker, own, statuses).await;
    orders::make(asker, own).await;
    rest::sales(asker, own, statuses).await;
    if let Some(every) = asker.options.forecast {
        forecast::run(asker, every).await;
    }
}

/// Deletes some of them, and asks what came of that.
pub(super) async fn unmake(asker: &mut Asker<'_>, own: &Own, statuses: &mut Statuses) {
    rest::location_by_name(asker, own).await;
    rest::unmake(asker, own, statuses).await;
    orders::unmake(asker, own).await;
    products::unmake(asker, own).await;
    statuses.judge(asker);
}

/// The status of a success as a form.
fn status(reply: &Reply) -> Answer {
    if reply.is_success() {
        form(reply.status)
    } else {
        reply.other()
    }
}

/// What a write answered (C2, I2, A2): `is_own` knows what was written, `is_promised` what the document promises instead.
fn write_answer(
    reply: &Reply,
    is_own: fn(&Map<String, Value>) -> bool,
    is_promised: fn(&Map<String, Value>) -> bool,
) -> Answer {
    let all = |rows: &[Value], is: fn(&Map<String, Value>) -> bool| {
        rows.iter().all(|row| row.as_object().is_some_and(is))
    };
    match &reply.body {
        _ if !reply.is_success() => reply.other(),
        Body::Empty => form("nothing"),
        Body::Json(Value::Object(row)) if is_own(row) => form("object"),
        Body::Json(Value::Object(row)) if is_promised(row) => form("documented"),
        Body::Json(Value::Array(rows)) if !rows.is_empty() && all(rows, is_own) => form("list"),
        Body::Json(Value::Array(rows)) if all(rows, is_promised) => form("documented"),
        _ => reply.other(),
    }
}

fn is_order(row: &Map<String, Value>) -> bool {
    row.contains_key("purchaseOrderLineItems") || row.contains_key("clientReferenceNumber")
}

/// What one bad row did to the others: of the answer to them all, and of a look at a good one.
fn of_bad_row(answer: &Reply, is_applied: Option<bool>) -> Answer {
    match (answer.status, is_applied) {
        (400 | 422, Some(false)) => form("refused-whole"),
        (400 | 422, Some(true)) => form("refused-in-part"),
        (200..300, Some(true)) => form("taken"),
        _ => answer.other(),
    }
}

/// What became of a field: of the write, of a look after it, and what the field was before.
fn of_field(write: &Reply, after: &Reply, field: &str, before: &Value) -> Answer {
    let row = after.row();
    match (
        write.status,
        row.map(|row| row.get(field).unwrap_or(&Value::Null)),
    ) {
        (400 | 422, _) => form("refused"),
        (200..300, Some(value)) if is_same(value, before) => form("kept"),
        (200..300, Some(Value::Null)) => form("cleared"),
        (200..300, Some(value)) if value.as_f64() == Some(0.0) => form("zero"),
        (200..300, Some(value)) if value.as_str() == Some("") => form("empty"),
        (200..300, None) => after.other(),
        _ => write.other(),
    }
}

/// Whether two values are one, however numbers and dates are written.
fn is_same(value: &Value, before: &Value) -> bool {
    match (value, before) {
        (Value::String(value), Value::String(before)) => {
            let plain = |text: &str| text.trim_end_matches('Z').to_owned();
            plain(value).starts_with(&plain(before))
        }
        _ => value.as_f64().is_some() && value.as_f64() == before.as_f64(),
    }
}

/// A look after a write, unless the write was not answered at all.
fn both(write: &Got, after: Got) -> Got {
    match &write.reply {
        Ok(_) => after,
        Err(why) => Got::not(why),
    }
}

/// What follows, if what it builds on was done.
fn built_on(before: &Reply, judge: impl FnOnce() -> Answer) -> Answer {
    if before.is_success() {
        return judge();
    }
    unknown(format!(
        "what it builds on was answered with {}",
        before.words()
    ))
}
