//! What an operation did, in terms of rows; how that is said over HTTP is decided elsewhere.

use super::data::{Area, Data, Shared};
use super::quirks::Quirks;
use super::validate::Errors;
use chrono::{DateTime, Utc};
use serde_json::Value;

/// A valid request on its way to the data.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) data: &'a mut Data,
    pub(super) quirks: &'a Quirks,
    /// Whether the document alone counts.
    pub(super) strict: bool,
    pub(super) now: DateTime<Utc>,
    /// Parameters of path and query, by the document's names.
    pub(super) parameters: &'a [(String, String)],
    pub(super) body: Value,
}

impl Call<'_> {
    /// A parameter that was given and is not empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let given = self
            .parameters
            .iter()
            .find(|(given, _)| given.eq_ignore_ascii_case(name));
        given
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// A parameter that names what a delete is about; blank is as good as missing.
    pub(super) fn key(&self, name: &str) -> Result<String, Outcome> {
        let key = self.text(name).filter(|key| !key.trim().is_empty());
        key.map(str::to_owned).ok_or_else(|| {
            Outcome::Refused(format!("{name} is needed: nothing is deleted without it."))
        })
    }

    /// A number parameter, validated before.
    pub(super) fn number(&self, name: &str) -> Option<i32> {
        self.text(name)?.parse().ok()
    }
}

/// What became of a request.
#[derive(Debug)]
pub(super) enum Outcome {
    /// All rows that were asked for, perhaps none.
    Listed(Area, Vec<Shared>),
    /// There is no such page; the last one is here.
    PastLastPage(Area, Vec<Shared>),
    /// What was looked up; at least one row.
    Found(Area, Vec<Shared>),
    /// Nothing by the key that was given.
    Missing,
    /// No key was given, and without one there is nothing to look up.
    NoKey,
    /// Rows were written; `created` tells whether any is new.
    Saved {
        area: Area,
        created: bool,
        rows: Vec<Shared>,
    },
    /// Rows were deleted, perhaps none.
    Deleted(Area, Vec<Shared>),
    /// Done, and there is nothing to show.
    Done,
    /// An answer that is no row of an area.
    Value(Value),
    /// Fields are wrong.
    Invalid(Errors),
    /// The request is wrong as a whole.
    Refused(String),
}

impl Outcome {
    /// A 400 about one field.
    pub(super) fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(Errors::from([(field.to_owned(), vec![message.into()])]))
    }

    /// Whether a write that ended so was carried out.
    pub(super) const fn succeeded(&self) -> bool {
        !matches!(
            self,
            Self::Missing | Self::NoKey | Self::Invalid(_) | Self::Refused(_)
        )
    }
}
