//! A table for people: columns without lines, numbers to the right.

use std::io::{self, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table};
use serde_json::Value;

use super::Row;
use super::cell::shown;

/// Writes rows below the names of their columns.
pub(super) fn write(out: &mut impl Write, columns: &[&str], rows: &[Row]) -> io::Result<()> {
    let mut table = plain(columns, rows);
    table.set_header(columns.iter().copied());
    align(&mut table, columns, rows);
    lines(out, &table)
}

/// The same without the names.
pub(super) fn write_plain(out: &mut impl Write, columns: &[&str], rows: &[Row]) -> io::Result<()> {
    lines(out, &plain(columns, rows))
}

fn plain(columns: &[&str], rows: &[Row]) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_content_arrangement(ContentArrangement::Disabled);
    for row in rows {
        let text = |name: &&str| row.get(*name).map_or_else(String::new, shown);
        table.add_row(columns.iter().map(text));
    }
    table
}

fn align(table: &mut Table, columns: &[&str], rows: &[Row]) {
    for (at, name) in columns.iter().enumerate() {
        let mut values = rows.iter().filter_map(|row| row.get(*name));
        let are_numbers = values.all(|value| matches!(value, Value::Number(_) | Value::Null));
        if let Some(column) = table
            .column_mut(at)
            .filter(|_| are_numbers && !rows.is_empty())
        {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

fn lines(out: &mut impl Write, table: &Table) -> io::Result<()> {
    for line in table.lines() {
        // Each cell has a blank on either side.
        let line = line.strip_prefix(' ').unwrap_or(&line).trim_end();
        writeln!(out, "{line}")?;
    }
    Ok(())
}
