//! Calls side by side: bounded, in order, independent, and free again when dropped.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use stocktrim::transport::testing::Answer;
use stocktrim::types::{ProductsRequestDto, SalesOrderRequestDto, Timestamp};
use stocktrim::{CallOptions, Client, Error, RetryConfig};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use crate::support::{builder, calls};

/// Counts what is under way, also when it is dropped on its way.
#[derive(Clone, Default)]
struct Gauge {
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl Gauge {
    fn enter(&self) -> Entered {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        Entered(Arc::clone(&self.now))
    }
}

struct Entered(Arc<AtomicUsize>);

impl Drop for Entered {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn list(client: Client) -> Result<(), Error> {
    calls::list(&client).await.map(drop)
}

#[tokio::test(start_paused = true)]
async fn no_more_requests_are_under_way_than_allowed() {
    let gauge = Gauge::default();
    let inside = gauge.clone();
    let client = builder()
        .max_concurrency(3)
        .in_process(move |_| {
            let entered = inside.enter();
            async move {
                sleep(Duration::from_millis(10)).await;
                drop(entered);
                Answer::status(200)
            }
        })
        .build()
        .unwrap();
    let started = Instant::now();
    let calls: JoinSet<_> = (0..30).map(|_| list(client.clone())).collect();
    for outcome in calls.join_all().await {
        outcome.unwrap();
    }
    assert_eq!(gauge.most.load(Ordering::SeqCst), 3);
    assert_eq!(
        started.elapsed(),
        Duration::from_millis(100),
        "10 rounds of 3"
    );
}

#[tokio::test(start_paused = true)]
async fn a_view_with_options_shares_the_limit_of_its_client() {
    let gauge = Gauge::default();
    let inside = gauge.clone();
    let client = builder()
        .max_concurrency(1)
        .in_process(move |_| {
            let entered = inside.enter();
            async move {
                sleep(Duration::from_millis(10)).await;
                drop(entered);
                Answer::status(200)
            }
        })
        .build()
        .unwrap();
    let view = client.with_options(CallOptions::new().timeout(Duration::from_secs(5)));
    let (first, second) = tokio::join!(list(client), list(view));
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(gauge.most.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn places_are_given_in_the_order_they_were_asked_for() {
    let served = Arc::new(Mutex::new(Vec::new()));
    let order = Arc::clone(&served);
    let client = builder()
        .max_concurrency(1)
        .in_process(move |request| {
            order.lock().unwrap().push(request.uri().path().to_owned());
            async {
                sleep(Duration::from_millis(1)).await;
                Answer::status(200)
            }
        })
        .build()
        .unwrap();
    let calls: JoinSet<_> = (0..9)
        .map(|n| {
            let client = client.clone();
            async move {
                let answer = client.api().get_customer().code(n.to_string()).send().await;
                answer.map(drop)
            }
        })
        .collect();
    calls.join_all().await;
    let expected: Vec<_> = (0..9).map(|n| format!("/api/Customers/{n}")).collect();
    assert_eq!(*served.lock().unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_waiting_retry_holds_no_place() {
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    let client = builder()
        .max_concurrency(1)
        .in_process(move |_| {
            let first = count.fetch_add(1, Ordering::SeqCst) == 0;
            // Of a 429 or a 503 it would be a pause for every call.
            let busy = Answer::status(500).header(http::header::RETRY_AFTER, "20".parse().unwrap());
            std::future::ready(if first { busy } else { Answer::status(200) })
        })
        .build()
        .unwrap();
    let started = Instant::now();
    let waiting = tokio::spawn(list(client.clone()));
    tokio::task::yield_now().await;
    list(client).await.unwrap();
    assert_eq!(
        started.elapsed(),
        Duration::ZERO,
        "the second call did not wait for the first"
    );
    waiting.await.unwrap().unwrap();
    assert!(started.elapsed() >= Duration::from_secs(20));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_at_any_await_leaves_nothing_behind() {
    let gauge = Gauge::default();
    let inside = gauge.clone();
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    let client = builder()
        .retry(RetryConfig::default().budget(None))
        .max_concurrency(1)
        .in_process(move |_| {
            let entered = inside.enter();
            let fails = count.fetch_add(1, Ordering::SeqCst).is_multiple_of(2);
            async move {
                sleep(Duration::from_millis(5)).await;
                drop(entered);
                Answer::status(if fails { 503 } else { 200 })
            }
        })
        .build()
        .unwrap();
    // Through the first attempt, the wait, the second attempt, and past the end.
    for milliseconds in 0..1_200 {
        sent.store(0, Ordering::SeqCst);
        let _ = timeout(Duration::from_millis(milliseconds), list(client.clone())).await;
        assert_eq!(
            gauge.now.load(Ordering::SeqCst),
            0,
            "after {milliseconds} ms"
        );
    }
    let queued = tokio::spawn(list(client.clone()));
    tokio::task::yield_now().await;
    let second = timeout(Duration::from_millis(1), list(client.clone())).await;
    assert!(second.is_err(), "the second was dropped in the queue");
    queued.await.unwrap().unwrap();
    timeout(Duration::from_secs(60), list(client))
        .await
        .expect("its place is free")
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_thousand_calls_side_by_side_do_not_decide_about_each_other() {
    // Call n meets n % 5 broken connections; reads and writes alternate.
    let tries: Arc<Mutex<HashMap<String, u32>>> = Arc::default();
    let count = Arc::clone(&tries);
    let client = builder()
        .max_concurrency(16)
        .timeout(Duration::from_secs(3600))
        .retry(RetryConfig::default().budget(None))
        .in_process(move |request| {
            let name = request.headers()["x-call"].to_str().unwrap().to_owned();
            let broken: u32 = name.parse::<u32>().unwrap() % 5;
            let mut tries = count.lock().unwrap();
            let tries = tries.entry(name).or_default();
            *tries += 1;
            let answer = if *tries <= broken {
                Answer::broken_connection()
            } else {
                Answer::status(200)
            };
            async {
                sleep(Duration::from_millis(3)).await;
                answer
            }
        })
        .build()
        .unwrap();
    let calls: JoinSet<_> = (0..1_000)
        .map(|n| {
            let client = client.with_options(CallOptions::new().header("x-call", n.to_string()));
            async move {
                let outcome = match n % 3 {
                    0 => client.api().list_products().send().await.map(drop),
                    1 => {
                        let body = ProductsRequestDto::new("OAK");
                        client
                            .api()
                            .upsert_product()
                            .body(body)
                            .send()
                            .await
                            .map(drop)
                    }
                    _ => {
                        let time = Timestamp::from_unix_seconds(0).unwrap();
                        let body = SalesOrderRequestDto::new("OAK", time, 1);
                        client
                            .api()
                            .create_sales_order()
                            .body(body)
                            .send()
                            .await
                            .map(drop)
                    }
                };
                (n, outcome)
            }
        })
        .collect();
    let mut seen = 0;
    for (n, outcome) in calls.join_all().await {
        let broken = n % 5;
        let creates = n % 3 == 2;
        let expected = if creates { 1 } else { broken + 1 };
        assert_eq!(tries.lock().unwrap()[&n.to_string()], expected, "call {n}");
        match outcome {
            Ok(()) => assert!(!creates || broken == 0, "call {n}"),
            Err(error) => {
                assert!(creates && broken > 0, "call {n}: {error}");
                assert_eq!(error.attempts(), 1);
            }
        }
        seen += 1;
    }
    assert_eq!(seen, 1_000);
}
