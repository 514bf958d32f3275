//! The pairs of documents on which the report is judged, where they are at hand: `../shared/diff` beside the repository.

use serde_json::Value;
use std::path::Path;
use xtask::diff;
use xtask::diff::report::Finding;
use xtask::diff::rules::Wire;

/// The lines of one of the files; none, and a line that says so, when it is not there.
fn pairs(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/diff")
        .join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return Vec::new();
    };
    text.lines()
        .map(|line| xtask::document::read(line).unwrap())
        .collect()
}

fn worst(findings: &[Finding]) -> Option<Wire> {
    findings.iter().map(|finding| finding.wire).max()
}

/// A line per finding, for a failure's message.
fn told(findings: &[Finding]) -> String {
    let line = |f: &Finding| format!("\n    {:?} {} at {}: {}", f.wire, f.id, f.path, f.text);
    findings.iter().map(line).collect()
}

/// Where this report is meant to be milder or graver than oasdiff: what the ids or the test's name contain, and why.
const POLICY: &[(&str, &str)] = &[
    ("sunset", "no policy on sunset dates"),
    ("stability", "no policy on stability levels"),
    ("ForAlpha", "no policy on stability levels"),
    ("ForDraft", "no policy on stability levels"),
    (
        "response-success-status-removed",
        "the SDK reads every 2XX alike",
    ),
    (
        "response-body-max-length-unset",
        "bounds of answers are risky",
    ),
    (
        "request-body-max-set",
        "a first bound on what is sent is breaking",
    ),
    (
        "TestRequestBodyDefaultValueChanged",
        "JSON is no longer taken, which oasdiff's test does not look at",
    ),
    (
        "ReqQueryParamTypeNumberToString",
        "the schema of the parameter has a name of its own",
    ),
];

#[test]
fn the_pairs_of_oasdiff_are_judged_as_it_does() {
    let (mut silent, mut mild, mut grave, mut wrong) = (0, 0, 0, Vec::new());
    for pair in pairs("oasdiff.jsonl") {
        let findings = diff::wire(&pair["base"], &pair["revision"]);
        let expected = pair["expected"].as_object().unwrap();
        let level = |level: &str| expected.values().any(|value| value == level);
        let name = pair["test"].as_str().unwrap();
        let exempt = POLICY
            .iter()
            .any(|(part, _)| name.contains(part) || expected.keys().any(|id| id.contains(part)));
        let worst = worst(&findings);
        let verdict = if !expected.is_empty() && worst.is_none() {
            silent += 1;
            "silent"
        } else if exempt {
            continue;
        } else if level("err") && worst != Some(Wire::Breaking)
            || level("warn") && worst < Some(Wire::Risky)
        {
            mild += 1;
            "too mild"
        } else if !level("err") && worst == Some(Wire::Breaking) {
            grave += 1;
            "too grave"
        } else {
            continue;
        };
        let told = told(&findings);
        wrong.push(format!(
            "
{verdict}: {name} {}{told}",
            pair["expected"]
        ));
    }
    assert!(
        wrong.is_empty(),
        "{silent} silent, {mild} too mild, {grave} too grave{}",
        wrong.concat()
    );
}

#[test]
fn each_special_question_is_answered() {
    let mut wrong = Vec::new();
    for pair in pairs("special.jsonl") {
        let findings = diff::wire(&pair["old"], &pair["new"]);
        let expected = pair["expected"].as_str().unwrap();
        let answer = expected.split(':').next().unwrap_or_default();
        let due: Vec<Option<Wire>> = if answer.starts_with("nothing") {
            // What stands beside a reference is a finding of form, which is safe.
            let form = pair["name"] == "ref-sibling-nullable";
            vec![form.then_some(Wire::Safe)]
        } else if answer.starts_with("breaking/risky") || answer.starts_with("breaking or risky") {
            vec![Some(Wire::Breaking), Some(Wire::Risky)]
        } else if answer.starts_with("breaking") {
            vec![Some(Wire::Breaking)]
        } else if answer.starts_with("risky") || answer.starts_with("cannot tell") {
            vec![Some(Wire::Risky)]
        } else if answer.starts_with("safe") {
            vec![Some(Wire::Safe)]
        } else {
            vec![Some(Wire::Safe), Some(Wire::Risky), Some(Wire::Breaking)]
        };
        if !due.contains(&worst(&findings)) {
            wrong.push(format!(
                "
{}: {expected}{}",
                pair["name"],
                told(&findings)
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong{}", wrong.len(), wrong.concat());
}

#[test]
fn each_patch_of_the_real_document_is_judged() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/vendor.json");
    let vendor: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for case in pairs("vendor-patches.jsonl") {
        let mut new = vendor.clone();
        for step in case["patch"].as_array().unwrap() {
            patch(&mut new, step);
        }
        let findings = diff::wire(&vendor, &new);
        let name = case["name"].as_str().unwrap();
        let harmless = name.starts_with("false-") || name.starts_with("over-");
        let at_least_risky = worst(&findings) >= Some(Wire::Risky);
        if harmless == at_least_risky {
            wrong.push(format!("\n{name}{}", told(&findings)));
        }
    }
    assert!(wrong.is_empty(), "{} wrong{}", wrong.len(), wrong.concat());
}

/// One step of an RFC 6902 patch: `add`, `replace` or `remove`.
fn patch(document: &mut Value, step: &Value) {
    let (parent, key) = step["path"].as_str().unwrap().rsplit_once('/').unwrap();
    let key = key.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent).unwrap() {
        Value::Object(object) if step["op"] == "remove" => drop(object.shift_remove(&key).unwrap()),
        Value::Object(object) => drop(object.insert(key, step["value"].clone())),
        Value::Array(list) => match (step["op"].as_str().unwrap(), key.parse::<usize>()) {
            ("remove", Ok(index)) => drop(list.remove(index)),
            ("replace", Ok(index)) => list[index] = step["value"].clone(),
            ("add", Ok(index)) => list.insert(index, step["value"].clone()),
            _ => list.push(step["value"].clone()),
        },
        other => panic!("{step} leads to {other}"),
    }
}
