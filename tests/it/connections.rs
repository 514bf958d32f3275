//! How connections are used, as the server's log and the system tell it.

use std::convert::Infallible;
use std::future::{Future, Ready, poll_fn, ready};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use stocktrim::Idempotency;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, Request, Response, Version};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use stocktrim::{Client, ClientBuilder, ErrorKind};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::support::calls::list;
use crate::support::server;

/// A request as it arrived.
struct Arrived {
    connection: usize,
    version: Version,
    headers: HeaderMap,
}

/// A server that gives every request the same answer and logs which connection it came by.
struct Server {
    server: server::Server,
    log: Arc<Mutex<Vec<Arrived>>>,
}

type Answer = Arc<dyn Fn(&HeaderMap) -> Response<Full<Bytes>> + Send + Sync>;

impl Server {
    async fn answering(
        answer: impl Fn(&HeaderMap) -> Response<Full<Bytes>> + Send + Sync + 'static,
    ) -> Self {
        Self::start(Arc::new(answer), plain).await
    }

    async fn with_body(status: u16, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        Self::answering(move |_| {
            Response::builder()
                .status(status)
                .header(CONTENT_TYPE, "application/json; charset=utf-8")
                .body(Full::new(body.clone()))
                .unwrap()
        })
        .await
    }

    async fn start<F, S>(answer: Answer, serve: F) -> Self
    where
        F: Fn(TcpStream, Log) -> S + Send + 'static,
        S: Future<Output = ()> + Send + 'static,
    {
        let all = Arc::default();
        let log = Arc::clone(&all);
        let server = server::Server::start(move |stream, connection| {
            let (all, answer) = (Arc::clone(&all), Arc::clone(&answer));
            serve(
                stream,
                Log {
                    connection,
                    all,
                    answer,
                },
            )
        });
        Self {
            server: server.await,
            log,
        }
    }

    fn builder(&self) -> ClientBuilder {
        self.server.builder()
    }

    fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    fn connections(&self) -> usize {
        self.server.connections()
    }

    /// By which connection each request came, in order.
    fn by_connection(&self) -> Vec<usize> {
        let log = self.log.lock().unwrap();
        log.iter().map(|arrived| arrived.connection).collect()
    }
}

/// What one connection writes down, and what it answers.
#[derive(Clone)]
struct Log {
    connection: usize,
    all: Arc<Mutex<Vec<Arrived>>>,
    answer: Answer,
}

impl Log {
    fn exchange(
        self,
        request: Request<Incoming>,
    ) -> Ready<Result<Response<Full<Bytes>>, Infallible>> {
        let (head, _body) = request.into_parts();
        let answer = (self.answer)(&head.headers);
        self.all.lock().unwrap().push(Arrived {
            connection: self.connection,
            version: head.version,
            headers: head.headers,
        });
        ready(Ok(answer))
    }
}

async fn plain(stream: TcpStream, log: Log) {
    let _ = http1::Builder::new()
        .serve_connection(
            TokioIo::new(stream),
            service_fn(move |request| log.clone().exchange(request)),
        )
        .await;
}

#[tokio::test]
async fn calls_one_after_the_other_share_a_connection() {
    let server = Server::with_body(200, "[]").await;
    let client = server.client();
    for _ in 0..50 {
        list(&client).await.unwrap();
    }
    assert_eq!(server.by_connection(), [0; 50]);
}

