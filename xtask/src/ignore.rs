//! `spec/drift-ignore.toml`: findings that are known, each with a reason and a day on which they come back.

use crate::diff::{Finding, Report};
use chrono::NaiveDate;
use serde::Deserialize;

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ignores {
    /// The entries.
    #[serde(default)]
    pub ignore: Vec<Ignore>,
}

/// One entry.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ignore {
    /// The finding's fingerprint.
    pub fingerprint: String,
    /// Why it is silent.
    pub reason: String,
    /// The last day on which it is, as `2027-01-31`.
    pub until: String,
}

impl Ignores {
    /// Reads the file's text.
    ///
    /// # Errors
    /// One sentence that names the entry and what it lacks.
    pub fn read(text: &str) -> Result<Self, String> {
        let name = "spec/drift-ignore.toml";
        let ignores: Self =
            toml::from_str(text).map_err(|e| format!("{name} cannot be read: {e}"))?;
        for Ignore {
            fingerprint,
            reason,
            until,
        } in &ignores.ignore
        {
            let hex = fingerprint.len() == 12
                && fingerprint.chars().all(|digit| digit.is_ascii_hexdigit());
            if !hex {
                return Err(format!(
                    "{name}: {fingerprint:?} is not a fingerprint of 12 hex digits"
                ));
            }
            if reason.trim().is_empty() {
                return Err(format!("{name}: {fingerprint} has no reason"));
            }
            until.parse::<NaiveDate>().map_err(|e| {
                format!("{name}: the end date {until:?} of {fingerprint} is no day: {e}")
            })?;
        }
        Ok(ignores)
    }

    /// Takes the silenced findings out of a report and notes the entries that have ended or are not needed.
    pub fn apply(&self, report: &mut Report, today: NaiveDate) {
        let ended = |ignore: &Ignore| {
            ignore
                .until
                .parse::<NaiveDate>()
                .is_ok_and(|until| until < today)
        };
        let silences = |finding: &Finding| {
            let mut running = self.ignore.iter().filter(|ignore| !ended(ignore));
            running.any(|ignore| ignore.fingerprint == finding.fingerprint)
        };
        for Ignore {
            fingerprint, until, ..
        } in self.ignore.iter().filter(|ignore| ended(ignore))
        {
            report.notes.push(format!(
                "spec/drift-ignore.toml: {fingerprint} has ended on {until}"
            ));
        }
        for Ignore { fingerprint, .. } in &self.ignore {
            if report
                .findings
                .iter()
                .all(|finding| finding.fingerprint != *fingerprint)
            {
                report.notes.push(format!(
                    "spec/drift-ignore.toml: {fingerprint} silences nothing, it can go"
                ));
            }
        }
        report.findings.retain(|finding| !silences(finding));
    }
}
