//! What is retried, how often and how much later: on the paused clock, without a socket.

use std::sync::{Arc, Mutex};
use std::time::Duration;
use stocktrim::Operation;

use http::header::RETRY_AFTER;
use stocktrim::transport::testing::Answer;
use stocktrim::types::{CustomerDto, Inventory, SetInventoryRequest, SupplierRequestDto};
use stocktrim::{Applied, CallOptions, Client, ErrorKind};
use stocktrim::{Idempotency, RetryConfig};
use tokio::time::Instant;

use crate::support::calls::{delete, list, send_order, upsert};
use crate::support::{self, Sent, scripted};

/// A client whose n-th attempt, counted from 1, is answered by `answer(n)`.
fn client(answer: impl Fn(u32) -> Answer + Send + Sync + 'static) -> (Client, Sent) {
    let (builder, sent) = scripted(answer);
    (builder.build().unwrap(), sent)
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_the_deadline_cuts_is_told_to_the_hook() {
    let told: Arc<Mutex<Option<(&str, Duration)>>> = Arc::default();
    let kept = Arc::clone(&told);
    let client = support::builder()
        .timeout(Duration::from_secs(5))
        .in_process(|_| std::future::pending())
        .on_attempt(move |attempt| {
            *kept.lock().unwrap() = attempt.failure.map(|failure| (failure, attempt.elapsed));
        })
        .build()
        .unwrap();
    list(&client).await.unwrap_err();
    assert_eq!(
        *told.lock().unwrap(),
        Some(("deadline", Duration::from_secs(5)))
    );
}

#[tokio::test]
async fn bounds_that_would_panic_are_refused() {
    let wrong = RetryConfig::default().initial_backoff(Duration::from_secs(31));
    let (builder, sent) = scripted(|_| Answer::status(200));
    let error = builder.retry(wrong.clone()).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("initial_backoff"), "{error}");

    let (client, _) = client(|_| Answer::status(200));
    let view = client.with_options(CallOptions::new().retry(wrong));
    let error = list(&view).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(sent.count(), 0);
}

fn after(seconds: &str) -> Answer {
    Answer::status(429).header(RETRY_AFTER, seconds.parse().unwrap())
}

#[tokio::test(start_paused = true)]
async fn whatever_never_arrived_is_sent_again() {
    let (client, sent) = client(|_| Answer::no_connection());
    for error in [
        list(&client).await.unwrap_err(),
        upsert(&client).await.unwrap_err(),
        delete(&client).await.unwrap_err(),
        send_order(&client).await.unwrap_err(),
    ] {
        assert_eq!(
            (error.kind(), error.applied(), error.attempts()),
            (ErrorKind::Connect, Applied::No, 6)
        );
    }
    assert_eq!(sent.count(), 4 * 6);
}

