//! Calls as values: composed, spawned, given options, raw, and their errors in foreign error types.

use std::error::Error as StdError;
use std::pin::pin;
use std::time::Duration;

use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use http::Method;
use stocktrim::transport::testing::Answer;
use stocktrim::types::{ProductsRequestDto, ProductsResponseDto};
use stocktrim::{Applied, Call, Client, Error, ErrorKind, Idempotency, Operation, RetryConfig};

use crate::support::server::Server;
use crate::support::{Sent, builder, scripted};

fn answering(answer: fn() -> Answer) -> (Client, Sent) {
    let (builder, sent) = scripted(move |_| answer());
    (builder.build().unwrap(), sent)
}

fn rows() -> Answer {
    Answer::json(
        200,
        r#"[{"productId":"A","supplierCode":"A"},{"productId":"B","supplierCode":"B"}]"#,
    )
}

struct Job {
    running: Call<Vec<ProductsResponseDto>>,
}

fn later(
    client: &Client,
) -> impl Future<Output = stocktrim::Result<Option<ProductsResponseDto>>> + use<> {
    client.products().get("A")
}

fn all(client: &Client) -> impl Stream<Item = stocktrim::Result<ProductsResponseDto>> + use<> {
    client.products().stream()
}

#[tokio::test]
async fn a2_calls_compose_as_any_value() {
    let (client, _) = answering(rows);
    let both = tokio::join!(client.products().list(), client.suppliers().list());
    assert!(both.0.is_ok() && both.1.is_ok());
    let first = client.products().get("A");
    assert!(first.await.unwrap().is_some());
    let codes = ["A", "B"];
    let found: Vec<_> = stream::iter(&codes)
        .map(|code| client.products().get(code))
        .buffer_unordered(4)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(found.len(), 2);
    let spawned = tokio::spawn(client.products().list());
    assert_eq!(spawned.await.unwrap().unwrap().len(), 2);
    tokio::spawn(client.api().list_products().send())
        .await
        .unwrap()
        .unwrap();
    assert!(later(&client).await.unwrap().is_some());
    let stream = all(&client);
    drop(client.clone());
    assert_eq!(pin!(stream).try_collect::<Vec<_>>().await.unwrap().len(), 2);
    let mut job = Job {
        running: client.products().list(),
    };
    tokio::select! {
        listed = &mut job.running => assert_eq!(listed.unwrap().len(), 2),
        () = std::future::pending() => {}
    }
    let owned = vec![ProductsRequestDto::new("A")];
    let bulk = tokio::spawn(client.products().upsert_all(owned).into_future());
    assert!(bulk.await.unwrap().is_complete());
}

