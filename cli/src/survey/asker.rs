//! Sends one request at a time, and writes down its shape and that of its answer; nothing is retried.

use std::time::Duration;

use serde_json::Value;
use stocktrim::http::Method;
use stocktrim::{Applied, Client, Error, Idempotency, Operation, RawRequest, RetryConfig};
use stocktrim_sandbox::{Answer, Exchange, Survey};

use super::dates::Dates;
use super::reply::{Body, Reply, media, telling, unknown};
use super::{Options, facts};

/// After so many failures in a row nothing more is sent.
const GIVE_UP_AFTER: usize = 4;

/// A whole answer, or why there is none; with the place of the request among all, if it was sent.
#[derive(Debug)]
pub(super) struct Got {
    at: Option<usize>,
    pub(super) reply: Result<Reply, String>,
}

impl Got {
    /// What was not asked, and why.
    pub(super) fn not(why: impl Into<String>) -> Self {
        Self {
            at: None,
            reply: Err(why.into()),
        }
    }

    /// The answer, if there is one.
    pub(super) fn reply(&self) -> Option<&Reply> {
        self.reply.as_ref().ok()
    }
}

/// A survey while it is made.
pub(super) struct Asker<'a> {
    pub(super) client: &'a Client,
    pub(super) options: &'a Options,
    pub(super) survey: Survey,
    pub(super) dates: Dates,
    on_request: &'a mut (dyn FnMut(usize) + Send),
    failures: usize,
    /// Whether the last request may have been carried out.
    applied: Applied,
    /// Why nothing more is sent.
    stopped: Option<String>,
    /// The first failure of the SDK.
    error: Option<Error>,
    /// Whether the tenant's own credentials were refused.
    is_refused: bool,
    /// Whether any answer was a success.
    has_answered: bool,
    /// Whether a write was answered, or may have been carried out without.
    pub(super) may_have_written: bool,
}

impl<'a> Asker<'a> {
    pub(super) fn new(
        client: &'a Client,
        options: &'a Options,
        on_request: &'a mut (dyn FnMut(usize) + Send),
    ) -> Self {
        let made_by = concat!("stocktrim-cli ", env!("CARGO_PKG_VERSION"));
        let day = chrono::Utc::now().format("%Y-%m-%d").to_string();
        let mut survey = Survey::new(made_by, day);
        survey.findings = facts::unasked(options.prefix.is_some(), options.forecast.is_some());
        Self {
            client,
            options,
            survey,
            dates: Dates::default(),
            on_request,
            failures: 0,
            applied: Applied::No,
            stopped: None,
            error: None,
            is_refused: false,
            has_answered: false,
            may_have_written: false,
        }
    }

    /// An operation without a body; `note` says in words which values are sent.
    pub(super) async fn call(
        &mut self,
        operation: Operation,
        values: &[(&str, &str)],
        note: &str,
    ) -> Got {
        let request = self.client.operation(operation, values);
        self.ask_for(operation, label(operation, values, note), request)
            .await
    }

    /// An operation with a body.
    pub(super) async fn send(&mut self, operation: Operation, body: &Value, note: &str) -> Got {
        let request = self.client.operation(operation, &[]).json(body);
        self.ask_for(operation, label(operation, &[], note), request)
            .await
    }

    async fn ask_for(&mut self, operation: Operation, sent: String, request: RawRequest) -> Got {
        let got = self.ask(sent, request).await;
        let is_write = operation.idempotency() != Idempotency::Safe;
        self.may_have_written |= is_write && got.at.is_some() && self.applied != Applied::No;
        got
    }

    /// A path that is written out.
    pub(super) async fn get_path(&mut self, path: &'static str) -> Got {
        let request = self
            .client
            .request(Method::GET, path)
            .idempotency(Idempotency::Safe);
        self.ask(format!("GET {path}"), request).await
    }

    async fn ask(&mut self, sent: String, request: RawRequest) -> Got {
        if let Some(why) = &self.stopped {
            return Got::not(why);
        }
        let got = self.exchange(sent, self.once(request)).await;
        let why = match &got.reply {
            Ok(reply) if matches!(reply.status, 401 | 403) => {
                let why = format!("the answer was {}", reply.status);
                // Once the credentials were taken it is the request that is refused, perhaps by a firewall.
                if !self.has_answered {
                    self.is_refused = true;
                    self.stopped = Some("the tenant's own credentials were refused".to_owned());
                }
                Some(why)
            }
            Ok(reply) => {
                self.has_answered |= reply.is_success() && matches!(reply.body, Body::Json(_));
                self.failures = 0;
                None
            }
            Err(_) => None,
        };
        let got = match why {
            Some(why) => Got {
                reply: Err(why),
                ..got
            },
            None => got,
        };
        if got.reply.is_err() {
            self.failures += 1;
            if self.failures >= GIVE_UP_AFTER && self.stopped.is_none() {
                let why = format!("not asked: {GIVE_UP_AFTER} requests in a row had failed");
                self.stopped = Some(why);
            }
        }
        got
    }

