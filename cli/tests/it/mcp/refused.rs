//! What cannot be written is refused while the plan is made.

use serde_json::{Value, json};
use stocktrim_sandbox::Sandbox;

use super::peer::{Kind, Setup, furnished, with};

/// Calls that are refused for these reasons, with nothing sent and nobody asked.
async fn refused(calls: Vec<(&str, Value, &str)>) {
    let sandbox = furnished(Sandbox::builder()).await;
    let peer = Setup::new(Kind::Elicits).beside(&sandbox).await;
    for (tool, arguments, kind) in calls {
        let answer = peer.call(tool, arguments.clone()).await;
        assert_eq!(answer.refused(), kind, "{tool} {arguments}");
    }
    assert_eq!(sandbox.requests().total().applied, 0);
    assert!(peer.questions().is_empty());
}

#[tokio::test]
async fn orders_and_products_that_cannot_be_written_are_refused_before_anything_is_sent() {
    let line = json!({ "product": "A", "quantity": 1 });
    let order = json!({ "number": "PO-9", "supplier": "S", "lines": [line] });
    refused(vec![
        ("draft_purchase_orders", json!({}), "usage"),
        (
            "draft_purchase_orders",
            json!({ "suppliers": [], "search": " " }),
            "usage",
        ),
        (
            "create_purchase_order",
            with(&order, "number", "PO-1"),
            "exists",
        ),
        (
            "create_purchase_order",
            with(&order, "supplier", "X"),
            "not_found",
        ),
        (
            "create_purchase_order",
            with(&order, "status", "Sent"),
            "usage",
        ),
        (
            "create_purchase_order",
            with(&order, "lines", json!([{ "product": "X", "quantity": 1 }])),
            "not_found",
        ),
        (
            "create_purchase_order",
            with(&order, "lines", json!([{ "product": "A", "quantity": 0 }])),
            "usage",
        ),
        (
            "create_product",
            json!({ "code": "A", "name": "New" }),
            "exists",
        ),
        ("create_product", json!({ "code": "N" }), "usage"),
        (
            "update_product",
            json!({ "code": "X", "cost": 1 }),
            "not_found",
        ),
        ("update_product", json!({ "code": "A" }), "usage"),
        (
            "update_product",
            json!({ "code": "A", "service_level": 95 }),
            "usage",
        ),
        (
            "update_product",
            json!({ "code": "A", "supplier": "X" }),
            "not_found",
        ),
    ])
    .await;
}

#[tokio::test]
async fn levels_sales_and_deletes_that_cannot_be_are_refused_before_anything_is_sent() {
    let sale = json!({ "reference": "R", "product": "A", "date": "2026-05-01", "quantity": 1 });
    let many = |row: &Value| Value::from(vec![row.clone(); 101]);
    refused(vec![
        (
            "set_stock",
            json!({ "levels": [{ "product": "A" }] }),
            "usage",
        ),
        (
            "set_stock",
            json!({ "levels": [{ "product": "X", "on_hand": 1 }] }),
            "not_found",
        ),
        (
            "set_stock",
            json!({ "levels": [{ "product": "A", "on_hand": 1 }, { "product": "A", "on_hand": 2 }] }),
            "usage",
        ),
        (
            "set_stock",
            json!({ "levels": many(&json!({ "product": "A", "on_hand": 1 })) }),
            "usage",
        ),
        ("record_sales", json!({ "sales": [sale, sale] }), "usage"),
        (
            "record_sales",
            json!({ "sales": [{ "product": "A", "date": "2026-05-01", "quantity": 1 }] }),
            "usage",
        ),
        ("record_sales", json!({ "sales": many(&sale) }), "usage"),
        ("delete_product", json!({ "code": "X" }), "not_found"),
        ("delete_supplier", json!({ "code": "X" }), "not_found"),
        (
            "delete_purchase_order",
            json!({ "number": "X" }),
            "not_found",
        ),
        ("delete_sales", json!({ "product": "A" }), "usage"),
        (
            "delete_sales",
            json!({ "product": "A", "from": "2026-02-01", "to": "2026-01-01" }),
            "usage",
        ),
        ("run_forecast", json!({ "wait_seconds": 51 }), "usage"),
    ])
    .await;
}