#[tokio::test]
async fn a_call_that_is_dropped_before_it_is_polled_sends_nothing() {
    let (client, sent) = answering(rows);
    drop(client.products().list());
    drop(client.products().upsert(ProductsRequestDto::new("A")));
    assert_eq!(sent.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn options_of_a_call_count_for_it_alone_and_its_time_bounds_the_sum() {
    let (client, sent) = answering(|| Answer::status(503));
    let call = client
        .products()
        .get("A")
        .retry(RetryConfig::disabled())
        .header("x-run", "7");
    assert_eq!(call.await.unwrap_err().attempts(), 1);
    assert_eq!(sent.take()[0].headers()["x-run"], "7");
    assert_eq!(client.products().get("A").await.unwrap_err().attempts(), 6);

    // Every page is new and takes a second: the client's own time never bounds the sum.
    let (builder, _) = scripted(|n| Answer::json(200, format!(r#"[{{"productId":"{n}"}}]"#)));
    let slow = Slow;
    let client = builder
        .timeout(Duration::from_secs(2))
        .middleware(slow)
        .build()
        .unwrap();
    let before = tokio::time::Instant::now();
    let error = client
        .products()
        .list()
        .timeout(Duration::from_secs(30))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.applied()),
        (ErrorKind::Timeout, Applied::No)
    );
    assert_eq!(before.elapsed().as_secs(), 30);
}

/// Takes a second for every request.
struct Slow;

#[async_trait::async_trait]
impl stocktrim::reqwest_middleware::Middleware for Slow {
    async fn handle(
        &self,
        request: stocktrim::reqwest::Request,
        extensions: &mut http::Extensions,
        next: stocktrim::reqwest_middleware::Next<'_>,
    ) -> stocktrim::reqwest_middleware::Result<stocktrim::reqwest::Response> {
        tokio::time::sleep(Duration::from_secs(1)).await;
        next.run(request, extensions).await
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_is_vouched_for_by_its_own_call() {
    let (client, sent) = answering(Answer::broken_connection);
    let product = || ProductsRequestDto::new("A");
    let call = client
        .products()
        .upsert(product())
        .idempotency(Idempotency::NonIdempotent);
    call.await.unwrap_err();
    assert_eq!(sent.count(), 1);
    // A call that makes several requests keeps the classes of the table for each.
    let list = client
        .products()
        .list()
        .idempotency(Idempotency::NonIdempotent);
    list.await.unwrap_err();
    assert_eq!(sent.count(), 7);
}

async fn boxed(client: &Client) -> Result<(), Box<dyn StdError>> {
    client.api().get_customer().code("nope").send().await?;
    Ok(())
}

async fn any(client: &Client) -> anyhow::Result<()> {
    client.api().get_customer().code("nope").send().await?;
    Ok(())
}

#[tokio::test]
async fn a1_a_generated_call_fails_with_the_sdks_error_whatever_it_becomes() {
    let (client, _) = answering(|| Answer::json(404, r#"{"title":"Not Found","status":404}"#));
    let boxed = boxed(&client).await.unwrap_err();
    let any = any(&client).await.unwrap_err();
    for (shown, error) in [
        (boxed.to_string(), boxed.downcast_ref::<Error>()),
        (any.to_string(), any.downcast_ref::<Error>()),
    ] {
        let error = error.unwrap();
        assert_eq!(shown, "get_customer: 404 Not Found: Not Found");
        assert_eq!(error.operation(), Some(Operation::GetCustomer));
        assert_eq!(
            (error.kind(), error.applied()),
            (ErrorKind::NotFound, Applied::No)
        );
        assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    }
}

#[tokio::test]
async fn send_raw_gives_every_byte_also_of_what_the_model_cannot_read() {
    let (client, _) = answering(|| Answer::json(200, " {\"productId\": [1, 2}\n"));
    let raw = client.api().list_products().send_raw().await.unwrap();
    assert_eq!(&raw[..], b" {\"productId\": [1, 2}\n");
    assert_eq!((raw.status().as_u16(), raw.attempts()), (200, 1));
    let error = client.api().list_products().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let empty = client
        .api()
        .delete_product()
        .product_id("A")
        .send_raw()
        .await
        .unwrap();
    assert!(
        !empty.is_empty(),
        "the answer of an operation without one is there too"
    );
}

#[tokio::test]
async fn an_answer_that_is_not_judged_is_one_whatever_its_status_if_it_is_whole() {
    for (status, body) in [
        (200, "[]"),
        (404, ""),
        (401, "<html>no</html>"),
        (307, ""),
        (500, "x"),
    ] {
        let (builder, _) = scripted(move |_| Answer::json(status, body));
        let client = builder.retry(RetryConfig::disabled()).build().unwrap();
        let request = client.request(Method::GET, "/api/New");
        let answer = request.send_unjudged().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer[..]),
            (status, body.as_bytes())
        );
    }
    // A cut body of a refusal or of a write means nothing by itself.
    for (method, status) in [
        (Method::GET, 404),
        (Method::GET, 200),
        (Method::POST, 200),
        (Method::POST, 400),
    ] {
        let server = Server::raw(format!(
            "HTTP/1.1 {status} Some\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{{"
        ));
        let client = server.await.builder().build().unwrap();
        let request = client.request(method, "/api/New");
        let request = request.json(&serde_json::json!({}));
        let error = request.send_unjudged().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_raw_request_has_credentials_limits_and_the_retries_of_its_class() {
    let (builder, sent) = scripted(|n| match n {
        1 => Answer::status(503),
        _ => Answer::json(200, r#"{"new":true}"#),
    });
    let client = builder.max_response_bytes(100).build().unwrap();
    let request = client
        .request(Method::GET, "/api/New")
        .query(&[("page", "1 2")]);
    let answer = request.send::<serde_json::Value>().await.unwrap();
    assert_eq!(
        (answer["new"].as_bool(), answer.attempts()),
        (Some(true), 2)
    );
    let seen = sent.take();
    assert_eq!(seen[1].uri().path_and_query().unwrap(), "/api/New?page=1+2");
    assert!(seen[1].headers().contains_key("api-auth-id"));

    let (client, sent) = answering(Answer::broken_connection);
    let post = || client.request(Method::POST, "/api/New?x=1").json(&["OAK"]);
    let error = post().send_raw().await.unwrap_err();
    assert_eq!((error.operation(), error.path()), (None, Some("/api/New")));
    assert_eq!((error.attempts(), error.applied()), (1, Applied::Unknown));
    assert!(error.to_string().starts_with("POST /api/New: "), "{error}");
    assert_eq!(&sent.take()[0].body()[..], br#"["OAK"]"#);
    let vouched = post().idempotency(Idempotency::Idempotent);
    assert_eq!(vouched.send_raw().await.unwrap_err().attempts(), 6);

    let big = || Answer::json(200, " ".repeat(101));
    let (builder, _) = scripted(move |_| big());
    let small = builder.max_response_bytes(100).build().unwrap();
    let error = small
        .request(Method::GET, "/api/New")
        .send_raw()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

#[tokio::test]
async fn a_raw_request_does_not_leave_the_clients_own_address() {
    let (client, sent) = answering(rows);
    for path in [
        "https://evil.example/x",
        "@evil.example/",
        "/../x",
        "api/New",
        "/a#b",
    ] {
        let error = client
            .request(Method::GET, path)
            .send_raw()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{path}");
    }
    let named = client
        .request(Method::GET, "/x")
        .header("api-auth-id", "mine");
    assert_eq!(
        named.send_raw().await.unwrap_err().kind(),
        ErrorKind::InvalidRequest
    );
    assert_eq!(sent.count(), 0);
    assert!(builder().build().is_ok());
}
