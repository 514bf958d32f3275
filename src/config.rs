//! Where a client's credentials and address come from, and what they must look like.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use http::HeaderValue;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, ErrorKind, Result};

pub(crate) mod env_file;
pub(crate) mod environment;
pub(crate) mod redaction;
pub(crate) mod setting;

use redaction::Redaction;

/// The variable with the tenant's id.
pub const AUTH_ID_VARIABLE: &str = "STOCKTRIM_API_AUTH_ID";
/// The variable with the tenant's name.
pub const AUTH_SIGNATURE_VARIABLE: &str = "STOCKTRIM_API_AUTH_SIGNATURE";
/// The variable with the address of the service, when it is not StockTrim's own.
pub const BASE_URL_VARIABLE: &str = "STOCKTRIM_BASE_URL";
/// StockTrim's own address (D1).
pub const DEFAULT_BASE_URL: &str = "https://api.stocktrim.com";

/// A tenant's id and name, which StockTrim takes for a password (D2).
///
/// Both are redacted: in `Debug`, in logs and in errors. Where an answer echoes one it is redacted too,
/// also as URLs, JSON and HTML spell it. One of eight or more characters is found in any case (of
/// ASCII letters); a shorter one, which codes may hold too, in its own case and where it stands as a
/// whole word, between blanks, quotes, brackets or separators.
///
/// They are wiped from memory on drop; copies in the buffers of the HTTP library are not.
#[derive(Clone)]
pub struct Credentials(Arc<Pair>);

struct Pair {
    redaction: Redaction,
    id_header: HeaderValue,
    signature_header: HeaderValue,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials([redacted])")
    }
}

impl Credentials {
    /// Takes the tenant's id and the tenant's name, without blanks around them, which HTTP drops.
    ///
    /// Letters outside ASCII are sent as UTF-8. Nothing is known of how StockTrim reads them.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] when one is blank, or holds what an HTTP header cannot: a line break
    /// or another control character.
    pub fn new(id: impl Into<String>, signature: impl Into<String>) -> Result<Self> {
        Self::named([
            (id.into().into(), "the tenant id"),
            (signature.into().into(), "the tenant name"),
        ])
    }

    /// The same, with a name for each, for errors.
    pub(crate) fn named(pair: [(SecretString, &str); 2]) -> Result<Self> {
        let [id, signature] = pair.map(|(secret, name)| (trimmed(secret), name));
        Ok(Self(Arc::new(Pair {
            id_header: header(&id)?,
            signature_header: header(&signature)?,
            redaction: Redaction::of(&[&id.0, &signature.0]),
        })))
    }

    pub(crate) fn id_header(&self) -> HeaderValue {
        self.0.id_header.clone()
    }

    pub(crate) fn signature_header(&self) -> HeaderValue {
        self.0.signature_header.clone()
    }

    /// Redacts both credentials in a text that came from elsewhere.
    pub(crate) fn redact(&self, text: &str) -> String {
        self.0.redaction.text(text.as_bytes(), false)
    }

    /// The same of a body that may end in the middle of one.
    pub(crate) fn redact_body(&self, body: &[u8]) -> String {
        self.0.redaction.text(body, true)
    }

    /// A piece of a body from elsewhere, both credentials starred, so that the piece's length stays.
    pub(crate) fn piece(&self, body: &[u8], piece: Range<usize>) -> Vec<u8> {
        self.0.redaction.piece(body, piece)
    }
}

fn trimmed(secret: SecretString) -> SecretString {
    match secret.expose_secret().trim() {
        trimmed if trimmed.len() == secret.expose_secret().len() => secret,
        trimmed => trimmed.into(),
    }
}

