//! Reading page after page, so that no row is lost or repeated, and it ends (R1).

use std::collections::VecDeque;
use std::hash::Hash;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use serde::Serialize;
use tokio::task::JoinSet;
use tracing::Instrument;

use super::row_stream::RowStream;
use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};

mod pager;

pub(super) use pager::Page;
use pager::Pager;

/// As many pages are read: a server that never runs out of new rows must not be read for ever.
const MAX_PAGES: u32 = 10_000;

/// The rows of all pages from the one of the number `start` on, or from the first, which is asked for
/// without a number: whether it is 0 or 1 is open.
///
/// After a first page without a number follow 1, 2, …: page 1 may be the first page once more, in
/// another order or with a row less. If it has no new key it is dropped, and page 2 tells: where
/// page 1 was the end after all, that has no new key either. Any other page with no new key ends the
/// stream, so that it ends even if the server repeats pages for ever; so does a page without rows,
/// and one that says it is the last. After [`MAX_PAGES`] it is an error that there are more.
///
/// Pages are judged in their order, however many are asked for at a time: what lies beyond the end is
/// neither looked at nor waited for.
pub(super) fn rows<T, K, F, A>(
    client: &Client,
    start: Option<u32>,
    key: fn(&T) -> K,
    fetch: F,
) -> RowStream<T>
where
    T: Send + 'static,
    K: Hash + 'static,
    F: Fn(Option<u32>) -> A + Send + 'static,
    A: Future<Output = Result<Page<T>>> + Send + 'static,
{
    let mut reader = Reader {
        fetch,
        next: start,
        width: 1,
        under_way: VecDeque::new(),
        pager: Pager::new(key, start.is_none()),
    };
    let pages = move |context: &mut Context<'_>, ahead| reader.poll_page(context, ahead);
    RowStream::new(pages, client.max_concurrency())
}

/// The whole row, as the key of one that has no other.
pub(super) fn whole(row: &impl Serialize) -> Option<String> {
    serde_json::to_string(row).ok()
}

/// Reads pages, several at a time, and gives them in order.
struct Reader<T, K, F> {
    fetch: F,
    /// The page to be asked for next.
    next: Option<u32>,
    /// How many may be asked for at a time; it grows as pages turn out to have rows, since most lists
    /// are short.
    width: usize,
    under_way: VecDeque<Fetched<T>>,
    pager: Pager<T, K>,
}

type Fetched<T> = Pin<Box<dyn Future<Output = Result<Page<T>>> + Send>>;

/// The page as it is, which goes on by itself, lest it keep its permit from a caller who does
/// something else between two rows.
fn spawned<T: Send + 'static>(page: Fetched<T>) -> Fetched<T> {
    // Dropped with the future, it breaks the page off.
    let mut task = JoinSet::new();
    task.spawn(page.in_current_span());
    Box::pin(async move {
        match task.join_next().await {
            Some(Ok(page)) => page,
            Some(Err(failed)) if failed.is_panic() => resume_unwind(failed.into_panic()),
            _ => {
                let message = "the runtime of the call was shut down";
                Err(Error::new(ErrorKind::Connection, message))
            }
        }
    })
}

