//! One request from its arrival to its answer: read, logged, checked, carried out, and perhaps corrupted by a fault.

use super::answer::{Answer, ErrorFormat};
use super::faults::{AnswerBody, Cut, Fault, Kind, corrupt};
use super::log::RequestRecord;
use super::pipeline;
use super::routes::{self, Match};
use super::shared::Shared;
use bytes::{Bytes, BytesMut};
use hyper::body::{Body as _, Incoming};
use hyper::{Request, Response};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Answers a request, or gives up its connection.
pub(super) async fn service(
    shared: Arc<Shared>,
    resets: Arc<AtomicBool>,
    request: Request<Incoming>,
) -> Result<Response<AnswerBody>, Cut> {
    let (head, incoming) = request.into_parts();
    let found = routes::find(head.method.as_str(), head.uri.path());
    let operation = match &found {
        Match::Route(route, _) => Some(route.handler.operation),
        _ => None,
    };
    let body = read(
        incoming,
        shared.options.max_body_bytes,
        shared.options.read_timeout,
    )
    .await;
    let started = Instant::now();
    let mut record = shared.requests.arrive(record(&head, operation, &body));

    // A body that was refused plays no fault, so that it uses none up.
    let fault = match &body {
        Ok(_) => shared.faults.draw(record.operation),
        Err(_) => None,
    };
    record.fault = fault.as_ref().map(Fault::name);
    let latency = shared.options.latency;
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let body = match body {
        Ok(body) => body,
        Err(refused) => {
            let answer = refused.answer(shared.error_format());
            return finish(&shared, record, started, answer, None, &resets);
        }
    };
    let panics = matches!(
        fault,
        Some(Fault {
            kind: Kind::Panic,
            ..
        })
    );
    let answer = if fault.as_ref().is_none_or(Fault::applies) || panics {
        let (answer, succeeded) = pipeline::run(&shared, found, &head, &body, panics);
        record.applied = succeeded && operation.is_some_and(routes::writes);
        answer
    } else {
        Answer::empty(200)
    };
    finish(&shared, record, started, answer, fault, &resets)
}

/// Writes down how the request ended, and makes the answer, with the fault in it.
fn finish(
    shared: &Shared,
    mut record: RequestRecord,
    started: Instant,
    mut answer: Answer,
    fault: Option<Fault>,
    resets: &AtomicBool,
) -> Result<Response<AnswerBody>, Cut> {
    let mut claimed = None;
    let mut body = None;
    let mut gives_up = false;
    match fault.map(|fault| fault.kind) {
        None | Some(Kind::Panic) => {}
        Some(Kind::Answer(instead)) => answer = instead,
        Some(Kind::Body(how)) => {
            let (corrupted, length) = corrupt(how, &mut answer);
            (body, claimed) = (Some(corrupted), length);
        }
        Some(Kind::Close) => gives_up = true,
        Some(Kind::Reset) => {
            resets.store(true, Ordering::Release);
            gives_up = true;
        }
    }
    record.status = (!gives_up).then_some(answer.status);
    record.took = started.elapsed();
    shared.requests.finish(&record);
    shared.options.tell(&record);
    if gives_up {
        return Err(Cut);
    }
    let body = body.unwrap_or_else(|| AnswerBody::whole(std::mem::take(&mut answer.body)));
    response(&answer, body, claimed).map_err(|_| Cut)
}

fn response(
    answer: &Answer,
    body: AnswerBody,
    length: Option<usize>,
) -> Result<Response<AnswerBody>, hyper::http::Error> {
    let mut response = Response::builder().status(answer.status);
    if let Some(media) = answer.media {
        response = response.header("content-type", media);
    }
    for (name, value) in &answer.headers {
        response = response.header(*name, value);
    }
    if let Some(length) = length {
        response = response.header("content-length", length);
    }
    if answer.closes {
        response = response.header("connection", "close");
    }
    response.body(body)
}

/// Why a body was not read.
#[derive(Debug, Clone, Copy)]
enum Unread {
    TooLong,
    TooSlow,
    Broken,
}

impl Unread {
    fn answer(self, error_format: ErrorFormat<'_>) -> Answer {
        let answer = match self {
            Self::TooLong if error_format.strict => error_format.refused("The body is too long."),
            Self::TooLong => error_format.other(413, "Payload Too Large"),
            Self::TooSlow if error_format.strict => {
                error_format.refused("The body came too slowly.")
            }
            Self::TooSlow => error_format.other(408, "Request Timeout"),
            Self::Broken => error_format.refused("The body could not be read."),
        };
        answer.closing()
    }
}

/// Reads a body of a bounded length in a bounded time.
async fn read(mut body: Incoming, limit: usize, timeout: Duration) -> Result<Bytes, Unread> {
    if body.size_hint().lower() > limit as u64 {
        return Err(Unread::TooLong);
    }
    let all = async {
        let mut bytes = BytesMut::new();
        while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            let Ok(data) = frame.map_err(|_| Unread::Broken)?.into_data() else {
                continue;
            };
            if bytes.len() + data.len() > limit {
                return Err(Unread::TooLong);
            }
            bytes.extend_from_slice(&data);
        }
        Ok(bytes.freeze())
    };
    tokio::time::timeout(timeout, all)
        .await
        .unwrap_or(Err(Unread::TooSlow))
}

fn record(
    head: &hyper::http::request::Parts,
    operation: Option<stocktrim::Operation>,
    body: &Result<Bytes, Unread>,
) -> RequestRecord {
    let text =
        |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    RequestRecord {
        number: 0,
        operation,
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect(),
        body: body.as_ref().cloned().unwrap_or_default(),
        status: None,
        applied: false,
        fault: None,
        took: Duration::ZERO,
    }
}
