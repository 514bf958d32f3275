//! Answers that are mislabelled, cut, partial or not StockTrim's, and middlewares that hide a call.

use std::time::Duration;

use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next};
use stocktrim::transport::testing::Answer;
use stocktrim::{Applied, Client, Error, ErrorKind, RetryConfig};

use crate::connections::stored;
use crate::support::calls::{list, send_order, upsert};
use crate::support::scripted;
use crate::support::server::Server;

/// A server that sends these very bytes, and a client that tries three times.
async fn sending(answer: impl Into<Vec<u8>>) -> (Server, Client) {
    let server = Server::raw(answer).await;
    let hasty = RetryConfig::default().initial_backoff(Duration::from_millis(1));
    let client = server
        .builder()
        .retry(hasty.max_retries(2))
        .build()
        .unwrap();
    (server, client)
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let mut all = format!("{head}\r\ncontent-type: application/json\r\n").into_bytes();
    all.extend(b"\r\n");
    all.extend(body);
    all
}

#[cfg(all(feature = "gzip", feature = "brotli", feature = "zstd"))]
#[tokio::test]
async fn b5_a_body_that_is_not_in_its_encoding_is_a_decode_error_at_once() {
    let rows = format!("[{}{ROW}]", format!("{ROW},").repeat(900));
    for encoding in ["gzip", "br", "zstd"] {
        for body in ["[]", "[{}]", r#"[{"supplierCode":"HT-01"}]"#, &rows] {
            let length = body.len();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\n");
            let whole = format!("{head}content-length: {length}");
            let chunked = format!("{head}transfer-encoding: chunked");
            let chunks = format!("{length:x}\r\n{body}\r\n0\r\n\r\n");
            for (head, body) in [(&whole, body), (&chunked, &*chunks)] {
                let what = format!("{encoding} {body:.30}");
                let (server, client) = sending(answer(head, body.as_bytes())).await;
                let error = list(&client).await.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Decode, "{what}: {error:?}");
                assert_eq!((error.attempts(), server.connections()), (1, 1), "{what}");
                upsert(&client).await.unwrap();
                send_order(&client).await.unwrap();
                assert_eq!(server.connections(), 3, "{what}: a write is sent once");
            }
        }
    }
}

#[tokio::test]
async fn b6_a_cut_body_without_a_length_is_read_again_and_a_write_is_done() {
    let row = br#"[{"supplierCode":"HT-01"}]"#;
    for head in [
        "HTTP/1.1 200 OK",
        "HTTP/1.1 200 OK\r\nconnection: close",
        "HTTP/1.0 200 OK",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: identity",
    ] {
        for length in 0..row.len() {
            let (server, client) = sending(answer(head, &row[..length])).await;
            let error = list(&client).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Connection, "{head} {length}");
            assert_eq!((error.attempts(), server.connections()), (3, 3));
            send_order(&client).await.unwrap();
            assert_eq!(server.connections(), 4);
        }
        let (_server, client) = sending(answer(head, row)).await;
        assert_eq!(list(&client).await.unwrap(), 1, "{head}");
        let (server, client) = sending(answer(head, b"[}")).await;
        let error = list(&client).await.unwrap_err();
        assert_eq!((error.kind(), server.connections()), (ErrorKind::Decode, 1));
    }
    // What has a length is whole, and its JSON is wrong.
    let (server, client) = sending(answer("HTTP/1.1 200 OK\r\ncontent-length: 2", b"[{")).await;
    let error = list(&client).await.unwrap_err();
    assert_eq!((error.kind(), server.connections()), (ErrorKind::Decode, 1));
}

const ROW: &str = r#"{"supplierCode":"A"}"#;

#[cfg(feature = "gzip")]
#[tokio::test]
async fn b6_a_cut_compressed_body_without_a_length_is_read_again() {
    let body = stored::gzip(format!("[{}{ROW}]", format!("{ROW},").repeat(900)).as_bytes());
    let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip";
    let (_server, client) = sending(answer(head, &body)).await;
    assert_eq!(list(&client).await.unwrap(), 901);
    let (server, client) = sending(answer(head, &body[..1000])).await;
    let error = list(&client).await.unwrap_err();
    assert_eq!(
        (error.kind(), server.connections()),
        (ErrorKind::Connection, 3)
    );
}

