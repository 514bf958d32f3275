//! A server that does as little as it can, on threads of its own, and counts what arrives.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

type Answer = dyn Fn(&str) -> Arc<[u8]> + Send + Sync;

/// What arrived so far.
#[derive(Default)]
pub struct Log {
    pub connections: AtomicUsize,
    pub requests: AtomicUsize,
}

pub struct Server {
    pub address: SocketAddr,
    pub log: Arc<Log>,
}

impl Server {
    /// Answers every request with what `answer` makes of its path and query.
    pub fn start(answer: impl Fn(&str) -> Arc<[u8]> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let log = Arc::new(Log::default());
        let answer: Arc<Answer> = Arc::new(answer);
        let kept = Arc::clone(&log);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, log) = (Arc::clone(&answer), Arc::clone(&kept));
                log.connections.fetch_add(1, Ordering::SeqCst);
                std::thread::spawn(move || serve(stream, &*answer, &log));
            }
        });
        Self { address, log }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// A whole answer that carries this body.
pub fn ok(body: &str) -> Arc<[u8]> {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
    .into()
}

fn serve(stream: TcpStream, answer: &Answer, log: &Log) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream);
    loop {
        let mut target = String::new();
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            } else if target.is_empty() {
                line.split(' ').nth(1)?.clone_into(&mut target);
            }
        }
        std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink()).ok()?;
        log.requests.fetch_add(1, Ordering::SeqCst);
        reader.get_mut().write_all(&answer(&target)).ok()?;
    }
}
