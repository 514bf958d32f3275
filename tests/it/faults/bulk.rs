//! Calls side by side and many rows: what is never sent, what stops, and what is not believed.

use std::future::IntoFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use stocktrim::transport::testing::Answer;
use stocktrim::types::{ProductsRequestDto, ProductsResponseDto};
use stocktrim::{Applied, Client, ErrorKind};
use tokio::time::{sleep, timeout};

use crate::support::calls::send_order;
use crate::support::{builder, scripted};

fn product(code: impl Into<String>) -> ProductsRequestDto {
    ProductsRequestDto::new(code)
}

#[tokio::test(start_paused = true)]
async fn a3_a_call_that_gets_its_permit_when_its_time_is_over_is_not_sent() {
    let arrived = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&arrived);
    let client = builder()
        .max_concurrency(8)
        .timeout(Duration::from_secs(2))
        .in_process(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            async {
                sleep(Duration::from_millis(100)).await;
                Answer::status(200)
            }
        })
        .build()
        .unwrap();
    let calls: tokio::task::JoinSet<_> = (0..400)
        .map(|_| {
            let client = client.clone();
            async move { send_order(&client).await }
        })
        .collect();
    let (mut sent, mut unknown) = (0, 0);
    for outcome in calls.join_all().await {
        match outcome {
            Ok(()) => sent += 1,
            Err(error) if error.attempts() == 0 => {
                assert_eq!(
                    (error.kind(), error.applied()),
                    (ErrorKind::Timeout, Applied::No)
                );
                assert!(error.to_string().contains("queued 2s"), "{error}");
            }
            Err(error) => {
                assert_eq!((error.attempts(), error.applied()), (1, Applied::Unknown));
                (sent, unknown) = (sent + 1, unknown + 1);
            }
        }
    }
    assert_eq!(
        arrived.load(Ordering::SeqCst),
        sent,
        "what was sent arrived"
    );
    assert!(sent < 400 && unknown <= 8, "{sent} sent, {unknown} unknown");
}

/// What a bulk write of 100 rows came to of which the 50th is answered so.
async fn with_one_refusal(
    answer: fn() -> Answer,
) -> stocktrim::BulkReport<ProductsRequestDto, ProductsResponseDto> {
    let client = builder()
        .in_process(move |request| {
            let is_it = String::from_utf8_lossy(request.body()).contains("P50");
            std::future::ready(if is_it { answer() } else { Answer::status(200) })
        })
        .build()
        .unwrap();
    let rows = (0..100).map(|n| product(format!("P{n}")));
    client.products().upsert_all(rows).await
}

#[tokio::test]
async fn b10_only_stocktrims_own_refusal_stops_a_bulk() {
    let foreign: [(fn() -> Answer, ErrorKind); 4] = [
        (
            || Answer::status(403).body("text/html", "Request blocked"),
            ErrorKind::UnexpectedContent,
        ),
        (
            || Answer::json(403, "<html>Request blocked</html>"),
            ErrorKind::UnexpectedContent,
        ),
        (
            || Answer::status(401).body("text/html", "<html>Log in</html>"),
            ErrorKind::UnexpectedContent,
        ),
        (
            || Answer::status(403).body("text/plain", "error code: 1020"),
            ErrorKind::Auth,
        ),
    ];
    for (answer, kind) in foreign {
        let report = with_one_refusal(answer).await;
        assert!(report.stopped().is_none(), "{:?}", report.stopped());
        assert_eq!((report.saved().count(), report.rows().len()), (99, 100));
        let error = report.rows()[50].outcome.error().unwrap();
        assert_eq!(
            (error.kind(), error.applied()),
            (kind, Applied::No),
            "{error}"
        );
    }
    let own: [fn() -> Answer; 4] = [
        || Answer::status(403),
        || Answer::status(401),
        || Answer::status(401).body("text/plain", "Unknown tenant"),
        || Answer::json(403, r#"{"title":"Forbidden","status":403}"#),
    ];
    for answer in own {
        let report = with_one_refusal(answer).await;
        assert!(report.stopped().unwrap().is_auth());
        assert!(report.not_sent().count() > 0);
    }
}

/// Rows without an end; what it says of their number is `hint`.
struct Endless {
    hint: (usize, Option<usize>),
    code: &'static str,
    pause: Duration,
    left: usize,
    taken: Arc<AtomicUsize>,
}

impl Iterator for Endless {
    type Item = ProductsRequestDto;

    fn next(&mut self) -> Option<ProductsRequestDto> {
        self.left = self.left.checked_sub(1)?;
        self.taken.fetch_add(1, Ordering::SeqCst);
        std::thread::sleep(self.pause);
        Some(product(self.code))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.hint
    }
}

/// The hints that a source may give: none, wrong ones, and such as no sum can hold.
const HINTS: [(usize, Option<usize>); 5] = [
    (0, None),
    (usize::MAX, None),
    (usize::MAX, Some(usize::MAX)),
    (7, Some(7)),
    (9, Some(3)),
];

fn endless(hint: (usize, Option<usize>), code: &'static str) -> (Endless, Arc<AtomicUsize>) {
    let taken = Arc::new(AtomicUsize::new(0));
    let rows = Endless {
        hint,
        code,
        pause: Duration::ZERO,
        left: usize::MAX,
        taken: Arc::clone(&taken),
    };
    (rows, taken)
}

fn refusing() -> Client {
    scripted(|_| Answer::status(401)).0.build().unwrap()
}

#[tokio::test]
async fn c7_and_c9_an_endless_source_ends_after_refused_credentials_whatever_it_promises() {
    for hint in HINTS {
        let (rows, taken) = endless(hint, "A");
        let bulk = refusing().products().upsert_all(rows).into_future();
        let report = timeout(Duration::from_secs(20), bulk).await;
        let report = report.unwrap_or_else(|_| panic!("it goes on for {hint:?}"));
        assert!(report.stopped().unwrap().is_auth());
        assert!(taken.load(Ordering::SeqCst) < 100, "{hint:?}");
    }
}

#[tokio::test]
async fn c7_a_time_out_around_rows_that_are_refused_locally_fires() {
    for hint in HINTS {
        let (rows, _) = endless(hint, " ");
        let bulk = refusing().products().upsert_all(rows).into_future();
        let cut = timeout(Duration::from_millis(20), bulk).await;
        assert!(cut.is_err(), "{hint:?}");
    }
    let (mut rows, taken) = endless((0, None), " ");
    rows.pause = Duration::from_millis(5);
    let bulk = refusing().products().upsert_all(rows).into_future();
    assert!(timeout(Duration::from_millis(10), bulk).await.is_err());
    let taken = taken.load(Ordering::SeqCst);
    assert!(taken < 40, "a slow source held the thread for {taken} rows");
}

#[tokio::test]
async fn c9_a_number_of_rows_that_no_sum_can_hold_is_none() {
    let (mut rows, _) = endless((usize::MAX, Some(usize::MAX)), "A");
    rows.left = 3;
    let client = scripted(|_| Answer::status(200)).0.build().unwrap();
    let mut totals = Vec::new();
    let bulk = client.products().upsert_all(rows).concurrency(1);
    let report = bulk.on_progress(|now| totals.push(now.total)).await;
    assert_eq!(report.saved().count(), 3);
    assert_eq!(totals[0], None);
}
