//! Answers: whole totals with a page of rows, plans, and what became of them.

use rmcp::model::CallToolResult;
use serde_json::{Map, Value, json};

use super::arguments::Args;
use super::schema::{Fields, Shape, fit};
use super::token::{digest, hex};
use super::tools::Tool;
use super::trouble;
use crate::failure::Failure;
use crate::output::object;
use crate::plan::{Counts, Plan, Report, Step, StepReport};

/// So long may the JSON of an answer be, in bytes.
pub(super) const LONGEST: usize = 60_000;
/// What an answer holds beside its rows, at most.
const RESERVED: usize = 600;

/// The fields of every read.
pub(super) const READ: Fields = &[
    ("account", Shape::Own),
    ("nextCursor", Shape::Own),
    ("changed", Shape::Flag),
    ("error", Shape::Object(trouble::FIELDS)),
];

const STEP: Shape = Shape::Object(&[
    ("action", Shape::Own),
    ("key", Shape::Text),
    (
        "changes",
        Shape::List(&Shape::Object(&[
            ("field", Shape::Text),
            ("before", Shape::Scalar),
            ("after", Shape::Scalar),
        ])),
    ),
    (
        "outcome",
        Shape::Word(&[
            "created",
            "updated",
            "saved",
            "deleted",
            "started",
            "not_found",
            "exists",
            "failed",
            "unknown",
            "not_sent",
        ]),
    ),
    ("message", Shape::Text),
]);

/// The fields of every write.
pub(super) const WRITE: Fields = &[
    ("account", Shape::Own),
    (
        "result",
        Shape::Word(&["done", "nothing_to_do", "dry_run", "confirmation_needed"]),
    ),
    ("steps", Shape::List(&STEP)),
    ("moreSteps", Shape::Integer),
    ("remarks", Shape::List(&Shape::Text)),
    ("done", Shape::Integer),
    ("failed", Shape::Integer),
    ("unknown", Shape::Integer),
    ("notSent", Shape::Integer),
    ("confirmToken", Shape::Own),
    ("confirm", Shape::Own),
    ("error", Shape::Object(trouble::FIELDS)),
];

/// What a read found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What the answer holds whole.
    pub(super) head: Map<String, Value>,
    /// All the rows, of which it holds a page, and what they are called.
    pub(super) rows: Option<(&'static str, Vec<Value>)>,
}

impl Found {
    /// An answer without pages.
    pub(super) fn whole(head: Value) -> Self {
        Self {
            head: object(head),
            rows: None,
        }
    }

    /// Rows of which their number is all that is summed up.
    pub(super) fn counted(rows: Vec<Value>) -> Self {
        Self::rows(json!({ "totals": { "rows": rows.len() } }), rows)
    }

    /// Rows, with what is known of all of them.
    pub(super) fn rows(head: Value, rows: Vec<Value>) -> Self {
        Self {
            head: object(head),
            rows: Some(("rows", rows)),
        }
    }
}

/// An answer in the shape of its tool, as JSON and as the same text.
pub(super) fn success(tool: &Tool, document: Map<String, Value>) -> CallToolResult {
    let mut document = fit(tool.fields(), document);
    shorten(&mut document);
    CallToolResult::structured(Value::Object(document))
}

/// Leaves out the last steps of an answer that is too long.
pub(super) fn shorten(document: &mut Map<String, Value>) {
    let mut left_out = 0;
    while json_length(document) > LONGEST {
        let Some(Value::Array(steps)) = document.get_mut("steps") else {
            return;
        };
        let keep = steps.len() / 2;
        left_out += steps.len() - keep;
        steps.truncate(keep);
        document.insert("moreSteps".to_owned(), left_out.into());
        if keep == 0 {
            return;
        }
    }
}

fn json_length(document: &Map<String, Value>) -> usize {
    serde_json::to_string(document).map_or(0, |text| text.len())
}

/// One page of what was found, from where the cursor of the call points.
///
/// # Errors
/// When the cursor is of another call.
pub(super) fn page(tool: &Tool, args: &Args, found: Found) -> Result<Map<String, Value>, Failure> {
    let mut document = found.head;
    let Some((name, rows)) = found.rows else {
        return Ok(document);
    };
    let call = hex(&digest(&[tool.name, &args.but(&["limit", "cursor"])]));
    let texts: Vec<String> = rows.iter().map(Value::to_string).collect();
    let seen: Vec<&str> = texts.iter().map(String::as_str).collect();
    let state = hex(&digest(&seen));
    let from = match args.text("cursor") {
        None => 0,
        Some(cursor) => {
            let parts: Vec<&str> = cursor.split('.').collect();
            let (at, before) = match parts.as_slice() {
                [at, of, before] if *of == call => (at.parse().ok(), *before),
                _ => (None, ""),
            };
            if before != state {
                document.insert("changed".to_owned(), true.into());
            }
            at.ok_or_else(|| {
                Failure::usage("cursor: it is none that a call with these arguments gave")
            })?
        }
    };
    let shape = tool.fields().find_map(|(field, shape)| match shape {
        Shape::List(row) if field == name => Some(*row),
        _ => None,
    });
    let shape = shape.unwrap_or(Shape::Scalar);
    let all = rows.len();
    let limit = args
        .count("limit")
        .and_then(|limit| usize::try_from(limit).ok())
        .unwrap_or(all);
    let mut room = LONGEST.saturating_sub(json_length(&document) + RESERVED);
    let mut shown = Vec::new();
    for row in rows.into_iter().skip(from).take(limit) {
        let row = shape.fit(row).unwrap_or_default();
        let length = row.to_string().len() + 1;
        if length > room && !shown.is_empty() {
            break;
        }
        room = room.saturating_sub(length);
        shown.push(row);
    }
    let next = from.saturating_add(shown.len());
    document.insert(name.to_owned(), Value::Array(shown));
    if next < all {
        document.insert(
            "nextCursor".to_owned(),
            format!("{next}.{call}.{state}").into(),
        );
    }
    Ok(document)
}

/// A plan that is not carried out, for the reason `result`.
pub(super) fn preview(result: &str, plan: &Plan) -> Map<String, Value> {
    object(json!({
        "result": result,
        "steps": plan.steps.iter().map(Step::row).collect::<Vec<_>>(),
        "remarks": plan.remarks,
    }))
}

/// What became of a plan.
pub(super) fn report(report: &Report) -> Map<String, Value> {
    let Counts {
        done,
        failed,
        unknown,
        not_sent,
    } = report.counts();
    let row = |step: &StepReport| {
        let message = Some(step.message()).filter(|message| !message.is_empty());
        json!({
            "action": step.step.action.as_str(), "key": step.step.key, "outcome": step.word(), "message": message,
        })
    };
    object(json!({
        "result": "done",
        "done": done, "failed": failed, "unknown": unknown, "notSent": not_sent,
        "steps": report.steps.iter().map(row).collect::<Vec<_>>(),
    }))
}
