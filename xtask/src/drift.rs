//! `cargo xtask drift`: the live document against `spec/vendor.json`.

use crate::diff::{self, Report};
use crate::fetch::{self, Limits};
use crate::files::Files;
use crate::ignore::Ignores;
use crate::{overlay, vendor};
use chrono::NaiveDate;

/// What has changed at the vendor's since `spec/vendor.json`; no finding is no change.
///
/// # Errors
/// One sentence when it cannot be told.
pub fn drift(
    files: &Files,
    from: &str,
    limits: &Limits,
    today: NaiveDate,
) -> Result<Report, String> {
    let (known, lock) = vendor::current(files)?;
    let overlay = overlay::read(&files.read("spec/overlay.yaml")?)
        .map_err(|e| format!("spec/overlay.yaml: {e}"))?;
    let ignores = Ignores::read(&files.read("spec/drift-ignore.toml")?)?;
    let live = fetch::fetch(from, limits)?.document;
    let mut report = diff::diff(&known, &live, &overlay)?;
    if lock.descriptions_restated {
        report
            .findings
            .retain(|finding| finding.id != "description-changed");
    }
    ignores.apply(&mut report, today);
    Ok(report)
}
