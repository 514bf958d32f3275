//! Many rows: each its outcome, in order, some at a time.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use stocktrim::Operation;

use bytes::Bytes;
use futures_util::stream;
use serde_json::Value;
use stocktrim::resources::RowOutcome;
use stocktrim::transport::testing::Answer;
use stocktrim::types::{CustomerDto, ProductSupplier, ProductsRequestDto};
use stocktrim::{Client, ErrorKind, RetryConfig, WriteOutcome};
use stocktrim_sandbox::{Area, Fault, Sandbox};

use super::shop;
use crate::support::builder;

fn product(id: impl Into<String>) -> ProductsRequestDto {
    ProductsRequestDto::new(id)
}

fn read(request: &http::Request<Bytes>) -> Value {
    serde_json::from_slice(request.body()).unwrap()
}

/// A client whose requests are answered by a closure, with the clock in the hands of the test.
fn scripted<A>(answer: impl Fn(http::Request<Bytes>) -> A + Send + Sync + 'static) -> Client
where
    A: Future<Output = Answer> + Send + 'static,
{
    let client = builder().in_process(answer);
    client
        .retry(RetryConfig::default().initial_backoff(Duration::from_millis(1)))
        .build()
        .unwrap()
}

#[tokio::test]
async fn of_5000_rows_exactly_the_refused_ones_are_reported_with_the_servers_reason() {
    let sandbox = Sandbox::builder().empty().start().await.unwrap();
    let client = sandbox.client().unwrap();
    let rows = (0..5000).map(|n| {
        let row = product(format!("P{n}"));
        // A supplier without a code is what the server refuses.
        if n % 50 == 7 {
            row.suppliers(vec![ProductSupplier::new("")])
        } else {
            row
        }
    });
    let last = Arc::new(Mutex::new(None));
    let seen = Arc::clone(&last);
    let report = client
        .products()
        .upsert_all(rows)
        .on_progress(move |now| *seen.lock().unwrap() = Some(now))
        .await;

    assert_eq!(report.rows().len(), 5000);
    assert!(report.stopped().is_none() && !report.is_complete());
    for (place, row) in report.rows().iter().enumerate() {
        assert_eq!(
            (row.index, row.key.as_str()),
            (place, format!("P{place}").as_str())
        );
        assert_eq!(row.attempts, 1);
        match &row.outcome {
            RowOutcome::Saved(saved) => {
                assert_ne!(place % 50, 7);
                assert_eq!(saved.outcome, WriteOutcome::Created);
                assert_eq!(saved.value.as_ref().unwrap().product_id, row.key);
            }
            RowOutcome::Refused(error) => {
                assert_eq!(place % 50, 7);
                assert_eq!(error.kind(), ErrorKind::Validation);
                let (field, messages) = error.validation_errors().next().unwrap();
                assert!(field.contains("upplier") && !messages.is_empty(), "{error}");
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(report.failed().count(), 100);
    assert_eq!(sandbox.store().len(Area::Products), 4900);
    let last = last.lock().unwrap().unwrap();
    assert_eq!(
        (last.done, last.failed, last.total),
        (5000, 100, Some(5000))
    );
}

#[tokio::test(start_paused = true)]
async fn rows_with_one_key_are_sent_in_order_and_never_at_once_and_never_too_many() {
    #[derive(Default)]
    struct Seen {
        under_way: HashMap<String, usize>,
        most: usize,
        order: HashMap<String, Vec<u64>>,
    }
    let seen = Arc::new(Mutex::new(Seen::default()));
    let server = Arc::clone(&seen);
    let client = scripted(move |request| {
        let seen = Arc::clone(&server);
        async move {
            let row = read(&request);
            let key = row["code"].as_str().unwrap().to_owned();
            let number = row["name"].as_str().unwrap().parse::<u64>().unwrap();
            {
                let mut seen = seen.lock().unwrap();
                seen.order.entry(key.clone()).or_default().push(number);
                let under_way = seen.under_way.entry(key.clone()).or_default();
                *under_way += 1;
                assert_eq!(*under_way, 1, "two rows of {key} at once");
                let all = seen.under_way.values().sum();
                seen.most = seen.most.max(all);
            }
            // Later rows answer sooner.
            tokio::time::sleep(Duration::from_millis(97 * (300 - number) % 50)).await;
            *seen.lock().unwrap().under_way.get_mut(&key).unwrap() -= 1;
            Answer::status(204)
        }
    });
    let rows: Vec<_> = (0..300_u64)
        .map(|n| {
            CustomerDto::new()
                .code(format!("C{}", n * n % 23))
                .name(n.to_string())
        })
        .collect();
    let report = client.customers().upsert_all(rows).await;
    assert!(report.is_complete());
    assert!(
        report
            .rows()
            .iter()
            .enumerate()
            .all(|(place, row)| row.index == place)
    );
    let seen = seen.lock().unwrap();
    assert_eq!(seen.most, 8, "as many as max_concurrency");
    assert!(seen.order.values().all(|numbers| numbers.is_sorted()));
    assert_eq!(seen.order.values().map(Vec::len).sum::<usize>(), 300);
}

#[tokio::test(start_paused = true)]
async fn rows_are_taken_only_as_places_become_free() {
    let (taken, answered) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (all, done) = (Arc::clone(&taken), Arc::clone(&answered));
    let client = scripted(move |_| {
        let ahead = taken.load(Ordering::SeqCst) - answered.load(Ordering::SeqCst);
        assert!(
            ahead <= 3 + 3 + 1,
            "{ahead} rows were taken and are not answered"
        );
        let answered = Arc::clone(&answered);
        async move {
            tokio::time::sleep(Duration::from_millis(5)).await;
            answered.fetch_add(1, Ordering::SeqCst);
            Answer::status(200)
        }
    });
    let rows = stream::iter((0..200).map(move |n| {
        all.fetch_add(1, Ordering::SeqCst);
        product(format!("P{}", n % 90))
    }));
    let report = client.products().upsert_stream(rows).concurrency(3).await;
    assert!(report.is_complete());
    assert_eq!(report.rows().len(), 200);
    assert_eq!(done.load(Ordering::SeqCst), 200);
}

#[tokio::test]
async fn refused_credentials_stop_the_whole() {
    let sandbox = shop::open(Sandbox::builder()).await;
    let client = shop::client(&sandbox);
    for status in [401, 403] {
        sandbox.requests().clear();
        sandbox
            .faults()
            .next(1, Operation::UpsertProduct, Fault::status(503));
        sandbox
            .faults()
            .always(Operation::UpsertProduct, Fault::status(status));
        let rows = (0..500).map(|n| product(format!("N{n}")));
        let report = client.products().upsert_all(rows).await;
        sandbox.faults().clear();
        assert!(report.stopped().unwrap().is_auth());
        assert_eq!(report.rows().len(), 500, "every row has its outcome");
        assert!(
            report
                .rows()
                .iter()
                .enumerate()
                .all(|(place, row)| row.index == place)
        );
        assert_eq!(report.saved().count(), 0);
        assert!(report.failed().count() <= 8);
        assert_eq!(report.failed().count() + report.not_sent().count(), 500);
        assert!(sandbox.requests().total().arrived <= 10);

        let rows = (0..500).map(|n| product(format!("N{n}")));
        sandbox
            .faults()
            .always(Operation::UpsertProduct, Fault::status(status));
        let report = client.products().upsert_stream(stream::iter(rows)).await;
        sandbox.faults().clear();
        assert!(report.stopped().is_some() && report.rows().len() < 500);
    }
}

#[tokio::test(start_paused = true)]
async fn rows_that_wait_for_a_key_are_not_sent_after_refused_credentials() {
    let client = scripted(|_| async { Answer::status(401) });
    let rows = (0..5).map(|n| CustomerDto::new().code("one").name(n.to_string()));
    let report = client
        .customers()
        .upsert_all(rows.collect::<Vec<_>>())
        .await;
    let sent: Vec<_> = report.rows().iter().map(|row| row.attempts).collect();
    assert_eq!(sent, [1, 0, 0, 0, 0]);
    assert_eq!(report.not_sent().count(), 4);
}

#[tokio::test(start_paused = true)]
async fn dropping_it_cancels_what_has_not_been_sent() {
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&sent);
    let client = scripted(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
        async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            Answer::status(200)
        }
    });
    let rows = (0..1000).map(|n| product(format!("P{n}")));
    let bulk = client.products().upsert_all(rows).into_future();
    let cut_short = tokio::time::timeout(Duration::from_millis(35), bulk).await;
    assert!(cut_short.is_err());
    let now = sent.load(Ordering::SeqCst);
    assert!((8..=40).contains(&now), "{now}");
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(sent.load(Ordering::SeqCst), now);
    assert_eq!(drop(client.products().upsert_all(vec![product("A")])), ());
    assert_eq!(
        sent.load(Ordering::SeqCst),
        now,
        "nothing is sent until it is awaited"
    );
}

#[tokio::test(start_paused = true)]
async fn what_became_of_the_rows_that_ended_is_kept_when_the_whole_is_dropped() {
    let client = scripted(|request| async move {
        let key = read(&request)["productId"].as_str().unwrap().to_owned();
        match key.as_str() {
            "saved" => Answer::json(201, r#"{"productId":"saved"}"#),
            "refused" => Answer::status(400),
            _ => std::future::pending().await,
        }
    });
    let mut kept = Vec::new();
    let rows = ["saved", "refused", "under way", "waits"].map(product);
    let bulk = client.products().upsert_all(rows).concurrency(1);
    let bulk = bulk.on_row(|row| kept.push((row.index, row.key.clone(), row.outcome.is_saved())));
    let cut_short = tokio::time::timeout(Duration::from_secs(1), bulk.into_future()).await;
    assert!(cut_short.is_err());
    assert_eq!(
        kept,
        [
            (0, "saved".to_owned(), true),
            (1, "refused".to_owned(), false)
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn every_row_of_the_report_is_told_once_and_the_ones_not_sent_too() {
    let client = scripted(|request| async move {
        let is_third = read(&request)["productId"] == "P3";
        Answer::status(if is_third { 401 } else { 200 })
    });
    let mut told = Vec::new();
    // The key of the third is waited for by another row when the credentials are refused.
    let rows = ["P1", "P2", "P3", "P3", "P5", "P6"].map(product);
    let bulk = client.products().upsert_all(rows).concurrency(2);
    let report = bulk
        .on_row(|row| told.push((row.index, row.outcome.is_saved())))
        .await;
    told.sort_unstable();
    let rows = report.rows().iter();
    let reported: Vec<_> = rows
        .map(|row| (row.index, row.outcome.is_saved()))
        .collect();
    assert_eq!(told, reported);
    assert_eq!(told.len(), 6);
    assert!(report.not_sent().count() > 0);
}

#[tokio::test(start_paused = true)]
async fn a_row_says_how_often_it_was_tried_and_a_blank_key_is_not_sent() {
    let tries = Arc::new(Mutex::new(HashMap::<String, u32>::new()));
    let client = scripted(move |request| {
        let key = read(&request)["productId"].as_str().unwrap().to_owned();
        let tries = *tries
            .lock()
            .unwrap()
            .entry(key.clone())
            .and_modify(|n| *n += 1)
            .or_insert(1);
        async move {
            match (key.as_str(), tries) {
                ("twice", 1) | ("never", _) => Answer::status(503),
                ("twice", _) => Answer::json(201, r#"{"productId":"twice"}"#),
                _ => Answer::status(200),
            }
        }
    });
    let rows = ["twice", " ", "once", "never"].map(product);
    let report = client.products().upsert_all(rows).await;
    let [twice, blank, once, never] = report.rows() else {
        panic!("{report:?}")
    };

    assert_eq!(twice.attempts, 2);
    let RowOutcome::Saved(saved) = &twice.outcome else {
        panic!("{twice:?}")
    };
    assert_eq!(
        saved.outcome,
        WriteOutcome::Unknown,
        "the first attempt may have created it"
    );
    assert!(saved.value.is_some());

    assert_eq!(blank.attempts, 0);
    assert_eq!(
        blank.outcome.error().unwrap().kind(),
        ErrorKind::InvalidRequest
    );

    assert_eq!(once.attempts, 1);
    let RowOutcome::Saved(saved) = &once.outcome else {
        panic!("{once:?}")
    };
    assert_eq!(
        (saved.outcome, &saved.value),
        (WriteOutcome::Updated, &None)
    );

    assert_eq!(never.attempts, 6);
    assert!(matches!(&never.outcome, RowOutcome::Unknown(error) if error.attempts() == 6));
    assert_eq!(report.unknown().count(), 1);
}
