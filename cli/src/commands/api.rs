//! `api`: any operation of the document, with raw JSON.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use stocktrim::{Idempotency, Operation};

use crate::failure::Failure;
use crate::output::{self, Output, Row, tidy};
use crate::plan::{Action, Deed, Plan, Step, send_any};
use crate::session::Session;

/// What `api` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The operation, as in `list_products`
    #[arg(required_unless_present = "list")]
    operation: Option<String>,
    /// The values of its path and query
    #[arg(value_name = "NAME=VALUE")]
    values: Vec<String>,
    /// A file with its body as JSON; - is standard input
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// List the operations
    #[arg(long, conflicts_with_all = ["operation", "values", "input"])]
    pub list: bool,
}

/// Lists the operations.
///
/// # Errors
/// When standard output cannot be written.
pub fn list(out: &Output) -> Result<(), Failure> {
    let rows = Operation::ALL.iter().map(|operation| {
        let values = operation.parameters().iter();
        let values = values.map(|(name, needed)| {
            if *needed {
                format!("{name}!")
            } else {
                (*name).to_owned()
            }
        });
        output::row(json!({
            "operation": operation.id(),
            "method": operation.method().as_str(),
            "path": operation.path(),
            "values": values.collect::<Vec<_>>().join(" "),
            "body": operation.has_body(),
            "repeating": operation.idempotency().as_str(),
        }))
    });
    let rows = rows.collect::<Result<Vec<Row>, _>>()?;
    out.rows(
        rows,
        &["operation", "method", "path", "values", "body", "repeating"],
        &[],
    )
}

/// Calls one.
///
/// # Errors
/// What ends the command.
pub async fn run(session: &Session, arguments: &Arguments) -> Result<(), Failure> {
    let id = arguments.operation.as_deref().unwrap_or_default();
    let operation = Operation::from_id(id).ok_or_else(|| {
        Failure::usage(format!("there is no operation {id:?}"))
            .hint("`stocktrim api --list` lists them.")
    })?;
    let values = arguments.values.iter().map(|text| {
        let pair = text
            .split_once('=')
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        pair.ok_or_else(|| Failure::usage(format!("{text:?}: expected NAME=VALUE")))
    });
    let values = values.collect::<Result<Vec<_>, _>>()?;
    let body = arguments.input.as_ref().map(read).transpose()?;
    if body.is_some() != operation.has_body() {
        let message = if body.is_some() {
            "takes no body"
        } else {
            "needs a body: give --input FILE"
        };
        return Err(Failure::usage(format!("{id} {message}")));
    }
    if operation.idempotency() == Idempotency::Safe {
        let answer = send_any(&session.client, operation, &values, body.as_ref()).await?;
        return session.out.json(&tidy(answer));
    }
    let action = match operation.idempotency() {
        Idempotency::IdempotentDelete => Action::Delete,
        _ if operation.method() == "DELETE" => Action::Delete,
        _ => Action::Save,
    };
    let pairs: Vec<_> = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    session.client.operation(operation, &pairs).check()?;
    let key = std::iter::once(id.to_owned()).chain(arguments.values.iter().cloned());
    let key = key.collect::<Vec<_>>().join(" ");
    let step = Step::new(action, key, Deed::Any(operation, values, body));
    session.carry(Plan::one(step)).await
}

fn read(path: &PathBuf) -> Result<Value, Failure> {
    let text = if path.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(path)
    };
    let text = text.map_err(|error| Failure::file(path, &error))?;
    serde_json::from_str(&text).map_err(|error| Failure::file(path, &error))
}
