//! Values as texts of one cell.

use serde_json::Value;

use crate::fields::number_value;

/// The value with whole numbers written without decimals.
#[must_use]
pub fn tidy(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            number.as_f64().map_or(Value::Null, number_value)
        }
        Value::Array(values) => values.into_iter().map(tidy).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| (name, tidy(value)));
            Value::Object(fields.collect())
        }
        other => other,
    }
}

/// The text of a cell: nothing for null, JSON for what has parts.
#[must_use]
pub fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The text of a cell for a terminal, where control characters would act.
pub(super) fn shown(value: &Value) -> String {
    printable(&cell(value))
}

/// The text with what a terminal would act on, or not show, escaped.
#[must_use]
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() || is_invisible(letter) {
            shown.extend(letter.escape_unicode());
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// The same of a text of several lines.
#[must_use]
pub fn printable_lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}

/// Characters that change the order of others or have no width.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_do_and_controls_are_escaped() {
        assert_eq!(
            tidy(serde_json::json!({"a": [12.0, 0.5]})),
            serde_json::json!({"a": [12, 0.5]})
        );
        assert_eq!(cell(&Value::Null), "");
        assert_eq!(
            shown(&"a\u{1b}[31m\u{202e}b".into()),
            "a\\u{1b}[31m\\u{202e}b"
        );
    }
}
