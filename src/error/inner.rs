//! How errors are made, before and after a request, and changed on their way to the caller.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use super::{Applied, Error, ErrorKind, Problem, Reasons, Source};
use crate::operation::Endpoint;
use crate::values::MissingField;

/// What is known of a failure.
#[derive(Clone, Debug)]
pub(crate) struct Inner {
    pub kind: ErrorKind,
    pub message: String,
    pub endpoint: Option<Endpoint>,
    pub status: Option<StatusCode>,
    pub problem: Option<Problem>,
    pub reasons: Reasons,
    pub body: String,
    /// Whether the body that `body` begins came to its end.
    pub whole: bool,
    pub attempts: u32,
    pub waited: Duration,
    pub elapsed: Duration,
    pub retry_after: Option<Duration>,
    pub applied: Applied,
    pub source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Inner {
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            endpoint: None,
            status: None,
            problem: None,
            reasons: Reasons::default(),
            body: String::new(),
            whole: true,
            attempts: 0,
            waited: Duration::ZERO,
            elapsed: Duration::ZERO,
            retry_after: None,
            applied: Applied::No,
            source: None,
        }
    }
}

impl From<Inner> for Error {
    fn from(mut inner: Inner) -> Self {
        if inner.message.len() > LONGEST_TEXT {
            inner.message = shortened(&inner.message);
        }
        inner.source = inner.source.map(|source| match source.to_string() {
            text if text.len() > LONGEST_TEXT => Arc::from(Source::from(shortened(&text))),
            _ => source,
        });
        Self(Arc::new(inner))
    }
}

/// As many bytes as a message has, or a source when it is printed: both may quote an answer.
const LONGEST_TEXT: usize = 8 << 10;

fn shortened(text: &str) -> String {
    let mut end = text.len().min(LONGEST_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", &text[..end])
}

/// An [`ErrorKind::InvalidRequest`]: nothing was sent.
impl From<MissingField> for Error {
    fn from(missing: MissingField) -> Self {
        Self::new(ErrorKind::InvalidRequest, missing.to_string())
    }
}

impl Error {
    /// An error of the given kind before anything was sent.
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Inner::new(kind, message).into()
    }

    /// The error of a source of rows: its own where it is one of ours.
    pub(crate) fn of_source(source: Source) -> Self {
        source.downcast::<Self>().map_or_else(
            |source| {
                let message = format!("the rows could not be read: {source}");
                Self::with_source(ErrorKind::Input, message, source)
            },
            |own| *own,
        )
    }

    /// The error of a call that makes no sense, before anything was sent.
    pub(crate) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, message)
    }

    /// The same error, of a call of this.
    pub(crate) fn of(self, endpoint: Endpoint) -> Self {
        self.change(|inner| inner.endpoint = Some(endpoint))
    }

    /// The same with what caused it.
    pub(crate) fn with_source(
        kind: ErrorKind,
        message: impl Into<String>,
        source: impl Into<Source>,
    ) -> Self {
        let mut inner = Inner::new(kind, message);
        inner.source = Some(source.into().into());
        inner.into()
    }

    /// The same failure of a call of which a part was applied before.
    pub(crate) fn after_it_was_applied(self) -> Self {
        self.change(|inner| inner.applied = Applied::Yes)
    }

    /// The same failure in other words, made of its own.
    pub(crate) fn in_words(self, words: impl FnOnce(&str) -> String) -> Self {
        self.change(|inner| inner.message = words(&inner.message))
    }

    fn change(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }
}