#[tokio::test]
async fn views_and_clones_share_a_connection_and_two_clients_do_not() {
    let server = Server::with_body(200, "[]").await;
    let client = server.client();
    list(&client).await.unwrap();
    list(&client.clone()).await.unwrap();
    let view =
        client.with_options(stocktrim::CallOptions::new().idempotency(Idempotency::Idempotent));
    list(&view).await.unwrap();
    assert_eq!(server.connections(), 1);
    list(&server.client()).await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn calls_eight_at_a_time_take_at_most_eight_connections() {
    let server = Server::with_body(200, "[]").await;
    let client = server.client();
    let workers: Vec<_> = (0..16)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                for _ in 0..20 {
                    list(&client).await.unwrap();
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    let connections = server.connections();
    assert!((1..=8).contains(&connections), "{connections} connections");
}

#[tokio::test]
async fn a_body_that_nobody_reads_costs_no_connection() {
    // Nobody knows what a write of stock levels answers (I2), so that its answer is not read as a
    // model; and only the beginning of a long error is kept.
    for (status, body) in [
        (200, "{}".to_owned()),
        (200, format!("[{}0]", "0,".repeat(100_000))),
        (404, "{}".to_owned()),
        (500, "x".repeat(900_000)),
    ] {
        let server = Server::with_body(status, body).await;
        let client = server.client();
        for _ in 0..5 {
            let api = client.api().set_inventory();
            let request = stocktrim::types::SetInventoryRequest::new();
            let outcome = api.body(request).send().await;
            assert_eq!(outcome.is_ok(), status == 200);
        }
        assert_eq!(server.connections(), 1, "after answers with {status}");
    }
}

#[tokio::test]
async fn a_body_beyond_its_limit_is_cut_off_with_its_connection() {
    let server = Server::with_body(200, format!("[{}0]", "0,".repeat(1_000_000))).await;
    let client = server.builder().max_response_bytes(1000).build().unwrap();
    for _ in 0..2 {
        let error = list(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge);
    }
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn an_idle_connection_is_given_up_before_the_server_gives_it_up() {
    let server = Server::with_body(200, "[]").await;
    let idle = Duration::from_millis(50);
    let client = server
        .builder()
        .configure_reqwest(move |http| http.pool_idle_timeout(idle))
        .build()
        .unwrap();
    list(&client).await.unwrap();
    // The least time after which the connection counts as idle; longer is as good.
    tokio::time::sleep(idle * 2).await;
    list(&client).await.unwrap();
    assert_eq!(server.by_connection(), [0, 1]);
}

#[tokio::test]
async fn a_connection_that_the_server_closed_while_idle_costs_no_call() {
    let (close, closed) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (told, tells) = (Arc::clone(&close), Arc::clone(&closed));
    let answer = |_: &HeaderMap| Response::new(Full::new(Bytes::from_static(b"[]")));
    let server = Server::start(Arc::new(answer), move |stream, log| {
        let (told, tells) = (Arc::clone(&told), Arc::clone(&tells));
        async move {
            let service = service_fn(move |request| log.clone().exchange(request));
            let mut serving = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            tokio::select! {
                _ = poll_fn(|context| serving.poll_without_shutdown(context)) => {}
                () = told.notified() => {
                    let mut stream = serving.into_parts().io.into_inner();
                    stream.shutdown().await.unwrap();
                    // The client closes its side once it has seen that ours is closed.
                    let _ = stream.read(&mut [0]).await;
                    tells.notify_one();
                }
            }
        }
    })
    .await;
    let client = server.client();
    list(&client).await.unwrap();
    close.notify_one();
    let seen = tokio::time::timeout(Duration::from_secs(10), closed.notified());
    seen.await
        .expect("the client sees the end of an idle connection");
    list(&client).await.unwrap();
    assert_eq!(server.by_connection(), [0, 1]);
}

/// The socket's own word, since Nagle's algorithm cannot be seen at the other end.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn small_requests_do_not_wait_for_an_acknowledgement() {
    use rustix::net::sockopt::tcp_nodelay;
    use rustix::process::{PidfdFlags, PidfdGetfdFlags, getpid, pidfd_getfd, pidfd_open};

    let server = Server::with_body(200, "[]").await;
    let client = server.client();
    list(&client).await.unwrap();
    let me = pidfd_open(getpid(), PidfdFlags::empty()).unwrap();
    let mut seen = 0;
    for entry in std::fs::read_dir("/proc/self/fd").unwrap() {
        let name = entry.unwrap().file_name();
        let number = name.to_str().unwrap().parse().unwrap();
        // A copy of the descriptor, which the system hands out.
        let Ok(copy) = pidfd_getfd(&me, number, PidfdGetfdFlags::empty()) else {
            continue;
        };
        let stream = std::net::TcpStream::from(copy);
        if stream.peer_addr().ok() == Some(server.server.address) {
            assert!(tcp_nodelay(&stream).unwrap());
            seen += 1;
        }
    }
    assert_eq!(seen, 1, "the client's connection is among the open files");
}

#[tokio::test]
async fn compressed_answers_are_asked_for_and_read_as_the_features_say() {
    let body = br#"[{"supplierCode":"HT-01","supplierName":"Harbour Timber"}]"#;
    let encodings: [(&str, bool, stored::Encode); 3] = [
        ("gzip", cfg!(feature = "gzip"), stored::gzip),
        ("br", cfg!(feature = "brotli"), stored::brotli),
        ("zstd", cfg!(feature = "zstd"), stored::zstd),
    ];
    for (name, has, encode) in encodings {
        let server = Server::answering(move |headers| {
            let asked = headers.get(ACCEPT_ENCODING).map(|value| value.to_str());
            let asked = asked.transpose().unwrap().unwrap_or_default();
            let encodes = asked.split(',').any(|one| one.trim() == name);
            assert_eq!(encodes, has, "{asked}");
            let answer = Response::builder().header(CONTENT_TYPE, "application/json");
            if encodes {
                answer
                    .header(CONTENT_ENCODING, name)
                    .body(Full::from(encode(body)))
                    .unwrap()
            } else {
                answer.body(Full::from(&body[..])).unwrap()
            }
        })
        .await;
        let client = server.client();
        for _ in 0..3 {
            assert_eq!(list(&client).await.unwrap(), 1, "{name}");
        }
        assert_eq!(server.connections(), 1, "{name}");
        let log = server.log.lock().unwrap();
        assert!(log.iter().all(|one| one.version == Version::HTTP_11));
        assert!(log[0].headers.contains_key("api-auth-id"));
    }
}

#[cfg(feature = "rustls")]
mod versions {
    use std::sync::Arc;

    use hyper::server::conn::{http1, http2};
    use hyper::service::service_fn;
    use hyper_util::rt::{TokioExecutor, TokioIo};
    use rcgen::{CertifiedKey, generate_simple_self_signed};
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
    use tokio_rustls::rustls::{ServerConfig, crypto};

    use super::*;

    /// A server over TLS that offers these protocols, and a client that trusts it.
    async fn offering(protocols: &[&str]) -> (Server, Client) {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let provider = Arc::new(crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![cert.der().clone()],
                PrivatePkcs8KeyDer::from(signing_key.serialize_der()).into(),
            )
            .unwrap();
        config.alpn_protocols = protocols
            .iter()
            .map(|name| name.as_bytes().to_vec())
            .collect();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let answer = |_: &HeaderMap| Response::new(Full::new(Bytes::from_static(b"[]")));
        let server = Server::start(Arc::new(answer), move |stream, log| {
            let acceptor = acceptor.clone();
            async move {
                let stream = acceptor.accept(stream).await.unwrap();
                let service = service_fn(move |request| log.clone().exchange(request));
                if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
                    let builder = http2::Builder::new(TokioExecutor::new());
                    let _ = builder
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                } else {
                    let builder = http1::Builder::new();
                    let _ = builder
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                }
            }
        })
        .await;
        let client = server
            .builder()
            .base_url(format!(
                "https://localhost:{}",
                server.server.address.port()
            ))
            .add_root_certificate(cert.pem())
            .build()
            .unwrap();
        (server, client)
    }

    #[tokio::test]
    async fn http_2_is_spoken_where_it_is_offered_and_the_feature_is_on() {
        let (server, client) = offering(&["h2", "http/1.1"]).await;
        list(&client).await.unwrap();
        let workers: Vec<_> = (0..8)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { list(&client).await.unwrap() })
            })
            .collect();
        for worker in workers {
            worker.await.unwrap();
        }
        let version = if cfg!(feature = "http2") {
            assert_eq!(server.connections(), 1, "one connection carries all");
            Version::HTTP_2
        } else {
            Version::HTTP_11
        };
        let log = server.log.lock().unwrap();
        assert!(log.iter().all(|arrived| arrived.version == version));
        assert!(
            log.iter()
                .all(|one| one.headers.contains_key("api-auth-id"))
        );
    }

    #[tokio::test]
    async fn http_1_is_spoken_where_nothing_else_is_offered() {
        for protocols in [&["http/1.1"][..], &[]] {
            let (server, client) = offering(protocols).await;
            list(&client).await.unwrap();
            list(&client).await.unwrap();
            let log = server.log.lock().unwrap();
            assert!(log.iter().all(|one| one.version == Version::HTTP_11));
            assert_eq!(server.connections(), 1);
        }
    }
}

