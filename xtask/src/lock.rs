//! `spec/vendor.lock.toml`: where and when the vendor's document was fetched, and what it was.

use crate::document;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is known about `spec/vendor.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Where the document was fetched from.
    pub address: String,
    /// When, as an RFC 3339 time, or the day of the state.
    pub fetched: String,
    /// Whether descriptions are not the vendor's own words; they do not count as drift then.
    #[serde(default)]
    pub descriptions_restated: bool,
    /// The SHA-256 of the bytes that were fetched; none for the first copy, which was not fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetched_sha256: Option<String>,
    /// The SHA-256 of `spec/vendor.json`.
    pub file_sha256: String,
    /// `info.version` of the document.
    pub version: String,
    /// How many paths it has.
    pub paths: usize,
    /// How many operations it has.
    pub operations: usize,
    /// How many schemas it has.
    pub schemas: usize,
}

const HEAD: &str = "\
# Where spec/vendor.json comes from and what it is.
# Written by `cargo xtask fetch`, never by hand.
";

impl Lock {
    /// Describes a document that was fetched.
    #[must_use]
    pub fn of(vendor: &Value, address: &str, fetched: &str, fetched_bytes: &[u8]) -> Self {
        let paths = vendor.get("paths").and_then(Value::as_object);
        let version = vendor.pointer("/info/version").and_then(Value::as_str);
        Self {
            address: address.to_owned(),
            fetched: fetched.to_owned(),
            descriptions_restated: false,
            fetched_sha256: Some(document::sha256(fetched_bytes)),
            file_sha256: document::sha256(document::canonical(vendor).as_bytes()),
            version: version.unwrap_or_default().to_owned(),
            paths: paths.map_or(0, serde_json::Map::len),
            operations: document::operations(vendor).len(),
            schemas: document::schemas(vendor).count(),
        }
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// One sentence with the place of the fault.
    pub fn read(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|e| format!("spec/vendor.lock.toml cannot be read: {e}"))
    }

    /// The file's text.
    ///
    /// # Errors
    /// One sentence; only a value that TOML cannot carry, such as a count beyond 63 bits.
    pub fn text(&self) -> Result<String, String> {
        let table = toml::to_string(self)
            .map_err(|e| format!("spec/vendor.lock.toml cannot be written: {e}"))?;
        Ok(format!("{HEAD}{table}"))
    }

    /// Fails unless this is the lock of that `spec/vendor.json`.
    ///
    /// # Errors
    /// One sentence that says which command puts the two in step.
    pub fn must_match(&self, vendor_text: &str) -> Result<(), String> {
        if self.file_sha256 == document::sha256(vendor_text.as_bytes()) {
            return Ok(());
        }
        Err("spec/vendor.json is not the file that spec/vendor.lock.toml describes: it is never edited by hand; \
             restore it, or run cargo xtask fetch"
            .to_owned())
    }
}
