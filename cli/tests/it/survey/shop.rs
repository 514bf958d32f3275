//! A small shop with enough of everything for a survey: more than a page of products, of orders, of the plan.

use serde_json::{Value, json};
use stocktrim_sandbox::Contents;

/// What is in its fields, to be searched for in reports.
pub const MARK: &str = "Quixotic";

pub fn small() -> Contents {
    let rows = |count: usize, row: fn(usize) -> Value| (0..count).map(row).collect::<Value>();
    Contents::Json(json!({
        "products": rows(54, |n| json!({
            "productId": format!("{MARK}-{n}"), "productCodeReadable": format!("{MARK}-SKU-{n}"), "name": MARK,
            "cost": 7713.25, "stockOnHand": 5519.75, "supplierCode": format!("{MARK}-S{}", n % 9),
            "stockLocations": [{"locationCode": format!("{MARK}-L1"), "stockOnHand": 5519.75}],
        })),
        "suppliers": rows(9, |n| json!({"supplierCode": format!("{MARK}-S{n}"), "supplierName": MARK})),
        "customers": rows(4, |n| json!({"code": format!("{MARK}-C{n}"), "name": MARK})),
        "locations": rows(2, |n| json!({"locationCode": format!("{MARK}-L{n}"), "locationName": MARK})),
        "boms": rows(3, |n| json!({
            "productId": format!("{MARK}-{n}"), "componentId": format!("{MARK}-{}", n + 9), "quantity": 3307.25,
        })),
        "purchaseOrders": rows(11, |n| json!({
            "clientReferenceNumber": format!("{MARK}-PO-{n}"), "orderDate": "2024-05-06T00:00:00", "status": "Sent",
            "supplier": {"supplierCode": format!("{MARK}-S1")},
            "purchaseOrderLineItems": [{"productId": format!("{MARK}-{n}"), "quantity": 3307.25}],
        })),
        "salesOrders": rows(54, |n| json!({
            "productId": format!("{MARK}-{n}"), "externalReferenceId": format!("{MARK}-X{n}"), "quantity": 2.0,
            "orderDate": chrono::Utc::now().format("%Y-%m-01T00:00:00").to_string(),
        })),
        "forecastHasRun": true,
    }))
}
