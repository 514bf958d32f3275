//! The file of the rows that did not land, in the form of the file that they came from.

use std::fs;
use std::io;

use serde_json::Value;

use super::sheet::{MESSAGE, OUTCOME};
use super::{Form, Sheet};
use crate::failure::Failure;
use crate::output::cell;

/// What became of a row that did not land.
#[derive(Clone, Debug)]
pub(super) struct Fate {
    outcome: &'static str,
    message: String,
}

impl Fate {
    pub fn new(outcome: &'static str, message: &str) -> Self {
        Self {
            outcome,
            message: message.to_owned(),
        }
    }
}

/// Refuses a file that is there already, unless it is the one that is imported.
pub(super) fn check(sheet: &Sheet) -> Result<(), Failure> {
    let Some(path) = &sheet.arguments.failed else {
        return Ok(());
    };
    let Ok(known) = fs::canonicalize(path) else {
        return Ok(());
    };
    if fs::canonicalize(&sheet.arguments.file).is_ok_and(|input| input == known) {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "--failed {}: the file is there already",
        path.display()
    ))
    .hint("Import it, or remove it: it may hold rows that did not land."))
}

/// Writes these rows, by their positions, if a file is wanted; removes it when there are none.
pub(super) fn write(sheet: &Sheet, fates: &[(usize, Fate)]) -> Result<(), Failure> {
    let Some(path) = &sheet.arguments.failed else {
        return Ok(());
    };
    let mut fates: Vec<_> = fates.iter().collect();
    fates.sort_by_key(|(at, _)| *at);
    let done = if fates.is_empty() {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    } else {
        let text = match sheet.form {
            Form::Csv => csv_text(sheet, &fates),
            Form::Ndjson => ndjson_text(sheet, &fates),
        };
        text.and_then(|text| replace(path, &text))
    };
    done.map_err(|error| Failure::file(path, &error))
}

/// Writes a new file beside it and puts that in its place, so that there is always a whole one.
fn replace(path: &std::path::Path, text: &[u8]) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", std::process::id()));
    fs::write(&name, text)?;
    fs::rename(&name, path)
}

fn csv_text(sheet: &Sheet, fates: &[&(usize, Fate)]) -> io::Result<Vec<u8>> {
    let own = |name: &&String| *name != OUTCOME && *name != MESSAGE;
    let columns: Vec<&String> = sheet.columns.iter().filter(own).collect();
    let mut text = Vec::new();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(sheet.arguments.delimiter)
        .from_writer(&mut text);
    let names = columns.iter().map(|name| name.as_str());
    writer.write_record(names.chain([OUTCOME, MESSAGE]))?;
    for (at, fate) in fates {
        let row = &sheet.records[*at].original;
        let cells = columns
            .iter()
            .map(|name| row.get(*name).map_or_else(String::new, cell));
        writer.write_record(cells.chain([fate.outcome.to_owned(), fate.message.clone()]))?;
    }
    writer.flush()?;
    drop(writer);
    Ok(text)
}

fn ndjson_text(sheet: &Sheet, fates: &[&(usize, Fate)]) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    for (at, fate) in fates {
        let mut row = sheet.records[*at].original.clone();
        row.insert(OUTCOME.to_owned(), fate.outcome.into());
        row.insert(MESSAGE.to_owned(), Value::from(fate.message.clone()));
        serde_json::to_writer(&mut text, &row)?;
        text.push(b'\n');
    }
    Ok(text)
}
