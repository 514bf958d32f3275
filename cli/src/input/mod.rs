//! Imports: files of rows, checked as a whole, sent as a plan, and what did not land written to a file again.

mod failed;
mod import;
mod sheet;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::Value;

pub use import::{Import, carry};
pub use sheet::{Record, Sheet};

use crate::failure::Failure;
use crate::fields::Fields;
use crate::output::{Row, cell};

/// The forms of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Comma-separated values with a header.
    Csv,
    /// One JSON object per line.
    Ndjson,
}

/// What an import takes.
#[derive(Clone, Debug, Args)]
#[group(skip)]
pub struct Arguments {
    /// The file; - is standard input
    file: PathBuf,
    /// The form of the file [default: by its name, else csv]
    #[arg(long, value_enum)]
    form: Option<Form>,
    /// What separates the values of a CSV file
    #[arg(long, default_value = ",", value_name = "CHARACTER", value_parser = one_byte)]
    delimiter: u8,
    /// A column under another name, as in `Variant SKU=productId`; `Notes=` leaves one out
    #[arg(long, value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    /// Where rows go that did not land, in the form of the file: importing that is the second try
    #[arg(long, value_name = "FILE")]
    failed: Option<PathBuf>,
    /// Send the good rows of a file that has wrong ones too
    #[arg(long)]
    skip_bad: bool,
    /// Send orders again of which it is not known whether they landed
    #[arg(long)]
    repeat_unknown: bool,
}

fn one_byte(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] => Ok(*byte),
        _ if text == "\\t" => Ok(b'\t'),
        _ => Err("one ASCII character is wanted, or \\t".to_owned()),
    }
}

/// Reads a file of rows; what is wrong with a row is kept with it.
///
/// # Errors
/// When the file cannot be read, or has a column that no field is.
pub fn read(arguments: &Arguments, fields: &Fields, extra: &[&str]) -> Result<Sheet, Failure> {
    sheet::read(arguments, fields, extra)
}

/// A field of a row as text; empty if it is not there.
#[must_use]
pub fn text(row: &Row, field: &str) -> String {
    row.get(field)
        .map_or_else(String::new, |value| match value {
            Value::String(text) => text.trim().to_owned(),
            other => cell(other),
        })
}
