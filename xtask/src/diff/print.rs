//! A report as text, JSON or Markdown.

use super::report::{Axis, Finding, Report, Rust, Step};
use clap::ValueEnum;
use serde_json::{Value, json};

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal.
    Text,
    /// An object with the findings, the notes, the step and the axis.
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

/// A gravity, step or axis by its name.
fn name(of: &impl std::fmt::Debug) -> String {
    format!("{of:?}").to_lowercase()
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
    let mut lines = Vec::new();
    for finding in &report.findings {
        let (wire, rust) = (name(&finding.wire), finding.rust.name());
        let both = match report.axis {
            Axis::Wire => format!("wire {wire}"),
            _ => format!("wire {wire}, rust {rust}"),
        };
        let (id, path, print) = (&finding.id, &finding.path, &finding.fingerprint);
        lines.push(format!(
            "{both}: {}\n    {id} at {path} [{print}]",
            finding.text
        ));
        if let Rust::Unknown(reason) = &finding.rust {
            lines.push(format!("    unknown: {}", reason.replace('\n', " ")));
        }
        for (what, list) in [
            ("operations", &finding.operation),
            ("generated", &finding.items),
        ] {
            if !list.is_empty() {
                lines.push(format!("    {what}: {}", list.join(", ")));
            }
        }
    }
    lines.extend(report.notes.iter().map(|note| format!("note: {note}")));
    let count = report.findings.len();
    let plural = if count == 1 { "" } else { "s" };
    lines.push(format!("{count} change{plural}. {}\n", step(report)));
    lines.join("\n")
}

fn json(report: &Report) -> String {
    let findings: Vec<Value> = report.findings.iter().map(finding).collect();
    let whole = json!({
        "axis": name(&report.axis), "step": report.step().map(|step| name(&step)), "notes": report.notes, "findings": findings,
    });
    format!("{whole:#}\n")
}

fn finding(finding: &Finding) -> Value {
    let mut value = json!({
        "id": finding.id, "wire": name(&finding.wire), "rust": finding.rust.name(),
        "operation": finding.operation, "schema": finding.schema, "path": finding.path, "text": finding.text,
        "fingerprint": finding.fingerprint, "items": finding.items,
    });
    if let Rust::Unknown(reason) = &finding.rust {
        value["reason"] = json!(reason);
    }
    value
}

fn markdown(report: &Report) -> String {
    let mut lines = vec!["No change.".to_owned()];
    if !report.findings.is_empty() {
        lines = vec![
            "| wire | rust | change | operations | generated | fingerprint |".to_owned(),
            "| --- | --- | --- | --- | --- | --- |".to_owned(),
        ];
        lines.extend(report.findings.iter().map(row));
        lines.extend([String::new(), step(report).to_owned()]);
    }
    if !report.notes.is_empty() {
        lines.extend(["", "Notes:", ""].map(str::to_owned));
        let notes = report.notes.iter();
        lines.extend(notes.map(|note| format!("* {}", note.replace('\n', " "))));
    }
    lines.join("\n") + "\n"
}

/// A finding as a row, in which no line feed and no bar breaks a cell.
fn row(finding: &Finding) -> String {
    let rust = match &finding.rust {
        Rust::Unknown(reason) => format!("unknown: {reason}"),
        known => known.name().to_owned(),
    };
    let code = |list: &[String]| {
        let list: Vec<String> = list.iter().map(|item| format!("`{item}`")).collect();
        list.join("<br>")
    };
    let cells = [
        name(&finding.wire),
        rust,
        format!("{}<br>`{}`", finding.text, finding.id),
        code(&finding.operation),
        code(&finding.items),
        format!("`{}`", finding.fingerprint),
    ];
    let cells = cells.map(|cell| cell.replace('\n', " ").replace('|', "\\|"));
    format!("| {} |", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_told_even_if_nothing_has_changed() {
        let note = "spec/drift-ignore.toml: 0123456789ab silences nothing, it can go";
        let report = Report {
            axis: Axis::Both,
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
