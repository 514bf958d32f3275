//! Date-times as the wire carries them: read with or without an offset, kept bare in UTC to the millisecond (G1).

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use std::time::SystemTime;

/// This instant.
pub(super) fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}

/// Reads a date-time; `strict` takes only what RFC 3339 allows, otherwise a bare one is read as UTC.
///
/// Years outside 1 to 9999 are refused: the server's own type does not hold them.
pub(super) fn parse(text: &str, strict: bool) -> Option<DateTime<Utc>> {
    let read = if let Ok(exact) = DateTime::parse_from_rfc3339(text) {
        exact.with_timezone(&Utc)
    } else if strict {
        return None;
    } else if let Ok(bare) = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f") {
        bare.and_utc()
    } else {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        day.and_time(NaiveTime::MIN).and_utc()
    };
    (1..=9999).contains(&read.year()).then_some(read)
}

/// The bare text: no offset, at most three decimals, no zeros at their end.
pub(super) fn text(at: DateTime<Utc>) -> String {
    let mut text = at.format("%Y-%m-%dT%H:%M:%S").to_string();
    let millis = at.timestamp_subsec_millis() % 1000;
    if millis > 0 {
        text.push_str(format!(".{millis:03}").trim_end_matches('0'));
    }
    text
}

/// The form that HTTP headers use.
pub(super) fn http_date(at: SystemTime) -> String {
    // As far as four digits of a year go.
    let since = at
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let seconds = i64::try_from(since.as_secs())
        .unwrap_or(i64::MAX)
        .min(253_402_300_799);
    DateTime::from_timestamp(seconds, 0)
        .unwrap_or_default()
        .format("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::{http_date, parse, text};
    use std::time::SystemTime;

    #[test]
    fn dates_are_kept_bare_in_utc() {
        for (sent, kept) in [
            ("2025-10-30T22:21:33.307", "2025-10-30T22:21:33.307"),
            ("2025-10-30T22:21:33.300Z", "2025-10-30T22:21:33.3"),
            ("2025-10-30T22:21:33+13:00", "2025-10-30T09:21:33"),
            ("2025-10-30", "2025-10-30T00:00:00"),
        ] {
            assert_eq!(text(parse(sent, false).unwrap()), kept);
        }
        for wrong in [
            "",
            "soon",
            "2025-13-01T00:00:00Z",
            "0001-01-01T00:00:00+10:00",
        ] {
            assert_eq!(parse(wrong, false), None, "{wrong}");
        }
        assert_eq!(parse("2025-10-30T22:21:33", true), None);
        assert_eq!(
            http_date(SystemTime::UNIX_EPOCH),
            "Thu, 01 Jan 1970 00:00:00 GMT"
        );
    }
}
