//! Many clients and many requests: nothing is lost, nothing waits for ever, nothing grows.

use crate::support::{Connection, plain};
use serde_json::{Value, json};
use stocktrim_sandbox::Area;

#[tokio::test]
async fn sixty_four_clients_lose_no_update() {
    const EACH: usize = 8;
    let sandbox = plain(|quirks| quirks.order_lines_append = true)
        .start()
        .await
        .unwrap();
    let mut clients = Vec::new();
    for client in 0..64 {
        let mut connection = Connection::open(&sandbox).await;
        clients.push(tokio::spawn(async move {
            for number in 0..EACH {
                // All append to one order, each writes fields of its own to one product and rows of its own.
                let order = json!({
                    "clientReferenceNumber": "shared", "supplier": {},
                    "purchaseOrderLineItems": [{"productId": format!("{client}-{number}"), "quantity": 1}],
                });
                connection.call("POST", "/api/PurchaseOrders", Some(&order)).await;
                let field = ["cost", "price", "weight", "height"][client % 4];
                let product = json!({"productId": "shared", field: number});
                connection.call("POST", "/api/Products", Some(&product)).await;
                let customer = json!({"code": format!("{client}/{number}")});
                connection.call("PUT", "/api/Customers", Some(&customer)).await;
            }
        }));
    }
    for client in clients {
        client.await.unwrap();
    }
    let store = sandbox.store();
    let order: Value = store.get(Area::PurchaseOrders, "shared").unwrap().unwrap();
    assert_eq!(
        order["purchaseOrderLineItems"].as_array().unwrap().len(),
        64 * EACH
    );
    assert_eq!(
        (store.len(Area::Customers), store.len(Area::Products)),
        (64 * EACH, 1)
    );
    let product: Value = store.get(Area::Products, "shared").unwrap().unwrap();
    for field in ["cost", "price", "weight", "height"] {
        assert!(product[field].is_number());
    }
    let total = sandbox.requests().total();
    assert_eq!(
        (total.arrived, total.applied),
        (64 * EACH as u64 * 3, 64 * EACH as u64 * 3)
    );
}

/// Memory of this process that is in use, in MiB, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

async fn requests(count: u64) {
    let sandbox = plain(|_| {}).log_capacity(500).start().await.unwrap();
    let address = sandbox.address();
    let mut clients = Vec::new();
    for client in 0..8 {
        clients.push(tokio::spawn(async move {
            let mut connection = Connection::to(address).await;
            for number in 0..count / 8 {
                let id = format!("{client}-{}", number % 20);
                let product = json!({"productId": id, "cost": number});
                connection
                    .call("POST", "/api/Products", Some(&product))
                    .await;
                if number % 100 == 99 {
                    // A new connection now and then, so that these are seen to go away too.
                    connection = Connection::to(address).await;
                }
            }
        }));
    }
    for client in clients {
        client.await.unwrap();
    }
    assert_eq!(sandbox.requests().total().arrived, count / 8 * 8);
    assert_eq!(sandbox.store().len(Area::Products), 160);
    assert_eq!(sandbox.requests().all().len(), 500);
}

#[tokio::test]
async fn of_ten_thousand_requests_all_are_counted_and_the_log_keeps_the_newest() {
    requests(10_000).await;
}

/// `cargo test --release --package stocktrim-sandbox --test it -- --ignored --nocapture a_million`
#[tokio::test]
#[ignore = "takes minutes; the command is above"]
async fn a_million_requests_leave_memory_flat() {
    requests(100_000).await;
    let before = resident().unwrap();
    for part in 1..=9 {
        requests(100_000).await;
        println!(
            "after {} requests: {} MiB",
            (part + 1) * 100_000,
            resident().unwrap()
        );
    }
    let after = resident().unwrap();
    assert!(after < before + 8, "{before} MiB grew to {after} MiB");
}

/// `cargo test --release --package stocktrim-sandbox --test it -- --ignored --nocapture figures`
#[tokio::test]
#[ignore = "figures to report, not to gate; the command is above"]
async fn figures() {
    use std::time::Instant;
    let started = Instant::now();
    let sandbox = stocktrim_sandbox::Sandbox::start().await.unwrap();
    println!("first start with demo data: {:?}", started.elapsed());
    let again = Instant::now();
    drop(stocktrim_sandbox::Sandbox::start().await.unwrap());
    println!("second start in the same process: {:?}", again.elapsed());

    let mut connection = Connection::open(&sandbox).await;
    let (pages, started) = (5_000, Instant::now());
    for page in 0..pages {
        connection
            .call(
                "GET",
                &format!("/api/Products?pageNo={}", 1 + page % 8),
                None,
            )
            .await;
    }
    let rate = f64::from(pages) / started.elapsed().as_secs_f64();
    println!("pages of 50 rows a second, client and sandbox on one thread: {rate:.0}");
}
