//! Lists that ask for several pages at a time: the same rows, sooner, and little in vain.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::StreamExt;
use serde_json::json;
use stocktrim::transport::testing::Answer;
use stocktrim::types::ProductsResponseDto;
use stocktrim::{Client, ClientBuilder, ErrorKind, RetryConfig};
use stocktrim_sandbox::{Fault, Sandbox, Target};
use tokio::time::{Instant, sleep, timeout};

use crate::support::builder;

/// Pages of products from a number on, each after 50 ms; what was asked for is written down.
fn paged(
    page: impl Fn(Option<u32>) -> Answer + Send + Sync + 'static,
) -> (ClientBuilder, Arc<Mutex<Vec<Option<u32>>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    let builder = builder().in_process(move |request| {
        let query = request.uri().query().unwrap_or_default();
        let number = query.split_once("pageNo=").map(|(_, n)| n.parse().unwrap());
        log.lock().unwrap().push(number);
        let answer = page(number);
        async {
            sleep(Duration::from_millis(50)).await;
            answer
        }
    });
    (builder, asked)
}

fn rows(ids: impl IntoIterator<Item = u32>) -> Answer {
    let rows: Vec<_> = ids
        .into_iter()
        .map(|id| json!({ "productId": format!("P{id}") }))
        .collect();
    Answer::json(200, json!(rows).to_string())
}

/// Pages of `size` of the products 0 to `total`, the first of them being page `first`.
fn catalogue(first: u32, total: u32, size: u32) -> impl Fn(Option<u32>) -> Answer {
    move |page| {
        let from = page.unwrap_or(first).saturating_sub(first) * size;
        rows(from..total.min(from + size))
    }
}

fn ids(products: &[ProductsResponseDto]) -> Vec<&str> {
    products.iter().map(|row| row.product_id.as_str()).collect()
}

