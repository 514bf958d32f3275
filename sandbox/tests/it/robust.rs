//! What is too much is refused or cut off, and nobody else notices.

use crate::support::{Connection, get, plain, raw, request};
use serde_json::json;
use std::io;
use std::time::Duration;
use stocktrim_sandbox::{Area, Builder, Contents, Fault, Sandbox, StartError, Target};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const AUTH: &str =
    "Host: h\r\napi-auth-id: i\r\napi-auth-signature: s\r\nContent-Type: application/json\r\n";

/// A sandbox that is quick to lose patience.
fn impatient() -> Builder {
    plain(|_| {}).read_timeout(Duration::from_millis(200))
}

/// Refused with one of these statuses, or cut off without any.
fn is_refused(answer: &str, statuses: &[&str]) -> bool {
    answer.is_empty()
        || statuses
            .iter()
            .any(|status| answer.starts_with(&format!("HTTP/1.1 {status} ")))
}

/// A whole product, in a request that says there is more to come.
fn cut() -> String {
    let product = r#"{"productId":"a"}"#;
    let length = product.len() + 10;
    format!("POST /api/Products HTTP/1.1\r\n{AUTH}Content-Length: {length}\r\n\r\n{product}")
}

/// What must happen, though nobody knows when.
async fn soon<T>(event: impl Future<Output = T>) -> T {
    let event = tokio::time::timeout(Duration::from_secs(10), event);
    event.await.expect("it happens within ten seconds")
}

async fn is_well(sandbox: &Sandbox) {
    assert_eq!(get(sandbox, "/api/SuppliersBulk").await.status, 200);
    assert!(sandbox.store().is_empty(Area::Products));
}

#[tokio::test]
async fn a_body_that_says_it_has_a_gigabyte_is_refused_unread() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let head = format!("POST /api/Products HTTP/1.1\r\n{AUTH}Content-Length: 1073741824\r\n\r\n{{");
    let answer = raw(&sandbox, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    is_well(&sandbox).await;
}

#[tokio::test]
async fn a_gigabyte_in_chunks_is_cut_off_at_the_limit() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let stream = TcpStream::connect(sandbox.address()).await.unwrap();
    let (mut reads, mut writes) = stream.into_split();
    let head = format!("POST /api/Products HTTP/1.1\r\n{AUTH}Transfer-Encoding: chunked\r\n\r\n");
    writes.write_all(head.as_bytes()).await.unwrap();
    let sending = tokio::spawn(async move {
        let chunk = [b"10000\r\n".as_slice(), &vec![b' '; 0x10000], b"\r\n"].concat();
        let mut sent = 0;
        while sent < 1 << 30 {
            if writes.write_all(&chunk).await.is_err() {
                break;
            }
            sent += 0x10000;
        }
        sent
    });
    let mut answer = Vec::new();
    let _ = reads.read_to_end(&mut answer).await;
    assert!(is_refused(&String::from_utf8_lossy(&answer), &["413"]));
    let sent = sending.await.unwrap();
    assert!(sent < 64 << 20, "{sent} bytes were taken");
    is_well(&sandbox).await;
}

#[tokio::test]
async fn ten_thousand_headers_are_refused() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let headers = "x-header: 1\r\n".repeat(10_000);
    let answer = raw(
        &sandbox,
        format!("GET /api/Products HTTP/1.1\r\n{AUTH}{headers}\r\n").as_bytes(),
    )
    .await;
    assert!(is_refused(&answer, &["431", "400"]), "{answer}");
    is_well(&sandbox).await;
}

#[tokio::test]
async fn a_path_of_a_megabyte_is_refused() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let path = "a".repeat(1 << 20);
    let answer = raw(
        &sandbox,
        format!("GET /{path} HTTP/1.1\r\n{AUTH}\r\n").as_bytes(),
    )
    .await;
    assert!(is_refused(&answer, &["414", "431", "400"]), "{answer}");
    is_well(&sandbox).await;
}

#[tokio::test]
async fn json_that_is_nested_ten_thousand_deep_is_a_400() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let mut connection = Connection::open(&sandbox).await;
    for body in [
        "[".repeat(10_000),
        format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000)),
    ] {
        let mut asked = request("POST", "/api/Products", Some(&json!({})));
        asked.body_mut().0 = Some(body.into());
        assert_eq!(connection.send(asked).await.unwrap().status, 400);
    }
    is_well(&sandbox).await;
}

