//! `cargo xtask regenerate`: the vendor's document and both overlays become what the build reads.

use crate::document::{self, operations};
use crate::files::Files;
use crate::public_api::PublicApi;
use crate::{check, descriptions, emit, overlay, vendor};
use serde_json::Value;

/// The command that a check tells to run.
pub const COMMAND: &str = "cargo xtask regenerate";

/// Brings `spec/stocktrim.json` and `spec/api.txt` up to date and names the files that were not.
///
/// `before` is the vendor's document as it was, if it has just been fetched anew.
///
/// # Errors
/// Every fault that was found, a line each, each saying what to do.
pub fn regenerate(files: &Files, before: Option<&Value>) -> Result<Vec<String>, String> {
    let (vendor, _) = vendor::current(files)?;
    let replaced = before
        .map(|before| replaced_answers(before, &vendor))
        .unwrap_or_default();
    let corrected = correct(
        &vendor,
        &files.read("spec/overlay.yaml")?,
        &files.read("spec/descriptions.yaml")?,
    );
    let (text, api) = match (corrected, replaced.is_empty()) {
        (Ok(corrected), true) => corrected,
        (Ok(_), false) => return Err(replaced.join("\n")),
        (Err(faults), true) => return Err(faults),
        (Err(faults), false) => return Err(format!("{faults}\n{}", replaced.join("\n"))),
    };
    files.put(
        &[("spec/stocktrim.json", &text), ("spec/api.txt", &api)],
        COMMAND,
    )
}

/// The texts of `spec/stocktrim.json` and `spec/api.txt` for a document, the overlay and the descriptions.
///
/// # Errors
/// Every fault that was found, a line each, each saying what to do.
pub fn correct(
    vendor: &Value,
    overlay_text: &str,
    descriptions_text: &str,
) -> Result<(String, String), String> {
    let overlay = overlay::read(overlay_text).map_err(|e| format!("spec/overlay.yaml: {e}"))?;
    let descriptions = descriptions::read(descriptions_text)
        .map_err(|e| format!("spec/descriptions.yaml: {e}"))?;
    let corrected =
        overlay::apply(&overlay, vendor).map_err(|e| format!("spec/overlay.yaml: {e}"))?;
    let applied = descriptions::apply(&descriptions, &corrected.document)
        .map_err(|e| format!("spec/descriptions.yaml: {e}"))?;
    let told = corrected.faults.iter().chain(&applied.faults);
    let mut faults: Vec<String> = told.map(ToString::to_string).collect();
    faults.extend(check::document(&applied.document));
    faults.extend(check::retries(&applied.document));
    faults.extend(check::enum_numbers(&applied.document));
    faults.extend(check::rows(&applied.document));
    faults.extend(descriptions::missing(&applied.document));
    none(&faults)?;
    let text = document::canonical(&applied.document);
    let source = emit::source_or_culprit(&applied.document)
        .map_err(|e| format!("spec/stocktrim.json: {e}"))?;
    let api = PublicApi::read(&source)?;
    none(&check::row_types(&applied.document, &api))?;
    Ok((text, api.text()))
}

fn none(faults: &[String]) -> Result<(), String> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}

/// Each success of the vendor whose schema has changed behind the action that replaces it.
fn replaced_answers(before: &Value, after: &Value) -> Vec<String> {
    let known = operations(before);
    let changed = operations(after).into_iter().filter_map(|operation| {
        let was = known.iter().find(|was| was.path == operation.path && was.method == operation.method)?;
        let (was, is) = (success(was.value), success(operation.value));
        (was != is).then(|| {
            format!(
                "{} answers {is} where it answered {was}: see whether the action that gives it its 2XX still fits, \
                 then run {COMMAND}",
                operation.title()
            )
        })
    });
    changed.collect()
}

/// The schemas of an operation's successes in one line.
fn success(operation: &Value) -> String {
    let answers = operation
        .get("responses")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let successes = answers.filter(|(status, _)| status.starts_with('2'));
    let schemas: Vec<String> = successes
        .filter_map(|(_, answer)| answer.pointer("/content/application~1json/schema"))
        .map(ToString::to_string)
        .collect();
    if schemas.is_empty() {
        "nothing".to_owned()
    } else {
        schemas.join(" or ")
    }
}
