//! Why there was no answer: from reqwest's errors to the few kinds that matter here.

use std::error::Error as StdError;
use std::{fmt, io};

use reqwest_middleware::Error as StackError;

use crate::error::ErrorKind;
use crate::values::names;

names! {
    /// Why an attempt, or a call, has no answer.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) enum FailureKind {
        /// The request cannot be made: nothing was sent, and never will be.
        Request = "request",
        /// The connection was never made.
        Connect = "connect",
        /// The connection was not trusted.
        Tls = "tls",
        /// The server, or the connection, did not take the request up.
        Refused = "refused",
        /// The connection broke while the request or the answer was under way.
        Connection = "connection",
        /// The attempt took too long.
        AttemptTimeout = "timeout",
        /// The whole call took too long.
        Deadline = "deadline",
        /// The answer is larger than allowed.
        TooLarge = "too_large",
        /// The body is not in the encoding that the answer names.
        Decode = "decode",
        /// The client holds its requests back for longer than the call has.
        HeldBack = "held_back",
        /// A middleware of the application failed.
        Middleware = "middleware",
    }
}

impl FailureKind {
    /// Whether the server may have carried out the request.
    pub fn may_be_applied(self) -> bool {
        !matches!(
            self,
            Self::Request | Self::Connect | Self::Tls | Self::Refused | Self::HeldBack
        )
    }

    /// The kind of error that the caller sees.
    pub fn error_kind(self) -> ErrorKind {
        match self {
            Self::Request => ErrorKind::InvalidRequest,
            Self::Connect => ErrorKind::Connect,
            Self::Tls => ErrorKind::Tls,
            Self::Refused | Self::Connection => ErrorKind::Connection,
            Self::AttemptTimeout | Self::Deadline => ErrorKind::Timeout,
            Self::TooLarge => ErrorKind::TooLarge,
            Self::Decode => ErrorKind::Decode,
            Self::HeldBack => ErrorKind::RateLimited,
            Self::Middleware => ErrorKind::Middleware,
        }
    }
}

/// A failure on its way through the stack.
#[derive(Debug)]
pub(crate) struct Failure {
    pub kind: FailureKind,
    pub message: String,
    pub source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Failure {
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }

    /// Whether a body ended in the middle of its encoding.
    pub fn is_early_end(&self) -> bool {
        let mut sources = self.source().into_iter().flat_map(sources);
        sources.any(|source| is_io(source, io::ErrorKind::UnexpectedEof))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Failure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.source.as_deref()?;
        Some(source as &(dyn StdError + 'static))
    }
}

impl From<Failure> for StackError {
    fn from(failure: Failure) -> Self {
        Self::middleware(failure)
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        let kind = classify_reqwest(&error);
        // The address may hold keys in its query, and the operation says enough.
        let host = error.url().and_then(reqwest::Url::host_str);
        let host = host.unwrap_or("the server");
        let message = match kind {
            FailureKind::Request => match error.source() {
                Some(source) => format!("the request cannot be made: {source}"),
                None => "the request cannot be made".to_owned(),
            },
            FailureKind::Connect => format!("no connection to {host} could be made"),
            FailureKind::Tls => format!("the TLS connection to {host} was refused"),
            FailureKind::Refused => format!("{host} did not take the request"),
            FailureKind::AttemptTimeout => format!("{host} took too long"),
            FailureKind::Decode => {
                "the answer's body is not in the encoding that its headers name".to_owned()
            }
            _ => format!("the connection to {host} broke"),
        };
        Self {
            kind,
            message,
            source: Some(Box::new(error.without_url())),
        }
    }
}

/// The kind of the failure in a result of the stack, ours or a middleware's.
pub(crate) fn classify(error: &StackError) -> FailureKind {
    let own = match error {
        StackError::Middleware(error) => error.downcast_ref::<Failure>(),
        StackError::Reqwest(_) => None,
    };
    own.map_or(FailureKind::Middleware, |failure| failure.kind)
}

/// The failure in a result of the stack, ours or a middleware's.
///
/// The attempt's own is a [`Failure`] by then: an error of reqwest is of a request that a middleware
/// made for itself, and says nothing about ours.
pub(crate) fn middleware_failure(error: StackError) -> Failure {
    let source = match error {
        StackError::Middleware(error) => match error.downcast::<Failure>() {
            Ok(failure) => return failure,
            Err(error) => error.into(),
        },
        StackError::Reqwest(error) => Box::new(error.without_url()).into(),
    };
    Failure {
        kind: FailureKind::Middleware,
        message: "a middleware of the application failed".to_owned(),
        source: Some(source),
    }
}

/// The failure of an attempt, where it came from the network.
pub(crate) fn attempt_failure(error: StackError) -> Failure {
    match error {
        StackError::Reqwest(error) => error.into(),
        error @ StackError::Middleware(_) => middleware_failure(error),
    }
}

fn classify_reqwest(error: &reqwest::Error) -> FailureKind {
    if error.is_builder() {
        FailureKind::Request
    } else if error.is_connect() {
        if sources(error).any(is_tls) {
            FailureKind::Tls
        } else {
            FailureKind::Connect
        }
    } else if sources(error).any(never_arrived) {
        FailureKind::Refused
    } else if error.is_timeout() {
        FailureKind::AttemptTimeout
    } else if error.is_decode() && !sources(error).any(<dyn StdError>::is::<hyper::Error>) {
        // What breaks on the way is an error of hyper's; this one is the decompression's own.
        FailureKind::Decode
    } else {
        FailureKind::Connection
    }
}

/// Whether a request was given back unsent, or the server says that it did not look at it: by
/// `REFUSED_STREAM`, or by a GOAWAY whose last stream is an earlier one (RFC 9113, section 8.7). The
/// streams up to the last one end with an error of their own.
fn never_arrived(error: &(dyn StdError + 'static)) -> bool {
    #[cfg(feature = "http2")]
    if let Some(error) = error.downcast_ref::<h2::Error>() {
        let refused = error.reason() == Some(h2::Reason::REFUSED_STREAM);
        return error.is_remote() && (error.is_go_away() || refused);
    }
    error
        .downcast_ref::<hyper::Error>()
        .is_some_and(hyper::Error::is_canceled)
}

fn sources<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| inner(*error))
}

/// What an error was made from. An `io::Error`'s own source is its inner error's source, so that
/// the inner error itself would be skipped.
fn inner<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>() {
        Some(error) => error
            .get_ref()
            .map(|inner| inner as &(dyn StdError + 'static)),
        None => error.source(),
    }
}

/// A refused handshake is `io::ErrorKind::InvalidData` under rustls, also where the server does
/// not speak TLS at all.
fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    #[cfg(feature = "rustls")]
    if error.is::<rustls::Error>() {
        return true;
    }
    #[cfg(feature = "native-tls")]
    if error.is::<native_tls::Error>() {
        return true;
    }
    is_io(error, io::ErrorKind::InvalidData)
}

fn is_io(error: &(dyn StdError + 'static), kind: io::ErrorKind) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == kind)
}
