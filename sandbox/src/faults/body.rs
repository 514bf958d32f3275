//! The body of an answer on the network: whole, cut, stalled, endless, or a byte at a time.

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

/// What hyper sends.
#[derive(Debug)]
pub(crate) struct AnswerBody {
    rest: Bytes,
    then: Then,
    /// Whether the length is told; if not, hyper believes the header.
    told: bool,
}

/// What follows when `rest` has been sent.
#[derive(Debug)]
enum Then {
    End,
    /// Breaks, once what was sent so far has left: hyper drops what it still holds.
    Fail {
        flushed: bool,
    },
    Wait,
    Repeat(Bytes),
    Drip {
        sleep: Pin<Box<Sleep>>,
        pause: Duration,
    },
}

/// The connection is given up on purpose.
#[derive(Debug)]
pub(crate) struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sandbox gave up this connection on purpose")
    }
}

impl std::error::Error for Cut {}

impl AnswerBody {
    /// All of it.
    pub(crate) const fn whole(bytes: Bytes) -> Self {
        Self {
            rest: bytes,
            then: Then::End,
            told: true,
        }
    }

    /// This much, then the connection breaks.
    pub(super) const fn cut(bytes: Bytes) -> Self {
        Self {
            rest: bytes,
            then: Then::Fail { flushed: false },
            told: false,
        }
    }

    /// This much, then nothing for ever.
    pub(super) const fn stalled(bytes: Bytes) -> Self {
        Self {
            rest: bytes,
            then: Then::Wait,
            told: false,
        }
    }

    /// The beginning of a list, and blanks for ever.
    pub(super) fn endless() -> Self {
        let blanks = Bytes::from(vec![b' '; 8 << 10]);
        Self {
            rest: Bytes::from_static(b"["),
            then: Then::Repeat(blanks),
            told: false,
        }
    }

    /// A byte at a time.
    pub(super) fn drip(bytes: Bytes, pause: Duration) -> Self {
        let sleep = Box::pin(tokio::time::sleep(Duration::ZERO));
        Self {
            rest: bytes,
            then: Then::Drip { sleep, pause },
            told: false,
        }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        let this = &mut *self;
        if let Then::Drip { sleep, pause } = &mut this.then
            && !this.rest.is_empty()
        {
            ready!(sleep.as_mut().poll(context));
            sleep.as_mut().reset(Instant::now() + *pause);
            return Poll::Ready(Some(Ok(Frame::data(this.rest.split_to(1)))));
        }
        if !this.rest.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut this.rest)))));
        }
        match &mut this.then {
            Then::End | Then::Drip { .. } => Poll::Ready(None),
            Then::Fail { flushed: true } => Poll::Ready(Some(Err(Cut))),
            Then::Fail { flushed } => {
                *flushed = true;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            // The connection wakes the task when the client goes away; the body never does.
            Then::Wait => Poll::Pending,
            Then::Repeat(bytes) => Poll::Ready(Some(Ok(Frame::data(bytes.clone())))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.told && self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        if self.told {
            SizeHint::with_exact(self.rest.len() as u64)
        } else {
            SizeHint::default()
        }
    }
}
