//! Takes Square's webhooks and writes what they tell to StockTrim: customers and stock levels.
//!
//! ```text
//! cargo run --example square_webhook --features square-signature              # sends itself two webhooks, and ends
//! cargo run --example square_webhook --features square-signature -- --live    # listens until it is stopped
//! ```
//!
//! Live, it reads `SQUARE_SIGNATURE_KEY` and `SQUARE_NOTIFICATION_URL`, as they are registered at Square, and
//! `LISTEN` (default: 127.0.0.1:8080). A bad signature is answered with 401; what StockTrim did not take with 503, so
//! that Square sends it again: both writes set a state, so twice is once.

mod common;

use std::convert::Infallible;
use std::error::Error;
use std::net::SocketAddr;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use stocktrim::Client;
use stocktrim::square::{self, Event, EventKind};
use tokio::net::{TcpListener, TcpStream};

/// More than Square ever sends.
const LARGEST_BODY: usize = 1 << 20;

/// What the demonstration is signed with.
const DEMO_KEY: &str = "Ibxx_5AKakO-3qeNVR61Dw";
const DEMO_URL: &str = "https://example.com/square";
const DEMO_BODY: &str = r#"{"merchant_id":"M1","type":"customer.updated","event_id":"E1","data":{"type":"customer","object":{"customer":{"reference_id":"HARBOUR","company_name":"Harbour Cafe","version":4294967296}}}}"#;
const DEMO_SIGNATURE: &str = "EHw6RnSDBF9J/M9wrDIxmswivEfsdvp4qIB5e8QMlrA=";

#[derive(Clone)]
struct Receiver {
    client: Client,
    key: String,
    url: String,
}

impl Receiver {
    async fn answer(self, request: Request<Incoming>) -> StatusCode {
        let signature = request.headers().get(square::SIGNATURE_HEADER);
        let signature = signature
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let Ok(body) = Limited::new(request.into_body(), LARGEST_BODY)
            .collect()
            .await
        else {
            return StatusCode::PAYLOAD_TOO_LARGE;
        };
        let body = body.to_bytes();
        if !square::verify(&self.key, &self.url, &body, &signature) {
            return StatusCode::UNAUTHORIZED;
        }
        match self.take_over(&body).await {
            Ok(()) => StatusCode::OK,
            Err(error) => {
                eprintln!("{error}");
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }

    async fn take_over(&self, body: &[u8]) -> stocktrim::Result<()> {
        let event = Event::from_json(body)?;
        for place in &event.unread {
            eprintln!("{place} could not be read");
        }
        match event.kind {
            EventKind::CustomerCreated(customer) | EventKind::CustomerUpdated(customer) => {
                let name = customer.company_name.clone().unwrap_or_default();
                self.client.customers().upsert(customer.into()).await?;
                println!("saved the customer {name}");
            }
            EventKind::InventoryCounted(counts) => {
                let stock = self.client.inventory();
                let levels = stock.levels().await?;
                // A level is set whole: what is on order stays as it is.
                let on_order = |product: &str, location: Option<&str>| {
                    let level = levels.iter().find(|level| level.product_id == product)?;
                    let Some(location) = location else {
                        return level.on_order;
                    };
                    let mut places = level.locations.iter();
                    places
                        .find(|place| place.location_code.as_deref() == Some(location))?
                        .stock_on_order
                };
                let on_order = |product: &str, location: Option<&str>| {
                    on_order(product, location).unwrap_or_default()
                };
                let lines = square::inventory_lines(counts, on_order).lines;
                let count = lines.len();
                stock.set_all(lines).await.into_result()?;
                println!("set {count} stock levels");
            }
            other => println!("nothing to do for {other:?}"),
        }
        Ok(())
    }

    async fn serve(self, listener: TcpListener) -> std::io::Result<()> {
        loop {
            let (stream, _) = listener.accept().await?;
            let receiver = self.clone();
            tokio::spawn(async move {
                let service = service_fn(|request| {
                    let receiver = receiver.clone();
                    async move {
                        let mut response = Response::new(Full::<Bytes>::default());
                        *response.status_mut() = receiver.answer(request).await;
                        Ok::<_, Infallible>(response)
                    }
                });
                let server = hyper::server::conn::http1::Builder::new();
                if let Err(error) = server.serve_connection(TokioIo::new(stream), service).await {
                    eprintln!("{error}");
                }
            });
        }
    }
}

/// Sends the demonstration's webhook, as Square does.
async fn send(address: SocketAddr, signature: &str) -> Result<StatusCode, Box<dyn Error>> {
    let stream = TokioIo::new(TcpStream::connect(address).await?);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await?;
    tokio::spawn(connection);
    let request = Request::post("/square").header("host", address.to_string());
    let request = request.header(square::SIGNATURE_HEADER, signature);
    let request = request.body(Full::<Bytes>::from(DEMO_BODY))?;
    Ok(sender.send_request(request).await?.status())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let connection = common::connect_to_real_if_asked().await?;
    let client = connection.client.clone();
    if std::env::args().any(|argument| argument == "--live") {
        let (key, url) = (
            std::env::var("SQUARE_SIGNATURE_KEY")?,
            std::env::var("SQUARE_NOTIFICATION_URL")?,
        );
        let listen = std::env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
        let listener = TcpListener::bind(listen).await?;
        println!("listening on {}", listener.local_addr()?);
        return Ok(Receiver { client, key, url }.serve(listener).await?);
    }
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (key, url) = (DEMO_KEY.to_owned(), DEMO_URL.to_owned());
    tokio::spawn(
        Receiver {
            client: client.clone(),
            key,
            url,
        }
        .serve(listener),
    );
    for (whose, signature) in [("Square's", DEMO_SIGNATURE), ("a stranger's", "AAAA")] {
        let status = send(address, signature).await?;
        println!("{whose} webhook: {status}");
    }
    let saved = client.customers().get("HARBOUR").await?;
    println!(
        "StockTrim has {:?}",
        saved.and_then(|customer| customer.name)
    );
    Ok(())
}
