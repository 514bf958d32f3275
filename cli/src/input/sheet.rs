//! The rows of a file: as they were written, and as fields of a model.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::Read as _;

use serde_json::Value;

use super::{Arguments, Form, Import};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::output::{Row, cell};
use crate::plan::Step;

/// The columns that a file of failed rows has beside those of its rows.
pub(super) const OUTCOME: &str = "outcome";
/// Why the row did not land.
pub(super) const MESSAGE: &str = "message";

/// One row of a file.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its number, from 1.
    pub number: usize,
    /// The row as it was written.
    pub original: Row,
    /// Its fields, or what is wrong with it.
    pub fields: Result<Row, String>,
    /// Whether it comes from a file of failed rows, of unknown fate.
    pub was_unknown: bool,
}

/// The rows of a file.
#[derive(Debug)]
pub struct Sheet {
    pub(super) arguments: Arguments,
    pub(super) form: Form,
    pub(super) columns: Vec<String>,
    pub(super) records: Vec<Record>,
}

pub(super) fn read(
    arguments: &Arguments,
    fields: &Fields,
    extra: &[&str],
) -> Result<Sheet, Failure> {
    let path = &arguments.file;
    let bytes = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = bytes.map_err(|error| Failure::file(path, &error))?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::file(path, &"it is not UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let is_ndjson = path
        .extension()
        .is_some_and(|end| end == "ndjson" || end == "jsonl");
    let form = arguments
        .form
        .unwrap_or(if is_ndjson { Form::Ndjson } else { Form::Csv });
    let rows = match form {
        Form::Csv => csv_rows(text, arguments.delimiter),
        Form::Ndjson => ndjson_rows(text),
    };
    let (columns, rows) = rows.map_err(|error| Failure::file(path, &error))?;
    let targets = targets(arguments, fields, extra, &columns)?;
    let records = rows.into_iter().enumerate();
    let records = records.map(|(at, original)| Record {
        number: at + 1,
        was_unknown: original
            .get(OUTCOME)
            .is_some_and(|outcome| outcome == "unknown"),
        fields: read_row(&original, &targets, fields),
        original,
    });
    Ok(Sheet {
        arguments: arguments.clone(),
        form,
        records: records.collect(),
        columns,
    })
}

type Rows = (Vec<String>, Vec<Row>);

fn csv_rows(text: &str, delimiter: u8) -> Result<Rows, String> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let words = |error: csv::Error| error.to_string();
    let header = reader.headers().map_err(words)?;
    let columns: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let mut seen = HashSet::new();
    if let Some(twice) = columns.iter().find(|name| !seen.insert(name.as_str())) {
        return Err(format!("the column {twice:?} is there twice"));
    }
    let rows = reader.records().map(|record| {
        let record = record.map_err(words)?;
        let cells = columns.iter().zip(record.iter());
        Ok(cells
            .map(|(name, cell)| (name.clone(), Value::from(cell)))
            .collect())
    });
    let rows = rows.collect::<Result<_, String>>()?;
    Ok((columns, rows))
}

fn ndjson_rows(text: &str) -> Result<Rows, String> {
    let (mut columns, mut known): (Vec<String>, HashSet<String>) = Default::default();
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let rows = lines.map(|(at, line)| {
        let row: Row = serde_json::from_str(line)
            .map_err(|error| format!("line {} is no JSON object: {error}", at + 1))?;
        for name in row.keys() {
            if known.insert(name.clone()) {
                columns.push(name.clone());
            }
        }
        Ok(row)
    });
    let rows = rows.collect::<Result<_, String>>()?;
    Ok((columns, rows))
}

/// The field of each column that has one.
fn targets(
    arguments: &Arguments,
    fields: &Fields,
    extra: &[&str],
    columns: &[String],
) -> Result<HashMap<String, String>, Failure> {
    let mut mapped = HashMap::new();
    for pair in &arguments.map {
        let (column, field) = pair
            .split_once('=')
            .ok_or_else(|| Failure::usage(format!("--map {pair:?}: expected COLUMN=FIELD")))?;
        if !columns.iter().any(|name| name == column.trim()) {
            return Err(Failure::usage(format!(
                "--map {pair:?}: the file has no column {column:?}"
            )));
        }
        mapped.insert(column.trim(), field.trim());
    }
    let mut targets = HashMap::new();
    for column in columns {
        let wanted = match mapped.get(column.as_str()) {
            Some(&"") => continue,
            Some(field) => field,
            None if column == OUTCOME || column == MESSAGE => continue,
            None => column.as_str(),
        };
        let name = if extra.contains(&wanted) {
            wanted.to_owned()
        } else {
            let field = fields.require(wanted).map_err(|failure| {
                let hint = failure.hint.unwrap_or_default();
                let help = format!(
                    "--map \"{column}=FIELD\" names its field, --map \"{column}=\" leaves it out."
                );
                Failure::usage(format!("the column {column:?} is no field"))
                    .hint(format!("{help} {hint}"))
            })?;
            field.name.clone()
        };
        if let Some((other, _)) = targets.iter().find(|(_, known)| **known == name) {
            return Err(Failure::usage(format!(
                "the columns {other:?} and {column:?} are both {name}"
            )));
        }
        targets.insert(column.clone(), name);
    }
    Ok(targets)
}