/// The three formats around bytes that are not compressed, which all of them allow.
pub mod stored {
    pub type Encode = fn(&[u8]) -> Vec<u8>;

    pub fn gzip(body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len()).unwrap();
        let mut all = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1];
        all.extend(length.to_le_bytes());
        all.extend((!length).to_le_bytes());
        all.extend(body);
        all.extend(crc32(body).to_le_bytes());
        all.extend(u32::from(length).to_le_bytes());
        all
    }

    pub fn brotli(body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() - 1).unwrap();
        // A window of 2^22, then one block: not the last, 4 nibbles of length, uncompressed.
        let head = 0x0b | u32::from(length) << 7 | 1 << 23;
        let mut all = head.to_le_bytes()[..3].to_vec();
        all.extend(body);
        all.push(3);
        all
    }

    pub fn zstd(body: &[u8]) -> Vec<u8> {
        let length = u8::try_from(body.len()).unwrap();
        // One segment with its size in a byte, then one block: raw, the last.
        let mut all = vec![0x28, 0xb5, 0x2f, 0xfd, 0x20, length];
        all.extend(&(u32::from(length) << 3 | 1).to_le_bytes()[..3]);
        all.extend(body);
        all
    }

    fn crc32(body: &[u8]) -> u32 {
        !body.iter().fold(!0, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1))
            })
        })
    }
}
