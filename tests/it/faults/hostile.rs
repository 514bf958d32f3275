//! Hostile answers, some 700, made by combination: no panic, in time, bounded, and `applied()` agrees
//! with what the server has seen.

use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use stocktrim::{Applied, Client, ClientBuilder, Error, RetryConfig};

use crate::support::calls::{list, send_order};
use crate::support::server::Server;

const LIMIT: usize = 64 << 10;
const IN_TIME: Duration = Duration::from_secs(20);

const STATUS_LINES: [&str; 18] = [
    "HTTP/1.1 200 OK",
    "HTTP/1.1 200",
    "HTTP/1.0 200 OK",
    "HTTP/1.1 204 Nothing",
    "HTTP/1.1 206 Part",
    "HTTP/1.1 304 Same",
    "HTTP/1.1 307 Elsewhere",
    "HTTP/1.1 400 No",
    "HTTP/1.1 403 No",
    "HTTP/1.1 404 No",
    "HTTP/1.1 500 Oh",
    "HTTP/1.1 999 What",
    "HTTP/1.1 99 What",
    "HTTP/2.0 200 OK",
    "HTTP/1.1 20O OK",
    "HTTP/1.1 100 Go on",
    "HTTP/1.1 101 Other words",
    "",
];

/// Bodies, and whether they are whole JSON of a list.
fn bodies() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = [
        "",
        "null",
        "[]",
        "[{}]",
        "{",
        "[{\"supplierCode\":\"A",
        "[{\"supplierCode\":[{}]}]",
        "[1e999]",
        "NaN",
        "\u{feff}[]",
        "[{\"supplierCode\":\"\\ud800\"}]",
        "<html>log in</html>",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into();
    all.push(vec![b'['; 20_000]);
    all.push(vec![b' '; 2 * LIMIT]);
    all.push(vec![0; 64]);
    all.push(b"[\"\xff\xfe\"]".to_vec());
    all
}

const ENCODINGS: [&str; 7] = [
    "gzip", "br", "zstd", "deflate", "gzip, br", "identity", "\u{fc}",
];

/// Head fields of the framing, with `{n}` for the body's length; and whether the body is a chunk.
const FRAMINGS: [(&str, &str, &str); 20] = [
    ("", "", ""),
    ("content-length: {n}9\r\n", "", ""),
    ("content-length: 1\r\n", "", ""),
    ("content-length: {n}\r\ncontent-length: 7\r\n", "", ""),
    ("content-length: {n}, {n}\r\n", "", ""),
    ("content-length: -1\r\n", "", ""),
    ("content-length: 99999999999999999999\r\n", "", ""),
    ("content-length: 18446744073709551615\r\n", "", ""),
    ("content-length: x\r\n", "", ""),
    ("transfer-encoding: chunked\r\n", "{x}\r\n", "\r\n0\r\n\r\n"),
    ("transfer-encoding: chunked\r\n", "{x}\r\n", "\r\n"),
    (
        "transfer-encoding: chunked\r\n",
        "{x};a=b\r\n",
        "\r\n0\r\ntrailer: x\r\n\r\n",
    ),
    ("transfer-encoding: chunked\r\n", "ffffffffffffffff\r\n", ""),
    (
        "transfer-encoding: chunked\r\n",
        "fffffffffffffffff\r\n",
        "",
    ),
    ("transfer-encoding: chunked\r\n", "-1\r\n", ""),
    (
        "transfer-encoding: chunked\r\ncontent-length: 3\r\n",
        "{x}\r\n",
        "\r\n0\r\n\r\n",
    ),
    ("transfer-encoding: gzip, nonsense\r\n", "", ""),
    ("content-length : {n}\r\n", "", ""),
    ("content-length: {n}\r\nx: a\r\n b\r\n", "", ""),
    ("content-length: {n}\r\nx\0y: a\r\n", "", ""),
];

fn answer(status: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    let mut all =
        format!("{status}\r\ncontent-type: application/json\r\n{fields}\r\n").into_bytes();
    all.extend(body);
    all
}

fn exact(body: &[u8]) -> String {
    format!("content-length: {}\r\n", body.len())
}

fn answers() -> Vec<Vec<u8>> {
    let bodies = bodies();
    let mut all = Vec::new();
    for body in &bodies {
        for status in STATUS_LINES {
            all.push(answer(status, &exact(body), body));
        }
        for encoding in ENCODINGS {
            let fields = format!("{}content-encoding: {encoding}\r\n", exact(body));
            all.push(answer("HTTP/1.1 200 OK", &fields, body));
        }
    }
    for body in [&bodies[0], &bodies[2], &bodies[5], &bodies[13]] {
        for (fields, before, after) in FRAMINGS {
            let fill = |text: &str| {
                let text = text.replace("{n}", &body.len().to_string());
                text.replace("{x}", &format!("{:x}", body.len()))
                    .into_bytes()
            };
            let fields = String::from_utf8(fill(fields)).unwrap();
            let framed = [&fill(before)[..], body, &fill(after)[..]].concat();
            all.push(answer("HTTP/1.1 200 OK", &fields, &framed));
        }
    }
    all.push(answer("HTTP/1.1 200 OK", &"x: y\r\n".repeat(5_000), b"[]"));
    all.push(answer(
        "HTTP/1.1 200 OK",
        &format!("x: {}\r\n", "y".repeat(1 << 20)),
        b"[]",
    ));
    all.push(answer(
        "HTTP/1.1 200 OK",
        &"retry-after: 99999999999999999999.9\r\n".repeat(9),
        b"[]",
    ));
    all.push(b"HTTP/1.1 103 Soon\r\n\r\n".repeat(200));
    all
}

