//! Many rows: stock that is resumed after a kill, and sales that are sent twice.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::json;
use stocktrim::types::{
    Inventory, ProductsResponseDto, SalesOrderRequestDto, SalesOrderWithLineItemsRequestDto,
    Timestamp,
};
use stocktrim::{Client, Operation};
use stocktrim_sandbox::Area;

use super::{empty, quick};

const PLACES: [&str; 3] = ["NORTH", "SOUTH", "EAST"];
const SKUS: usize = 2000;

/// Sets what the journal does not have, and notes each row in it; `after` so many rows it is killed.
async fn set_stock(client: &Client, journal: &mut HashSet<String>, after: usize) {
    let rows = (0..SKUS).flat_map(|sku| PLACES.map(|place| (format!("P{sku}"), place)));
    let left = rows.filter(|(sku, place)| !journal.contains(&format!("{sku} at {place}")));
    let left: Vec<_> = left
        .map(|(sku, place)| Inventory::new(sku, 4, 0).location_code(place))
        .collect();
    let (tell, mut killed) = tokio::sync::mpsc::channel(1);
    let mut saved = 0;
    let bulk = client.inventory().set_all(left).on_row(|row| {
        if row.outcome.is_saved() {
            journal.insert(row.key.clone());
            saved += 1;
        }
        if saved == after {
            let _ = tell.try_send(());
        }
    });
    tokio::select! {
        report = bulk => assert!(report.is_complete()),
        _ = killed.recv() => {}
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
    let done = journal.len();
    assert!((2500..2600).contains(&done), "{done}");
    set_stock(&client, &mut journal, usize::MAX).await;
    assert_eq!(journal.len(), SKUS * PLACES.len());
    let sent = sandbox.requests().count(Operation::SetInventory).arrived;
    assert!(
        sent <= 6000 + 8,
        "{sent}: only what was under way is sent again"
    );
    let rows: Vec<ProductsResponseDto> = sandbox.store().all(Area::Products).unwrap();
    for row in rows {
        let places = row.stock_locations.unwrap();
        assert!(places.len() == 3 && places.iter().all(|place| place.stock_on_hand == Some(4.0)));
    }
}

/// Sends sales of a day, 500 lines at a time; each line has its key.
async fn send_sales(client: &Client, sales: u32) {
    let day: Timestamp = "2026-01-05".parse().unwrap();
    let lines: Vec<_> = (0..sales)
        .map(|n| {
            SalesOrderRequestDto::new(format!("P{}", n % 50), day, 2)
                .external_reference_id(format!("S{n}"))
        })
        .collect();
    for lines in lines.chunks(500) {
        let order = SalesOrderWithLineItemsRequestDto::new(day).sale_order_line_items(lines);
        client
            .sales_orders()
            .upsert_with_lines(order)
            .timeout(Duration::from_secs(60))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn ten_thousand_sales_orders_twice_are_ten_thousand() {
    let sandbox = empty(3, false).await;
    let client = quick(&sandbox);
    for _ in 0..2 {
        send_sales(&client, 10_000).await;
        assert_eq!(sandbox.store().len(Area::SalesOrders), 10_000);
    }
}
