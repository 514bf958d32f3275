//! A server on loopback that plays the vendor.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// What the server does with one request: the path asked for, and where to write.
pub type Answer = fn(&str, &mut TcpStream, &str) -> std::io::Result<()>;

/// Starts a server that answers every request alike, with some text at hand; returns its address.
pub fn serve(answer: Answer, text: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let text = text.clone();
            thread::spawn(move || one(stream, answer, &text));
        }
    });
    format!("{address}/swagger.yaml")
}

fn one(mut stream: TcpStream, answer: Answer, text: &str) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    while lines
        .next()
        .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
    {}
    let path = request.split(' ').nth(1).unwrap_or_default();
    answer(path, &mut stream, text)
}

/// Writes an answer with a status, a media type and a body of the stated length.
pub fn write(stream: &mut TcpStream, status: &str, kind: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}
