//! A server that is down or busy: how little it is asked, and what becomes of the calls.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::HeaderValue;
use http::header::RETRY_AFTER;
use stocktrim::resources::RowOutcome;
use stocktrim::retry::RetryBudget;
use stocktrim::transport::testing::Answer;
use stocktrim::types::ProductsRequestDto;
use stocktrim::{Applied, Client, ClientBuilder, Error, ErrorKind, RetryConfig};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::support::builder;
use crate::support::calls::{list, upsert};

/// A server that answers `answer(since its beginning)` after 20 ms, and counts what arrives.
fn server(
    answer: impl Fn(Duration) -> Answer + Send + Sync + 'static,
) -> (ClientBuilder, Arc<AtomicUsize>) {
    let (begun, arrived) = (Instant::now(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&arrived);
    let builder = builder().in_process(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        let answer = answer(begun.elapsed());
        async {
            sleep(Duration::from_millis(20)).await;
            answer
        }
    });
    (builder, arrived)
}

fn busy(seconds: u64) -> Answer {
    Answer::status(429).header(RETRY_AFTER, HeaderValue::from(seconds))
}

#[tokio::test(start_paused = true)]
async fn a_thousand_calls_in_an_outage_of_a_minute_cost_a_quarter_more_at_the_most() {
    for writes in [false, true] {
        let down = |now| {
            Answer::status(if now < Duration::from_secs(60) {
                503
            } else {
                200
            })
        };
        let (builder, arrived) = server(down);
        let client = builder.build().unwrap();
        let mut calls = JoinSet::new();
        for _ in 0..1000 {
            let client = client.clone();
            calls.spawn(async move {
                if writes {
                    upsert(&client).await
                } else {
                    list(&client).await.map(drop)
                }
            });
            sleep(Duration::from_millis(60)).await;
        }
        let outcomes: Vec<Result<(), Error>> = calls.join_all().await;
        let requests = arrived.load(Ordering::SeqCst);
        assert!(requests <= 1250, "{requests} requests for 1000 calls");
        let failed = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
        let spent = failed.filter(|error| error.to_string().contains("RetryConfig::budget"));
        assert!(spent.count() > 500);
        // It is well again, and so is everyone.
        for _ in 0..600 {
            list(&client).await.unwrap();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_lone_call_has_all_its_retries_and_a_budget_can_be_smaller_or_none() {
    let attempts = async |retry: RetryConfig| {
        let (builder, arrived) = server(|_| Answer::status(503));
        let client = builder.retry(retry).build().unwrap();
        let mut messages = Vec::new();
        for _ in 0..30 {
            messages.push(list(&client).await.unwrap_err().to_string());
        }
        let spent = messages.iter().filter(|text| text.contains("budget"));
        (arrived.load(Ordering::SeqCst), spent.count())
    };
    assert_eq!(attempts(RetryConfig::default()).await, (30 + 100, 10));
    let small = RetryConfig::default().budget(RetryBudget::new(7));
    assert_eq!(attempts(small).await, (30 + 7, 29));
    assert_eq!(
        attempts(RetryConfig::default().budget(None)).await,
        (180, 0)
    );
}

#[tokio::test(start_paused = true)]
async fn answers_give_tokens_back_and_so_does_a_refusal() {
    let seen = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&seen);
    // One failure to every nine refusals that say that the server is well.
    let client = builder()
        .retry(RetryConfig::default().budget(RetryBudget::new(1)))
        .in_process(move |_| {
            let nth = count.fetch_add(1, Ordering::SeqCst);
            std::future::ready(Answer::status(if nth.is_multiple_of(10) {
                503
            } else {
                404
            }))
        })
        .build()
        .unwrap();
    for _ in 0..500 {
        assert_eq!(list(&client).await.unwrap_err().kind(), ErrorKind::NotFound);
    }
}

#[tokio::test(start_paused = true)]
async fn two_hundred_calls_hold_back_together_when_the_server_asks_for_a_pause() {
    for status in [429_u16, 503] {
        let ends = Arc::new(Mutex::new(None));
        let (seen, begun) = (Arc::clone(&ends), Instant::now());
        let early = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&early);
        let (builder, arrived) = server(move |now| {
            if now >= Duration::from_secs(3) {
                seen.lock().unwrap().get_or_insert(begun.elapsed());
                return Answer::status(200);
            }
            count.fetch_add(1, Ordering::SeqCst);
            Answer::status(status).header(RETRY_AFTER, HeaderValue::from(2))
        });
        let client = builder.build().unwrap();
        let calls: JoinSet<_> = (0..200)
            .map(|_| {
                let client = client.clone();
                async move { upsert(&client).await }
            })
            .collect();
        for outcome in calls.join_all().await {
            outcome.unwrap();
        }
        // Eight at a time are asked before each of the two pauses is known.
        assert!(early.load(Ordering::SeqCst) <= 16, "{early:?}");
        assert_eq!(
            arrived.load(Ordering::SeqCst),
            200 + early.load(Ordering::SeqCst)
        );
        let first = ends.lock().unwrap().unwrap();
        assert!(
            first >= Duration::from_secs(4),
            "both pauses are kept: {first:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_has_less_time_than_the_pause_fails_at_once() {
    let (builder, arrived) = server(|_| busy(30));
    let client = builder.retry(RetryConfig::disabled()).build().unwrap();
    assert_eq!(list(&client).await.unwrap_err().attempts(), 1);
    let begun = Instant::now();
    let call = client
        .products()
        .list_page(None)
        .timeout(Duration::from_secs(5));
    let error = call.await.unwrap_err();
    assert_eq!(begun.elapsed(), Duration::ZERO);
    assert_eq!(
        (error.kind(), error.attempts(), error.applied()),
        (ErrorKind::RateLimited, 0, Applied::No)
    );
    assert!(error.to_string().contains("Retry-After"), "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert_eq!(arrived.load(Ordering::SeqCst), 1);
    // With more time it waits, and is asked once more.
    list(&client).await.unwrap_err();
    assert_eq!(
        (begun.elapsed().as_secs(), arrived.load(Ordering::SeqCst)),
        (30, 2)
    );
}

#[tokio::test(start_paused = true)]
async fn no_answer_holds_back_the_others_for_more_than_a_minute() {
    let (builder, _) = server(|now| {
        if now.is_zero() {
            busy(86_400)
        } else {
            Answer::status(200)
        }
    });
    let client = builder.build().unwrap();
    list(&client).await.unwrap_err();
    let begun = Instant::now();
    list(&client).await.unwrap();
    assert_eq!(begun.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_holds_in_any_span_and_loses_no_call() {
    let times = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&times);
    let client = builder()
        .rate_limit(5, Duration::from_secs(1))
        .in_process(move |_| {
            log.lock().unwrap().push(Instant::now());
            std::future::ready(Answer::status(200))
        })
        .build()
        .unwrap();
    let calls: JoinSet<_> = (0..40)
        .map(|n| {
            let client = client.clone();
            async move {
                sleep(Duration::from_millis(n * 37)).await;
                list(&client).await.unwrap();
            }
        })
        .collect();
    calls.join_all().await;
    let times = times.lock().unwrap();
    assert_eq!(times.len(), 40);
    for (first, sixth) in times.iter().zip(&times[5..]) {
        assert!(*sixth - *first >= Duration::from_secs(1));
    }
    assert!(
        times[39] - times[0] < Duration::from_secs(9),
        "no slower than it must be"
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_that_gets_no_turn_in_its_time_fails_at_once_and_takes_none() {
    let (builder, arrived) = server(|_| Answer::status(200));
    let client = builder
        .rate_limit(1, Duration::from_secs(60))
        .build()
        .unwrap();
    list(&client).await.unwrap();
    for _ in 0..10 {
        let call = client
            .products()
            .list_page(None)
            .timeout(Duration::from_secs(50));
        let error = call.await.unwrap_err();
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::RateLimited, 0)
        );
        assert!(error.to_string().contains("rate_limit"), "{error}");
    }
    list(&client).await.unwrap();
    assert_eq!(arrived.load(Ordering::SeqCst), 2);
}

fn products(count: usize) -> impl ExactSizeIterator<Item = ProductsRequestDto> + Send {
    (0..count).map(|n| ProductsRequestDto::new(format!("P{n}")))
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_rows_against_a_server_that_is_down_end_within_a_minute() {
    for _ in 0..20 {
        let (builder, arrived) = server(|_| Answer::status(503));
        let client = builder.build().unwrap();
        let begun = Instant::now();
        let report = client.products().upsert_all(products(10_000)).await;
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{:?}",
            begun.elapsed()
        );
        assert_eq!(report.rows().len(), 10_000);
        let failed = report.failed().count();
        assert!((20..28).contains(&failed), "{failed} failed");
        assert_eq!(report.not_sent().count(), 10_000 - failed);
        assert_eq!(report.saved().count(), 0);
        let attempts: u32 = report.rows().iter().map(|row| row.attempts).sum();
        assert_eq!(
            usize::try_from(attempts).unwrap(),
            arrived.load(Ordering::SeqCst)
        );
        let stopped = report.stopped().unwrap();
        assert_eq!(stopped.kind(), ErrorKind::Server);
        assert!(
            stopped.to_string().contains("20 failures in a row"),
            "{stopped}"
        );
        assert!(report.rows().iter().all(|row| row.request.is_some()));
    }
}

#[tokio::test(start_paused = true)]
async fn rows_that_are_refused_for_their_own_sake_never_stop_a_bulk() {
    for answer in [
        || Answer::status(400),
        || Answer::status(404),
        || Answer::status(409),
    ] {
        let (builder, _) = server(move |_| answer());
        let client = builder.build().unwrap();
        let report = client.products().upsert_all(products(100)).await;
        assert_eq!(
            (report.failed().count(), report.stopped().is_none()),
            (100, true)
        );
    }
    // A success in between: it is not down.
    let nth = AtomicUsize::new(0);
    let (builder, _) = server(move |_| {
        let is_well = nth.fetch_add(1, Ordering::SeqCst).is_multiple_of(4);
        Answer::status(if is_well { 200 } else { 500 })
    });
    let client = builder.build().unwrap();
    let report = client.products().upsert_all(products(200)).await;
    let unknown = report.unknown().count();
    assert!(unknown > 140, "{unknown}: {:?}", report.stopped());
    let all = || client.products().upsert_all(products(200));
    let few = all().concurrency(1).stop_after_failures(3).await;
    assert!(few.not_sent().count() > 190 && few.unknown().count() == 3);
}

fn well() -> Client {
    let (builder, _) = server(|_| Answer::status(200));
    builder.build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_callback_or_a_future_may_stop_a_bulk_and_the_account_is_true() {
    let client = well();
    let bulk = || client.products().upsert_all(products(500));
    let mut left = 30;
    let by_flow = bulk().on_row(|_| {
        left -= 1;
        match left {
            0 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    });
    let by_async = bulk().on_row(|row| {
        let is_late = row.index >= 40;
        async move {
            sleep(Duration::from_millis(1)).await;
            if is_late {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        }
    });
    let by_signal = bulk().stop_when(async { sleep(Duration::from_millis(150)).await });
    for report in [by_flow.await, by_async.await, by_signal.await] {
        assert_eq!(report.stopped().unwrap().kind(), ErrorKind::Stopped);
        assert_eq!(report.rows().len(), 500);
        let saved = report.saved().count();
        assert!((30..=100).contains(&saved), "{saved}");
        assert_eq!(
            report.not_sent().count(),
            500 - saved,
            "those under way came to their end"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_async_callback_is_awaited_row_by_row_and_holds_back_the_rest() {
    let client = well();
    let now = Arc::new(AtomicUsize::new(0));
    let (mut called, begun) = (0, Instant::now());
    let report = client.products().upsert_all(products(20)).on_row(|_| {
        called += 1;
        let now = Arc::clone(&now);
        async move {
            assert_eq!(now.fetch_add(1, Ordering::SeqCst), 0, "one at a time");
            sleep(Duration::from_secs(1)).await;
            now.fetch_sub(1, Ordering::SeqCst);
        }
    });
    assert!(report.await.is_complete());
    assert_eq!((called, begun.elapsed().as_secs()), (20, 20));
}

#[tokio::test(start_paused = true)]
async fn a_stream_of_outcomes_gives_back_what_is_not_saved_and_can_be_stopped() {
    let (builder, _) = server(|now| {
        let refuses = now.as_millis() % 40 < 20;
        Answer::status(if refuses { 400 } else { 200 })
    });
    let client = builder.build().unwrap();
    let mut rows = client.products().upsert_all(products(300)).into_stream();
    let (mut saved, mut refused, mut left) = (0, 0, 0);
    while let Some(row) = rows.next().await {
        match row.outcome {
            RowOutcome::Saved(_) => saved += 1,
            RowOutcome::NotSent => left += 1,
            _ => {
                let request = row.request.unwrap();
                assert_eq!(request.product_id, format!("P{}", row.index));
                refused += 1;
            }
        }
        if saved + refused == 100 {
            rows.stop();
        }
    }
    assert!(saved > 0 && refused > 0, "{saved} and {refused}");
    assert_eq!(saved + refused + left, 300);
    assert!(left >= 190, "{left}");
    assert_eq!(rows.stopped().unwrap().kind(), ErrorKind::Stopped);
    assert_eq!(rows.progress().done, saved + refused);
}
