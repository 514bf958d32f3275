//! A small shop in a sandbox, the same under every seed.

use std::time::{Duration, SystemTime};

use serde_json::json;
use stocktrim::types::Timestamp;
use stocktrim::{Client, RetryConfig};
use stocktrim_sandbox::{Area, Builder, Sandbox};

/// Products on two pages, one of them with another readable code, variants, and a bill of materials.
const PRODUCTS: usize = 64;

/// So many days ago.
pub fn days_ago(days: u64) -> Timestamp {
    (SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60)).into()
}

pub async fn open(builder: Builder) -> Sandbox {
    let sandbox = builder.empty().start().await.unwrap();
    let store = sandbox.store();
    let products = (0..PRODUCTS).map(|n| {
        json!({
            "productId": format!("P{n}"), "name": format!("Oak part {n}"), "category": "Parts",
            "parentId": (n < 3).then_some("OAK"), "supplierCode": "HT-01", "stockOnHand": 2.0,
            "stockOnOrder": 0.0, "cost": 4.0,
            "stockLocations": [{ "locationCode": "NORTH", "locationName": "North store",
                                 "stockOnHand": 2.0, "stockOnOrder": 0.0 }],
        })
    });
    store.put_all(Area::Products, products).unwrap();
    store
        .put(Area::Locations, json!({ "locationCode": "NORTH" }))
        .unwrap();
    store
        .put(Area::Customers, json!({ "code": "A/B 1", "name": "Acme" }))
        .unwrap();
    let supplier = json!({ "supplierCode": "HT-01", "supplierName": "Harbour Timber" });
    store.put(Area::Suppliers, supplier.clone()).unwrap();
    store
        .put(Area::Suppliers, json!({ "supplierName": "An orphan" }))
        .unwrap();
    store
        .put(
            Area::Boms,
            json!({ "productId": "P0", "componentId": "P1", "quantity": 4.0 }),
        )
        .unwrap();
    for n in 0..23 {
        let order = json!({
            "clientReferenceNumber": format!("PO-{n}"), "status": "Sent", "supplier": supplier,
            "purchaseOrderLineItems": [{ "productId": "P1", "quantity": 2.0, "unitPrice": 1.5 }],
        });
        store.put(Area::PurchaseOrders, order).unwrap();
    }
    // P0 to P9 sell well and run out; the others have no sales and thus no forecast.
    for n in 0..10 {
        for day in 1..=12 {
            let sale = json!({
                "productId": format!("P{n}"), "orderDate": days_ago(day), "quantity": 15.0,
                "externalReferenceId": format!("S{n}-{day}"), "locationCode": "NORTH",
            });
            store.put(Area::SalesOrders, sale).unwrap();
        }
    }
    store.run_forecast();
    sandbox
}

/// A client that waits milliseconds where others wait seconds.
pub fn client(sandbox: &Sandbox) -> Client {
    sandbox
        .client_builder()
        .retry(
            RetryConfig::default()
                .max_retries(1)
                .initial_backoff(Duration::from_millis(1)),
        )
        .attempt_timeout(Duration::from_millis(900))
        .timeout(Duration::from_millis(990))
        .max_response_bytes(4 << 20)
        .build()
        .unwrap()
}
