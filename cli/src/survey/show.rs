//! A survey as rows of a table, and as Markdown for an issue.

use std::fmt::Write as _;

use serde_json::json;
use stocktrim_sandbox::{Answer, Finding, Survey};

use crate::output::{Row, object};

/// The columns of the findings for people, who see the requests below them.
pub const BRIEF: &[&str] = &["number", "question", "answer", "requests"];
/// The columns of the findings for programs.
pub const FINDINGS: &[&str] = &["number", "name", "question", "quirk", "answer", "came"];
/// The columns of the requests.
pub const REQUESTS: &[&str] = &[
    "request", "sent", "status", "came", "media", "headers", "millis",
];

/// An answer in words.
#[must_use]
pub fn words(answer: &Answer) -> String {
    match answer {
        Answer::Form(form) => form.clone(),
        Answer::Other(what) => format!("other: {what}"),
        Answer::NotLearned(why) => format!("not learned: {why}"),
        _ => String::new(),
    }
}

/// What came in answer to the requests of a finding.
fn came(survey: &Survey, finding: &Finding) -> String {
    let requests = finding.requests.iter();
    let exchanges = requests.filter_map(|at| survey.requests.get(at.checked_sub(1)?));
    let came = exchanges.map(|exchange| match exchange.status {
        Some(status) => format!("{status} {}", exchange.came),
        None => exchange.came.clone(),
    });
    came.collect::<Vec<_>>().join("; ")
}

/// A row per finding.
#[must_use]
pub fn findings(survey: &Survey) -> Vec<Row> {
    let rows = survey.findings.iter().map(|finding| {
        json!({
            "number": finding.number, "name": finding.name, "question": finding.question,
            "quirk": finding.quirk, "answer": words(&finding.answer), "came": came(survey, finding),
            "requests": finding.requests.iter().map(usize::to_string).collect::<Vec<_>>().join(" "),
        })
    });
    rows.map(object).collect()
}

/// A row per request.
#[must_use]
pub fn requests(survey: &Survey) -> Vec<Row> {
    let rows = survey.requests.iter().enumerate().map(|(at, exchange)| {
        json!({
            "request": at + 1, "sent": exchange.sent, "status": exchange.status, "came": exchange.came,
            "media": exchange.media, "headers": exchange.headers.join(" "), "millis": exchange.millis,
        })
    });
    rows.map(object).collect()
}

/// The survey as Markdown, with its JSON below, by which a sandbox can be made.
#[must_use]
pub fn markdown(survey: &Survey) -> String {
    let mut text = format!("## Survey of {} by {}\n\n", survey.day, survey.made_by);
    table(&mut text, BRIEF, &findings(survey));
    text.push_str("\n### What was sent, and what came\n\n");
    table(&mut text, REQUESTS, &requests(survey));
    if !survey.left.is_empty() {
        text.push_str("\n### What is left of the survey's own rows\n\n");
        for row in &survey.left {
            let _ = writeln!(text, "* {row}");
        }
    }
    let json = serde_json::to_string(survey).unwrap_or_default();
    let _ = write!(
        text,
        "\n<details><summary>The same as JSON, for <code>stocktrim-sandbox --quirks-from</code></summary>\n\n\
         ```json\n{json}\n```\n\n</details>\n"
    );
    text
}

fn table(text: &mut String, columns: &[&str], rows: &[Row]) {
    let mut line = |cells: Vec<String>| {
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    };
    line(columns.iter().map(|name| (*name).to_owned()).collect());
    line(columns.iter().map(|_| "---".to_owned()).collect());
    for row in rows {
        let cell = |name: &&str| {
            row.get(*name)
                .map_or_else(String::new, crate::output::cell)
                .replace('|', "\\|")
        };
        line(columns.iter().map(cell).collect());
    }
}
