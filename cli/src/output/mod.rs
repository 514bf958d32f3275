//! What a command shows: rows as a table, JSON, a JSON object per line, or CSV.

mod cell;
mod table;
mod text;

use std::io::{self, Write};

use clap::ValueEnum;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::failure::{Exit, Failure};
pub use cell::{cell, printable, printable_lines, tidy};
pub use text::{TEXT, clean, quoted};

/// A row as it is shown: the names of the wire, and values.
pub type Row = Map<String, Value>;

/// The forms of output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns for people.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// One JSON object per line.
    Ndjson,
    /// Comma-separated values with a header.
    Csv,
}

/// Where results go, and how.
#[derive(Debug)]
pub struct Output {
    /// The form.
    pub format: Format,
    /// The columns that were asked for.
    pub columns: Option<Vec<String>>,
    /// How many rows at most.
    pub limit: Option<usize>,
    /// Whether remarks are left out.
    pub quiet: bool,
    /// Whether JSON is laid out for people.
    pub pretty: bool,
}

/// The fields of an object; another value has none.
#[must_use]
pub fn object(value: Value) -> Row {
    match value {
        Value::Object(fields) => fields,
        _ => Row::new(),
    }
}

/// A model as a row.
///
/// # Errors
/// When it is not an object in JSON, which no model is.
pub fn row(model: impl Serialize) -> Result<Row, Failure> {
    match serde_json::to_value(model).map(tidy) {
        Ok(Value::Object(row)) => Ok(row),
        Ok(_) => Err(Failure::new(
            Exit::Other,
            "output",
            "a row is not an object",
        )),
        Err(error) => Err(Failure::new(Exit::Other, "output", error.to_string())),
    }
}

impl Output {
    /// Rows, of which `columns` are shown unless others were asked for; `known` has the names of all.
    ///
    /// # Errors
    /// For a column that is not known, and when standard output cannot be written.
    pub fn rows(&self, rows: Vec<Row>, columns: &[&str], known: &[&str]) -> Result<(), Failure> {
        let all = rows.len();
        let chosen = self.chosen(&rows, columns, known)?;
        let rows: Vec<Row> = rows.into_iter().take(self.limit.unwrap_or(all)).collect();
        if rows.len() < all {
            self.remark(&format!(
                "{} of {all} rows; the rest is cut by --limit",
                rows.len()
            ));
        }
        let (out, text) = (&mut io::stdout().lock(), &mut Vec::new());
        match self.format {
            Format::Table => {
                let names: Vec<&str> = match &self.columns {
                    Some(_) => chosen.clone(),
                    None => filled(&rows, &chosen),
                };
                table::write(text, &names, &rows)?;
            }
            Format::Csv => csv(text, &chosen, &rows)?,
            Format::Json | Format::Ndjson => {
                let rows = match &self.columns {
                    None => rows,
                    Some(_) => rows.into_iter().map(|row| picked(row, &chosen)).collect(),
                };
                if self.format == Format::Json {
                    self.json_to(text, &rows)?;
                } else {
                    for row in &rows {
                        serde_json::to_writer(&mut *text, row).map_err(io::Error::from)?;
                        text.push(b'\n');
                    }
                }
            }
        }
        out.write_all(text)?;
        out.flush()?;
        Ok(())
    }

    /// One thing: its fields below one another, or as a row.
    ///
    /// # Errors
    /// As [`rows`](Self::rows).
    pub fn one(&self, row: Row) -> Result<(), Failure> {
        if self.format != Format::Table && self.format != Format::Json {
            let names: Vec<String> = row.keys().cloned().collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            return self.rows(vec![row], &names, &names);
        }
        let names: Vec<String> = row.keys().cloned().collect();
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        let chosen = self.chosen(std::slice::from_ref(&row), &known, &known)?;
        let row = picked(row.clone(), &chosen);
        if self.format == Format::Json {
            return self.json(&row);
        }
        let lines = row.iter().filter(|(_, value)| !value.is_null());
        let lines: Vec<Row> = lines
            .map(|(name, value)| {
                let pair = [("field", name.as_str().into()), ("value", value.clone())];
                pair.map(|(name, value): (&str, Value)| (name.to_owned(), value))
                    .into_iter()
                    .collect()
            })
            .collect();
        let mut text = Vec::new();
        table::write_plain(&mut text, &["field", "value"], &lines)?;
        self.text(&text)
    }

    /// A JSON document, whatever it is.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn json(&self, value: &impl Serialize) -> Result<(), Failure> {
        let mut text = Vec::new();
        self.json_to(&mut text, value)?;
        self.text(&text)
    }

    /// Text that is ready.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn text(&self, text: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        out.write_all(text)?;
        out.flush()?;
        Ok(())
    }

    /// A remark for people, on standard error.
    pub fn remark(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// Whether the output is for a program rather than for people.
    #[must_use]
    pub fn is_data(&self) -> bool {
        self.format != Format::Table
    }

    fn json_to(&self, text: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
        if self.pretty {
            serde_json::to_writer_pretty(&mut *text, value)?;
        } else {
            serde_json::to_writer(&mut *text, value)?;
        }
        text.push(b'\n');
        Ok(())
    }

    fn chosen<'a>(
        &'a self,
        rows: &[Row],
        columns: &[&'a str],
        known: &[&str],
    ) -> Result<Vec<&'a str>, Failure> {
        let Some(asked) = &self.columns else {
            return Ok(columns.to_vec());
        };
        let is_known = |name: &str| {
            known.contains(&name)
                || columns.contains(&name)
                || rows.iter().any(|row| row.contains_key(name))
        };
        for name in asked {
            if !is_known(name) {
                let mut all: Vec<&str> = columns.iter().chain(known).copied().collect();
                let mut seen = std::collections::HashSet::new();
                all.retain(|name| seen.insert(*name));
                return Err(
                    Failure::usage(format!("--columns: there is no column {name:?}"))
                        .hint(format!("Known are: {}.", all.join(", "))),
                );
            }
        }
        Ok(asked.iter().map(String::as_str).collect())
    }
}

/// The columns that have something in at least one row; all of them where there are no rows.
fn filled<'a>(rows: &[Row], columns: &[&'a str]) -> Vec<&'a str> {
    let is_filled = |name: &&&str| {
        rows.is_empty()
            || rows
                .iter()
                .any(|row| row.get(**name).is_some_and(|value| !value.is_null()))
    };
    columns.iter().filter(is_filled).copied().collect()
}

fn picked(mut row: Row, columns: &[&str]) -> Row {
    let value = |name: &&str| {
        (
            String::from(*name),
            row.remove(*name).unwrap_or(Value::Null),
        )
    };
    columns.iter().map(value).collect()
}

fn csv(text: &mut Vec<u8>, columns: &[&str], rows: &[Row]) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(text);
    writer.write_record(columns).map_err(io::Error::from)?;
    for row in rows {
        let cells = columns
            .iter()
            .map(|name| row.get(*name).map_or_else(String::new, cell));
        writer.write_record(cells).map_err(io::Error::from)?;
    }
    writer.flush()
}
