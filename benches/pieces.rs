//! The pieces of a call one by one, to see where time goes; the budgets are in the other benches.

mod support;

use divan::{Bencher, black_box};
use stocktrim::transport::testing::Answer;
use stocktrim::types::{CustomerDto, ProductsResponseDto, Rows, Timestamp};
use support::{bodies, runtime, sdk};

fn main() {
    divan::main();
}

#[divan::bench]
fn rows_of_a_page(bencher: Bencher<'_, '_>) {
    let body = bodies::page(0);
    bencher.bench(|| serde_json::from_str::<Rows<ProductsResponseDto>>(black_box(&body)));
}

#[divan::bench]
fn rows_of_customers(bencher: Bencher<'_, '_>) {
    let body = bodies::customers(1000);
    bencher.bench(|| serde_json::from_str::<Rows<CustomerDto>>(black_box(&body)));
}

#[divan::bench]
fn a_bare_time() -> Option<Timestamp> {
    black_box("2025-10-30T22:21:33.307").parse().ok()
}

#[divan::bench]
fn a_time_with_an_offset() -> Option<Timestamp> {
    black_box("2025-10-30T22:21:33.307+13:00").parse().ok()
}

/// A whole call without a network: what the SDK itself adds to each.
#[divan::bench]
fn a_call_in_process(bencher: Bencher<'_, '_>) {
    let runtime = runtime();
    let client = sdk("http://127.0.0.1:1")
        .in_process(|_| std::future::ready(Answer::json(200, &b"[]"[..])))
        .build()
        .expect("a client can be made");
    bencher.bench_local(|| runtime.block_on(client.products().list_page(None)));
}

#[divan::bench]
fn a_client_for_plain_http() {
    drop(black_box(sdk("http://127.0.0.1:1").build()));
}

#[divan::bench]
fn a_client_for_https() {
    drop(black_box(sdk("https://127.0.0.1:1").build()));
}
