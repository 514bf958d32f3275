//! Many rows: stock that is resumed after a kill, sales that are sent twice, tenants that share a program.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use serde_json::json;
use stocktrim::types::{
    Inventory, ProductsRequestDto, ProductsResponseDto, SalesOrderRequestDto,
    SalesOrderWithLineItemsRequestDto, Timestamp,
};
use stocktrim::{Client, Operation, RetryConfig};
use stocktrim_sandbox::{Area, Fault, Sandbox};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{empty, quick};

const PLACES: [&str; 3] = ["NORTH", "SOUTH", "EAST"];
const SKUS: usize = 2000;

/// Sets what the journal does not have, and notes each row in it; after so many rows it is killed.
async fn set_stock(client: &Client, journal: &mut HashSet<String>, killed_after: usize) {
    let rows = PLACES
        .into_iter()
        .flat_map(|place| (0..SKUS).map(move |sku| (format!("P{sku}"), place)));
    let left = rows.filter(|(sku, place)| !journal.contains(&format!("{sku} at {place}")));
    let left: Vec<_> = left
        .map(|(sku, place)| Inventory::new(sku, 4, 0).location_code(place))
        .collect();
    let mut rows = client
        .inventory()
        .set_all(left)
        .batch_size(200)
        .into_stream();
    for _ in 0..killed_after {
        let Some(row) = rows.next().await else { break };
        assert!(row.outcome.is_saved());
        journal.insert(row.key);
    }
}

#[tokio::test]
async fn stock_of_three_places_is_resumed_after_a_kill() {
    let sandbox = empty(0, false).await;
    let products = (0..SKUS).map(|n| json!({ "productId": format!("P{n}") }));
    sandbox.store().put_all(Area::Products, products).unwrap();
    let client = quick(&sandbox);
    let mut journal = HashSet::new();
    set_stock(&client, &mut journal, 2500).await;
    assert_eq!(journal.len(), 2500);
    set_stock(&client, &mut journal, usize::MAX).await;
    assert_eq!(journal.len(), SKUS * PLACES.len());
    let requests = sandbox.requests().count(Operation::SetInventory).arrived;
    assert!(
        requests <= 6000 / 200 + 12,
        "{requests}: only what was under way is repeated"
    );
    let rows: Vec<ProductsResponseDto> = sandbox.store().all(Area::Products).unwrap();
    for row in rows {
        let places = row.stock_locations.unwrap();
        assert!(places.len() == 3 && places.iter().all(|place| place.stock_on_hand == Some(4.0)));
    }
}

/// Sales of a day, in orders of ten lines, each with its key.
async fn send_sales(client: &Client) {
    let day: Timestamp = "2026-01-05".parse().unwrap();
    let orders = (0..1000).map(|order| {
        let lines = (0..10).map(|line| {
            let sale = SalesOrderRequestDto::new(format!("P{line}"), day, 2);
            sale.external_reference_id(format!("SO-{order}/{line}"))
        });
        SalesOrderWithLineItemsRequestDto::new(day).sale_order_line_items(lines.collect::<Vec<_>>())
    });
    client
        .sales_orders()
        .upsert_all(orders)
        .await
        .into_result()
        .unwrap();
}

#[tokio::test]
async fn ten_thousand_sales_orders_twice_are_ten_thousand() {
    let sandbox = empty(3, false).await;
    let retry = RetryConfig::default().initial_backoff(Duration::from_millis(1));
    let retry = retry.min_write_backoff(Duration::from_millis(1));
    let client = sandbox.client_builder().retry(retry).build().unwrap();
    sandbox.faults().random(
        0.02,
        Operation::UpsertSalesOrders,
        [Fault::close_after_applying()],
    );
    for _ in 0..2 {
        send_sales(&client).await;
        assert_eq!(sandbox.store().len(Area::SalesOrders), 10_000);
    }
}

/// A tenant's products, at most two requests in a span, until the stop.
async fn tenant(
    sandbox: Sandbox,
    span: Duration,
    mut stop: watch::Receiver<bool>,
) -> (usize, usize) {
    let client = sandbox
        .client_builder()
        .rate_limit(2, span)
        .build()
        .unwrap();
    let rows = (0..1000).map(|n| ProductsRequestDto::new(format!("P{n}")));
    let upsert = client.products().upsert_all(rows);
    let report = upsert
        .stop_when(async move { drop(stop.wait_for(|stop| *stop).await) })
        .await;
    assert_eq!(
        report.failed().count(),
        0,
        "what was under way came to its end"
    );
    assert_eq!(report.rows().len(), 1000, "and every row is accounted for");
    let saved = report.saved().count();
    assert_eq!(sandbox.store().len(Area::Products), saved);
    (saved, report.not_sent().count())
}

#[tokio::test]
async fn twenty_tenants_at_two_requests_a_span_stop_gracefully() {
    let span = Duration::from_millis(40);
    let (tell, stop) = watch::channel(false);
    let mut tenants = JoinSet::new();
    let mut sandboxes = Vec::new();
    for seed in 0..20 {
        let sandbox = empty(seed, false).await;
        sandboxes.push(sandbox.requests());
        tenants.spawn(tenant(sandbox, span, stop.clone()));
    }
    let started = Instant::now();
    while sandboxes
        .iter()
        .any(|requests| requests.total().arrived < 6)
    {
        tokio::task::yield_now().await;
    }
    tell.send(true).unwrap();
    let done = tenants.join_all().await;
    let most = 2 * (started.elapsed().as_millis() / span.as_millis() + 2);
    for (saved, left) in done {
        assert!(
            saved >= 6 && saved as u128 <= most && saved + left == 1000,
            "{saved} of {most}"
        );
    }
}
