//! Where many rows come from: anything that can be iterated, or a stream.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

/// Rows from an iterator or a stream.
///
/// `M` tells the two apart; the compiler finds it. The trait cannot be implemented elsewhere.
pub trait IntoRows<'a, R, M>: sealed::Sealed<'a, R, M> {
    #[doc(hidden)]
    fn into_rows(self) -> Incoming<'a, R>;
}

/// Marks rows that come from an iterator.
#[derive(Debug)]
pub struct FromIterator;

/// Marks rows that come from a stream.
#[derive(Debug)]
pub struct FromStream;

/// Rows that come from an iterator or a stream.
#[doc(hidden)]
pub enum Incoming<'a, R> {
    Iterator(Box<dyn Iterator<Item = R> + Send + 'a>),
    Stream(Pin<Box<dyn Stream<Item = R> + Send + 'a>>),
}

impl<'a, R, I> IntoRows<'a, R, FromIterator> for I
where
    I: IntoIterator<Item = R>,
    I::IntoIter: Send + 'a,
{
    fn into_rows(self) -> Incoming<'a, R> {
        Incoming::Iterator(Box::new(self.into_iter()))
    }
}

impl<'a, R, S> IntoRows<'a, R, FromStream> for S
where
    S: Stream<Item = R> + Send + 'a,
{
    fn into_rows(self) -> Incoming<'a, R> {
        Incoming::Stream(Box::pin(self))
    }
}

impl<R> Incoming<'_, R> {
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<R>> {
        match self {
            Self::Iterator(rows) => Poll::Ready(rows.next()),
            Self::Stream(rows) => rows.as_mut().poll_next(context),
        }
    }

    /// How many rows are left, when that is known.
    pub(super) fn left(&self) -> Option<usize> {
        let (least, most) = match self {
            Self::Iterator(rows) => rows.size_hint(),
            Self::Stream(rows) => rows.size_hint(),
        };
        most.filter(|most| *most == least)
    }

    /// The rows that are at hand without waiting for anyone: those of an iterator.
    pub(super) fn rest(&mut self) -> impl Iterator<Item = R> {
        std::iter::from_fn(move || match self {
            Self::Iterator(rows) => rows.next(),
            Self::Stream(_) => None,
        })
    }
}

impl<R> fmt::Debug for Incoming<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("left", &self.left())
            .finish_non_exhaustive()
    }
}

mod sealed {
    use super::{FromIterator, FromStream, Stream};

    pub trait Sealed<'a, R, M> {}

    impl<'a, R, I> Sealed<'a, R, FromIterator> for I
    where
        I: IntoIterator<Item = R>,
        I::IntoIter: Send + 'a,
    {
    }

    impl<'a, R, S> Sealed<'a, R, FromStream> for S where S: Stream<Item = R> + Send + 'a {}
}
