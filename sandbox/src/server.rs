//! Connections: accepted on one socket, each served by hyper, all ended with the sandbox.

use super::service::service;
use super::shared::Shared;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Sleep;

/// The longest head of a request: its line and its headers, at most 100 of them.
const HEAD_BYTES: usize = 64 << 10;

/// Accepts connections until it is dropped; they end with it.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    let most = shared.options.max_connections;
    let permits = Arc::new(Semaphore::new(most.clamp(1, Semaphore::MAX_PERMITS)));
    loop {
        // Connections beyond the limit wait in the system's queue.
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                while connections.try_join_next().is_some() {}
                let shared = Arc::clone(&shared);
                connections.spawn(async move {
                    connection(stream, shared).await;
                    drop(permit);
                });
            }
            // Too many open files, most likely: connections will end and make room.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    // Without this a small answer may wait for the client's acknowledgement of the one before.
    let _ = stream.set_nodelay(true);
    let resets = Arc::new(AtomicBool::new(false));
    shared.connections.fetch_add(1, Ordering::AcqRel);
    let wire = Wire {
        stream,
        resets: Arc::clone(&resets),
        stuck: None,
        shared: Arc::clone(&shared),
    };
    let timeout = shared.options.read_timeout;
    let service = service_fn(|request| service(Arc::clone(&shared), Arc::clone(&resets), request));
    // A connection that fails has failed its client; there is nobody else to tell.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(timeout)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(wire), service)
        .await;
}

/// A connection that can end in a reset instead of a proper close, and is counted while it is open.
#[derive(Debug)]
struct Wire {
    stream: TcpStream,
    resets: Arc<AtomicBool>,
    /// Runs while the client takes nothing of what is written.
    stuck: Option<Pin<Box<Sleep>>>,
    shared: Arc<Shared>,
}

impl Wire {
    /// The result of a write, or an error when the client has taken nothing for too long.
    fn in_time(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stuck = None;
            return written;
        }
        let timeout = self.shared.options.read_timeout;
        let stuck = (self.stuck).get_or_insert_with(|| Box::pin(tokio::time::sleep(timeout)));
        (stuck.as_mut().poll(context)).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.shared.connections.fetch_sub(1, Ordering::AcqRel);
        if self.resets.load(Ordering::Acquire) {
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.in_time(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.in_time(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
