//! What went wrong with a call: whether it was applied, in the first words, and what to do then.

use rmcp::model::{CallToolResult, ContentBlock};
use serde_json::{Map, Value};
use stocktrim::{Applied, Error, ErrorKind};

use super::schema::{Fields, Shape};
use super::token::Invalid;
use super::tools::Tool;
use crate::failure::{Exit, Failure};
use crate::plan::{Counts, Report};

/// The fields of an error.
pub(super) const FIELDS: Fields = &[
    ("kind", Shape::Own),
    ("message", Shape::Text),
    ("operation", Shape::Own),
    ("status", Shape::Integer),
    ("applied", Shape::Word(&["no", "unknown", "yes"])),
    ("attempts", Shape::Integer),
    ("fields", Shape::Messages),
    ("hint", Shape::Own),
];

/// What a call failed with.
#[derive(Debug)]
pub(super) struct Trouble {
    failure: Failure,
    applied: Applied,
    what: &'static str,
    hint: &'static str,
    /// What the answer holds beside the error.
    pub(super) more: Map<String, Value>,
}

const CREDENTIALS: &str = "Ask the user to run `stocktrim profile add NAME` in a terminal, or to set \
    STOCKTRIM_API_AUTH_ID and STOCKTRIM_API_AUTH_SIGNATURE where this server is started; then call again.";

impl Trouble {
    /// Of a call of a tool.
    pub(super) fn new(failure: impl Into<Failure>, tool: &Tool) -> Self {
        let failure = failure.into();
        let applied = failure.applied();
        let (what, hint) = advice(&failure, applied, tool);
        Self {
            failure,
            applied,
            what,
            hint,
            more: Map::new(),
        }
    }

    /// What it came from.
    pub(super) fn failure(&self) -> &Failure {
        &self.failure
    }

    /// The same of what was applied, or may have been, although the failure itself does not say so.
    pub(super) fn after(
        mut self,
        applied: Applied,
        what: &'static str,
        hint: &'static str,
    ) -> Self {
        (self.applied, self.what, self.hint) = (applied, what, hint);
        self
    }

    /// What a report amounts to, if not all of it is done.
    pub(super) fn of_report(report: &Report, tool: &Tool) -> Option<Self> {
        let failure = report.check(|_| String::new()).err()?;
        let Counts { done, unknown, .. } = report.counts();
        if report.steps.len() == 1 {
            return Some(Self::new(failure, tool));
        }
        let first = report.steps.iter().find_map(|step| step.error().cloned());
        let failed = |error: Option<Error>| Failure { error, ..failure };
        Some(if unknown > 0 {
            let what = "StockTrim's answer to some of it was lost or cannot be used";
            Self::new(failed(first), tool).after(Applied::Unknown, what, tool.look)
        } else if done > 0 {
            let hint = "`steps` says which; call again with those alone that are not done.";
            Self::new(failed(first), tool).after(Applied::Yes, "some of it failed", hint)
        } else {
            Self::new(first.map_or_else(|| failed(None), Failure::from), tool)
        })
    }

    /// The answer to the call.
    pub(super) fn answer(
        self,
        fit: impl FnOnce(Map<String, Value>) -> Map<String, Value>,
    ) -> CallToolResult {
        let lead = match self.applied {
            Applied::No => "not applied:",
            Applied::Yes => "applied, but",
            Applied::Unknown => "may have been applied:",
        };
        let words = format!("{lead} {}. {}", self.what, self.hint);
        let mut error = self.failure.json()["error"].take();
        error["applied"] = self.applied.as_str().into();
        error["hint"] = self.hint.into();
        let mut document = self.more;
        document.insert("error".to_owned(), error);
        let document = Value::Object(fit(document));
        let mut answer = CallToolResult::structured_error(document);
        answer
            .content
            .insert(0, ContentBlock::text(words.trim_end()));
        answer
    }
}

/// What it is, and what to do, in words that are the program's own.
fn advice(failure: &Failure, applied: Applied, tool: &Tool) -> (&'static str, &'static str) {
    match applied {
        Applied::No => {}
        Applied::Yes => return ("what followed it failed", tool.look),
        Applied::Unknown => return ("StockTrim's answer was lost or cannot be used", tool.look),
    }
    let kind = failure.error.as_ref().map(Error::kind);
    match failure.exit {
        Exit::Usage => (
            "the arguments do not fit",
            "Correct what error.message names, and call again.",
        ),
        Exit::NotFound => (
            "there is no such thing",
            "Search for its code with find_products, find_partners or list_purchase_orders.",
        ),
        Exit::Credentials if kind == Some(ErrorKind::Auth) => (
            "StockTrim refused the credentials",
            "Ask the user to check them with `stocktrim doctor` in a terminal; then call again.",
        ),
        Exit::Credentials if kind == Some(ErrorKind::NoCredentials) => {
            ("there are no credentials", CREDENTIALS)
        }
        Exit::Credentials => (
            "the settings of the account cannot be used",
            "error.message says why; `stocktrim doctor` in a terminal shows them all.",
        ),
        Exit::Refused if failure.kind == "exists" => (
            "the code or number is in use, and what has it is untouched",
            "Choose another, or change the one that is there.",
        ),
        Exit::Refused => (
            "StockTrim refused the values",
            "error.fields says which; correct them, and call again.",
        ),
        Exit::Unreachable => (
            "StockTrim was not reached in time, or was too busy",
            "Call again in a minute; `stocktrim doctor` in a terminal shows whether the address is right.",
        ),
        Exit::NotConfirmed => unconfirmed(failure.kind),
        _ => (
            "StockTrim answered what cannot be used",
            "error.message says what; call again later, or tell the user.",
        ),
    }
}

/// Why a call was not confirmed, as the kind of its failure.
pub(super) fn invalid(why: Invalid) -> Failure {
    let kind = match why {
        Invalid::Unknown => "token_unknown",
        Invalid::Old => "token_expired",
        Invalid::OtherCall => "token_of_another_call",
        Invalid::OtherSteps => "changed_since_preview",
        Invalid::Used => "token_used",
    };
    Failure::new(Exit::NotConfirmed, kind, unconfirmed(kind).0)
}

fn unconfirmed(kind: &str) -> (&'static str, &'static str) {
    const AGAIN: &str = "Call again without confirm_token for a new preview.";
    match kind {
        "token_unknown" => (
            "the token is none of this server's, or of its last start",
            AGAIN,
        ),
        "token_expired" => ("the token is older than ten minutes", AGAIN),
        "token_of_another_call" => ("the token belongs to a call with other arguments", AGAIN),
        "token_used" => (
            "the token was used before",
            "Look whether it was applied before you call again without confirm_token.",
        ),
        "changed_since_preview" => (
            "what it would do is no longer what was shown",
            "Call again without confirm_token, and look at the new preview.",
        ),
        "needs_person" => (
            "a person has to confirm this, and this client cannot ask one",
            "Tell the user: a client with elicitation is needed, or the user does it in a terminal or in StockTrim.",
        ),
        _ => (
            "nobody confirmed it",
            "Do not repeat it unless the user asks for it.",
        ),
    }
}
