//! A plain HTTP client, so that the sandbox is tested by nothing of ours.

use hyper::body::{Body, Bytes, Frame, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::convert::Infallible;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use stocktrim_sandbox::{Behaviour, Builder, Quirks, Sandbox};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A body of one piece.
pub struct Whole(pub Option<Bytes>);

impl Body for Whole {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        hyper::body::SizeHint::with_exact(self.0.as_ref().map_or(0, Bytes::len) as u64)
    }
}

/// An answer that was read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: hyper::HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// A connection that is used for one request after the other.
pub struct Connection(SendRequest<Whole>);

impl Connection {
    pub async fn open(sandbox: &Sandbox) -> Self {
        Self::to(sandbox.address()).await
    }

    pub async fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self(sender)
    }

    /// Sends a request as it is; `Err` when the connection ends before the answer does.
    pub async fn send(&mut self, request: Request<Whole>) -> hyper::Result<Reply> {
        self.0.ready().await?;
        let answer = self.0.send_request(request).await?;
        read(answer).await
    }

    /// Only the head of the answer.
    pub async fn head(&mut self, request: Request<Whole>) -> hyper::Result<Response<Incoming>> {
        self.0.ready().await?;
        self.0.send_request(request).await
    }

    pub async fn call(&mut self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        self.send(request(method, path, body)).await.unwrap()
    }
}

async fn read(answer: Response<Incoming>) -> hyper::Result<Reply> {
    let (head, mut incoming) = answer.into_parts();
    let mut body = Vec::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut incoming).poll_frame(context)).await {
        body.extend_from_slice(&frame?.into_data().unwrap());
    }
    Ok(Reply {
        status: head.status.as_u16(),
        headers: head.headers,
        body,
    })
}

/// A request as a well-behaved client sends it.
pub fn request(method: &str, path: &str, body: Option<&Value>) -> Request<Whole> {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "sandbox")
        .header("api-auth-id", "tenant-id")
        .header("api-auth-signature", "tenant name");
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    request
        .body(Whole(body.map(|body| body.to_string().into())))
        .unwrap()
}

/// One request on a connection of its own.
pub async fn try_call(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> hyper::Result<Reply> {
    Connection::open(sandbox)
        .await
        .send(request(method, path, body))
        .await
}

pub async fn get(sandbox: &Sandbox, path: &str) -> Reply {
    try_call(sandbox, "GET", path, None).await.unwrap()
}

pub async fn delete(sandbox: &Sandbox, path: &str) -> Reply {
    try_call(sandbox, "DELETE", path, None).await.unwrap()
}

pub async fn post(sandbox: &Sandbox, path: &str, body: Value) -> Reply {
    try_call(sandbox, "POST", path, Some(&body)).await.unwrap()
}

pub async fn put(sandbox: &Sandbox, path: &str, body: Value) -> Reply {
    try_call(sandbox, "PUT", path, Some(&body)).await.unwrap()
}

/// Sends bytes as they are, and reads until the other side closes; a reset counts as a close.
pub async fn raw(sandbox: &Sandbox, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
    // The other side may stop reading in the middle.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// An empty sandbox whose open forms are set by hand, beginning with those that agree with the document.
pub fn plain(change: impl FnOnce(&mut Quirks)) -> Builder {
    let mut quirks = Quirks::documented();
    change(&mut quirks);
    Sandbox::builder().empty().quirks(quirks)
}

pub fn document() -> Builder {
    Sandbox::builder().behaviour(Behaviour::Document)
}
