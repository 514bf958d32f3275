//! The faults there are, and what each makes of an answer.

use super::body::AnswerBody;
use crate::answer::{Answer, HTML, HTML_500, JSON, TEXT};
use crate::clock;
use bytes::Bytes;
use std::time::{Duration, SystemTime};

/// Something that goes wrong on the way of an answer.
///
/// Every fault knows whether the request is carried out before it strikes: what replaces an answer as a whole strikes before,
/// what corrupts the body of an answer strikes after. [`Fault::after_applying`] and [`Fault::before_applying`] say otherwise.
#[derive(Debug, Clone)]
pub struct Fault {
    name: &'static str,
    pub(crate) kind: Kind,
    applies: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Answer(Answer),
    Close,
    Reset,
    Panic,
    Body(Corruption),
}

/// How a body is corrupted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Corruption {
    Cut,
    Stalled,
    Endless,
    Drip(Duration),
    Null,
    Malformed,
    TooLong,
}

/// The value of a `Retry-After` header.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryAfter {
    /// A number of seconds.
    Seconds(u64),
    /// An HTTP date.
    At(SystemTime),
    /// Any other text, nonsense included.
    Text(String),
}

impl RetryAfter {
    fn text(&self) -> String {
        match self {
            Self::Seconds(seconds) => seconds.to_string(),
            Self::At(time) => clock::http_date(*time),
            Self::Text(text) => text.clone(),
        }
    }
}

impl Fault {
    const fn new(name: &'static str, kind: Kind, applies: bool) -> Self {
        Self {
            name,
            kind,
            applies,
        }
    }

