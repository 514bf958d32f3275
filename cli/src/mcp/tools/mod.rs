//! The tools: what each is called, takes, answers and does.

mod forecast;
mod lists;
mod orders;
mod plan;
mod products;
mod reads;
mod sales;
mod stock;
mod writes;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use rmcp::model::{JsonObject, ToolAnnotations};
use rmcp::service::{RequestContext, RoleServer};
use serde_json::{Map, Value};
use stocktrim::Client;

use super::account::Account;
use super::answer::{self, Found};
use super::arguments::{self, Arg, Args};
use super::schema::{Fields, Shape, object};
use super::trouble::Trouble;
use crate::failure::Failure;
use crate::plan::{Plan, Report};

/// All tools.
pub(super) fn all() -> impl Iterator<Item = &'static Tool> {
    reads::READS.iter().chain(&writes::WRITES)
}

/// What a tool may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    Read,
    Write,
    Delete,
}

/// A call that is under way.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) tool: &'static Tool,
    pub(super) client: Client,
    pub(super) account: Arc<Account>,
    pub(super) args: Args,
    pub(super) started: Instant,
    /// The time between two looks at a forecast that runs.
    pub(super) poll: Duration,
}

type Reader = for<'a> fn(&'a Call) -> BoxFuture<'a, Result<Found, Failure>>;
pub(super) type Planner = for<'a> fn(&'a Call) -> BoxFuture<'a, Result<Plan, Failure>>;
pub(super) type Then = for<'a> fn(
    &'a Call,
    &'a Report,
    &'a RequestContext<RoleServer>,
) -> BoxFuture<'a, Result<Map<String, Value>, Trouble>>;

/// What a tool does.
#[derive(Clone, Copy)]
pub(super) enum Run {
    /// It reads.
    Read(Reader),
    /// It makes a plan, which is confirmed and carried out; and then there may be more to do.
    Write(Planner, Option<Then>),
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read(_) => "Read",
            Self::Write(..) => "Write",
        })
    }
}

/// One tool.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    about: &'static str,
    pub(super) group: Group,
    /// Whether it may replace or remove what is there.
    is_destructive: bool,
    /// Whether a second call with the same arguments changes nothing more.
    is_idempotent: bool,
    /// Whether a person has to confirm it.
    pub(super) needs_person: bool,
    arguments: &'static [Arg],
    fields: Fields,
    /// What shows whether it was applied.
    pub(super) look: &'static str,
    pub(super) run: Run,
}

/// What every write takes.
const WRITE: [Arg; 2] = [
    Arg::flag("dry_run", "Only show what would be written"),
    Arg::text(
        "confirm_token",
        "confirmToken of the preview that this call confirms",
    ),
];

impl Tool {
    /// Its arguments, with those of all of its kind.
    pub(super) fn arguments(&self) -> Vec<Arg> {
        let mut all = self.arguments.to_vec();
        if self.group != Group::Read {
            all.extend(WRITE);
        }
        all
    }

    /// The fields of its answers, with those of all of its kind.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&'static str, Shape)> {
        let common = match self.group {
            Group::Read => answer::READ,
            _ => answer::WRITE,
        };
        self.fields.iter().chain(common).copied()
    }

    /// What a client sees of it.
    pub(super) fn listed(&self) -> rmcp::model::Tool {
        let mut hints =
            ToolAnnotations::with_title(self.title).read_only(self.group == Group::Read);
        if self.group != Group::Read {
            hints = hints
                .destructive(self.is_destructive)
                .idempotent(self.is_idempotent);
        }
        let takes: JsonObject = arguments::schema(&self.arguments());
        rmcp::model::Tool::new(self.name, self.about, takes)
            .with_title(self.title)
            .with_annotations(hints)
            .with_raw_output_schema(Arc::new(object(self.fields())))
    }
}
