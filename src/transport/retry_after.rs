//! `Retry-After`, in seconds, whole or not, or as a date.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::RETRY_AFTER;

/// How long the server asks to wait, counted from `now`; a date in the past is no wait.
///
/// `None` when it does not ask, or what it says cannot be read.
pub(super) fn read(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let is_number = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.'));
    if is_number && let Ok(seconds) = text.parse() {
        // More digits than fit mean "very long", not "no wait".
        return Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::from_secs(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_noon(text: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, text.parse().unwrap());
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_072_000);
        read(&headers, noon)
    }

    #[test]
    fn seconds_and_dates_are_read() {
        assert_eq!(at_noon("7"), Some(Duration::from_secs(7)));
        assert_eq!(at_noon(" 0 "), Some(Duration::ZERO));
        assert_eq!(
            at_noon("Tue, 25 Nov 2025 12:00:30 GMT"),
            Some(Duration::from_secs(30))
        );
    }

    #[test]
    fn b7_fractions_of_a_second_are_read() {
        for (text, millis) in [("2.128", 2128), (" 0.5", 500), ("3.", 3000), (".25", 250)] {
            assert_eq!(at_noon(text), Some(Duration::from_millis(millis)), "{text}");
        }
    }

    #[test]
    fn a_date_in_the_past_is_no_wait() {
        assert_eq!(
            at_noon("Tue, 25 Nov 2025 11:59:30 GMT"),
            Some(Duration::ZERO)
        );
    }

    #[test]
    fn absurd_waits_stay_absurd() {
        assert_eq!(
            at_noon("99999999999999999999999"),
            Some(Duration::from_secs(u64::MAX))
        );
        assert!(at_noon("Thu, 25 Nov 9999 12:00:00 GMT").unwrap() > Duration::from_secs(1 << 30));
    }

    #[test]
    fn nonsense_is_none() {
        for text in [
            "",
            "soon",
            "-3",
            "1.5.2",
            "1e3",
            ".",
            "Tue, 99 Nov 2025 12:00:30 GMT",
            "2025-11-25",
        ] {
            assert_eq!(at_noon(text), None, "{text}");
        }
    }
}