async fn read(answer: fn() -> Answer) -> Error {
    let (builder, sent) = scripted(move |_| answer());
    let client = builder.build().unwrap();
    let error = list(&client).await.unwrap_err();
    assert_eq!(sent.count(), 1, "{error}");
    error
}

#[tokio::test]
async fn b10_a_page_with_a_refusal_is_not_stocktrims() {
    let page = "<!doctype html><title>blocked</title>";
    for status in [400, 401, 403, 404, 405, 409, 413, 422, 451] {
        let (builder, sent) = scripted(move |_| Answer::status(status).body("text/html", page));
        let client = builder.build().unwrap();
        for (error, applied) in [
            (list(&client).await.unwrap_err(), Applied::No),
            (upsert(&client).await.unwrap_err(), Applied::No),
        ] {
            assert_eq!(error.kind(), ErrorKind::UnexpectedContent, "{error}");
            assert_eq!((error.applied(), error.attempts()), (applied, 1), "{error}");
            let says = error.to_string();
            assert!(
                says.contains("HTML page") && !says.contains("credentials"),
                "{says}"
            );
        }
        assert_eq!(sent.count(), 2);
    }
    // 404 without a body is "none" whatever its type says, and what may pass is what its status says.
    for (status, kind) in [
        (404, ErrorKind::NotFound),
        (401, ErrorKind::Auth),
        (403, ErrorKind::Auth),
    ] {
        let (builder, _) = scripted(move |_| Answer::status(status).body("text/html", ""));
        let error = list(&builder.build().unwrap()).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{status}");
    }
    for (status, kind) in [
        (408, ErrorKind::Timeout),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::Server),
        (503, ErrorKind::Server),
    ] {
        let (builder, _) = scripted(move |_| Answer::status(status).body("text/html", page));
        let client = builder.retry(RetryConfig::disabled()).build().unwrap();
        assert_eq!(list(&client).await.unwrap_err().kind(), kind, "{status}");
    }
}

/// Hides which call a request belongs to: by clearing what it carries, or by giving it on bare.
enum Hiding {
    Clears,
    GivesOnBare,
}

#[async_trait::async_trait]
impl Middleware for Hiding {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        match self {
            Self::Clears => {
                extensions.clear();
                next.run(request, extensions).await
            }
            Self::GivesOnBare => next.run(request, &mut Extensions::new()).await,
        }
    }
}

#[tokio::test]
async fn b12_a_request_whose_call_is_hidden_is_not_sent() {
    for hiding in [Hiding::Clears, Hiding::GivesOnBare] {
        let (builder, sent) = scripted(|_| Answer::status(200));
        let client = builder.middleware(hiding).build().unwrap();
        for error in [
            list(&client).await.unwrap_err(),
            upsert(&client).await.unwrap_err(),
            send_order(&client).await.unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
            assert_eq!((error.applied(), error.attempts()), (Applied::No, 0));
            assert!(error.to_string().contains("it was not sent"), "{error}");
        }
        assert_eq!(sent.count(), 0);
    }
}

#[tokio::test]
async fn b13_a_part_a_choice_and_a_cached_answer_are_said_as_what_they_are() {
    type Make = fn() -> Answer;
    let table: [(Make, &str); 4] = [
        (|| Answer::json(206, "[]"), "206 Partial Content: a part"),
        (|| Answer::status(300), "300 Multiple Choices"),
        (|| Answer::status(304), "304 Not Modified: a cache"),
        (|| Answer::status(305), "305 Use Proxy"),
    ];
    for (answer, says) in table {
        let error = read(answer).await;
        assert_eq!(error.kind(), ErrorKind::Status);
        assert!(error.to_string().contains(says), "{error}");
        assert!(!error.to_string().contains("redirect"), "{error}");
    }
    for answer in [|| Answer::status(301), || Answer::status(308)] {
        assert!(
            read(answer)
                .await
                .to_string()
                .contains("redirects are not followed")
        );
    }
    // A write that is answered so is done: any 2xx is success (G8).
    let (builder, _) = scripted(|_| Answer::status(206));
    upsert(&builder.build().unwrap()).await.unwrap();
}