#[tokio::test(start_paused = true)]
async fn an_order_is_not_sent_twice_when_its_answer_is_lost() {
    let (client, sent) = client(|_| Answer::broken_connection());
    let error = send_order(&client).await.unwrap_err();
    assert_eq!(sent.count(), 1);
    assert_eq!(
        (error.kind(), error.applied()),
        (ErrorKind::Connection, Applied::Unknown)
    );
    assert!(
        error
            .to_string()
            .contains("whether StockTrim applied it is not known"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn an_operation_can_be_put_into_another_class() {
    let retry =
        RetryConfig::default().classify(Operation::UpsertPurchaseOrder, Idempotency::Idempotent);
    let (builder, sent) = scripted(|_| Answer::status(503));
    let client = builder.retry(retry.max_retries(2)).build().unwrap();
    send_order(&client).await.unwrap_err();
    assert_eq!(sent.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_write_whose_rows_lack_their_key_is_not_sent_again() {
    let (client, sent) = client(|_| Answer::broken_connection());
    let api = client.api();
    let attempts = |sent: &Sent| sent.take().len();

    api.upsert_customer()
        .body(CustomerDto::new().name("Ann"))
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        attempts(&sent),
        1,
        "without its key it may create a second customer"
    );
    api.upsert_customer()
        .body(CustomerDto::new().code(" "))
        .send()
        .await
        .unwrap_err();
    assert_eq!(attempts(&sent), 1);
    api.upsert_customer()
        .body(CustomerDto::new().code("C-1"))
        .send()
        .await
        .unwrap_err();
    assert_eq!(attempts(&sent), 6);

    let rows = vec![SupplierRequestDto::new("a"), SupplierRequestDto::new("")];
    api.upsert_suppliers().body(rows).send().await.unwrap_err();
    assert_eq!(attempts(&sent), 1);
    let levels = SetInventoryRequest::new().inventory([Inventory::new("OAK", 1, 0)]);
    api.set_inventory().body(levels).send().await.unwrap_err();
    assert_eq!(attempts(&sent), 6);
    api.set_inventory()
        .body(SetInventoryRequest::new())
        .send()
        .await
        .unwrap_err();
    assert_eq!(attempts(&sent), 1);
}

#[tokio::test(start_paused = true)]
async fn a_404_after_a_delete_that_may_have_been_applied_is_success() {
    let (client, sent) = client(|n| {
        if n == 1 {
            Answer::broken_connection()
        } else {
            Answer::status(404)
        }
    });
    delete(&client).await.unwrap();
    assert_eq!(sent.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_404_that_is_not_stocktrims_does_not_say_that_a_delete_is_done() {
    let page = "default backend - 404";
    for (answer, done) in [
        (Answer::json(404, page), false),
        (
            Answer::json(404, r#"{"title":"Not Found","status":404}"#),
            true,
        ),
        (Answer::status(404), true),
    ] {
        let answers = Mutex::new(vec![answer, Answer::status(502)]);
        let (client, sent) = client(move |_| answers.lock().unwrap().pop().unwrap());
        let deleted = delete(&client).await;
        assert_eq!(sent.count(), 2);
        match deleted {
            Ok(()) => assert!(done),
            Err(error) => {
                assert!(!done, "{error}");
                assert_eq!(error.body(), page);
                assert_eq!(
                    (error.kind(), error.applied()),
                    (ErrorKind::NotFound, Applied::Unknown)
                );
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_404_of_a_delete_that_never_reached_the_server_is_not_success() {
    for first in [Answer::no_connection, || after("1")] {
        let (client, _) = client(move |n| if n == 1 { first() } else { Answer::status(404) });
        let error = delete(&client).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.applied()),
            (ErrorKind::NotFound, Applied::No)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_doubt_is_not_forgotten_when_a_later_attempt_is_refused() {
    let (client, _) = client(|n| {
        if n == 1 {
            Answer::broken_connection()
        } else {
            Answer::status(400)
        }
    });
    let error = upsert(&client).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.applied()),
        (ErrorKind::Validation, Applied::Unknown)
    );
    assert_eq!(error.attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn tries_are_bounded_and_told() {
    let (client, sent) = client(|_| Answer::status(503));
    let started = Instant::now();
    let error = list(&client).await.unwrap_err();
    assert_eq!(sent.count(), 6, "1 + 5");
    assert_eq!(error.attempts(), 6);
    assert_eq!(
        error.waited(),
        started.elapsed(),
        "all of the time was waiting"
    );
    assert!(
        error.waited() <= Duration::from_secs(1 + 2 + 4 + 8 + 16),
        "{:?}",
        error.waited()
    );
    assert!(error.to_string().contains("after 6 attempts"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_write_that_sets_a_state_waits_at_least_the_base() {
    for _ in 0..20 {
        let (client, _) = client(|n| Answer::status(if n == 1 { 503 } else { 200 }));
        let started = Instant::now();
        upsert(&client).await.unwrap();
        assert!(
            started.elapsed() >= Duration::from_secs(1),
            "{:?}",
            started.elapsed()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_wait_that_the_server_asks_for_is_kept_with_a_tenth_of_jitter() {
    for _ in 0..20 {
        let (client, _) = client(|n| {
            if n == 1 {
                after("20")
            } else {
                Answer::status(200)
            }
        });
        let started = Instant::now();
        send_order(&client).await.unwrap();
        let waited = started.elapsed();
        assert!(waited >= Duration::from_secs(20), "{waited:?}");
        assert!(waited <= Duration::from_millis(22_001), "{waited:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_deadline_ends_the_call_at_once() {
    for (asked, kind, status) in [
        ("3600", ErrorKind::RateLimited, 429),
        ("99999999999999999999", ErrorKind::Server, 503),
    ] {
        let (client, sent) =
            client(move |_| Answer::status(status).header(RETRY_AFTER, asked.parse().unwrap()));
        let started = Instant::now();
        let error = list(&client).await.unwrap_err();
        assert_eq!(started.elapsed(), Duration::ZERO);
        assert_eq!((error.kind(), sent.count()), (kind, 1));
        assert!(error.retry_after().unwrap() >= Duration::from_secs(3600));
    }
}

#[tokio::test(start_paused = true)]
async fn a_malformed_or_past_retry_after_falls_back_to_the_own_wait() {
    for asked in ["soon", "-1", "0", "Tue, 25 Nov 2025 12:00:00 GMT"] {
        let (client, sent) = client(move |n| {
            if n < 3 {
                after(asked)
            } else {
                Answer::status(200)
            }
        });
        let started = Instant::now();
        list(&client).await.unwrap();
        assert_eq!(sent.count(), 3);
        assert!(
            started.elapsed() <= Duration::from_secs(3),
            "{asked}: {:?}",
            started.elapsed()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_end_with_the_deadline_is_not_begun() {
    // A write that sets a state waits at least the base, and at most the cap: exactly that.
    let second = Duration::from_secs(1);
    for (deadline, attempts) in [(second, 1), (second * 3 / 2, 2), (second * 2, 2)] {
        let (builder, sent) = scripted(|_| Answer::status(503));
        let exactly = RetryConfig::default()
            .initial_backoff(second)
            .max_backoff(second);
        let client = builder.retry(exactly).timeout(deadline).build().unwrap();
        let error = upsert(&client).await.unwrap_err();
        assert_eq!(error.status().unwrap(), 503, "the last answer is told");
        assert_eq!(error.elapsed(), second * (attempts - 1));
        assert_eq!((error.attempts(), sent.count()), (attempts, attempts));
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_ends_within_its_deadline_however_the_server_stalls() {
    let client = support::builder()
        .attempt_timeout(Duration::from_secs(50))
        .in_process(|_| std::future::pending())
        .build()
        .unwrap();
    let started = Instant::now();
    let error = list(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(started.elapsed(), Duration::from_secs(120));
    assert_eq!((error.attempts(), error.applied()), (3, Applied::No));

    let started = Instant::now();
    let error = send_order(&client).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.applied()),
        (ErrorKind::Timeout, Applied::Unknown)
    );
    assert_eq!(
        (started.elapsed(), error.attempts()),
        (Duration::from_secs(50), 1)
    );

    let hurried = client.with_options(CallOptions::new().timeout(Duration::from_secs(5)));
    let started = Instant::now();
    let error = send_order(&hurried).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.applied()),
        (ErrorKind::Timeout, Applied::Unknown)
    );
    assert_eq!(started.elapsed(), Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn the_second_attempt_has_the_same_body_and_headers() {
    let (client, sent) = client(|n| Answer::status(if n == 1 { 503 } else { 200 }));
    let marked = client.with_options(CallOptions::new().header("x-run", "7"));
    upsert(&marked).await.unwrap();
    let seen = sent.take();
    assert_eq!(seen[0].headers(), seen[1].headers());
    assert_eq!(seen[0].headers()["x-run"], "7");
    assert_eq!(seen[0].body(), seen[1].body());
    assert!(!seen[0].body().is_empty());
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_told_to_the_hook() {
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = Arc::clone(&told);
    let (builder, _) = scripted(|n| match n {
        1 => Answer::no_connection(),
        2 => Answer::status(503),
        _ => Answer::json(200, "[]"),
    });
    let client = builder
        .on_attempt(move |attempt| {
            let again = attempt.retry_in.is_some();
            let status = attempt.status.map(|status| status.as_u16());
            let line = format!(
                "{} {} {status:?} {:?} {again}",
                attempt.operation.unwrap(),
                attempt.number,
                attempt.failure
            );
            kept.lock().unwrap().push(line);
        })
        .build()
        .unwrap();
    list(&client).await.unwrap();
    assert_eq!(
        *told.lock().unwrap(),
        [
            "list_suppliers 1 None Some(\"connect\") true",
            "list_suppliers 2 Some(503) None true",
            "list_suppliers 3 Some(200) None false",
        ]
    );
}
