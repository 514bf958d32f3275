//! Products and their levels of stock: what a write answers, keeps and clears (R3, R4, I2), and a bill of materials.

use serde_json::{Value, json};
use stocktrim::Operation;

use super::own::{CATEGORY, COST, Own};
use super::status::Statuses;
use super::{both, built_on, is_order, of_bad_row, of_field, status, write_answer};
use crate::survey::asker::{Asker, Got};
use crate::survey::reply::{Reply, form};

pub(super) async fn make(asker: &mut Asker<'_>, own: &Own, statuses: &mut Statuses) {
    let (first, operation) = (own.code("P1"), Operation::UpsertProduct);
    let created = asker.send(operation, &own.product(), "a new one").await;
    asker.judge("product_created", [&created], |[reply]| status(reply));

    let body = json!({"productId": first, "name": own.code("P1-again")});
    let updated = asker
        .send(operation, &body, "the same, without its other fields")
        .await;
    asker.judge(
        "product_updated",
        [&created, &updated],
        |[created, reply]| built_on(created, || status(reply)),
    );
    let after = both(&updated, look(asker, own).await);
    let got = [&created, &updated, &after];
    asker.judge("product_left_out", got, |[created, updated, after]| {
        built_on(created, || {
            of_field(updated, after, "category", &CATEGORY.into())
        })
    });
    for (name, field, value) in [
        ("product_null_text", "category", Value::from(CATEGORY)),
        ("product_null_number", "cost", COST.into()),
    ] {
        let body = json!({"productId": first, field: null});
        let nulled = asker
            .send(operation, &body, &format!("the same, with {field} null"))
            .await;
        let after = both(&nulled, look(asker, own).await);
        asker.judge(
            name,
            [&created, &nulled, &after],
            |[created, nulled, after]| built_on(created, || of_field(nulled, after, field, &value)),
        );
    }
    asker
        .send(operation, &own.second_product(), "another")
        .await;
    levels(asker, own, statuses).await;
    let part = json!({"productId": first, "componentId": own.code("P2"), "quantity": 2});
    asker.send(Operation::CreateBom, &part, "a new one").await;
}

async fn levels(asker: &mut Asker<'_>, own: &Own, statuses: &mut Statuses) {
    let (first, operation) = (own.code("P1"), Operation::SetInventory);
    let lines = json!({"inventory": [
        {"productId": first, "stockOnHand": 11},
        {"productId": first, "locationCode": own.code("L1"), "stockOnHand": 3},
    ]});
    let set = asker.send(operation, &lines, "two levels").await;
    statuses.add(&set, 200, false);
    asker.judge("inventory_write", [&set], |[reply]| {
        write_answer(reply, |row| row.contains_key("productId"), is_order)
    });
    let lines = json!({"inventory": [
        {"productId": first, "stockOnHand": 13},
        {"productId": own.code("P3"), "stockOnHand": 1},
    ]});
    let bad = asker
        .send(
            operation,
            &lines,
            "a level, and one of a product that is not there",
        )
        .await;
    let after = both(&bad, look(asker, own).await);
    asker.judge("bad_level", [&bad, &after], |[bad, after]| {
        let level = after.row().and_then(|row| row.get("stockOnHand")?.as_f64());
        let is_applied = match level {
            Some(13.0) => Some(true),
            Some(11.0) => Some(false),
            _ => None,
        };
        of_bad_row(bad, is_applied)
    });
}

/// The first product as it is now.
async fn look(asker: &mut Asker<'_>, own: &Own) -> Got {
    let code = own.code("P1");
    asker
        .call(Operation::ListProducts, &[("code", &code)], "the same")
        .await
}

pub(super) async fn unmake(asker: &mut Asker<'_>, own: &Own) {
    let (second, operation) = (own.code("P2"), Operation::DeleteProduct);
    let deleted = asker
        .call(operation, &[("productId", &second)], "one that is there")
        .await;
    asker.judge("product_deleted", [&deleted], |[reply]| status(reply));
    let again = both(
        &deleted,
        asker
            .call(operation, &[("productId", &second)], "the same once more")
            .await,
    );
    asker.judge(
        "product_delete_misses",
        [&again],
        |[reply]: [&Reply; 1]| match reply.status {
            404 => form("not-found"),
            200..300 => form("done"),
            _ => reply.other(),
        },
    );
}