    /// An empty answer with this status.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self::new("status", Kind::Answer(Answer::empty(status)), false)
    }

    /// An answer with this status, media type and body.
    #[must_use]
    pub fn answer(status: u16, media: &'static str, body: impl Into<Bytes>) -> Self {
        Self::new(
            "answer",
            Kind::Answer(Answer::with(status, media, body)),
            false,
        )
    }

    /// A 429 that says when to come back.
    #[must_use]
    pub fn too_many_requests(retry_after: &RetryAfter) -> Self {
        let answer = Answer::with(429, TEXT, "Too many requests.");
        let answer = answer.header("retry-after", retry_after.text());
        Self::new("too_many_requests", Kind::Answer(answer), false)
    }

    /// A 503 that says when to come back.
    #[must_use]
    pub fn unavailable(retry_after: &RetryAfter) -> Self {
        let answer = Answer::empty(503).header("retry-after", retry_after.text());
        Self::new("unavailable", Kind::Answer(answer), false)
    }

    /// The connection is closed before the request is carried out.
    #[must_use]
    pub const fn close_before_applying() -> Self {
        Self::new("close_before_applying", Kind::Close, false)
    }

    /// The connection is closed after the request was carried out: the answer is lost.
    #[must_use]
    pub const fn close_after_applying() -> Self {
        Self::new("close_after_applying", Kind::Close, true)
    }

    /// The connection is reset (TCP RST).
    #[must_use]
    pub const fn reset() -> Self {
        Self::new("reset", Kind::Reset, false)
    }

    /// The connection is closed in the middle of the body.
    #[must_use]
    pub const fn cut_body() -> Self {
        Self::new("cut_body", Kind::Body(Corruption::Cut), true)
    }

    /// The body begins, and then nothing more comes.
    #[must_use]
    pub const fn stall_body() -> Self {
        Self::new("stall_body", Kind::Body(Corruption::Stalled), true)
    }

    /// The body never ends.
    #[must_use]
    pub const fn endless_body() -> Self {
        Self::new("endless_body", Kind::Body(Corruption::Endless), true)
    }

    /// The body comes at a byte a second.
    #[must_use]
    pub const fn byte_a_second() -> Self {
        let kind = Kind::Body(Corruption::Drip(Duration::from_secs(1)));
        Self::new("byte_a_second", kind, true)
    }

    /// The body comes a byte at a time, with this pause between them.
    #[must_use]
    pub const fn drip_body(pause: Duration) -> Self {
        Self::new("drip_body", Kind::Body(Corruption::Drip(pause)), true)
    }

    /// A 500 with an HTML page (G4, O3).
    #[must_use]
    pub fn html_500() -> Self {
        Self::new(
            "html_500",
            Kind::Answer(Answer::with(500, HTML, HTML_500)),
            false,
        )
    }

    /// A 200 with an HTML page, as of a proxy or a login (G8).
    #[must_use]
    pub fn html_200() -> Self {
        let page = "<!DOCTYPE html><html><body><h1>Sign in</h1></body></html>";
        Self::new(
            "html_200",
            Kind::Answer(Answer::with(200, HTML, page)),
            false,
        )
    }

    /// The body is `null`.
    #[must_use]
    pub const fn json_null() -> Self {
        Self::new("json_null", Kind::Body(Corruption::Null), true)
    }

    /// The body is JSON up to its middle.
    #[must_use]
    pub const fn malformed_json() -> Self {
        Self::new("malformed_json", Kind::Body(Corruption::Malformed), true)
    }

    /// `Content-Length` promises more than comes.
    #[must_use]
    pub const fn wrong_content_length() -> Self {
        Self::new(
            "wrong_content_length",
            Kind::Body(Corruption::TooLong),
            true,
        )
    }

    /// A 307 to another place.
    #[must_use]
    pub fn redirect(location: impl Into<String>) -> Self {
        let answer = Answer::empty(307).header("location", location);
        Self::new("redirect", Kind::Answer(answer), false)
    }

    /// The sandbox itself panics while it handles the request; the answer is a 500, and it lives on.
    #[must_use]
    pub const fn panic() -> Self {
        Self::new("panic", Kind::Panic, false)
    }

    /// One fault of every kind, for tables.
    #[must_use]
    pub fn every() -> Vec<Self> {
        let wait = RetryAfter::Seconds(1);
        vec![
            Self::status(500),
            Self::answer(502, TEXT, "Bad gateway"),
            Self::too_many_requests(&wait),
            Self::unavailable(&wait),
            Self::close_before_applying(),
            Self::close_after_applying(),
            Self::reset(),
            Self::cut_body(),
            Self::stall_body(),
            Self::endless_body(),
            Self::byte_a_second(),
            Self::html_500(),
            Self::html_200(),
            Self::json_null(),
            Self::malformed_json(),
            Self::wrong_content_length(),
            Self::redirect("http://elsewhere.invalid/"),
            Self::panic(),
        ]
    }

    /// What `fail_rate` plays: faults that pass, and that a client may meet on any network.
    #[must_use]
    pub fn passing() -> Vec<Self> {
        vec![
            Self::status(503),
            Self::html_500(),
            Self::too_many_requests(&RetryAfter::Seconds(1)),
            Self::close_before_applying(),
            Self::close_after_applying(),
            Self::reset(),
            Self::cut_body(),
        ]
    }

    /// The same fault, after the request was carried out.
    #[must_use]
    pub const fn after_applying(mut self) -> Self {
        self.applies = true;
        self
    }

    /// The same fault, with the request never carried out.
    #[must_use]
    pub const fn before_applying(mut self) -> Self {
        self.applies = false;
        self
    }

    /// Whether the request is carried out.
    #[must_use]
    pub const fn applies(&self) -> bool {
        self.applies
    }

    /// The name in the log: that of the function that made it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

/// Spoils an answer: what is sent instead of it, and with which `Content-Length`, if one is claimed.
pub(crate) fn corrupt(how: Corruption, answer: &mut Answer) -> (AnswerBody, Option<usize>) {
    if answer.body.is_empty() {
        // There is nothing to corrupt in an answer without a body.
        answer.status = if answer.status == 204 {
            200
        } else {
            answer.status
        };
        answer.media = Some(JSON);
        answer.body = Bytes::from_static(b"{\"message\":\"stands for an answer without a body\"}");
    }
    let body = std::mem::take(&mut answer.body);
    let half = body.slice(..body.len() / 2);
    match how {
        Corruption::Cut => (AnswerBody::cut(half), Some(body.len())),
        Corruption::Stalled => (AnswerBody::stalled(half), Some(body.len())),
        Corruption::Endless => (AnswerBody::endless(), None),
        Corruption::Drip(pause) => {
            let length = body.len();
            (AnswerBody::drip(body, pause), Some(length))
        }
        Corruption::Null => (AnswerBody::whole(Bytes::from_static(b"null")), None),
        Corruption::Malformed => (AnswerBody::whole(half), None),
        Corruption::TooLong => {
            let length = body.len() + 100;
            (AnswerBody::cut(body), Some(length))
        }
    }
}
