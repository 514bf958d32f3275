//! Asks a server what nobody knows about it, and says what follows for each number in `behaviour.md`.
//!
//! # What cannot be seen from outside
//! Of the forms that the sandbox draws ([`Quirks`](stocktrim_sandbox::Quirks)) a survey tells all but these:
//!
//! * `server_error_body` (G4): a 500 is not provoked, and one that comes by itself is a failure of the moment.
//! * `sales_write=documented` is the same as `object`: the document promises an object there (A2).
//! * What a tenant has no rows for: each finding says what was missing. Without a second page of products, for instance, nothing
//!   is known of how pages are counted.

mod asker;
mod dates;
mod facts;
mod read;
mod reply;
pub mod show;
mod write;

use std::time::Duration;

use stocktrim::{Client, Error};
use stocktrim_sandbox::{Answer, Survey};

use asker::Asker;
pub use write::{Cleaned, Delete, Left, Own, fresh_prefix, is_prefix, random};

/// How a survey asks.
#[derive(Clone, Debug)]
pub struct Options {
    /// The wait between two requests.
    pub pause: Duration,
    /// How long a request may take.
    pub limit: Duration,
    /// With what the codes of the rows begin that are made; without it none are made.
    pub prefix: Option<String>,
    /// How often to look at a forecast, if one is started.
    pub forecast: Option<Duration>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            pause: Duration::from_millis(200),
            limit: Duration::from_secs(30),
            prefix: None,
            forecast: None,
        }
    }
}

/// A survey at its end.
#[derive(Debug)]
pub struct Surveyed {
    /// What was learned.
    pub survey: Survey,
    /// What became of the survey's own rows, if it made any.
    pub cleaned: Cleaned,
    /// Whether the tenant's own credentials were refused.
    pub is_refused: bool,
    /// The first failure of a request.
    pub error: Option<Error>,
}

impl Surveyed {
    /// Whether anything was learned at all.
    #[must_use]
    pub fn learned(&self) -> bool {
        let mut findings = self.survey.findings.iter();
        findings.any(|finding| !matches!(finding.answer, Answer::NotLearned(_)))
    }
}

/// So many requests a survey makes at most, looks at a forecast left aside.
#[must_use]
pub fn requests(options: &Options, skip_auth: bool) -> usize {
    let writes = write::REQUESTS + write::CLEANING;
    let writes = options.prefix.as_ref().map_or(0, |_| writes);
    read::REQUESTS - usize::from(skip_auth) + writes
}

/// Asks everything, one request after the other; `on_request` is told their number so far.
///
/// `stranger` is a client of the same address with a random pair of credentials: it sends one request, the last. With a prefix
/// in the options rows are made, asked about and removed; a survey that is dropped before its end leaves them to [`clean`].
pub async fn run(
    client: &Client,
    stranger: Option<&Client>,
    options: &Options,
    mut on_request: impl FnMut(usize) + Send,
) -> Surveyed {
    let mut asker = Asker::new(client, options, &mut on_request);
    read::greet(&mut asker).await;
    let mut cleaned = Cleaned::default();
    if let Some(prefix) = &options.prefix {
        let (own, mut statuses) = (Own::new(prefix), write::Statuses::default());
        write::make(&mut asker, &own, &mut statuses).await;
        let sales = asker.survey.finding("sales_write");
        let sold = sales.filter(|finding| finding.answer.form().is_some());
        let sold = sold.map(|_| own.code("P1"));
        read::ask(&mut asker, sold).await;
        write::unmake(&mut asker, &own, &mut statuses).await;
        if asker.may_have_written {
            cleaned = write::clean(&mut asker, &own).await;
            asker.survey.left = cleaned.left.iter().map(Left::to_string).collect();
        }
    } else {
        read::ask(&mut asker, None).await;
    }
    if let Some(stranger) = stranger {
        read::ask_stranger(&mut asker, stranger).await;
    }
    let (survey, is_refused, error) = asker.end();
    Surveyed {
        survey,
        cleaned,
        is_refused,
        error,
    }
}

/// Removes what a survey with this prefix has made, however far it came.
pub async fn clean(client: &Client, options: &Options, prefix: &str) -> Cleaned {
    let mut ignored = |_| {};
    let mut asker = Asker::new(client, options, &mut ignored);
    write::clean(&mut asker, &Own::new(prefix)).await
}
