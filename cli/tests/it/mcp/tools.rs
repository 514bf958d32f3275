//! Every tool in every mode: what is listed, what it answers, what it writes.

use serde_json::{Value, json};
use stocktrim::Operation;
use stocktrim_sandbox::Sandbox;

use super::peer::{KINDS, Kind, Says, Setup, furnished, with};

/// The reads, each with arguments for the furnished shop.
pub fn reads() -> Vec<(&'static str, Value)> {
    vec![
        ("what_to_order", json!({})),
        (
            "what_to_order",
            json!({ "which": "within_days", "days": "400", "by_supplier": true }),
        ),
        (
            "what_to_order",
            json!({ "which": "all", "supplier": "S", "search": "Oak" }),
        ),
        ("what_to_order", json!({ "which": "without_forecast" })),
        ("explain_product", json!({ "code": "A" })),
        (
            "find_products",
            json!({ "search": "oak", "supplier": "s", "discontinued": "exclude" }),
        ),
        ("stock_levels", json!({ "by_location": true })),
        (
            "stock_levels",
            json!({ "product": "A", "only": "in_stock" }),
        ),
        (
            "list_purchase_orders",
            json!({ "status": "Sent", "supplier": "S", "product": "A", "open_only": true }),
        ),
        ("get_purchase_order", json!({ "number": "PO-1" })),
        ("find_partners", json!({ "search": "tim" })),
        ("find_partners", json!({ "kind": "customer" })),
        ("list_locations", json!({})),
        ("forecast_status", json!({})),
    ]
}

/// The writes, each with arguments for the furnished shop, the operation that it needs, and how often.
pub fn writes() -> Vec<(&'static str, Value, Operation, u64)> {
    let level = |product: &str, units: u32| json!({ "product": product, "on_hand": units });
    let sale = |reference: &str| json!({ "reference": reference, "product": "A", "date": "2026-05-01", "quantity": 1 });
    vec![
        (
            "draft_purchase_orders",
            json!({ "suppliers": ["S"] }),
            Operation::GeneratePurchaseOrders,
            1,
        ),
        (
            "create_purchase_order",
            json!({ "number": "PO-9", "supplier": "S", "lines": [{ "product": "A", "quantity": "2", "unit_price": 3.5 }] }),
            Operation::UpsertPurchaseOrder,
            1,
        ),
        (
            "create_product",
            json!({ "code": "N", "name": "New", "supplier": "S" }),
            Operation::UpsertProduct,
            1,
        ),
        (
            "update_product",
            json!({ "code": "A", "cost": "9", "discontinued": true }),
            Operation::UpsertProduct,
            1,
        ),
        (
            "set_stock",
            json!({ "levels": [level("A", 7), level("B", 8)] }),
            Operation::SetInventory,
            2,
        ),
        (
            "record_sales",
            json!({ "sales": [sale("R-2"), sale("R-3")] }),
            Operation::UpsertSalesOrders,
            2,
        ),
        ("run_forecast", json!({}), Operation::RunForecast, 1),
        (
            "delete_purchase_order",
            json!({ "number": "PO-1" }),
            Operation::DeletePurchaseOrder,
            1,
        ),
        (
            "delete_product",
            json!({ "code": "A" }),
            Operation::DeleteProduct,
            1,
        ),
        (
            "delete_supplier",
            json!({ "code": "S" }),
            Operation::DeleteSupplier,
            1,
        ),
        (
            "delete_sales",
            json!({ "product": "A", "from": "2026-01-01", "to": "2026-12-31" }),
            Operation::DeleteSalesOrdersInRange,
            1,
        ),
    ]
}

async fn shop() -> Sandbox {
    furnished(Sandbox::builder()).await
}

#[tokio::test]
async fn every_read_answers_in_every_mode_and_changes_nothing() {
    for kind in KINDS {
        let sandbox = shop().await;
        let before = sandbox.store().snapshot();
        let peer = Setup::new(kind).beside(&sandbox).await;
        for (tool, arguments) in reads() {
            let answer = peer.call(tool, arguments.clone()).await.fine();
            let rows = ["rows", "lines"].map(|rows| answer[rows].as_array().map(Vec::len));
            if let Some(rows) = rows.into_iter().flatten().next() {
                assert!(
                    rows > 0 || arguments["which"] == "without_forecast",
                    "{tool} {arguments}: {answer}"
                );
            }
            assert_eq!(answer["account"], "the test's shop");
        }
        assert_eq!(sandbox.store().snapshot(), before);
    }
}