fn read_row(
    original: &Row,
    targets: &HashMap<String, String>,
    fields: &Fields,
) -> Result<Row, String> {
    let mut row = Row::new();
    for (column, value) in original {
        let Some(name) = targets.get(column) else {
            continue;
        };
        let text = match value {
            Value::Null => continue,
            Value::String(text) if text.trim().is_empty() => continue,
            other => cell(other),
        };
        let value = match fields.get(name) {
            // An extra column, or a list that is one already.
            None => text.trim().into(),
            Some(_) if value.is_array() || value.is_object() => value.clone(),
            Some(field) => field.read(&text)?,
        };
        row.insert(name.clone(), value);
    }
    if row.is_empty() {
        return Err("it is empty".to_owned());
    }
    let missing = fields
        .all()
        .iter()
        .find(|field| field.required && !row.contains_key(&field.name));
    match missing {
        Some(field) => Err(format!("{} is missing", field.name)),
        None => Ok(row),
    }
}

impl Sheet {
    /// The rows.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Marks rows without this field.
    #[must_use]
    pub fn require(mut self, field: &str) -> Self {
        for record in &mut self.records {
            if record
                .fields
                .as_ref()
                .is_ok_and(|row| super::text(row, field).is_empty())
            {
                record.fields = Err(format!("{field} is missing"));
            }
        }
        self
    }

    /// How many rows are good.
    #[must_use]
    pub fn good(&self) -> usize {
        self.records
            .iter()
            .filter(|record| record.fields.is_ok())
            .count()
    }

    /// Marks rows whose key an earlier row has: one would overwrite the other.
    #[must_use]
    pub fn unique(mut self, key: impl Fn(&Row) -> String) -> Self {
        let mut seen: HashMap<String, usize> = HashMap::new();
        for record in &mut self.records {
            let Ok(row) = &record.fields else { continue };
            let key = key(row);
            if let Some(earlier) = seen.get(&key) {
                record.fields = Err(format!("{key:?} is row {earlier} too"));
            } else {
                seen.insert(key, record.number);
            }
        }
        self
    }

    /// A plan with a step for each good row.
    pub fn plan(self, title: &str, step: impl Fn(&Row) -> Result<Step, String>) -> Import {
        self.plan_new(title, |row| step(row).map(Some))
    }

    /// The same, where a row may have nothing to do.
    pub fn plan_new(
        self,
        title: &str,
        step: impl Fn(&Row) -> Result<Option<Step>, String>,
    ) -> Import {
        let groups = (0..self.records.len()).map(|at| vec![at]).collect();
        self.grouped(title, groups, |rows| step(rows[0]))
    }

    /// A plan with a step for each group of rows, by their positions; a wrong row makes its group wrong.
    pub fn grouped(
        mut self,
        title: &str,
        groups: Vec<Vec<usize>>,
        step: impl Fn(&[&Row]) -> Result<Option<Step>, String>,
    ) -> Import {
        let mut steps = Vec::new();
        let mut records_of = Vec::new();
        for group in groups {
            let rows: Result<Vec<&Row>, &Record> = group
                .iter()
                .map(|at| {
                    self.records[*at]
                        .fields
                        .as_ref()
                        .map_err(|_| &self.records[*at])
                })
                .collect();
            let made = match rows {
                Ok(rows) => step(&rows),
                Err(wrong) => Err(format!("row {} of the same order is wrong", wrong.number)),
            };
            match made {
                Ok(Some(step)) => {
                    steps.push(step);
                    records_of.push(group);
                }
                Ok(None) => {}
                Err(why) => {
                    for at in group {
                        let fields = &mut self.records[at].fields;
                        if fields.is_ok() {
                            *fields = Err(why.clone());
                        }
                    }
                }
            }
        }
        Import::new(title, self, steps, records_of)
    }
}
