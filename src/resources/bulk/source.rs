//! Where many rows come from: an iterator, a stream, or a stream that can fail.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::StreamExt;

use crate::error::{Error, Result, Source};

/// Rows that are taken as permits become free.
pub(in crate::resources) enum Rows<'a, R> {
    Iterator(Box<dyn Iterator<Item = R> + Send + 'a>),
    Stream(Pin<Box<dyn Stream<Item = Result<R>> + Send + 'a>>),
}

impl<'a, R: 'a> Rows<'a, R> {
    pub fn from_iterator(rows: impl IntoIterator<Item = R, IntoIter: Send + 'a>) -> Self {
        Self::Iterator(Box::new(rows.into_iter()))
    }

    pub fn from_stream(rows: impl Stream<Item = R> + Send + 'a) -> Self {
        Self::Stream(Box::pin(rows.map(Ok)))
    }

    pub fn from_results<E: Into<Source>>(
        rows: impl Stream<Item = Result<R, E>> + Send + 'a,
    ) -> Self {
        let own = |row: Result<R, E>| row.map_err(|error| Error::of_source(error.into()));
        Self::Stream(Box::pin(rows.map(own)))
    }

    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<R>>> {
        match self {
            Self::Iterator(rows) => Poll::Ready(rows.next().map(Ok)),
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

    /// A row that is at hand without waiting for anyone: one of an iterator.
    pub(super) fn at_hand(&mut self) -> Option<R> {
        match self {
            Self::Iterator(rows) => rows.next(),
            Self::Stream(_) => None,
        }
    }
}