#[tokio::test(start_paused = true)]
async fn fifteen_thousand_products_are_read_six_times_as_fast() {
    for first in [0, 1] {
        let (builder, asked) = paged(catalogue(first, 15_000, 50));
        let client = builder.build().unwrap();
        let begun = Instant::now();
        let one_by_one = client.products().stream().into_vec().await.unwrap();
        let slow = begun.elapsed();
        let needed = std::mem::take(&mut *asked.lock().unwrap()).len();
        let begun = Instant::now();
        let ahead = client.products().list().await.unwrap();
        let fast = begun.elapsed();
        let sent = asked.lock().unwrap().len();
        assert_eq!(ids(&ahead), ids(&one_by_one));
        assert_eq!(ahead.len(), 15_000);
        assert!(slow >= fast * 6, "{slow:?} and {fast:?}");
        assert!(sent <= needed + 8, "{sent} requests instead of {needed}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_rows_are_those_of_one_page_at_a_time_wherever_the_end_is() {
    for first in [0, 1] {
        for total in 0..14_u32 {
            for repeats_its_last in [false, true] {
                let answer = move |page: Option<u32>| {
                    let last = first + total.saturating_sub(1) / 3;
                    let page = page.map(|page| {
                        if repeats_its_last {
                            page.min(last)
                        } else {
                            page
                        }
                    });
                    catalogue(first, total, 3)(page)
                };
                let (builder, asked) = paged(answer);
                let client = builder.build().unwrap();
                let plain = client.products().stream().into_vec().await.unwrap();
                let needed = std::mem::take(&mut *asked.lock().unwrap()).len();
                for width in [2, 3, 8] {
                    let stream = client.products().stream().read_ahead(width);
                    let ahead = stream.into_vec().await.unwrap();
                    assert_eq!(ids(&ahead), ids(&plain), "{total} from {first}");
                    let asked = std::mem::take(&mut *asked.lock().unwrap());
                    assert!(asked.len() < needed + width, "{total}: {asked:?}");
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_lies_beyond_the_end_is_no_failure_and_is_not_waited_for() {
    // Of 30 pages the last is half full; page 31 is empty, and what follows it is never well.
    let beyond: [fn() -> Answer; 4] = [
        || Answer::status(400),
        || Answer::status(503),
        || Answer::json(200, "no JSON"),
        Answer::broken_connection,
    ];
    for answer in beyond {
        let (builder, _) = paged(move |page| match page {
            Some(page) if page > 31 => answer(),
            page => catalogue(1, 295, 10)(page),
        });
        let client = builder.build().unwrap();
        let begun = Instant::now();
        assert_eq!(client.products().list().await.unwrap().len(), 295);
        assert!(
            begun.elapsed() < Duration::from_secs(1),
            "{:?}",
            begun.elapsed()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_comes_after_the_rows_before_it_and_ends_the_stream() {
    let (builder, _) = paged(|page| match page {
        Some(7) => Answer::status(403),
        page => catalogue(0, 1000, 10)(page),
    });
    let client = builder.build().unwrap();
    let mut stream = client.products().stream().read_ahead(4);
    let mut read = 0;
    let error = loop {
        match stream.next().await.unwrap() {
            Ok(_) => read += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((read, error.kind()), (70, ErrorKind::Auth));
    assert!(stream.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_writes_between_two_rows_finds_a_permit() {
    let (builder, _) = paged(catalogue(0, 200, 10));
    let client = builder.max_concurrency(2).build().unwrap();
    let mut products = client.products().stream().read_ahead(2);
    let all = async {
        let mut read = 0;
        while let Some(product) = products.next().await {
            read += 1;
            let code = product.unwrap().product_id;
            client
                .api()
                .list_products()
                .code(code)
                .send()
                .await
                .unwrap();
        }
        read
    };
    assert_eq!(timeout(Duration::from_secs(60), all).await.unwrap(), 200);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_dropped_asks_for_nothing_more() {
    let (builder, asked) = paged(catalogue(0, 100_000, 10));
    let client = builder.build().unwrap();
    let mut products = client.products().stream().read_ahead(8);
    for _ in 0..60 {
        products.next().await.unwrap().unwrap();
    }
    drop(products);
    let before = asked.lock().unwrap().len();
    sleep(Duration::from_secs(60)).await;
    assert_eq!(asked.lock().unwrap().len(), before);
    let permits = (0..8).map(|_| client.products().list_page(None));
    let all = futures_util::future::try_join_all(permits);
    let begun = Instant::now();
    all.await.unwrap();
    assert_eq!(
        begun.elapsed(),
        Duration::from_millis(50),
        "all permits are free"
    );
}

#[tokio::test(start_paused = true)]
async fn never_more_pages_at_a_time_than_the_client_allows() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let peak = Arc::clone(&most);
    let client = builder()
        .max_concurrency(3)
        .in_process(move |request| {
            let under_way = now.fetch_add(1, Ordering::SeqCst) + 1;
            most.fetch_max(under_way, Ordering::SeqCst);
            let query = request.uri().query().unwrap_or_default();
            let page = query.split_once("pageNo=").map(|(_, n)| n.parse().unwrap());
            let now = Arc::clone(&now);
            async move {
                sleep(Duration::from_millis(50)).await;
                now.fetch_sub(1, Ordering::SeqCst);
                catalogue(0, 500, 10)(page)
            }
        })
        .build()
        .unwrap();
    assert_eq!(client.inventory().levels().await.unwrap().len(), 500);
    assert_eq!(peak.load(Ordering::SeqCst), 3);
}

/// The rows of every list, read page by page or ahead.
async fn lists(client: &Client, width: usize) -> Vec<String> {
    let products = client.products().stream().read_ahead(width);
    let plan = client
        .order_plan()
        .stream(stocktrim::types::OrderPlanFilterCriteria::new());
    let orders = client.purchase_orders().stream().read_ahead(width);
    let products = products
        .map(|row| format!("{:?}", row.unwrap()))
        .collect::<Vec<_>>();
    let plan = plan.read_ahead(width);
    let plan = plan
        .map(|row| format!("{:?}", row.unwrap()))
        .collect::<Vec<_>>();
    let orders = orders
        .map(|row| format!("{:?}", row.unwrap()))
        .collect::<Vec<_>>();
    [products.await, plan.await, orders.await].concat()
}

#[tokio::test]
async fn every_quirk_and_fault_of_the_sandbox_gives_the_same_rows() {
    for seed in 0..2 {
        let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
        let retry = RetryConfig::default().max_retries(30).budget(None);
        let retry = retry.initial_backoff(Duration::from_millis(1));
        let client = sandbox.client_builder().retry(retry);
        let client = client.build().unwrap();
        let plain = lists(&client, 1).await;
        for fault in [
            Fault::status(503),
            Fault::status(429),
            Fault::html_500(),
            Fault::close_before_applying(),
            Fault::reset(),
        ] {
            sandbox.faults().random(0.2, Target::Any, vec![fault]);
            assert_eq!(lists(&client, 8).await, plain, "{:?}", sandbox.quirks());
            sandbox.faults().clear();
        }
    }
}
