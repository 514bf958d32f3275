//! A table for people: columns without lines, numbers to the right.

use std::io::{self, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table};
use serde_json::Value;

use super::Row;
use super::cell::shown;

/// Writes rows below the names of their columns.
pub(super) fn write(out: &mut impl Write, columns: &[&str], rows: &[Row]) -> io::Result<()> {
    let decimals: Vec<Option<usize>> = columns.iter().map(|name| decimals(name, rows)).collect();
    let mut table = plain(columns, rows, &decimals);
    table.set_header(columns.iter().copied());
    for (at, decimals) in decimals.iter().enumerate() {
        if let Some(column) = table.column_mut(at).filter(|_| decimals.is_some()) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    lines(out, &table)
}

/// The same without the names.
pub(super) fn write_plain(out: &mut impl Write, columns: &[&str], rows: &[Row]) -> io::Result<()> {
    lines(out, &plain(columns, rows, &[]))
}

fn plain(columns: &[&str], rows: &[Row], decimals: &[Option<usize>]) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_content_arrangement(ContentArrangement::Disabled);
    for row in rows {
        table.add_row(columns.iter().enumerate().map(|(at, name)| {
            let decimals = decimals.get(at).copied().flatten();
            match row.get(*name) {
                Some(Value::Number(number)) => padded(number.to_string(), decimals.unwrap_or(0)),
                value => value.map_or_else(String::new, shown),
            }
        }));
    }
    table
}

/// How many decimals the numbers of a column have at most, if it has nothing but numbers.
fn decimals(column: &str, rows: &[Row]) -> Option<usize> {
    let mut most = None;
    for value in rows.iter().filter_map(|row| row.get(column)) {
        match value {
            Value::Null => {}
            Value::Number(number) => most = most.max(Some(places_of(&number.to_string()))),
            _ => return None,
        }
    }
    most
}

/// How many decimals a number is written with; one with an exponent is left as it is.
fn places_of(number: &str) -> usize {
    match number.split_once('.') {
        Some((_, decimals)) if !number.contains('e') => decimals.len(),
        _ => 0,
    }
}

/// The number with zeros up to so many decimals, so that the points of a column stand below each other.
fn padded(mut number: String, decimals: usize) -> String {
    let lacks = decimals.saturating_sub(places_of(&number));
    if lacks > 0 && !number.contains('e') {
        if lacks == decimals {
            number.push('.');
        }
        number.extend(std::iter::repeat_n('0', lacks));
    }
    number
}

fn lines(out: &mut impl Write, table: &Table) -> io::Result<()> {
    for line in table.lines() {
        // Each cell has a blank on either side.
        let line = line.strip_prefix(' ').unwrap_or(&line).trim_end();
        writeln!(out, "{line}")?;
    }
    Ok(())
}
