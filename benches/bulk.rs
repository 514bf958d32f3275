//! How much faster many rows are saved and read side by side, in lists and ahead than one by one.

mod support;

use std::time::{Duration, Instant};

use stocktrim::types::{Inventory, ProductsRequestDto};
use stocktrim_sandbox::{Area, Sandbox};
use support::{measures, row};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let rows = if measures() { 2000 } else { 64 };
    let alone = took(rows, 1).await;
    let together = took(rows, 16).await;
    let ratio = alone.as_secs_f64() / together.as_secs_f64();
    row(
        "bulk: upsert_all of 2,000 products, 16 at a time",
        format!("{ratio:.1} times as fast"),
        "≥ 13",
        ratio >= 13.0,
        format!("{together:.2?} against {alone:.2?} one at a time; 20 ms of latency"),
    );
    pages(if measures() { 15_000 } else { 500 }).await;
    levels(if measures() { 6000 } else { 400 }).await;
}

/// All pages of 15,000 products, one at a time and eight.
async fn pages(products: usize) {
    let sandbox = Sandbox::builder()
        .empty()
        .latency(Duration::from_millis(50));
    let sandbox = sandbox.start().await.expect("there is a free port");
    let rows = (0..products).map(|n| serde_json::json!({ "productId": format!("SKU-{n}") }));
    let store = sandbox.store();
    store
        .put_all(Area::Products, rows)
        .expect("rows are objects");
    let client = sandbox.client().expect("a client can be made");
    let started = Instant::now();
    let alone = client.products().stream().into_vec().await;
    let slow = started.elapsed();
    let needed = sandbox.requests().total().arrived;
    let started = Instant::now();
    let ahead = client.products().list().await;
    let fast = started.elapsed();
    let in_vain = sandbox.requests().total().arrived - 2 * needed;
    let (alone, ahead) = (alone.expect("a list"), ahead.expect("a list"));
    assert!(alone == ahead && alone.len() == products, "the same rows");
    let ratio = slow.as_secs_f64() / fast.as_secs_f64();
    row(
        "bulk: list of 15,000 products, 8 pages at a time",
        format!("{ratio:.1} times as fast"),
        "≥ 6, at most 8 requests more",
        ratio >= 6.0 && in_vain <= 8,
        format!(
            "{fast:.2?} against {slow:.2?} page by page; {in_vain} requests in vain; 50 ms of latency"
        ),
    );
}

/// Stock levels, one and 200 to a request; one in 200 is refused.
async fn levels(count: usize) {
    let mut times = Vec::new();
    let mut requests = Vec::new();
    for size in [1, 200] {
        let sandbox = Sandbox::builder()
            .empty()
            .latency(Duration::from_millis(50));
        let sandbox = sandbox.start().await.expect("there is a free port");
        let known = (0..count).filter(|n| n % 200 != 77);
        let rows = known.map(|n| serde_json::json!({ "productId": format!("SKU-{n}") }));
        let store = sandbox.store();
        store
            .put_all(Area::Products, rows)
            .expect("rows are objects");
        let client = sandbox.client().expect("a client can be made");
        let lines = (0..count).map(|n| Inventory::new(format!("SKU-{n}"), 4.0, 0.0));
        let started = Instant::now();
        let report = client.inventory().set_all(lines).batch_size(size).await;
        times.push(started.elapsed());
        assert_eq!(
            report.failed().count(),
            count.div_ceil(200),
            "{:?}",
            report.stopped()
        );
        requests.push(sandbox.requests().total().arrived);
    }
    let ratio = times[0].as_secs_f64() / times[1].as_secs_f64();
    row(
        "bulk: set_all of 6,000 levels with 30 bad ones, 200 to a request",
        format!("{ratio:.1} times as fast"),
        "≥ 10, at most 400 requests",
        ratio >= 10.0 && requests[1] <= 400,
        format!(
            "{:.2?} and {} requests against {:.2?} and {}; 50 ms of latency",
            times[1], requests[1], times[0], requests[0]
        ),
    );
}

async fn took(rows: usize, places: usize) -> Duration {
    let sandbox = Sandbox::builder()
        .empty()
        .latency(Duration::from_millis(20))
        .start()
        .await
        .expect("there is a free port");
    let client = sandbox.client_builder().max_concurrency(places);
    let client = client.build().expect("a client can be made");
    let rows = (0..rows).map(|n| ProductsRequestDto::new(format!("SKU-{n}")).cost(12.5));
    let started = Instant::now();
    let report = client.products().upsert_all(rows).await;
    let took = started.elapsed();
    assert!(report.is_complete(), "every row is saved");
    took
}
