//! Suppliers, the location, the customer and sales (S3, S4, L2, C2, A2).

use serde_json::json;
use stocktrim::Operation;
use stocktrim_sandbox::Answer;

use super::own::{DAY, Own};
use super::status::Statuses;
use super::{both, built_on, is_order, of_bad_row, write_answer};
use crate::survey::asker::{Asker, Got};
use crate::survey::reply::{Reply, form};

pub(super) async fn suppliers(asker: &mut Asker<'_>, own: &Own, statuses: &mut Statuses) {
    let operation = Operation::UpsertSuppliers;
    let list = json!([own.supplier("S1")]);
    let created = asker.send(operation, &list, "a list of a new one").await;
    statuses.add(&created, 201, true);
    let updated = asker.send(operation, &list, "the same once more").await;
    statuses.add_update(&created, &updated, 201);

    // Without its code, should it be taken all the same, it can be deleted by its name (S2, S4).
    let list = json!([own.supplier("S2"), {"supplierName": own.code("S3-name")}]);
    let bad = asker
        .send(
            operation,
            &list,
            "a list of a new one, and one without a code",
        )
        .await;
    let after = both(&bad, look(asker, own).await);
    asker.judge("bad_supplier", [&bad, &after], |[bad, after]| {
        of_bad_row(bad, is_there(after))
    });
}

async fn look(asker: &mut Asker<'_>, own: &Own) -> Got {
    let code = own.code("S2");
    asker
        .call(
            Operation::FindSupplier,
            &[("code", &code)],
            "the new one of the list",
        )
        .await
}

fn is_there(reply: &Reply) -> Option<bool> {
    reply.rows().map(|rows| !rows.is_empty())
}

pub(super) async fn location_and_customer(
    asker: &mut Asker<'_>,
    own: &Own,
    statuses: &mut Statuses,
) {
    let (operation, body) = (Operation::UpsertLocation, own.location());
    let created = asker.send(operation, &body, "a new one").await;
    statuses.add(&created, 201, true);
    let updated = asker.send(operation, &body, "the same once more").await;
    statuses.add_update(&created, &updated, 201);

    let (operation, body) = (Operation::UpsertCustomer, own.customer());
    let created = asker.send(operation, &body, "a new one").await;
    statuses.add(&created, 200, true);
    asker.judge("customer_write", [&created], |[reply]| {
        write_answer(reply, |row| row.contains_key("code"), is_order)
    });
    let updated = asker.send(operation, &body, "the same once more").await;
    statuses.add_update(&created, &updated, 200);
}

/// Sends the location under its name with another code: the one that is there, or a second one.
pub(super) async fn location_by_name(asker: &mut Asker<'_>, own: &Own) {
    let made = asker
        .send(
            Operation::UpsertLocation,
            &own.location(),
            "one that is there",
        )
        .await;
    let body = json!({"locationCode": own.code("L2"), "locationName": own.code("L1-name")});
    let operation = Operation::UpsertLocationByCodeOrName;
    let sent = asker
        .send(operation, &body, "the same name with another code")
        .await;
    let mut found = Vec::new();
    for (suffix, note) in [("L1", "the first code"), ("L2", "the other code")] {
        let code = own.code(suffix);
        let got = asker
            .call(Operation::FindLocation, &[("code", &code)], note)
            .await;
        found.push(both(&sent, got));
    }
    if let [first, other] = found.as_slice() {
        asker.judge(
            "location_by_name",
            [&made, &sent, first, other],
            |[made, sent, first, other]| {
                built_on(made, || match (is_there(first), is_there(other)) {
                    _ if !sent.is_success() => sent.other(),
                    (Some(false), Some(true)) => form("true"),
                    (Some(true), Some(true)) => form("false"),
                    _ => Answer::Other("it is not found by its new code".to_owned()),
                })
            },
        );
    }
}

pub(super) async fn sales(asker: &mut Asker<'_>, own: &Own, statuses: &mut Statuses) {
    let lines =
        |suffix| json!({"orderDate": format!("{DAY}Z"), "saleOrderLineItems": [own.sale(suffix)]});
    for (name, operation, body) in [
        ("sales_write", Operation::UpsertSalesOrders, lines("X1")),
        ("sales_create", Operation::CreateSalesOrder, own.sale("X2")),
        (
            "sales_create_lines",
            Operation::CreateSalesOrders,
            lines("X3"),
        ),
    ] {
        let got = asker.send(operation, &body, "one line that is new").await;
        statuses.add(&got, 201, true);
        asker.judge(name, [&got], |[reply]| {
            write_answer(reply, |row| row.contains_key("productId"), |_| false)
        });
    }
}

pub(super) async fn unmake(asker: &mut Asker<'_>, own: &Own, statuses: &mut Statuses) {
    let list = json!([own.supplier("S2")]);
    let made = asker
        .send(Operation::UpsertSuppliers, &list, "a list of one")
        .await;
    let (name, operation) = (own.code("S2-name"), Operation::DeleteSupplier);
    let deleted = asker
        .call(operation, &[("supplierCodeOrName", &name)], "its name")
        .await;
    let after = both(&made, both(&deleted, look(asker, own).await));
    asker.judge(
        "supplier_deleted_by_name",
        [&made, &deleted, &after],
        |[made, deleted, after]| {
            built_on(made, || match (deleted.status, is_there(after)) {
                (200..300, Some(false)) => form("true"),
                (_, Some(true)) => form("false"),
                _ => deleted.other(),
            })
        },
    );
    let (first, second) = (own.code("P1"), own.code("P2"));
    let sales = [("productId", first.as_str())];
    asker
        .call(Operation::DeleteSalesOrders, &sales, "those of the product")
        .await;
    let part = [
        ("productId", first.as_str()),
        ("componentId", second.as_str()),
    ];
    let part = asker
        .call(Operation::DeleteBom, &part, "one that is there")
        .await;
    statuses.add(&part, 201, false);
    let code = own.code("S1");
    let supplier = asker
        .call(operation, &[("supplierCodeOrName", &code)], "its code")
        .await;
    statuses.add(&supplier, 201, false);
}
