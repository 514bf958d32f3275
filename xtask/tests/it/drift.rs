//! Drift: no change, a change and "could not tell" are three different things.

use crate::common::Copy;
use crate::common::yaml::yaml;
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::process::{Command, Output};
use xtask::diff::Report;
use xtask::drift::drift;
use xtask::fetch::Limits;

fn document() -> Value {
    serde_json::from_str(&Copy::new().read("vendor.json")).unwrap()
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// The drift of a repository against a live document.
fn against(copy: &Copy, live: &str) -> Result<Report, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live");
    std::fs::write(&path, live).unwrap();
    drift(
        &copy.files(false),
        path.to_str().unwrap(),
        &Limits::default(),
        today(),
    )
}

fn ids(report: &Report) -> Vec<&str> {
    report
        .findings
        .iter()
        .map(|finding| finding.id.as_str())
        .collect()
}

#[test]
fn the_same_document_in_yaml_has_not_drifted() {
    let report = against(&Copy::new(), &yaml(&document())).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[test]
fn words_do_not_count_while_they_are_restated() {
    let mut live = document();
    live["paths"]["/api/Customers"]["get"]["description"] = json!("The vendor's own words");
    let copy = Copy::new();
    assert_eq!(ids(&against(&copy, &live.to_string()).unwrap()), [""; 0]);
    let lock = copy
        .read("vendor.lock.toml")
        .replace("descriptions_restated = true\n", "");
    copy.write("vendor.lock.toml", &lock);
    assert_eq!(
        ids(&against(&copy, &live.to_string()).unwrap()),
        ["description-changed"]
    );
}

#[test]
fn a_silenced_finding_is_silent_until_its_end() {
    let mut live = document();
    live["components"]["schemas"]["CustomerDto"]["properties"]["fax"] = json!({ "type": "string" });
    let copy = Copy::new();
    let found = against(&copy, &live.to_string()).unwrap();
    let print = found.findings[0].fingerprint.clone();
    let silence = |until: &str| {
        let entry = format!(
            "[[ignore]]\nfingerprint = \"{print}\"\nreason = \"Known\"\nuntil = \"{until}\"\n"
        );
        copy.write("drift-ignore.toml", &entry);
        against(&copy, &live.to_string()).unwrap()
    };
    assert!(silence("2026-11-23").findings.is_empty());
    let ended = silence("2026-11-22");
    assert_eq!(ended.findings.len(), 1);
    assert!(
        ended
            .notes
            .iter()
            .any(|note| note.contains("has ended on 2026-11-22")),
        "{:?}",
        ended.notes
    );
}

#[test]
fn an_entry_that_silences_nothing_is_named() {
    let copy = Copy::new();
    copy.write(
        "drift-ignore.toml",
        "[[ignore]]\nfingerprint = \"0123456789ab\"\nreason = \"Known\"\nuntil = \"2027-01-01\"\n",
    );
    let report = against(&copy, &document().to_string()).unwrap();
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("0123456789ab silences nothing")),
        "{:?}",
        report.notes
    );
}

#[test]
fn an_entry_without_reason_or_end_or_fingerprint_is_refused() {
    for (entry, due) in [
        (
            "fingerprint = \"0123456789ab\"\nreason = \" \"\nuntil = \"2027-01-01\"",
            "has no reason",
        ),
        (
            "fingerprint = \"0123456789ab\"\nreason = \"Known\"\nuntil = \"soon\"",
            "is no day",
        ),
        (
            "fingerprint = \"0123\"\nreason = \"Known\"\nuntil = \"2027-01-01\"",
            "12 hex digits",
        ),
        (
            "fingerprint = \"0123456789ab\"\nreason = \"Known\"",
            "until",
        ),
    ] {
        let copy = Copy::new();
        copy.write("drift-ignore.toml", &format!("[[ignore]]\n{entry}\n"));
        let sentence = against(&copy, &document().to_string()).unwrap_err();
        assert!(
            sentence.contains("spec/drift-ignore.toml") && sentence.contains(due),
            "{sentence}"
        );
    }
}

