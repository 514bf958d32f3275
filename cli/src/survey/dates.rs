//! The dates in all answers, by their form (G1).

use serde_json::Value;
use stocktrim_sandbox::Answer;

use super::reply::{form, unknown};

/// Whether there were dates of each form.
#[derive(Debug, Default)]
pub(super) struct Dates {
    with_offset: bool,
    bare: bool,
    bare_with_decimals: bool,
}

impl Dates {
    /// Looks at the fields that are dates by their names.
    pub(super) fn look(&mut self, value: &Value) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.look(value)),
            Value::Object(fields) => {
                for (name, value) in fields {
                    match value {
                        Value::String(text)
                            if name.ends_with("Date") || name.ends_with("DateTime") =>
                        {
                            self.note(text);
                        }
                        value => self.look(value),
                    }
                }
            }
            _ => {}
        }
    }

    fn note(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let is_date_time =
            bytes.len() >= 19 && bytes[4] == b'-' && bytes[10] == b'T' && bytes[13] == b':';
        let Some(rest) = text.get(19..).filter(|_| is_date_time) else {
            return;
        };
        let rest_of_time = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
        match (rest, rest_of_time) {
            ("", _) => self.bare = true,
            (_, "") => self.bare_with_decimals = true,
            _ => self.with_offset = true,
        }
    }

    /// Whether dates carry an offset. Those with decimals alone do not tell: they come from other fields.
    pub(super) fn answer(&self) -> Answer {
        match self {
            Self {
                with_offset: true, ..
            } => form("true"),
            Self { bare: true, .. } => form("false"),
            Self {
                bare_with_decimals: true,
                ..
            } => unknown("all dates that came had decimals"),
            _ => unknown("no date came"),
        }
    }
}
