//! A report as text, JSON or Markdown.

use super::{Finding, Report, Rust, Step};
use clap::ValueEnum;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal.
    Text,
    /// An array of findings.
    Json,
    /// A table fit for a pull request.
    Markdown,
}

/// A report in one of the formats, with its line feed.
#[must_use]
pub fn print(report: &Report, format: Format) -> String {
    match format {
        Format::Text => text(report),
        Format::Json => json(report),
        Format::Markdown => markdown(report),
    }
}

fn wire(finding: &Finding) -> &'static str {
    match finding.wire {
        super::Wire::Safe => "safe",
        super::Wire::Risky => "risky",
        super::Wire::Breaking => "breaking",
    }
}

/// The version step in a sentence.
fn step(report: &Report) -> &'static str {
    match report.step() {
        None => "Version step: not judged, for the rust axis is left out.",
        Some(Step::None) => "Version step: none.",
        Some(Step::Patch) => "Version step: patch.",
        Some(Step::Minor) => "Version step: minor (before 1.0: patch).",
        Some(Step::Major) => "Version step: major (before 1.0: minor).",
    }
}

fn text(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let Finding {
            id,
            path,
            text,
            fingerprint,
            ..
        } = finding;
        let _ = writeln!(
            out,
            "wire {}, rust {}: {text}",
            wire(finding),
            finding.rust.name()
        );
        let _ = writeln!(out, "    {id} at {path} [{fingerprint}]");
        if let Rust::Unknown(reason) = &finding.rust {
            let _ = writeln!(out, "    unknown: {}", reason.replace('\n', " "));
        }
        if !finding.operation.is_empty() {
            let _ = writeln!(out, "    operations: {}", finding.operation.join(", "));
        }
        if !finding.items.is_empty() {
            let _ = writeln!(out, "    generated: {}", finding.items.join(", "));
        }
    }
    for note in &report.notes {
        let _ = writeln!(out, "note: {note}");
    }
    let count = report.findings.len();
    let _ = writeln!(
        out,
        "{count} change{}. {}",
        if count == 1 { "" } else { "s" },
        step(report)
    );
    out
}

fn json(report: &Report) -> String {
    let findings: Vec<Value> = report.findings.iter().map(finding).collect();
    format!("{:#}\n", Value::Array(findings))
}

fn finding(finding: &Finding) -> Value {
    let Finding {
        id,
        rust,
        operation,
        schema,
        path,
        text,
        fingerprint,
        items,
        ..
    } = finding;
    let mut value = json!({
        "id": id, "wire": wire(finding), "rust": rust.name(), "operation": operation, "schema": schema,
        "path": path, "text": text, "fingerprint": fingerprint, "items": items,
    });
    if let Rust::Unknown(reason) = rust {
        value["reason"] = json!(reason);
    }
    value
}

fn markdown(report: &Report) -> String {
    let mut out = if report.findings.is_empty() {
        "No change.\n".to_owned()
    } else {
        table(report)
    };
    if !report.notes.is_empty() {
        out.push_str("\nNotes:\n\n");
        for note in &report.notes {
            let _ = writeln!(out, "* {}", note.replace('\n', " "));
        }
    }
    out
}

fn table(report: &Report) -> String {
    let mut out = String::from("| wire | rust | change | operations | generated | fingerprint |\n");
    out.push_str("| --- | --- | --- | --- | --- | --- |\n");
    for finding in &report.findings {
        let rust = match &finding.rust {
            Rust::Unknown(reason) => format!("unknown: {reason}"),
            known => known.name().to_owned(),
        };
        let code = |list: &[String]| {
            list.iter()
                .map(|item| format!("`{item}`"))
                .collect::<Vec<_>>()
                .join("<br>")
        };
        let cells = [
            wire(finding).to_owned(),
            rust,
            format!("{}<br>`{}`", finding.text, finding.id),
            code(&finding.operation),
            code(&finding.items),
            format!("`{}`", finding.fingerprint),
        ];
        let _ = writeln!(
            out,
            "| {} |",
            cells.map(|cell| cell_text(&cell)).join(" | ")
        );
    }
    let _ = writeln!(out, "\n{}", step(report));
    out
}

/// A cell's text: no line feed and no bar that is not escaped.
fn cell_text(cell: &str) -> String {
    cell.replace('\n', " ").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_told_even_if_nothing_has_changed() {
        let note = "spec/drift-ignore.toml: 0123456789ab silences nothing, it can go";
        let report = Report {
            findings: Vec::new(),
            notes: vec![note.to_owned()],
        };
        for format in [Format::Text, Format::Markdown] {
            let text = print(&report, format);
            assert!(text.contains(note), "{text}");
            assert!(!text.contains("overlay"), "{text}");
        }
        let text = print(&report, Format::Markdown);
        assert!(text.starts_with("No change.\n\nNotes:\n\n* "), "{text}");
    }
}
