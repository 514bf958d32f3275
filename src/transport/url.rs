//! Values in paths and queries: they arrive unchanged, or nothing is sent.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;

use super::invalid;
use crate::error::Result;
use crate::operation::Operation;

/// What a value is encoded of: everything but what RFC 3986 calls unreserved.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Encodes a value as one segment of a path.
///
/// Everything but letters, digits, `-`, `.`, `_` and `~` is percent-encoded, `\` and `%` included,
/// so that no URL parser reads it as a separator or an escape.
///
/// # Errors
/// When no encoding carries the value: it is blank, or it is `.` or `..`, which URLs resolve.
pub(crate) fn path_value(operation: Operation, value: &str) -> Result<String> {
    encode_segment(value).map_err(|reason| invalid(operation, reason))
}

/// The same, with the reason alone.
pub(crate) fn encode_segment(value: &str) -> Result<String, String> {
    if value.trim().is_empty() {
        return Err(
            "the key in the path is blank: StockTrim would answer another question".to_owned(),
        );
    }
    if matches!(value, "." | "..") {
        return Err(format!(
            "the key {value:?} cannot be sent: URLs read it as a step between folders"
        ));
    }
    Ok(utf8_percent_encode(value, ENCODED).to_string())
}

/// Refuses a request with a blank query value: for a look-up the server would answer its first
/// rows, for a delete it may mean everything (R4).
pub(super) fn reject_blank_query_values(url: &Url) -> Result<(), String> {
    match url.query_pairs().find(|(_, value)| value.trim().is_empty()) {
        None => Ok(()),
        Some((name, _)) => Err(format!("{name} is blank: nothing was sent")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn awkward_values_survive_a_url() {
        for value in [
            "a/b", "a b", "50%", "%2e", "%2E%2e", "#1", "a?b", r"a\b", "a+b", "a&b=c", "ü", "🪑",
            "...", " .", "a\u{0}b", "a\nb", ";", "a:b", "@",
        ] {
            let encoded = encode_segment(value).unwrap();
            let url = Url::parse(&format!("http://host/api/Customers/{encoded}")).unwrap();
            let segments: Vec<_> = url.path_segments().unwrap().collect();
            assert_eq!(segments.len(), 3, "{value:?} is one segment: {url}");
            let bytes: Vec<u8> = percent_decode(segments[2]);
            assert_eq!(String::from_utf8(bytes).unwrap(), value);
        }
    }

    #[test]
    fn values_that_urls_cannot_carry_are_refused() {
        for value in ["", " ", "\t", ".", "..", "\u{a0}"] {
            assert!(encode_segment(value).is_err(), "{value:?}");
        }
    }

    #[test]
    fn blank_query_values_are_refused_by_name() {
        let url = Url::parse("http://host/api/Products?code=a&pageNo=%20").unwrap();
        let refused = reject_blank_query_values(&url).unwrap_err();
        assert!(refused.starts_with("pageNo is blank"), "{refused}");
        assert!(reject_blank_query_values(&Url::parse("http://host/?a=1").unwrap()).is_ok());
    }

    fn percent_decode(text: &str) -> Vec<u8> {
        let mut bytes = text.bytes();
        let mut decoded = Vec::new();
        while let Some(byte) = bytes.next() {
            if byte == b'%' {
                let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                let digits = std::str::from_utf8(&digits).unwrap();
                decoded.push(u8::from_str_radix(digits, 16).unwrap());
            } else {
                decoded.push(byte);
            }
        }
        decoded
    }
}
