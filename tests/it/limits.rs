//! Bodies that are too large, or that never come to their end.

use std::time::Duration;

use stocktrim::transport::testing::Answer;
use stocktrim::{Applied, Client, ClientBuilder, ErrorKind, RetryConfig};

use crate::support;
use crate::support::calls::{list, upsert};
use crate::support::server::Server;

fn hasty() -> RetryConfig {
    let hasty = RetryConfig::default().initial_backoff(Duration::from_millis(1));
    hasty.max_retries(2)
}

fn builder() -> ClientBuilder {
    support::builder().retry(hasty())
}

/// An empty list of so many bytes.
fn list_of(bytes: usize) -> String {
    format!("[{}]", " ".repeat(bytes - 2))
}

/// A client of a server that sends these very bytes, each time on a connection of its own.
async fn client_of(answer: &str) -> (Client, Server) {
    let server = Server::raw(answer).await;
    (server.builder().retry(hasty()).build().unwrap(), server)
}

#[tokio::test]
async fn an_answer_may_be_just_as_large_as_allowed() {
    for (bytes, whole) in [(999, true), (1000, true), (1001, false), (5000, false)] {
        let client = builder()
            .max_response_bytes(1000)
            .in_process(move |_| async move { Answer::json(200, list_of(bytes)) })
            .build()
            .unwrap();
        match list(&client).await {
            Ok(_) => assert!(whole, "{bytes}"),
            Err(error) => {
                assert!(!whole, "{bytes}: {error}");
                assert_eq!((error.kind(), error.attempts()), (ErrorKind::TooLarge, 1));
                assert!(error.to_string().contains("max_response_bytes"), "{error}");
            }
        }
    }
}

#[tokio::test]
async fn pieces_of_an_answer_are_counted_together() {
    for (last, whole) in [(400, true), (401, false)] {
        let (first, last) = (
            format!("[{}", " ".repeat(599)),
            format!("{}]", " ".repeat(last - 1)),
        );
        let server = Server::raw(format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n\
             {:x}\r\n{first}\r\n{:x}\r\n{last}\r\n0\r\n\r\n",
            first.len(),
            last.len(),
        ))
        .await;
        let client = server.builder().max_response_bytes(1000).build().unwrap();
        match list(&client).await {
            Ok(_) => assert!(whole),
            Err(error) => assert!(!whole && error.kind() == ErrorKind::TooLarge, "{error}"),
        }
    }
}

#[tokio::test]
async fn of_a_refusal_the_beginning_is_enough() {
    let client = builder()
        .max_response_bytes(100)
        .in_process(|_| async { Answer::json(400, "x".repeat(1 << 20)) })
        .build()
        .unwrap();
    let error = list(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert_eq!(error.body(), "x".repeat(100));
}

#[tokio::test]
async fn a_read_whose_body_is_cut_is_made_again() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n[{}";
    let (client, server) = client_of(cut).await;
    let error = list(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn a_write_whose_answer_is_cut_is_done() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n[{}";
    let (client, server) = client_of(cut).await;
    upsert(&client).await.unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_refusal_whose_body_is_cut_is_a_refusal() {
    let cut =
        "HTTP/1.1 422 No\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"ti";
    let (client, server) = client_of(cut).await;
    for error in [
        list(&client).await.unwrap_err(),
        upsert(&client).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Validation);
        assert_eq!((error.attempts(), error.applied()), (1, Applied::No));
        assert_eq!(error.body(), "{\"ti");
    }
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_page_that_is_cut_before_it_begins_does_not_say_that_a_write_is_done() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 100\r\n\r\n";
    let (client, _) = client_of(cut).await;
    let error = upsert(&client).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.applied()),
        (ErrorKind::UnexpectedContent, Applied::Unknown)
    );
}