fn client(builder: ClientBuilder) -> Client {
    let hasty = RetryConfig::default().initial_backoff(Duration::from_millis(1));
    builder
        .retry(hasty.max_retries(1))
        .attempt_timeout(Duration::from_secs(2))
        .timeout(Duration::from_secs(5))
        .max_response_bytes(LIMIT)
        .build()
        .unwrap()
}

fn check_error(what: &str, error: &Error) {
    assert!(error.body().chars().count() <= 4096, "{what}");
    let shown = format!("{error} {error:?}");
    assert!(
        shown.len() < 100_000,
        "{what}: {} bytes are shown",
        shown.len()
    );
}

/// Makes both calls, and holds what they say against the server's count.
///
/// `refuses`: the server says by its answer that it did nothing. `again`: also that it may be sent
/// again.
async fn check(
    what: &str,
    client: &Client,
    arrived: impl Fn() -> usize,
    (refuses, again): (bool, bool),
) {
    let started = Instant::now();
    if let Err(error) = list(client).await {
        check_error(what, &error);
        assert_eq!(
            error.applied(),
            Applied::No,
            "{what}: a read changes nothing"
        );
    }
    let reads = arrived();
    assert!(reads <= 2, "{what}: {reads} reads");
    let outcome = send_order(client).await;
    assert!(
        started.elapsed() < IN_TIME,
        "{what}: {:?}",
        started.elapsed()
    );
    let orders = arrived() - reads;
    assert!(
        orders <= if again { 2 } else { 1 },
        "{what}: {orders} orders"
    );
    match outcome {
        Ok(()) => assert!(orders == 1 && !refuses, "{what}"),
        Err(error) => {
            check_error(what, &error);
            let nothing = refuses || orders == 0;
            assert_eq!(error.applied() == Applied::No, nothing, "{what}: {error:?}");
            assert_ne!(error.applied(), Applied::Yes, "{what}: {error:?}");
        }
    }
}

#[tokio::test]
async fn answers_over_http_1_are_survived_and_applied_agrees() {
    let answers = answers();
    assert!(answers.len() > 450, "{}", answers.len());
    let checks = answers.into_iter().map(|answer| async move {
        let what = String::from_utf8_lossy(&answer[..answer.len().min(160)]).into_owned();
        let refuses = what.starts_with("HTTP/1.1 4");
        let server = Server::raw(answer).await;
        let client = client(server.builder());
        check(&what, &client, || server.connections(), (refuses, false)).await;
    });
    stream::iter(checks)
        .buffer_unordered(16)
        .for_each(|()| async {})
        .await;
}

#[cfg(feature = "http2")]
#[tokio::test]
async fn frames_of_http_2_are_survived_and_applied_agrees() {
    use super::h2::{Frames, Then, frame, ok};

    let payloads: [&[u8]; 6] = [
        &[],
        &[0],
        &[0, 0, 0, 7],
        &[0; 8],
        &[0xff; 9],
        &[0x88; 16_000],
    ];
    let mut cases = Vec::new();
    for kind in 0..=11_u8 {
        for payload in payloads {
            for flags in [0, 0xff] {
                for (place, on) in [(0, false), (0, true), (2, true)] {
                    cases.push((kind, payload, flags, place, on));
                }
            }
        }
    }
    assert!(cases.len() > 300, "{}", cases.len());
    let checks = cases
        .into_iter()
        .map(|(kind, payload, flags, place, on)| async move {
            let what = format!(
                "{kind} {:x?} {flags:x} {place} {on}",
                &payload[..payload.len().min(9)]
            );
            // On the connection itself, on the request's stream, or on one that nobody opened.
            let on_stream = on && place == 0;
            let never = match kind {
                3 => on_stream && payload == [0, 0, 0, 7],
                7 => !on && payload == [0; 8],
                _ => false,
            };
            let server = Frames::start(move |_, stream| {
                let stream_of_frame = if on { stream + place } else { 0 };
                let mut bytes = frame(kind, flags, stream_of_frame, payload);
                bytes.extend(ok(stream, "[]"));
                (bytes, Then::Closes)
            })
            .await;
            let client = client(server.builder());
            check(&what, &client, || server.requests(), (never, never)).await;
        });
    stream::iter(checks)
        .buffer_unordered(16)
        .for_each(|()| async {})
        .await;
}
