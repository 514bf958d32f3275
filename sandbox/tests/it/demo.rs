//! The demo data: a shop that looks real.

use crate::support::{get, post};
use serde_json::{Value, json};
use std::collections::HashSet;
use stocktrim_sandbox::{Area, Sandbox};

#[tokio::test]
async fn the_shop_has_what_it_is_said_to_have() {
    let sandbox = Sandbox::start().await.unwrap();
    let store = sandbox.store();
    for (area, rows) in [
        (Area::Locations, 3),
        (Area::Suppliers, 40),
        (Area::Products, 420),
        (Area::Customers, 1200),
        (Area::PurchaseOrders, 96),
    ] {
        assert_eq!(store.len(area), rows, "{area:?}");
    }
    let rows = |area| store.all::<Value>(area).unwrap();
    let unique = |area, key: &str| {
        rows(area)
            .iter()
            .filter_map(|row| row[key].as_str().map(str::to_owned))
            .collect::<HashSet<_>>()
            .len()
    };
    assert_eq!(unique(Area::Products, "productId"), 420);
    assert_eq!(unique(Area::Customers, "code"), 1200);
    assert_eq!(unique(Area::Suppliers, "supplierCode"), 36);
    assert!(unique(Area::Products, "parentId") > 50);
    assert!(
        rows(Area::Products)
            .iter()
            .filter(|row| row["discontinued"] == true)
            .count()
            > 10
    );
    assert!(rows(Area::Boms).len() >= 48);
    assert!(rows(Area::SalesOrders).len() > 8000);
    let customers = rows(Area::Customers);
    for letter in ["/", " ", "%", "#", "Ü", "客", "?", "+", "&"] {
        assert!(
            customers
                .iter()
                .any(|row| row["code"].as_str().unwrap().contains(letter)),
            "{letter}"
        );
    }
}

#[tokio::test]
async fn products_come_in_nine_pages_of_fifty() {
    for seed in 0..6 {
        let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
        let first = sandbox.quirks().first_product_page;
        let mut seen = HashSet::new();
        for page in first..first + 9 {
            let reply = get(&sandbox, &format!("/api/Products?pageNo={page}")).await;
            let rows = reply.json();
            assert_eq!(
                rows.as_array().unwrap().len(),
                if page == first + 8 { 20 } else { 50 }
            );
            seen.extend(
                rows.as_array()
                    .unwrap()
                    .iter()
                    .map(|row| row["productId"].to_string()),
            );
        }
        assert_eq!(seen.len(), 420);
        let unasked = get(&sandbox, "/api/Products").await;
        assert_eq!(
            unasked.body,
            get(&sandbox, &format!("/api/Products?pageNo={first}"))
                .await
                .body
        );
    }
}

#[tokio::test]
async fn some_products_need_ordering_and_most_do_not() {
    let sandbox = Sandbox::start().await.unwrap();
    let plan = post(
        &sandbox,
        "/api/OrderPlan",
        json!({"perPage": 1000, "page": 0}),
    )
    .await
    .json();
    let rows = plan["results"].as_array().unwrap();
    let low = rows.iter().filter(|row| {
        row["stockOnHand"].as_f64() < row["reorderPoint"].as_f64()
            && row["reorderPoint"].is_number()
    });
    let low = low.count();
    assert!((40..200).contains(&low), "{low} of {}", rows.len());
    let unknown = rows
        .iter()
        .filter(|row| row["daysUntilStockOut"].is_null())
        .count();
    assert!((10..100).contains(&unknown), "{unknown}");
}

#[tokio::test]
async fn open_orders_have_the_nulls_that_were_seen() {
    let sandbox = Sandbox::start().await.unwrap();
    let orders = get(&sandbox, "/api/V2/PurchaseOrders?pageSize=200")
        .await
        .json();
    let orders = orders.as_array().unwrap();
    for field in [
        "orderDate",
        "fullyReceivedDate",
        "message",
        "externalId",
        "referenceNumber",
        "location",
        "supplier",
        "purchaseOrderLineItems",
    ] {
        assert!(orders.iter().any(|order| order[field].is_null()), "{field}");
    }
    assert!(orders.iter().any(|order| {
        order["supplier"].is_object() && order["supplier"]["supplierCode"].is_null()
    }));
    let mut lines = orders
        .iter()
        .filter_map(|order| order["purchaseOrderLineItems"].as_array())
        .flatten();
    assert!(lines.any(|line| line["receivedDate"].is_null()));
}