fn header((secret, name): &(SecretString, &str)) -> Result<HeaderValue> {
    let text = secret.expose_secret();
    if text.is_empty() {
        return Err(config(format!("{name} is empty")));
    }
    // Beyond ASCII it is what RFC 9110 calls obs-text: bytes that HTTP carries and does not read.
    let value = HeaderValue::from_bytes(text.as_bytes()).ok();
    let value = value.filter(|_| !text.contains(char::is_control));
    let mut value = value.ok_or_else(|| {
        config(format!("{name} has a character that an HTTP header cannot carry: a line break, or another control character"))
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Reads an address: http or https, perhaps with a path, without anything that could be a secret
/// or would be lost.
pub(crate) fn parse_base_url(text: &str, name: &str, allow_insecure_http: bool) -> Result<Url> {
    let text = text.trim();
    let wrong = |what: &str| Err(config(format!("{name} {what}")));
    let Ok(mut url) = Url::parse(text) else {
        return wrong("is not a URL; expected one like https://api.stocktrim.com");
    };
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return wrong("must be an http or https URL");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("must not have a user name or password in it");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return wrong("must not have a query or a fragment");
    }
    if url.scheme() == "http" && !allow_insecure_http && !is_loopback(&url) {
        return wrong(
            "is plain http to another machine, which shows the credentials to the network; \
             use https, or ClientBuilder::allow_insecure_http(true)",
        );
    }
    let path = url.path().trim_end_matches('/').to_owned();
    if !path.is_empty() && DEFAULT_BASE_URL.ends_with(url.host_str().unwrap_or_default()) {
        return wrong("must not have a path: those of the operations begin with /api themselves");
    }
    url.set_path(&path);
    Ok(url)
}

/// Whether an address is one of this machine alone, by its name or number.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback())
}

pub(crate) fn config(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Config, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_that_no_header_carries_are_refused_by_name_and_not_shown() {
        for secret in [
            "tenant\nhidden",
            "tenant\r\nx: y",
            "hidden\tname",
            "hidden\u{85}name",
            "hidden\u{7f}",
            "hidden\0",
        ] {
            let refused = Credentials::new(secret, "name").unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::Config);
            assert!(
                refused
                    .to_string()
                    .starts_with("the tenant id has a character"),
                "{refused}"
            );
            assert!(
                !format!("{refused:?}{refused}").contains("hidden"),
                "{refused:?}"
            );
        }
        for secret in ["", "  ", "\t"] {
            let refused = Credentials::new("id", secret).unwrap_err();
            assert_eq!(refused.to_string(), "the tenant name is empty");
        }
    }

    #[test]
    fn letters_outside_ascii_are_sent_as_utf8() {
        let credentials = Credentials::new("tenant-77", "Mühle & 木工 Ltd").unwrap();
        let sent = credentials.signature_header();
        assert_eq!(sent.as_bytes(), "Mühle & 木工 Ltd".as_bytes());
        assert!(sent.is_sensitive());
    }

    #[test]
    fn credentials_are_not_shown_and_are_redacted_in_texts() {
        let credentials = Credentials::new("tenant-77", "Oak & Co").unwrap();
        let shown = format!("{credentials:?} {:?}", credentials.id_header());
        assert!(
            !shown.contains("tenant-77") && !shown.contains("Oak"),
            "{shown}"
        );
        let text = credentials.redact("api-auth-id: tenant-77 of Oak & Co");
        assert_eq!(text, "api-auth-id: [redacted] of [redacted]");
    }

    #[test]
    fn blanks_around_credentials_are_dropped_as_http_does() {
        let credentials = Credentials::new(" tenant-77", "Oak & Co \t").unwrap();
        assert_eq!(credentials.id_header(), "tenant-77");
        assert_eq!(credentials.signature_header(), "Oak & Co");
        let text = credentials.redact("tenant-77 is Oak & Co.");
        assert_eq!(text, "[redacted] is [redacted].");
    }

    #[test]
    fn addresses_that_would_leak_or_lose_something_are_refused_by_name() {
        for (url, what) in [
            ("", "is not a URL"),
            ("api.stocktrim.com", "is not a URL"),
            ("ftp://api.stocktrim.com", "http or https"),
            ("https://user@host", "user name"),
            ("https://:pw@host", "user name"),
            ("https://host/?a=1", "query"),
            ("https://host/#top", "fragment"),
            ("http://api.stocktrim.com", "allow_insecure_http"),
            ("http://10.0.0.1", "allow_insecure_http"),
            ("http://localhost.evil.test", "allow_insecure_http"),
            ("https://api.stocktrim.com/api", "must not have a path"),
            ("https://API.stocktrim.com/v1/", "must not have a path"),
        ] {
            let refused = parse_base_url(url, "STOCKTRIM_BASE_URL", false)
                .unwrap_err()
                .to_string();
            assert!(refused.starts_with("STOCKTRIM_BASE_URL "), "{refused}");
            assert!(refused.contains(what), "{url}: {refused}");
            assert!(!refused.contains("pw"), "{refused}");
        }
    }

    #[test]
    fn addresses_may_have_a_path_and_a_trailing_slash() {
        for (url, read) in [
            ("https://host", "https://host/"),
            ("https://host/", "https://host/"),
            ("https://host/a/b//", "https://host/a/b"),
            ("https://api.stocktrim.com/", "https://api.stocktrim.com/"),
            ("http://127.0.0.1:8089", "http://127.0.0.1:8089/"),
            ("http://[::1]:1/x", "http://[::1]:1/x"),
            ("http://localhost", "http://localhost/"),
        ] {
            assert_eq!(
                parse_base_url(url, "base_url", false).unwrap().as_str(),
                read
            );
        }
        assert!(parse_base_url("http://10.0.0.1", "base_url", true).is_ok());
    }
}
