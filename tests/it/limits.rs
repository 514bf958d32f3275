//! Bodies that are too large, or that never come to their end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use stocktrim::transport::testing::Answer;
use stocktrim::types::CustomerDto;
use stocktrim::{Applied, Client, ClientBuilder, Error, ErrorKind, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn builder() -> ClientBuilder {
    let hasty = RetryPolicy::default().base(Duration::from_millis(1));
    Client::builder()
        .credentials("tenant-id", "tenant name")
        .retry(hasty.max_retries(2))
}

async fn list(client: &Client) -> Result<(), Error> {
    client.api().list_suppliers().send().await?;
    Ok(())
}

async fn upsert(client: &Client) -> Result<(), Error> {
    let customer = CustomerDto::new().code("C-1");
    client.api().upsert_customer().body(customer).send().await?;
    Ok(())
}

/// An empty list of so many bytes.
fn list_of(bytes: usize) -> String {
    format!("[{}]", " ".repeat(bytes - 2))
}

/// A client of a server that sends these very bytes, and how many requests came.
async fn client_of(answer: &str) -> (Client, Arc<AtomicU32>) {
    let (address, requests) = server(answer.to_owned()).await;
    let client = builder().base_url(format!("http://{address}"));
    (client.build().unwrap(), requests)
}

/// A server that sends these very bytes to every request and closes the connection.
async fn server(answer: String) -> (SocketAddr, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let requests = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = Vec::new();
            while !is_whole(&request) {
                if socket.read_buf(&mut request).await.unwrap_or(0) == 0 {
                    break;
                }
            }
            if !request.is_empty() {
                count.fetch_add(1, Ordering::SeqCst);
                let _ = socket.write_all(answer.as_bytes()).await;
                let _ = socket.shutdown().await;
            }
        }
    });
    (address, requests)
}

/// Whether a request has come to its end: a head, and a JSON object if there is a body.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
        !head.to_ascii_lowercase().contains("content-length: ") || body.ends_with('}')
    })
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
            Ok(()) => assert!(whole, "{bytes}"),
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
        let (address, _) = server(format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n\
             {:x}\r\n{first}\r\n{:x}\r\n{last}\r\n0\r\n\r\n",
            first.len(),
            last.len(),
        ))
        .await;
        let builder = builder().max_response_bytes(1000);
        let client = builder
            .base_url(format!("http://{address}"))
            .build()
            .unwrap();
        match list(&client).await {
            Ok(()) => assert!(whole),
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
    let (client, requests) = client_of(cut).await;
    let error = list(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(requests.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_write_whose_answer_is_cut_is_done() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n[{}";
    let (client, requests) = client_of(cut).await;
    upsert(&client).await.unwrap();
    assert_eq!(requests.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_refusal_whose_body_is_cut_is_a_refusal() {
    let cut =
        "HTTP/1.1 422 No\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"ti";
    let (client, requests) = client_of(cut).await;
    for error in [
        list(&client).await.unwrap_err(),
        upsert(&client).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Validation);
        assert_eq!((error.attempts(), error.applied()), (1, Applied::No));
        assert_eq!(error.body(), "{\"ti");
    }
    assert_eq!(requests.load(Ordering::SeqCst), 2);
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