#[tokio::test]
async fn every_write_is_shown_first_and_applied_once_when_it_is_confirmed_in_every_mode() {
    for kind in KINDS {
        for (tool, arguments, operation, times) in writes() {
            let sandbox = shop().await;
            let before = sandbox.store().snapshot();
            let setup = Setup::new(kind);
            let setup = if kind == Kind::Plain {
                setup.unattended()
            } else {
                setup
            };
            let peer = setup.beside(&sandbox).await;
            let dry = peer
                .call(tool, with(&arguments, "dry_run", true))
                .await
                .fine();
            assert_eq!(dry["result"], "dry_run", "{tool}");
            assert_eq!(
                dry["steps"].as_array().unwrap().len() as u64,
                times,
                "{tool}: {dry}"
            );
            assert!(peer.questions().is_empty());
            assert_eq!(sandbox.requests().total().applied, 0, "{tool}");
            assert_eq!(sandbox.store().snapshot(), before, "{tool}");
            let mut answer = peer.call(tool, arguments.clone()).await;
            if kind == Kind::Plain {
                assert_eq!(sandbox.requests().total().applied, 0, "{tool}");
                assert_eq!(answer.document["steps"], dry["steps"], "{tool}");
                answer = peer
                    .call(tool, with(&arguments, "confirm_token", answer.token()))
                    .await;
            } else {
                assert_eq!(peer.questions().len(), 1, "{tool}");
            }
            assert_eq!(answer.applied(), "yes", "{tool}: {answer:?}");
            let done = answer.fine();
            assert_eq!(done["done"], times, "{tool}: {done}");
            assert_eq!(sandbox.requests().count(operation).applied, times, "{tool}");
            assert_eq!(sandbox.requests().total().applied, times, "{tool}");
        }
    }
}

#[tokio::test]
async fn a_write_that_changes_nothing_asks_nobody() {
    let sandbox = shop().await;
    let peer = Setup::new(Kind::Input)
        .says(Says::No)
        .beside(&sandbox)
        .await;
    for (tool, arguments) in [
        ("update_product", json!({ "code": "A", "cost": 2 })),
        (
            "set_stock",
            json!({ "levels": [{ "product": "A", "on_hand": 3 }] }),
        ),
    ] {
        let answer = peer.call(tool, arguments).await.fine();
        assert_eq!(answer["result"], "nothing_to_do");
    }
    assert_eq!(peer.questions().len(), 0);
}

#[tokio::test]
async fn drafts_are_reported_beside_what_was_shown() {
    let sandbox = shop().await;
    let peer = Setup::new(Kind::Input).beside(&sandbox).await;
    let made = peer
        .call("draft_purchase_orders", json!({ "suppliers": ["S"] }))
        .await
        .fine();
    assert_eq!(made["shown"][0]["supplier"], "S", "{made}");
    assert_eq!(made["orders"][0]["supplier"], "S", "{made}");
    assert_eq!(made["orders"][0]["status"], "Draft", "{made}");
}

#[tokio::test]
async fn a_forecast_is_waited_for_and_no_second_one_is_started() {
    let sandbox = shop().await;
    let peer = Setup::new(Kind::Elicits).beside(&sandbox).await;
    let started = peer.call("run_forecast", json!({})).await.fine();
    assert!(
        started["remark"]
            .as_str()
            .unwrap()
            .contains("forecast_status")
    );
    let second = peer.call("run_forecast", json!({})).await.fine();
    assert_eq!(second["result"], "nothing_to_do");
    assert_eq!(sandbox.requests().count(Operation::RunForecast).applied, 1);
    let sandbox = shop().await;
    let peer = Setup::new(Kind::Elicits).beside(&sandbox).await;
    let waited = peer
        .call("run_forecast", json!({ "wait_seconds": 50 }))
        .await
        .fine();
    assert_eq!(waited["forecast"]["isRunning"], false, "{waited}");
}
