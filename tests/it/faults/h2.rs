//! HTTP/2 frame by frame: what never arrived, and connections that are dead.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use stocktrim::{Applied, ClientBuilder, ErrorKind, RetryConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::calls::{delete, list, send_order, upsert};
use crate::support::server::Server;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RESET: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GO_AWAY: u8 = 7;
const END_STREAM: u8 = 1;
const ACK: u8 = 1;
const END_HEADERS: u8 = 4;

/// What the server does when it has answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Then {
    Serves,
    Closes,
    /// Neither reads nor writes any more.
    Stalls,
}

pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut all = vec![length[1], length[2], length[3], kind, flags];
    all.extend(stream.to_be_bytes());
    all.extend(payload);
    all
}

/// A whole answer with status 200 and this body.
pub fn ok(stream: u32, body: &str) -> Vec<u8> {
    // `:status: 200` of the static table, and a content-type that is spelt out.
    let mut head = vec![0x88, 0x0f, 0x10, 16];
    head.extend(b"application/json");
    let mut all = frame(HEADERS, END_HEADERS, stream, &head);
    all.extend(frame(DATA, END_STREAM, stream, body.as_bytes()));
    all
}

fn reset(stream: u32, reason: u32) -> Vec<u8> {
    frame(RESET, 0, stream, &reason.to_be_bytes())
}

fn go_away(last: u32, reason: u32) -> Vec<u8> {
    let payload = [last.to_be_bytes(), reason.to_be_bytes()].concat();
    frame(GO_AWAY, 0, 0, &payload)
}

/// A server that speaks HTTP/2 from the first byte on.
pub struct Frames {
    pub server: Server,
    requests: Arc<AtomicUsize>,
}

impl Frames {
    /// `answer` is given the number of the connection, from 0, and the stream of the request.
    pub async fn start(
        answer: impl Fn(usize, u32) -> (Vec<u8>, Then) + Send + Sync + 'static,
    ) -> Self {
        let requests = Arc::new(AtomicUsize::new(0));
        let (count, answer) = (Arc::clone(&requests), Arc::new(answer));
        let server = Server::start(move |stream, connection| {
            let (count, answer) = (Arc::clone(&count), Arc::clone(&answer));
            async move {
                let answer = move |stream| {
                    count.fetch_add(1, Ordering::SeqCst);
                    answer(connection, stream)
                };
                let _ = serve(stream, answer).await;
            }
        })
        .await;
        Self { server, requests }
    }

    /// A client that tries twice.
    pub fn builder(&self) -> ClientBuilder {
        let hasty = RetryConfig::default().initial_backoff(Duration::from_millis(1));
        self.server
            .builder()
            .configure_reqwest(reqwest::ClientBuilder::http2_prior_knowledge)
            .retry(hasty.max_retries(1))
    }

    /// How many requests have arrived whole.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

async fn serve(
    mut stream: TcpStream,
    answer: impl Fn(u32) -> (Vec<u8>, Then),
) -> std::io::Result<()> {
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await?;
    stream.write_all(&frame(SETTINGS, 0, 0, &[])).await?;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        stream.read_exact(&mut payload).await?;
        let number = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        match (head[3], head[4]) {
            (SETTINGS, flags) if flags & ACK == 0 => {
                stream.write_all(&frame(SETTINGS, ACK, 0, &[])).await?;
            }
            (PING, flags) if flags & ACK == 0 => {
                stream.write_all(&frame(PING, ACK, 0, &payload)).await?;
            }
            (DATA | HEADERS, flags) if flags & END_STREAM != 0 => {
                let (bytes, then) = answer(number);
                stream.write_all(&bytes).await?;
                match then {
                    Then::Serves => {}
                    Then::Closes => return stream.shutdown().await,
                    Then::Stalls => std::future::pending().await,
                }
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn b8_a_request_that_the_server_did_not_look_at_never_arrived() {
    const REFUSED_STREAM: u32 = 7;
    type Refuse = fn(u32) -> Vec<u8>;
    let refusals: [Refuse; 4] = [
        |stream| reset(stream, REFUSED_STREAM),
        |_| go_away(0, 0),
        |_| go_away(0, 11),
        |_| [go_away(0x7fff_ffff, 0), go_away(0, 0)].concat(),
    ];
    for (number, refuse) in refusals.into_iter().enumerate() {
        let once = Frames::start(move |connection, stream| {
            if connection == 0 && stream == 1 {
                return (refuse(stream), Then::Serves);
            }
            (ok(stream, "null"), Then::Serves)
        })
        .await;
        send_order(&once.builder().build().unwrap())
            .await
            .unwrap_or_else(|error| panic!("{number}: {error:?}"));
        assert_eq!(once.requests(), 2, "{number}");

        let always = Frames::start(move |_, stream| (refuse(stream), Then::Serves)).await;
        let client = always.builder().build().unwrap();
        for error in [
            send_order(&client).await.unwrap_err(),
            upsert(&client).await.unwrap_err(),
            delete(&client).await.unwrap_err(),
            list(&client).await.unwrap_err(),
        ] {
            assert_eq!(
                (error.kind(), error.applied(), error.attempts()),
                (ErrorKind::Connection, Applied::No, 2),
                "{number}: {error:?}"
            );
        }
    }
}

#[tokio::test]
async fn b8_a_request_that_the_server_may_have_looked_at_is_not_sent_twice() {
    type Break = fn(u32) -> Vec<u8>;
    let breaks: [Break; 6] = [
        |stream| reset(stream, 0),
        |stream| reset(stream, 2),
        |stream| reset(stream, 8),
        |stream| go_away(stream, 0),
        |stream| go_away(stream, 11),
        |_| Vec::new(),
    ];
    for (number, breaks) in breaks.into_iter().enumerate() {
        let server = Frames::start(move |_, stream| (breaks(stream), Then::Closes)).await;
        let client = server.builder().build().unwrap();
        let error = send_order(&client).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.applied(), server.requests()),
            (ErrorKind::Connection, Applied::Unknown, 1),
            "{number}: {error:?}"
        );
    }
}

#[tokio::test]
async fn b9_a_dead_connection_is_left_within_an_attempts_time() {
    let server = Frames::start(|connection, stream| {
        let dies = connection == 0 && stream > 1;
        if dies {
            (Vec::new(), Then::Stalls)
        } else {
            (ok(stream, "[]"), Then::Serves)
        }
    })
    .await;
    let attempt = Duration::from_secs(3);
    let client = server.builder().attempt_timeout(attempt).build().unwrap();
    list(&client).await.unwrap();
    let started = Instant::now();
    let error = send_order(&client).await.unwrap_err();
    assert!(started.elapsed() < attempt, "{error:?}");
    assert_eq!((error.applied(), error.attempts()), (Applied::Unknown, 1));
    for _ in 0..3 {
        list(&client).await.unwrap();
    }
    assert_eq!(server.server.connections(), 2);
}
