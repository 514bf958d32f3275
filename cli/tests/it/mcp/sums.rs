//! Whole totals: the sums over the plan, whatever the form of the server, and pages that miss nothing.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use stocktrim::types::OrderPlanFilterCriteria;
use stocktrim_sandbox::{Area, Sandbox};

use super::peer::{Kind, Peer, Setup, with};

/// An amount in cents, so that sums are exact.
#[expect(clippy::cast_possible_truncation, reason = "amounts of a shop")]
fn cents(amount: f64) -> i64 {
    (amount * 100.0).round() as i64
}

async fn all_pages(peer: &Peer, tool: &str, arguments: &Value, rows: &str) -> (Value, Vec<Value>) {
    let (mut all, mut arguments) = (Vec::new(), with(arguments, "limit", 200));
    loop {
        let page = peer.call(tool, arguments.clone()).await.fine();
        assert!(page.get("changed").is_none());
        all.extend(page[rows].as_array().unwrap().iter().cloned());
        match page["nextCursor"].as_str() {
            Some(cursor) => arguments = with(&arguments, "cursor", cursor),
            None => return (page["totals"].clone(), all),
        }
    }
}

#[tokio::test]
async fn the_sums_of_the_plan_are_right_under_every_seed() {
    for seed in 0..20 {
        let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
        let peer = Setup::new(Kind::Plain).beside(&sandbox).await;
        let client = sandbox.client().unwrap();
        let plan = client
            .order_plan()
            .query(OrderPlanFilterCriteria::new())
            .await
            .unwrap();
        assert!(plan.len() > 300);
        let below = plan.iter().filter(|row| {
            let stock = row.stock_on_hand.zip(row.reorder_point);
            stock.is_some_and(|(hand, point)| hand + row.stock_on_order.unwrap_or_default() < point)
        });
        let below: Vec<_> = below.collect();
        let units: f64 = below.iter().filter_map(|row| row.order_quantity).sum();
        let cost: i64 = below
            .iter()
            .filter_map(|row| Some(cents(row.order_quantity? * row.sku_cost?)))
            .sum();
        let arguments = json!({ "by_supplier": true, "limit": 200 });
        let answer = peer.call("what_to_order", arguments).await.fine();
        let (totals, rows) = (&answer["totals"], answer["rows"].as_array().unwrap());
        assert_eq!(totals["rows"], below.len(), "seed {seed}");
        assert_eq!(totals["units"].as_f64(), Some(units), "seed {seed}");
        assert_eq!(cents(totals["cost"].as_f64().unwrap()), cost, "seed {seed}");
        assert_eq!(rows.len(), below.len(), "seed {seed}");
        for of in [rows, answer["suppliers"].as_array().unwrap()] {
            let sum: i64 = of
                .iter()
                .filter_map(|row| Some(cents(row["cost"].as_f64()?)))
                .sum();
            assert_eq!(sum, cost, "seed {seed}");
        }
        let without = plan
            .iter()
            .filter(|row| row.reorder_point.is_none() && row.days_until_stock_out.is_none());
        assert_eq!(answer["withoutForecast"], without.count(), "seed {seed}");
    }
}

#[tokio::test]
async fn the_pages_of_every_list_hold_each_row_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let peer = Setup::new(Kind::Elicits).beside(&sandbox).await;
    let products = sandbox.store().len(Area::Products);
    let orders = sandbox.store().len(Area::PurchaseOrders);
    for (tool, arguments, key, count) in [
        ("find_products", json!({}), "productId", products),
        ("stock_levels", json!({}), "productId", products),
        ("what_to_order", json!({ "which": "all" }), "code", 400),
        ("list_purchase_orders", json!({}), "number", orders),
        (
            "find_partners",
            json!({ "kind": "customer" }),
            "code",
            sandbox.store().len(Area::Customers),
        ),
    ] {
        let (totals, rows) = all_pages(&peer, tool, &arguments, "rows").await;
        let keys: BTreeSet<String> = rows.iter().map(|row| row[key].to_string()).collect();
        assert_eq!(totals["rows"], rows.len(), "{tool}");
        assert_eq!(keys.len(), rows.len(), "{tool}");
        assert!(rows.len() >= count, "{tool}: {}", rows.len());
        let first = peer.call(tool, arguments).await.fine();
        assert_eq!(first["rows"].as_array().unwrap().len(), 25, "{tool}");
        assert_eq!(first["totals"], totals, "{tool}");
    }
}

#[tokio::test]
async fn an_answer_is_never_longer_than_60_kb_and_its_cursor_goes_on_where_it_was_cut() {
    let sandbox = Sandbox::builder().empty().start().await.unwrap();
    for number in 0..500 {
        let long = "ä".repeat(300);
        let row = json!({ "productId": format!("P{number:03}"), "name": long, "category": long, "barcode": long });
        sandbox.store().put(Area::Products, row).unwrap();
    }
    let peer = Setup::new(Kind::Plain).beside(&sandbox).await;
    let page = peer
        .call("find_products", json!({ "limit": 200 }))
        .await
        .fine();
    let shown = page["rows"].as_array().unwrap().len();
    assert!((20..200).contains(&shown), "{shown}");
    let (totals, rows) = all_pages(&peer, "find_products", &json!({}), "rows").await;
    assert_eq!((totals["rows"].as_u64(), rows.len()), (Some(500), 500));
}

#[tokio::test]
async fn a_cursor_tells_that_rows_changed_and_is_refused_elsewhere() {
    let sandbox = Sandbox::start().await.unwrap();
    let peer = Setup::new(Kind::Plain).beside(&sandbox).await;
    let page = peer
        .call("find_products", json!({ "limit": 5 }))
        .await
        .fine();
    let cursor = page["nextCursor"].as_str().unwrap();
    for (tool, arguments) in [
        (
            "find_products",
            json!({ "cursor": cursor, "search": "oak" }),
        ),
        ("stock_levels", json!({ "cursor": cursor })),
        ("find_products", json!({ "cursor": "5" })),
        (
            "find_products",
            json!({ "cursor": cursor.replacen('5', "-5", 1) }),
        ),
    ] {
        assert_eq!(peer.call(tool, arguments).await.refused(), "usage");
    }
    sandbox
        .store()
        .put(Area::Products, json!({ "productId": "NEW", "name": "New" }))
        .unwrap();
    let next = peer
        .call("find_products", json!({ "cursor": cursor }))
        .await
        .fine();
    assert_eq!(next["changed"], true);
}