#[tokio::test]
async fn a_client_that_is_slow_with_its_head_or_its_body_is_cut_off() {
    for text in ["GET /api/Pro".to_owned(), cut()] {
        let sandbox = impatient().start().await.unwrap();
        // Ends only because the other side closes.
        let answer = raw(&sandbox, text.as_bytes()).await;
        assert!(is_refused(&answer, &["408"]), "{answer}");
        is_well(&sandbox).await;
    }
}

#[tokio::test]
async fn a_client_that_leaves_in_the_middle_changes_nothing() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    for _ in 0..50 {
        let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
        stream.write_all(cut().as_bytes()).await.unwrap();
    }
    soon(sandbox.requests().arrived(50)).await;
    is_well(&sandbox).await;
}

#[tokio::test]
async fn a_connection_ends_when_its_client_leaves_even_in_the_middle_of_a_fault() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    for fault in [
        Fault::stall_body(),
        Fault::endless_body(),
        Fault::byte_a_second(),
    ] {
        sandbox.faults().next(1, Target::Any, fault);
        let mut connection = Connection::open(&sandbox).await;
        let answer = connection
            .head(request("GET", "/api/Customers", None))
            .await
            .unwrap();
        assert_eq!(sandbox.connections(), 1);
        drop((answer, connection));
        soon(async {
            while sandbox.connections() > 0 {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
}

#[tokio::test]
async fn noise_is_refused() {
    let sandbox = impatient().start().await.unwrap();
    for noise in [
        b"\x16\x03\x01\x02\x00\x01\x00".as_slice(), // the beginning of TLS
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
    ] {
        let answer = raw(&sandbox, noise).await;
        assert!(is_refused(&answer, &["400", "505", "404"]), "{answer}");
    }
    is_well(&sandbox).await;
}

#[tokio::test]
async fn a_sandbox_stops_on_drop_and_its_port_can_be_had_again() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let port = sandbox.address().port();
    let taken = Sandbox::builder().port(port).start().await.unwrap_err();
    assert!(
        taken
            .to_string()
            .contains(&format!("port {port} is in use")),
        "{taken}"
    );

    // An idle connection does not keep it.
    let mut connection = Connection::open(&sandbox).await;
    connection.call("GET", "/api/Customers", None).await;
    sandbox.stop().await;
    assert!(
        connection
            .send(request("GET", "/api/Customers", None))
            .await
            .is_err()
    );
    let again = Sandbox::builder().empty().port(port).start().await.unwrap();
    let address = again.address();
    drop(again);
    // Dropped, but the runtime may not have come round to it yet.
    let refused = |error: io::Error| error.kind() == io::ErrorKind::ConnectionRefused;
    soon(async {
        while !TcpStream::connect(address).await.is_err_and(refused) {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn data_of_another_form_is_refused_with_its_place() {
    for (file, place) in [
        (json!([]), "not an object"),
        (json!({"product": []}), "product is not known"),
        (json!({"products": {}}), "products is not a list"),
        (json!({"products": [{}, 1]}), "products[1]"),
    ] {
        let error = Sandbox::builder()
            .data(Contents::Json(file))
            .start()
            .await
            .unwrap_err();
        assert!(
            matches!(error, StartError::Data(_)) && error.to_string().contains(place),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_snapshot_restores_everything() {
    let sandbox = Sandbox::start().await.unwrap();
    let saved = sandbox.store().snapshot();
    let other = Sandbox::builder()
        .data(Contents::Json(saved.clone()))
        .start()
        .await
        .unwrap();
    assert_eq!(other.store().snapshot(), saved);
    let plan = async |sandbox: &Sandbox| {
        crate::support::post(sandbox, "/api/OrderPlan", json!({"perPage": 20}))
            .await
            .json()["results"][0]["id"]
            .clone()
    };
    assert_eq!(plan(&sandbox).await, plan(&other).await);
    let error = other.store().restore(json!(1)).unwrap_err();
    assert!(error.to_string().contains("not an object"));
    assert_eq!(other.store().len(Area::Products), 420);
}
