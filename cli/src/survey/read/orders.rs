//! Purchase orders: their pages, their look-ups by number, their status (P1, P5, G7).

use serde_json::Value;
use stocktrim::Operation;
use stocktrim_sandbox::Answer;

use super::look_ups::LookUp;
use super::{Known, any_text};
use crate::survey::asker::Asker;
use crate::survey::reply::{Body, Reply, form, text, unknown};

pub(super) async fn ask(asker: &mut Asker<'_>, known: &mut Known) {
    let operation = Operation::ListPurchaseOrders;
    let list = asker.call(operation, &[], "without a number").await;
    let second = asker.call(operation, &[("page", "1")], "1").await;
    let far = asker.call(operation, &[("page", "100000")], "100000").await;
    asker.judge(
        "order_page_size",
        [&list, &second],
        |[first, second]| match (first.rows(), second.rows()) {
            (Some(first), Some(second)) if !second.is_empty() && first != second => {
                form(first.len())
            }
            (Some(_), Some(_)) => unknown("the tenant has no second page of purchase orders"),
            _ => first.other(),
        },
    );
    asker.judge("empty_list_is_null", [&far], |[reply]| match &reply.body {
        Body::Json(Value::Null) if reply.is_success() => form("true"),
        Body::Json(Value::Array(rows)) if reply.is_success() && rows.is_empty() => form("false"),
        _ => reply.other(),
    });
    asker.judge("order_status_is_number", [&list], |[reply]| status(reply));

    let rows = list.reply().and_then(Reply::rows).unwrap_or_default();
    let number =
        any_text(&rows, "clientReferenceNumber").or_else(|| any_text(&rows, "referenceNumber"));
    known.location = location(known, &rows);
    let hit = |reply: &Reply| reply.in_list("clientReferenceNumber");
    let v1 = LookUp {
        hit: "order_look_up",
        miss: "order_misses",
        operation: Operation::FindPurchaseOrder,
        by: "referenceNumber",
        what: "purchase order with a number",
    };
    let v2 = LookUp {
        hit: "order_look_up_v2",
        miss: "order_misses_v2",
        operation: Operation::GetPurchaseOrder,
        ..v1
    };
    for look_up in [v1, v2] {
        look_up.ask(asker, &list, number.clone(), hit).await;
    }
}

fn status(reply: &Reply) -> Answer {
    let Some(rows) = reply.rows() else {
        return reply.other();
    };
    let all: Vec<&Value> = rows
        .iter()
        .filter_map(|row| row.get("status"))
        .filter(|s| !s.is_null())
        .collect();
    match all.as_slice() {
        [] => unknown("the tenant has no purchase order with a status"),
        all if all.iter().all(|status| status.is_number()) => form("true"),
        all if all.iter().all(|status| status.is_string()) => form("false"),
        _ => Answer::Other("numbers and texts".to_owned()),
    }
}

/// A location that products name, else orders: there is no list of them.
fn location(known: &Known, orders: &[&serde_json::Map<String, Value>]) -> Option<String> {
    let of_products = known
        .products
        .iter()
        .filter_map(|row| row.get("stockLocations")?.as_array());
    let of_products = of_products.flatten();
    let of_orders = orders.iter().filter_map(|row| row.get("location"));
    let mut all = of_products.chain(of_orders).filter_map(Value::as_object);
    all.find_map(|row| text(row, "locationCode"))
        .map(str::to_owned)
}
