//! A plan: what a command would write, as a value that is shown, confirmed, and then carried out.

mod apply;
mod deed;
mod report;

use serde_json::{Value, json};

pub use apply::Stop;
pub use deed::{Deed, Done, SalesScope, send_any};
pub use report::{Counts, Outcome, Report, StepReport};

use crate::output::{Row, cell, row};

/// What a step does to what its key names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Something new.
    Create,
    /// A change of what is there.
    Update,
    /// Created or changed: which of the two is not known before.
    Save,
    /// Something goes.
    Delete,
    /// Something is started.
    Start,
}

impl Action {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Save => "save",
            Self::Delete => "delete",
            Self::Start => "start",
        }
    }
}

/// One field before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The field, by its name on the wire.
    pub field: String,
    /// What it was when the plan was made.
    pub before: Value,
    /// What it shall be.
    pub after: Value,
}

/// One request of a plan.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it does.
    pub action: Action,
    /// To what, as people call it.
    pub key: String,
    /// What changes, where that is known.
    pub changes: Vec<Change>,
    /// The request.
    pub deed: Deed,
}

impl Step {
    /// A step of which nothing was read before.
    pub fn new(action: Action, key: impl Into<String>, deed: Deed) -> Self {
        Self {
            action,
            key: key.into(),
            changes: Vec::new(),
            deed,
        }
    }

    /// The step as a row of a preview.
    #[must_use]
    pub fn row(&self) -> Row {
        let change = |change: &Change| {
            let Change {
                field,
                before,
                after,
            } = change;
            json!({ "field": field, "before": before, "after": after })
        };
        let mut row = Row::new();
        row.insert("action".into(), self.action.as_str().into());
        row.insert("operation".into(), self.deed.operation().id().into());
        row.insert("key".into(), self.key.clone().into());
        row.insert("changes".into(), self.changes.iter().map(change).collect());
        row.insert("request".into(), self.deed.request());
        row
    }

    /// What changes, in words.
    #[must_use]
    pub fn words(&self) -> String {
        let words = self.changes.iter().map(|change| match &change.before {
            Value::Null => format!("{}: {}", change.field, cell(&change.after)),
            before => format!(
                "{}: {} → {}",
                change.field,
                cell(before),
                cell(&change.after)
            ),
        });
        words.collect::<Vec<_>>().join(", ")
    }
}

/// What a command would write. Nothing is written before it is applied.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// What it does as a whole, in words: "2 products".
    pub title: String,
    /// The requests, each of a key of its own, so that their order does not matter.
    pub steps: Vec<Step>,
    /// What people should know before they confirm it.
    pub remarks: Vec<String>,
}

impl Plan {
    /// A plan of these steps.
    pub fn new(title: impl Into<String>, steps: Vec<Step>) -> Self {
        Self {
            title: title.into(),
            steps,
            remarks: Vec::new(),
        }
    }

    /// A plan of one step.
    #[must_use]
    pub fn one(step: Step) -> Self {
        Self::new(format!("{} {}", step.action.as_str(), step.key), vec![step])
    }

    /// The same, with something to know.
    #[must_use]
    pub fn remark(mut self, remark: impl Into<String>) -> Self {
        self.remarks.push(remark.into());
        self
    }

    /// The plan as JSON: what would be written, and what it is based on.
    ///
    /// It is the same as long as the steps are.
    #[must_use]
    pub fn json(&self) -> Value {
        let steps: Vec<Row> = self.steps.iter().map(Step::row).collect();
        json!({ "title": self.title, "remarks": self.remarks, "steps": steps })
    }

    /// Some of the steps in words, for a question.
    #[must_use]
    pub fn words(&self, at_most: usize) -> String {
        let mut lines: Vec<String> = self.steps.iter().take(at_most).map(line).collect();
        if let Some(more) = self
            .steps
            .len()
            .checked_sub(at_most)
            .filter(|more| *more > 0)
        {
            lines.push(format!("  … and {more} more"));
        }
        lines.extend(
            self.remarks
                .iter()
                .map(|remark| format!("  {}", crate::output::printable(remark))),
        );
        lines.join("\n")
    }
}

fn line(step: &Step) -> String {
    let (action, key, words) = (step.action.as_str(), &step.key, step.words());
    let line = match words.as_str() {
        "" => format!("{action} {key}"),
        words => format!("{action} {key}: {words}"),
    };
    format!("  {}", crate::output::printable(&line))
}

/// The fields of `after` that differ from those of `before`.
#[must_use]
pub fn changes(before: Option<&Row>, after: &Row) -> Vec<Change> {
    let changed = after.iter().filter_map(|(field, after)| {
        let before = before
            .and_then(|row| row.get(field))
            .cloned()
            .unwrap_or_default();
        (!same(&before, after)).then(|| Change {
            field: field.clone(),
            before,
            after: after.clone(),
        })
    });
    changed.collect()
}

/// Whether two values are one, however their numbers are written.
fn same(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one.total_cmp(&other).is_eq(),
        _ => one == other,
    }
}

/// The request of a deed as JSON.
pub(super) fn body(model: impl serde::Serialize) -> Value {
    row(model).map_or(Value::Null, Value::Object)
}
