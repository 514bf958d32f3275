//! `cargo xtask regenerate`: the vendor's document and the overlay become what the build reads.

use crate::face::Face;
use crate::files::Files;
use crate::lock::Lock;
use crate::{check, document, generate, overlay};
use serde_json::Value;

/// The command that a check tells to run.
pub const COMMAND: &str = "cargo xtask regenerate";

/// Brings `spec/stocktrim.json` and `spec/api.txt` up to date and names the files that were not.
///
/// # Errors
/// Every fault that was found, a line each, each saying what to do.
pub fn regenerate(files: &Files) -> Result<Vec<String>, String> {
    let vendor_text = files.read("spec/vendor.json")?;
    Lock::read(&files.read("spec/vendor.lock.toml")?)?.must_match(&vendor_text)?;
    let vendor = document::read(&vendor_text).map_err(|e| format!("spec/vendor.json: {e}"))?;
    let (corrected, api) = correct(&vendor, &files.read("spec/overlay.yaml")?)?;
    files.put(
        &[("spec/stocktrim.json", &corrected), ("spec/api.txt", &api)],
        COMMAND,
    )
}

/// The texts of `spec/stocktrim.json` and `spec/api.txt` for a document and an overlay.
///
/// # Errors
/// Every fault that was found, a line each, each saying what to do.
pub fn correct(vendor: &Value, overlay_text: &str) -> Result<(String, String), String> {
    let overlay = overlay::read(overlay_text).map_err(|e| format!("spec/overlay.yaml: {e}"))?;
    let applied =
        overlay::apply(&overlay, vendor).map_err(|e| format!("spec/overlay.yaml: {e}"))?;
    let mut faults: Vec<String> = applied.faults.iter().map(ToString::to_string).collect();
    faults.extend(check::document(&applied.document));
    none(&faults)?;
    let text = document::canonical(&applied.document);
    let source = generate::generate(&text).map_err(|e| format!("spec/stocktrim.json: {e}"))?;
    let face = Face::read(&source)?;
    none(&check::row_types(&applied.document, &face))?;
    Ok((text, face.text()))
}

fn none(faults: &[String]) -> Result<(), String> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}
