//! How much faster many rows are saved 16 at a time than one by one, at 20 ms of latency.

mod support;

use std::time::{Duration, Instant};

use stocktrim::types::ProductsRequestDto;
use stocktrim_sandbox::Sandbox;
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