impl<T, K, F, A> Reader<T, K, F>
where
    T: Send + 'static,
    K: Hash,
    F: Fn(Option<u32>) -> A,
    A: Future<Output = Result<Page<T>>> + Send + 'static,
{
    /// The new rows of the next page; at most `read_ahead` are asked for at a time.
    fn poll_page(
        &mut self,
        context: &mut Context<'_>,
        read_ahead: usize,
    ) -> Poll<Option<Result<Vec<T>>>> {
        if self.pager.ended {
            return Poll::Ready(None);
        }
        if self.pager.pages == MAX_PAGES {
            self.end();
            let message = format!(
                "the list has more than {MAX_PAGES} pages with new rows on each: it is not read on"
            );
            return Poll::Ready(Some(Err(Error::new(ErrorKind::TooLarge, message))));
        }
        while self.under_way.len() < self.width.min(read_ahead) {
            let page: Fetched<T> = Box::pin((self.fetch)(self.next));
            let is_alone = read_ahead == 1;
            self.under_way
                .push_back(if is_alone { page } else { spawned(page) });
            self.next = Some(self.next.map_or(1, |number| number.saturating_add(1)));
        }
        let Some(first) = self.under_way.front_mut() else {
            return Poll::Ready(None);
        };
        let page = ready!(first.as_mut().poll(context));
        self.under_way.pop_front();
        let rows = page.map(|page| self.pager.take(page));
        if rows.as_ref().is_ok_and(|rows| !rows.is_empty()) {
            self.width = self.width.saturating_mul(2);
        }
        if rows.is_err() || self.pager.ended {
            self.end();
        }
        Poll::Ready(Some(rows))
    }

    /// No more pages; those under way are broken off.
    fn end(&mut self) {
        self.pager.ended = true;
        self.under_way.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    fn client() -> Client {
        let builder = Client::builder().credentials("tenant-id", "tenant name");
        builder.build().unwrap()
    }

    /// What is read from a server that answers `pages(number)`, and which numbers were asked.
    fn read(
        start: Option<u32>,
        pages: impl Fn(Option<u32>) -> Vec<u32> + Send + Sync + 'static,
    ) -> (Vec<u32>, Vec<Option<u32>>) {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        let stream = rows(
            &client(),
            start,
            |row: &u32| *row,
            move |at| {
                let asked = &log;
                asked.lock().unwrap().push(at);
                assert!(asked.lock().unwrap().len() < 1000, "it ends");
                std::future::ready(Ok(pages(at).into()))
            },
        );
        let rows = now(stream.into_vec()).unwrap();
        let asked = asked.lock().unwrap().clone();
        (rows, asked)
    }

    /// The value of a future that never waits.
    fn now<T>(future: impl Future<Output = T>) -> T {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match std::pin::pin!(future).poll(&mut context) {
            std::task::Poll::Ready(value) => value,
            std::task::Poll::Pending => panic!("it waits"),
        }
    }

    /// Pages of three of the rows 0..total, the first of them being number `first`.
    fn catalogue(first: u32, total: u32) -> impl Fn(Option<u32>) -> Vec<u32> {
        move |page| {
            let page = page.unwrap_or(first).saturating_sub(first);
            (page * 3..total.min(page * 3 + 3)).collect()
        }
    }

    #[test]
    fn every_row_comes_once_whether_pages_start_at_0_or_1() {
        for first in [0, 1] {
            for total in 0..14 {
                let (rows, asked) = read(None, catalogue(first, total));
                assert_eq!(rows, (0..total).collect::<Vec<_>>(), "from {first}");
                assert!(asked.len() <= 3 + total.div_ceil(3) as usize, "{asked:?}");
            }
        }
    }

    #[test]
    fn a_server_that_repeats_its_last_page_is_read_to_its_end() {
        for first in [0, 1] {
            let pages = catalogue(first, 8);
            let (rows, _) = read(None, move |page| {
                pages(page.map(|page| page.min(first + 2)))
            });
            assert_eq!(rows, (0..8).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_first_page_once_more_is_told_from_the_end_in_any_order_and_with_a_row_less() {
        for again in [vec![1, 2, 3], vec![3, 1, 2], vec![2, 1], vec![3, 3, 3]] {
            let first = again.clone();
            let (rows, asked) = read(None, move |page| match page {
                None => vec![1, 2, 3],
                Some(1) => first.clone(),
                Some(2) => vec![4, 5, 6],
                Some(3) => vec![7],
                Some(_) => vec![],
            });
            assert_eq!(rows, [1, 2, 3, 4, 5, 6, 7], "{again:?}");
            assert_eq!(asked.len(), 5);
        }
    }

    #[test]
    fn a_row_that_slid_into_the_first_page_once_more_comes_once() {
        let (rows, _) = read(None, |page| match page {
            None => vec![1, 2, 3],
            Some(1) => vec![4, 3, 1],
            Some(2) => vec![5],
            Some(_) => vec![],
        });
        assert_eq!(rows, [1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_server_that_ignores_the_number_is_read_once() {
        let (rows, asked) = read(None, |_| vec![1, 2, 3]);
        assert_eq!((rows, asked), (vec![1, 2, 3], vec![None, Some(1), Some(2)]));
    }

    #[test]
    fn pages_that_come_round_again_end_it() {
        let (rows, _) = read(None, |page| vec![page.unwrap_or(0) % 5, 100]);
        assert_eq!(rows, [0, 100, 1, 2, 3, 4]);
    }

    #[test]
    fn a_row_that_slid_to_the_next_page_is_not_repeated() {
        let (rows, _) = read(Some(0), |page| match page {
            Some(0) => vec![1, 2, 3],
            Some(1) => vec![3, 4],
            _ => vec![],
        });
        assert_eq!(rows, [1, 2, 3, 4]);
    }

    #[test]
    fn a_page_that_says_it_is_the_last_is_the_last() {
        let stream = rows(
            &client(),
            None,
            |row: &u32| *row,
            |at| {
                assert_eq!(at, None);
                std::future::ready(Ok(Page {
                    rows: vec![1],
                    last: true,
                }))
            },
        );
        assert_eq!(now(stream.into_vec()).unwrap(), [1]);
    }

    #[test]
    fn b11_a_list_without_an_end_is_an_error_that_says_so() {
        let stream = rows(
            &client(),
            None,
            |row: &u32| *row,
            |at| std::future::ready(Ok(vec![at.unwrap_or(0)].into())),
        );
        let mut stream = stream;
        let mut read = 0;
        let error = loop {
            match now(stream.next()).unwrap() {
                Ok(_) => read += 1,
                Err(error) => break error,
            }
        };
        assert_eq!((read, error.kind()), (MAX_PAGES, ErrorKind::TooLarge));
        assert!(
            error.to_string().contains("more than 10000 pages"),
            "{error}"
        );
        assert!(now(stream.next()).is_none());
    }

    #[test]
    fn an_error_is_told_once_and_ends_it() {
        let mut stream = rows(
            &client(),
            None,
            |row: &u32| *row,
            |at| {
                std::future::ready(match at {
                    None => Ok(vec![1].into()),
                    Some(_) => Err(Error::new(ErrorKind::Server, "down")),
                })
            },
        );
        assert_eq!(now(stream.next()).unwrap().unwrap(), 1);
        assert!(now(stream.next()).unwrap().is_err());
        assert!(now(stream.next()).is_none());
    }
}
