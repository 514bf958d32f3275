//! Points in time as StockTrim writes them: with or without an offset.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, SecondsFormat, TimeZone, Utc};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::scalar::Text;

/// A point in time, in UTC.
///
/// StockTrim sends date-times without an offset (`2025-10-30T22:21:33.307`) and does not say in
/// which zone they are (G1): **they are read as UTC**. One with `Z` or an offset is converted, and a
/// bare date is its midnight. A time is always written with `Z`; in which zone StockTrim keeps it
/// is not known either.
///
/// ```
/// use stocktrim::types::Timestamp;
///
/// let bare: Timestamp = "2025-10-30T22:21:33.307".parse()?;
/// let with_offset: Timestamp = "2025-10-31T11:21:33.307+13:00".parse()?;
/// assert_eq!(bare, with_offset);
/// assert_eq!(bare.to_string(), "2025-10-30T22:21:33.307Z");
/// # Ok::<(), stocktrim::types::ParseTimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// The time as chrono's type.
    #[must_use]
    pub fn to_utc(self) -> DateTime<Utc> {
        self.0
    }

    /// The time that is so many seconds after 1970-01-01T00:00:00Z; `None` out of chrono's range.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        DateTime::from_timestamp(seconds, 0).map(Self)
    }
}

impl<Z: TimeZone> From<DateTime<Z>> for Timestamp {
    fn from(time: DateTime<Z>) -> Self {
        Self(time.with_timezone(&Utc))
    }
}

impl From<NaiveDateTime> for Timestamp {
    /// Reads the time as UTC.
    fn from(time: NaiveDateTime) -> Self {
        Self(time.and_utc())
    }
}

impl From<Timestamp> for DateTime<Utc> {
    fn from(time: Timestamp) -> Self {
        time.0
    }
}

impl From<std::time::SystemTime> for Timestamp {
    fn from(time: std::time::SystemTime) -> Self {
        Self(time.into())
    }
}

/// A text is not a date-time that StockTrim is known to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseTimestampError(String);

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is not a date-time; expected one like 2025-10-30T22:21:33.307, \
             with or without Z or an offset",
            self.0
        )
    }
}

impl std::error::Error for ParseTimestampError {}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare = |text: &str| {
            let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok()?;
            Some(time.into())
        };
        let date = |text: &str| {
            let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
            Some(date.and_hms_opt(0, 0, 0)?.into())
        };
        bare(text)
            .or_else(|| DateTime::parse_from_rfc3339(text).ok().map(Self::from))
            .or_else(|| date(text))
            .filter(|time: &Self| (0..=9999).contains(&time.0.year()))
            .ok_or_else(|| ParseTimestampError(text.chars().take(64).collect()))
    }
}

impl TryFrom<&str> for Timestamp {
    type Error = ParseTimestampError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let time = deserializer.deserialize_str(Text(PhantomData))?;
        time.ok_or_else(|| D::Error::custom(ParseTimestampError(String::new())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        text.parse::<Timestamp>().unwrap().to_string()
    }

    #[test]
    fn bare_times_are_utc_and_offsets_are_converted() {
        assert_eq!(read("2025-10-30T22:21:33.307"), "2025-10-30T22:21:33.307Z");
        assert_eq!(read("2025-10-30T22:21:33.3"), "2025-10-30T22:21:33.300Z");
        assert_eq!(read("2025-10-30T22:21:33"), "2025-10-30T22:21:33Z");
        assert_eq!(read("2025-10-30T22:21:33Z"), "2025-10-30T22:21:33Z");
        assert_eq!(read("2025-10-30T22:21:33-02:30"), "2025-10-31T00:51:33Z");
        assert_eq!(read("2025-10-30"), "2025-10-30T00:00:00Z");
        assert_eq!(read("0001-01-01T00:00:00"), "0001-01-01T00:00:00Z");
    }

    #[test]
    fn what_is_no_time_is_refused_with_an_example() {
        for text in ["+262142-12-31T23:59:59", "9999-12-31T23:59:59-23:59"] {
            assert!(
                text.parse::<Timestamp>().is_err(),
                "years have four digits: {text}"
            );
        }
        for text in ["", "tomorrow", "2025-13-01T00:00:00", "2025-10-30T25:00:00"] {
            let refused = text.parse::<Timestamp>().unwrap_err().to_string();
            assert!(refused.contains("2025-10-30T22:21:33.307"), "{refused}");
        }
        let long = "x"
            .repeat(100_000)
            .parse::<Timestamp>()
            .unwrap_err()
            .to_string();
        assert!(
            long.len() < 250,
            "an error does not carry the whole input: {}",
            long.len()
        );
    }

    #[test]
    fn chronos_types_are_converted_both_ways() {
        let time: Timestamp = "2025-10-30T22:21:33".parse().unwrap();
        let utc = DateTime::<Utc>::from(time);
        assert_eq!((utc, utc.timestamp()), (time.to_utc(), 1_761_862_893));
        assert_eq!(Timestamp::from(utc.naive_utc()), time);
        let east = chrono::FixedOffset::east_opt(3600).unwrap();
        assert_eq!(Timestamp::from(utc.with_timezone(&east)), time);
        assert_eq!(Timestamp::from_unix_seconds(1_761_862_893), Some(time));
        assert_eq!(Timestamp::from_unix_seconds(i64::MAX), None);
    }

    #[test]
    fn what_is_no_text_is_no_time() {
        let wrong = serde_json::from_str::<Timestamp>("5").unwrap_err();
        assert!(wrong.to_string().contains("a date-time"), "{wrong}");
    }

    #[test]
    fn a_time_survives_a_round_trip() {
        let time: Timestamp = "2025-10-30T22:21:33.307".parse().unwrap();
        let json = serde_json::to_string(&time).unwrap();
        assert_eq!(json, r#""2025-10-30T22:21:33.307Z""#);
        assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), time);
    }
}
