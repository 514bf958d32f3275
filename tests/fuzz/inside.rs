//! What must hold for any input of parts that only the crate itself sees; a module of it under `cfg(fuzzing)` and in its
//! unit tests.

use secrecy::ExposeSecret;

use crate::config::env_file::EnvFile;
use crate::config::redaction::{LONG, Redaction};
use crate::config::{AUTH_ID_VARIABLE, AUTH_SIGNATURE_VARIABLE, BASE_URL_VARIABLE};

/// Reads the bytes as a `.env`, for the fuzz target and its corpus.
///
/// Whatever they are, they do no harm to the lines below them, or one of our variables is named.
pub fn env_file(bytes: &[u8]) {
    let mut bytes = bytes.to_vec();
    for variable in [AUTH_ID_VARIABLE, AUTH_SIGNATURE_VARIABLE, BASE_URL_VARIABLE] {
        bytes.extend_from_slice(format!("\n{variable}=\"last \\$\"").as_bytes());
    }
    let file = EnvFile::new(".env".into(), bytes);
    for variable in [AUTH_ID_VARIABLE, AUTH_SIGNATURE_VARIABLE, BASE_URL_VARIABLE] {
        match file.get(variable) {
            Ok(found) => assert_eq!(
                found.map(|found| found.value.expose_secret().to_owned()),
                Some("last $".to_owned())
            ),
            Err(error) => {
                let shown = error.to_string();
                let named = shown.starts_with(&format!("{variable} (line "));
                assert!(named || shown.contains("UTF-16"), "{shown}");
            }
        }
    }
}

/// Takes the first line of the bytes for a secret and looks for it in the rest, for the fuzz target
/// and its corpus.
pub fn redaction(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Some((secret, text)) = text.split_once('\n') else {
        return;
    };
    let secret = secret.trim();
    if secret.is_empty() || secret.contains(char::is_control) {
        return;
    }
    let redaction = Redaction::of(&[&secret.into()]);
    let clean = redaction.text(text.as_bytes(), true);
    let is_long = secret.chars().count() >= LONG;
    let around = clean.split("[redacted]");
    let shows = |part: &str| {
        part.to_ascii_lowercase()
            .contains(&secret.to_ascii_lowercase())
    };
    assert!(!is_long || !around.into_iter().any(shows), "{clean:?}");
    let decimal = secret.chars().map(|c| format!("&#{};", u32::from(c)));
    // A secret is found in what it stands in, however it is spelt there.
    let percent = secret.bytes().map(|byte| format!("%{byte:02X}"));
    let percent = percent.collect::<Vec<_>>().concat();
    for spelt in [
        secret.to_owned(),
        percent.clone(),
        percent.replace('%', "%25"),
        serde_json::Value::from(secret).to_string(),
        serde_json::Value::from(serde_json::Value::from(secret).to_string()).to_string(),
        decimal.collect::<Vec<_>>().concat(),
        format!("{secret:?}"),
    ] {
        let clean = redaction.text(format!("< {spelt} >").as_bytes(), false);
        let rest = clean.replace("[redacted]", "");
        assert!(
            rest.len() <= "< \\\"\"\" >".len() + 2,
            "{spelt:?}: {clean:?}"
        );
    }
    // A piece is what the whole shows there.
    let whole = redaction.piece(text.as_bytes(), 0..text.len());
    assert_eq!(whole.len(), text.len());
    let middle = text.len() / 3..text.len() / 2;
    let piece = redaction.piece(text.as_bytes(), middle.clone());
    assert_eq!(piece.len(), middle.len());
}