    /// Takes back what was said of a server that answered nothing with a success: it may be another's.
    pub(super) fn end(mut self) -> (Survey, bool, Option<Error>) {
        if !self.has_answered {
            for finding in &mut self.survey.findings {
                if !matches!(finding.answer, Answer::NotLearned(_)) {
                    finding.answer =
                        unknown("no answer was a success: is the address StockTrim's?");
                }
            }
        }
        (self.survey, self.is_refused, self.error)
    }

    /// Asks with credentials that are not the tenant's, by a client that has them.
    pub(super) async fn ask_stranger(&mut self, stranger: &Client) -> Got {
        if let Some(why) = &self.stopped {
            return Got::not(why);
        }
        let request = stranger.operation(Operation::GetProcessingStatus, &[]);
        let sent = label(
            Operation::GetProcessingStatus,
            &[],
            "with a random pair of credentials",
        );
        self.exchange(sent, self.once(request)).await
    }

    /// One that cleans up, which may be repeated: what comes is of no interest but that it is gone.
    pub(super) async fn clean(
        &mut self,
        operation: Operation,
        values: &[(&str, &str)],
    ) -> Result<Reply, String> {
        let request = self.client.operation(operation, values);
        let request = request.attempt_timeout(self.options.limit);
        let sent = label(operation, values, "to clean up");
        self.exchange(sent, request).await.reply
    }

    /// One that is never retried: the first answer is the one that is asked for.
    fn once(&self, request: RawRequest) -> RawRequest {
        let limit = self.options.limit;
        let request = request.retry(RetryConfig::disabled());
        request.attempt_timeout(limit).timeout(limit)
    }

    async fn exchange(&mut self, sent: String, request: RawRequest) -> Got {
        if !self.options.pause.is_zero() && !self.survey.requests.is_empty() {
            tokio::time::sleep(self.options.pause).await;
        }
        let answer = request.send_unjudged().await;
        let (exchange, reply) = match answer {
            Ok(answer) => {
                self.applied = Applied::Unknown;
                let status = answer.status().as_u16();
                let media = media(answer.headers());
                let body = Body::of(media.as_deref(), &answer);
                let mut exchange = Exchange::new(sent, Some(status), body.shape());
                exchange.headers = telling(answer.headers());
                exchange.millis = millis(answer.elapsed());
                let why = why_not(status, &body);
                exchange.media = media;
                if let (None, Body::Json(value)) = (&why, &body) {
                    self.dates.look(value);
                }
                (exchange, why.map_or(Ok(Reply { status, body }), Err))
            }
            Err(error) => {
                let why = format!("no whole answer ({})", error.kind());
                let mut exchange = Exchange::new(sent, None, &why);
                exchange.millis = millis(error.elapsed());
                self.applied = error.applied();
                self.error.get_or_insert(error);
                (exchange, Err(why))
            }
        };
        self.survey.requests.push(exchange);
        let at = self.survey.requests.len();
        (self.on_request)(at);
        Got {
            at: Some(at),
            reply,
        }
    }

    /// Writes down what follows from answers; without all of them it follows that nothing was learned.
    pub(super) fn judge<const N: usize>(
        &mut self,
        name: &str,
        got: [&Got; N],
        judge: impl FnOnce([&Reply; N]) -> Answer,
    ) {
        let why = got.iter().find_map(|got| got.reply.as_ref().err());
        let replies: Vec<&Reply> = got.iter().filter_map(|got| got.reply()).collect();
        let answer = match (why, replies.try_into()) {
            (None, Ok(replies)) => judge(replies),
            (Some(why), _) => unknown(why),
            (None, Err(_)) => unknown("it was not asked"),
        };
        self.note(name, answer, got);
    }

    /// Writes down an answer.
    pub(super) fn note<const N: usize>(&mut self, name: &str, answer: Answer, got: [&Got; N]) {
        let finding = self
            .survey
            .findings
            .iter_mut()
            .find(|finding| finding.name == name);
        debug_assert!(finding.is_some(), "{name} is no fact");
        if let Some(finding) = finding {
            finding.answer = answer;
            finding.requests = got.iter().filter_map(|got| got.at).collect();
        }
    }
}

/// Why a whole answer says nothing about what was asked.
fn why_not(status: u16, body: &Body) -> Option<String> {
    match (status, body) {
        (408 | 429 | 500.. | 300..400, _) => Some(format!("the answer was {status}")),
        (200..300, Body::Html) => Some(format!(
            "the answer was {status} with a page: a proxy or a login"
        )),
        (_, Body::Broken) => Some(format!(
            "the answer was {status} with JSON that is not whole"
        )),
        _ => None,
    }
}

fn label(operation: Operation, values: &[(&str, &str)], note: &str) -> String {
    let mut label = format!("{} {}", operation.method(), operation.path());
    let names = values.iter().map(|(name, _)| *name);
    let names: Vec<&str> = names
        .filter(|name| !label.contains(&format!("{{{name}}}")))
        .collect();
    if !names.is_empty() {
        label = format!("{label}?{}", names.join("&"));
    }
    if !note.is_empty() {
        label = format!("{label}: {note}");
    }
    label
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