#[test]
fn what_cannot_be_told_is_an_error() {
    for live in ["<html></html>", "{", "openapi: 3.1.0\n"] {
        against(&Copy::new(), live).unwrap_err();
    }
    let copy = Copy::new();
    copy.write("vendor.json", "{}\n");
    let sentence = against(&copy, &document().to_string()).unwrap_err();
    assert!(sentence.contains("spec/vendor.lock.toml"), "{sentence}");
}

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn the_exit_code_says_which_of_the_three_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let live = folder.path().join("live.json");
    let mut changed = document();
    changed["paths"]["/api/Customers"]["get"]["tags"] = json!(["Others"]);
    for (document, code) in [
        (document().to_string(), 0),
        (changed.to_string(), 1),
        ("{".to_owned(), 2),
    ] {
        std::fs::write(&live, document).unwrap();
        let output = xtask(&[
            "drift",
            "--from",
            live.to_str().unwrap(),
            "--format",
            "json",
        ]);
        assert_eq!(output.status.code(), Some(code));
        assert_eq!(output.stdout.is_empty(), code == 2);
    }
    let output = xtask(&[
        "drift",
        "--from",
        folder.path().join("none.json").to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(2));
    let output = xtask(&["drift", "--from", "http://127.0.0.1:1/swagger.yaml"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_diff_fails_from_the_gravity_that_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let old = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/vendor.json");
    let new = folder.path().join("new.json");
    let mut changed = document();
    changed["paths"]["/api/Customers"]["get"]["tags"] = json!(["Others"]);
    changed["servers"] = json!([{ "url": "https://example.org" }]);
    std::fs::write(&new, changed.to_string()).unwrap();
    for (fail_on, code) in [("never", 0), ("breaking", 0), ("risky", 1), ("any", 1)] {
        let output = xtask(&["diff", old, new.to_str().unwrap(), "--fail-on", fail_on]);
        assert_eq!(output.status.code(), Some(code), "{fail_on}");
    }
    changed["paths"]["/api/Customers"]["get"] = json!(7);
    std::fs::write(&new, changed.to_string()).unwrap();
    for unreadable in ["nowhere.json", new.to_str().unwrap()] {
        assert_eq!(xtask(&["diff", old, unreadable]).status.code(), Some(2));
    }
}

/// Writes two documents that are not StockTrim's, one of which answers another type, and gives their paths.
fn foreign(folder: &std::path::Path) -> [String; 2] {
    ["string", "integer"].map(|ty| {
        let schema = json!({ "application/json": { "schema": { "type": ty } } });
        let document = json!({
            "openapi": "3.0.0", "info": { "title": "Other", "version": "1" },
            "paths": { "/other": { "get": { "responses": { "200": { "description": "", "content": schema } } } } }
        });
        let path = folder.join(format!("{ty}.json"));
        std::fs::write(&path, document.to_string()).unwrap();
        path.to_str().unwrap().to_owned()
    })
}

#[test]
fn documents_that_no_action_of_the_overlay_fits_are_judged_on_the_wire_alone() {
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = foreign(folder.path());
    let output = xtask(&["diff", &old, &new, "--format", "json", "--fail-on", "risky"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&report["axis"], &report["step"]),
        (&json!("wire"), &json!(null))
    );
    let notes = report["notes"].as_array().unwrap();
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(
        notes[0]
            .as_str()
            .unwrap()
            .contains("the rust axis is left out")
    );
    assert_eq!(report["findings"][0]["id"], "response-body-type-changed");
    let output = xtask(&["diff", &new, &new, "--fail-on", "any"]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn the_axis_that_is_asked_for_decides() {
    let folder = tempfile::tempdir().unwrap();
    let old = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/vendor.json");
    let new = folder.path().join("new.json");
    let mut changed = document();
    let fields = &mut changed["components"]["schemas"]["CustomerDto"]["properties"];
    fields["fax"] = json!({ "type": "string" });
    changed["servers"] = json!([{ "url": "https://example.org" }]);
    std::fs::write(&new, changed.to_string()).unwrap();
    for (axis, code) in [("wire", 1), ("rust", 0), ("both", 1)] {
        let arguments = [
            "diff",
            old,
            new.to_str().unwrap(),
            "--fail-on",
            "risky",
            "--axis",
            axis,
        ];
        assert_eq!(xtask(&arguments).status.code(), Some(code), "{axis}");
    }
}

#[test]
fn a_refusal_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let [old, _] = foreign(folder.path());
    let new = folder.path().join("new.json");
    let text = std::fs::read_to_string(&old).unwrap();
    std::fs::write(&new, text.replace("\"string\"", "7")).unwrap();
    let output = xtask(&["diff", &old, new.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let sentence = String::from_utf8_lossy(&output.stderr);
    assert!(
        sentence.contains("new.json") && sentence.contains("GET /other: at responses"),
        "{sentence}"
    );
}

#[test]
fn references_into_other_files_are_named() {
    let mut live = document();
    live["components"]["schemas"]["CustomerDto"]["properties"]["city"] =
        json!({ "$ref": "city.yaml#/City" });
    let report = xtask::diff::wire_report(&document(), &live);
    assert!(
        ids(&report).contains(&"reference-not-followed"),
        "{:?}",
        ids(&report)
    );
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("city.yaml#/City")),
        "{:?}",
        report.notes
    );
}

#[test]
fn a_reader_that_goes_away_ends_a_report_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = foreign(folder.path());
    let mut child = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["diff", &old, &new])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_check_and_a_fetch_exclude_each_other() {
    let output = xtask(&["regenerate", "--check", "--fetch"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot be used with"));
}

/// The fingerprint of the only finding after an edit of the document.
fn fingerprint(edit: impl FnOnce(&mut Value)) -> String {
    let mut live = document();
    edit(&mut live);
    let found = xtask::diff::wire(&document(), &live);
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].fingerprint.clone()
}

#[test]
fn a_silenced_finding_does_not_silence_another_change_of_the_same_kind_at_the_same_place() {
    const LONG: &str = "a text that is longer than what fits into a finding, which is one hundred and twenty characters";
    type Edit = fn(&mut Value, &str);
    let edits: [Edit; 9] = [
        |live, to| live["components"]["schemas"]["CustomerDto"]["xml"] = json!({ "name": to }),
        |live, to| live["components"]["schemas"]["CustomerDto"]["x-more"] = json!(to),
        |live, to| live["components"]["schemas"]["CustomerDto"]["allOf"] = json!([{ "title": to }]),
        |live, to| {
            live["components"]["schemas"]["CustomerDto"]["properties"]["code"]["enum"] =
                json!([to]);
        },
        |live, to| live["paths"]["/api/Customers"]["get"]["callbacks"] = json!({ to: {} }),
        |live, to| live["paths"]["/api/Customers"]["x-more"] = json!(to),
        |live, to| live["paths"]["/api/Customers"]["get"]["security"] = json!([{ LONG: [to] }]),
        |live, to| live["servers"] = json!([{ "url": to, "description": LONG }]),
        |live, to| live["components"]["securitySchemes"] = json!({ to: { "type": "http" } }),
    ];
    for (number, edit) in edits.into_iter().enumerate() {
        let print = |to: &str| fingerprint(|live| edit(live, to));
        assert_ne!(print("one"), print("two"), "edit {number}");
        assert_eq!(print("one"), print("one"), "edit {number}");
    }
}

#[test]
fn a_fingerprint_does_not_depend_on_the_order_of_keys() {
    let with = |text: &str| {
        fingerprint(|live| {
            live["components"]["schemas"]["CustomerDto"]["xml"] =
                serde_json::from_str(text).unwrap();
        })
    };
    assert_eq!(
        with(r#"{ "name": "a", "required": ["b", "a"], "wrapped": true }"#),
        with(r#"{ "wrapped": true, "required": ["b", "a"], "name": "a" }"#)
    );
}
