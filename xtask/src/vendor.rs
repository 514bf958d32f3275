//! Taking a fetched document as the vendor's: `spec/vendor.json` and its lock, written together or not at all.

use crate::document::{self, in_order_of};
use crate::fetch::{self, Limits};
use crate::files::Files;
use crate::lock::Lock;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::Value;
use std::ffi::OsStr;
use std::path::Path;

/// The vendor's document before and after a fetch.
#[derive(Debug)]
pub struct Taken {
    /// What `spec/vendor.json` was; none if it was not there.
    pub before: Option<Value>,
    /// What it is now.
    pub after: Value,
    /// The files that were written.
    pub written: Vec<String>,
}

/// Reads `spec/vendor.json` and its lock, and fails unless the two belong together.
///
/// # Errors
/// One sentence that names the file and the command that puts it right.
pub fn current(files: &Files) -> Result<(Value, Lock), String> {
    let text = files.read("spec/vendor.json")?;
    let lock = Lock::read(&files.read("spec/vendor.lock.toml")?)?;
    lock.must_match(&text)?;
    let document = document::read(&text).map_err(|e| format!("spec/vendor.json: {e}"))?;
    Ok((document, lock))
}

/// Fetches the vendor's document and writes it with its lock; a document that is the same leaves both as they are.
///
/// # Errors
/// One sentence; nothing on disk has changed then.
pub fn take(
    files: &Files,
    from: &str,
    limits: &Limits,
    now: DateTime<Utc>,
) -> Result<Taken, String> {
    let fetched = fetch::fetch(from, limits)?;
    let known = files
        .read("spec/vendor.json")
        .ok()
        .and_then(|text| document::read(&text).ok());
    let after = match &known {
        Some(before) => in_order_of(&fetched.document, before),
        None => fetched.document,
    };
    let text = document::canonical(&after);
    let locked = current(files).is_ok_and(|(_, lock)| lock.fetched_sha256.is_some());
    if locked
        && known
            .as_ref()
            .is_some_and(|before| document::canonical(before) == text)
    {
        return Ok(Taken {
            before: known,
            after,
            written: Vec::new(),
        });
    }
    let time = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let lock = Lock::of(&after, address(from), &time, &fetched.bytes).text()?;
    let contents = [
        ("spec/vendor.json", text.as_str()),
        ("spec/vendor.lock.toml", lock.as_str()),
    ];
    let written = files.put(&contents, "cargo xtask fetch")?;
    Ok(Taken {
        before: known,
        after,
        written,
    })
}

/// What the lock says of the source: an address as it is, of a file only its name.
fn address(from: &str) -> &str {
    if fetch::is_address(from) {
        return from;
    }
    Path::new(from)
        .file_name()
        .and_then(OsStr::to_str)
        .unwrap_or(from)
}
