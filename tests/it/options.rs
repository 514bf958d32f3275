//! Options for some calls only: what a view changes, and what it leaves.

use std::time::Duration;
use stocktrim::Idempotency;

use stocktrim::transport::testing::Answer;
use stocktrim::types::{Inventory, SetInventoryRequest};
use stocktrim::{CallOptions, Client, ErrorKind, RetryConfig};
use tokio::time::Instant;

use crate::support::calls::{list, send_order};
use crate::support::{self, Sent, scripted};

/// A client that is always answered the same, and what it sent.
fn client(answer: impl Fn() -> Answer + Send + Sync + 'static) -> (Client, Sent) {
    let (builder, sent) = scripted(move |_| answer());
    (builder.build().unwrap(), sent)
}

#[tokio::test]
async fn a_header_is_sent_by_the_view_and_not_by_its_client() {
    let (client, seen) = client(|| Answer::json(200, "[]"));
    let view = client.with_options(CallOptions::new().header("x-run", "7"));
    list(&view).await.unwrap();
    list(&client).await.unwrap();
    let seen = seen.take();
    assert_eq!(seen[0].headers()["x-run"], "7");
    assert!(!seen[1].headers().contains_key("x-run"));
}

#[test]
fn debug_shows_what_is_set_and_no_value_of_a_header() {
    let options = CallOptions::new()
        .header("x-key", "hidden")
        .idempotency(Idempotency::Idempotent);
    let shown = format!("{options:?}");
    assert!(
        shown.contains("idempotency: Some(Idempotent)") && shown.contains("x-key"),
        "{shown}"
    );
    assert!(!shown.contains("hidden"), "{shown}");
}

#[tokio::test]
async fn headers_of_the_sdk_cannot_be_set_per_call() {
    let (client, seen) = client(|| Answer::status(200));
    for name in [
        "api-auth-id",
        "Api-Auth-Signature",
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "a b",
    ] {
        let view = client.with_options(CallOptions::new().header(name, "x"));
        let error = list(&view).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{name}");
        assert_eq!(error.attempts(), 0, "{name}");
    }
    let view = client.with_options(CallOptions::new().header("x", "a\nb"));
    let error = list(&view).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(seen.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_the_caller_vouches_for_is_sent_again() {
    let (client, seen) = client(Answer::broken_connection);
    let vouched = client.with_options(CallOptions::new().idempotency(Idempotency::Idempotent));
    send_order(&vouched).await.unwrap_err();
    assert_eq!(seen.count(), 6);

    let not = vouched.with_options(CallOptions::new().idempotency(Idempotency::NonIdempotent));
    send_order(&not).await.unwrap_err();
    assert_eq!(seen.count(), 7, "the later word wins");
}

#[tokio::test(start_paused = true)]
async fn a_view_of_a_view_keeps_what_it_does_not_change() {
    let (client, seen) = client(Answer::broken_connection);
    let view = client
        .with_options(
            CallOptions::new()
                .header("x-run", "7")
                .header("x-part", "1")
                .idempotency(Idempotency::Idempotent)
                .retry(RetryConfig::default().max_retries(1)),
        )
        .with_options(CallOptions::new().header("X-Part", "2"))
        .with_options(CallOptions::new());
    send_order(&view).await.unwrap_err();
    let seen = seen.take();
    assert_eq!(seen.len(), 2, "still vouched for, and retried once");
    for request in &seen {
        assert_eq!(request.headers()["x-run"], "7");
        let parts: Vec<_> = request.headers().get_all("x-part").iter().collect();
        assert_eq!(parts, ["2"], "the later one wins");
    }
}

#[tokio::test(start_paused = true)]
async fn times_of_a_view_of_a_view_are_kept_one_by_one() {
    let client = support::builder()
        .in_process(|_| std::future::pending())
        .build()
        .unwrap();
    let hurried = client.with_options(CallOptions::new().attempt_timeout(Duration::from_secs(4)));
    let once = hurried.with_options(CallOptions::new().retry(RetryConfig::disabled()));
    let started = Instant::now();
    assert!(list(&once).await.unwrap_err().is_timeout());
    assert_eq!(started.elapsed(), Duration::from_secs(4));

    let most = once.with_options(CallOptions::new().timeout(Duration::from_secs(3)));
    let started = Instant::now();
    assert!(list(&most).await.unwrap_err().is_timeout());
    assert_eq!(started.elapsed(), Duration::from_secs(3));
}

#[tokio::test(start_paused = true)]
async fn resources_of_a_view_follow_its_options() {
    let (client, seen) = client(|| Answer::status(503));
    let once = client.with_options(CallOptions::new().retry(RetryConfig::disabled()));
    once.suppliers().list().await.unwrap_err();
    let rows = vec![Inventory::new("OAK", 1.0, 0.0)];
    once.inventory()
        .set(SetInventoryRequest::new().inventory(rows))
        .await
        .unwrap_err();
    assert_eq!(seen.count(), 2);
}
