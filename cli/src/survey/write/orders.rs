//! Purchase orders: what a repeated one does, with and without number and date (P2, P4, P6).

use serde_json::{Map, Value};
use stocktrim::Operation;
use stocktrim_sandbox::Answer;

use super::own::{DAY, Own};
use super::{both, built_on, of_field, status};
use crate::survey::asker::{Asker, Got};
use crate::survey::reply::{Reply, form, text};

const OPERATION: Operation = Operation::UpsertPurchaseOrder;

pub(super) async fn make(asker: &mut Asker<'_>, own: &Own) {
    let (first, second) = (own.code("P1"), own.code("P2"));
    let numbered = |product: &str| {
        let mut order = own.order(product);
        order["clientReferenceNumber"] = own.code("O1").into();
        order
    };
    let mut order = numbered(&first);
    order["orderDate"] = format!("{DAY}Z").into();
    let created = asker
        .send(OPERATION, &order, "a new one with a number")
        .await;
    asker.judge("order_created", [&created], |[reply]| status(reply));

    let updated = asker
        .send(
            OPERATION,
            &numbered(&second),
            "the same with another line, without orderDate",
        )
        .await;
    asker.judge("order_updated", [&created, &updated], |[created, reply]| {
        built_on(created, || status(reply))
    });
    let after = both(&updated, look(asker, own, "O1").await);
    let got = [&created, &updated, &after];
    asker.judge("order_lines_append", got, |[created, updated, after]| {
        built_on(created, || {
            built_on(updated, || lines(after, &first, &second))
        })
    });
    asker.judge("order_date_left_out", got, |[created, updated, after]| {
        built_on(created, || {
            of_field(updated, after, "orderDate", &DAY.into())
        })
    });

    let mut order = numbered(&second);
    order["orderDate"] = Value::Null;
    let nulled = asker
        .send(OPERATION, &order, "the same with orderDate null")
        .await;
    let after = both(&nulled, look(asker, own, "O1").await);
    asker.judge(
        "order_date_null",
        [&created, &nulled, &after],
        |[created, nulled, after]| {
            built_on(created, || {
                of_field(nulled, after, "orderDate", &DAY.into())
            })
        },
    );

    let mut order = own.order(&first);
    order["referenceNumber"] = own.code("O2").into();
    let without = asker
        .send(OPERATION, &order, "one with referenceNumber alone")
        .await;
    let after = both(&without, look(asker, own, "O2").await);
    asker.judge(
        "order_without_number",
        [&without, &after],
        |[write, after]| match (write.status, after.row()) {
            (400 | 422, _) => form("refused"),
            (200..300, Some(_)) => form("creates"),
            (200..300, None) => {
                Answer::Other("taken, and not found by its referenceNumber".to_owned())
            }
            _ => write.other(),
        },
    );
}

async fn look(asker: &mut Asker<'_>, own: &Own, suffix: &str) -> Got {
    let number = own.code(suffix);
    asker
        .call(
            Operation::GetPurchaseOrder,
            &[("referenceNumber", &number)],
            "the same",
        )
        .await
}

/// What became of the first line when the second was sent.
fn lines(after: &Reply, first: &str, second: &str) -> Answer {
    let lines = after
        .row()
        .and_then(|row| row.get("purchaseOrderLineItems")?.as_array());
    let products = |lines: &Vec<Value>| -> Vec<String> {
        let rows = lines.iter().filter_map(Value::as_object);
        rows.filter_map(|row: &Map<String, Value>| text(row, "productId").map(str::to_owned))
            .collect()
    };
    let products = lines.map(products).unwrap_or_default();
    let has = |code: &str| products.iter().any(|product| product == code);
    match (products.len(), has(first), has(second)) {
        (2, true, true) => form("true"),
        (1, false, true) => form("false"),
        (0, ..) => after.other(),
        (lines, ..) => Answer::Other(format!("{lines} lines, neither both nor the second alone")),
    }
}

pub(super) async fn unmake(asker: &mut Asker<'_>, own: &Own) {
    let number = own.code("O1");
    let values = [("referenceNumber", number.as_str())];
    let deleted = asker
        .call(Operation::DeletePurchaseOrder, &values, "one that is there")
        .await;
    asker.judge("order_deleted", [&deleted], |[reply]| status(reply));
}
