//! The jobs that people come for, each as short as it should be for them.

mod bulk;
mod once;
mod receive;
mod reorder;
mod stock;
mod sync;
mod tools;

use std::time::Duration;

use serde_json::json;
use stocktrim::resources::PurchaseOrders;
use stocktrim::types::{
    PurchaseOrderLineItem, PurchaseOrderRequestDto, PurchaseOrderResponseDto, PurchaseOrderSupplier,
};
use stocktrim::{Client, RetryConfig};
use stocktrim_sandbox::{Area, Quirks, Sandbox};

/// A sandbox with nothing in it, under a seed and one form of P2.
async fn empty(seed: u64, append: bool) -> Sandbox {
    let mut quirks = Quirks::drawn(seed);
    quirks.order_lines_append = append;
    let builder = Sandbox::builder().seed(seed).quirks(quirks);
    builder.empty().start().await.unwrap()
}

/// A client that neither retries often nor waits long.
fn quick(sandbox: &Sandbox) -> Client {
    let retry = RetryConfig::default()
        .max_retries(1)
        .initial_backoff(Duration::from_millis(1))
        .min_write_backoff(Duration::from_millis(1));
    let builder = sandbox.client_builder().retry(retry);
    let builder = builder.attempt_timeout(Duration::from_millis(1_500));
    builder.max_response_bytes(1 << 20).build().unwrap()
}

/// Orders whose lost answers are looked for after no time to speak of.
fn orders(client: &Client) -> PurchaseOrders {
    client
        .purchase_orders()
        .with_look_again([Duration::from_millis(1); 2])
}

/// An order of 120 of OAK.
fn order(number: &str) -> PurchaseOrderRequestDto {
    let supplier = PurchaseOrderSupplier::new().supplier_code("HT-01");
    let line = PurchaseOrderLineItem::new("OAK", 120).unit_price(18.4);
    PurchaseOrderRequestDto::new(supplier, [line]).client_reference_number(number)
}

/// The quantities of the orders that are there.
fn quantities(sandbox: &Sandbox) -> Vec<f64> {
    let orders: Vec<PurchaseOrderResponseDto> = sandbox.store().all(Area::PurchaseOrders).unwrap();
    orders
        .iter()
        .map(PurchaseOrderResponseDto::quantity)
        .collect()
}

/// An order of 120 that is sent and open, among the data of the server.
fn put_order(sandbox: &Sandbox, number: &str) {
    let row = json!({
        "clientReferenceNumber": number, "status": "Sent", "orderDate": "2026-01-05T00:00:00",
        "location": { "locationCode": "NORTH" }, "supplier": { "supplierCode": "HT-01" },
        "purchaseOrderLineItems": [{ "productId": "OAK", "quantity": 120.0, "unitPrice": 18.4 }],
    });
    sandbox.store().put(Area::PurchaseOrders, row).unwrap();
}
