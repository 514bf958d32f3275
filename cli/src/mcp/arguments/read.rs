//! Reading the arguments of a call by their table.

use serde_json::{Map, Value};
use stocktrim::types::Timestamp;

use super::{Arg, Kind};
use crate::failure::Failure;
use crate::fields::number_value;
use crate::output::quoted;

/// So long may a text be.
const LONGEST: usize = 200;

impl Arg {
    fn read(&self, value: &Value) -> Result<Option<Value>, String> {
        let wrong = |wanted: &str| Err(format!("{}: {wanted} is wanted", self.name));
        match self.kind {
            Kind::Text | Kind::Date => {
                let text = match value {
                    Value::String(text) => text.trim().to_owned(),
                    Value::Number(number) => number.to_string(),
                    _ => return wrong("a text"),
                };
                if text.is_empty() {
                    return Ok(None);
                }
                if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
                    return wrong("a text of one line, of 200 characters at most,");
                }
                if matches!(self.kind, Kind::Date) && text.parse::<Timestamp>().is_err() {
                    return wrong("a date such as 2026-11-25");
                }
                Ok(Some(text.into()))
            }
            Kind::Number { from } => match number(value) {
                Some(number) if from.is_none_or(|from| number >= from) => {
                    Ok(Some(number_value(number)))
                }
                Some(_) if from > Some(0.0) => wrong("a number above 0"),
                Some(_) => wrong("a number of 0 or more"),
                None => wrong("a number"),
            },
            Kind::Integer { from, to, .. } => {
                let whole = number(value)
                    .map(number_value)
                    .and_then(|value| value.as_i64());
                match whole.filter(|whole| (from..=to).contains(whole)) {
                    Some(whole) => Ok(Some(whole.into())),
                    None => wrong(&format!("a whole number from {from} to {to}")),
                }
            }
            Kind::Flag { .. } => match value {
                Value::Bool(_) => Ok(Some(value.clone())),
                Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                    "true" => Ok(Some(true.into())),
                    "false" => Ok(Some(false.into())),
                    _ => wrong("true or false"),
                },
                _ => wrong("true or false"),
            },
            Kind::Word { of, .. } => {
                let given = value.as_str().map(str::trim);
                if given == Some("") {
                    return Ok(None);
                }
                let known = of
                    .iter()
                    .find(|word| given.is_some_and(|given| word.eq_ignore_ascii_case(given)));
                match known {
                    Some(word) => Ok(Some((*word).into())),
                    None => wrong(&format!("one of {}", of.join(", "))),
                }
            }
            Kind::Texts { at_most } => {
                let one = Self::text(self.name, "");
                let texts = match value {
                    Value::Array(texts) if texts.len() <= at_most => texts
                        .iter()
                        .map(|text| one.read(text))
                        .collect::<Result<Vec<_>, _>>()?,
                    Value::String(_) => vec![one.read(value)?],
                    _ => return wrong(&format!("a list of {at_most} texts at most")),
                };
                let texts: Vec<Value> = texts.into_iter().flatten().collect();
                Ok(Some(texts)
                    .filter(|texts| !texts.is_empty())
                    .map(Value::Array))
            }
            Kind::Rows { of, at_most } => {
                // Some clients write a list as the text of it.
                let list = value
                    .as_str()
                    .and_then(|text| serde_json::from_str(text).ok());
                let rows = match list.as_ref().unwrap_or(value) {
                    Value::Array(rows) if (1..=at_most).contains(&rows.len()) => rows,
                    _ => return wrong(&format!("a list of 1 to {at_most} objects")),
                };
                let read = rows.iter().enumerate().map(|(at, row)| {
                    let row = row
                        .as_object()
                        .ok_or_else(|| "an object is wanted".to_owned());
                    let row = row.and_then(|row| read(of, row));
                    row.map(Value::Object)
                        .map_err(|error| format!("{}[{at}]: {error}", self.name))
                });
                Ok(Some(Value::Array(read.collect::<Result<_, _>>()?)))
            }
        }
    }
}

/// A number, also one that is written as text.
fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::String(text) => text.trim().parse().ok(),
        value => value.as_f64(),
    };
    number.filter(|number: &f64| number.is_finite())
}

/// The values of arguments in the order of their table, with defaults.
fn read(of: &[Arg], given: &Map<String, Value>) -> Result<Map<String, Value>, String> {
    if let Some(name) = given
        .keys()
        .find(|name| of.iter().all(|arg| arg.name != name.as_str()))
    {
        let known: Vec<&str> = of.iter().map(|arg| arg.name).collect();
        return Err(format!(
            "there is no argument {}; known are {}",
            quoted(name),
            known.join(", ")
        ));
    }
    let mut values = Map::new();
    for arg in of {
        let value = match given.get(arg.name) {
            None | Some(Value::Null) => None,
            Some(value) => arg.read(value)?,
        };
        match value.or_else(|| arg.default()) {
            Some(value) => _ = values.insert(arg.name.to_owned(), value),
            None if arg.is_required => return Err(format!("{} is missing", arg.name)),
            None => {}
        }
    }
    Ok(values)
}

/// The arguments of a call, as its tool takes them.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Args(Map<String, Value>);

impl Args {
    /// Reads what came with a call.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(in super::super) fn read(
        of: &[Arg],
        given: Option<&Map<String, Value>>,
    ) -> Result<Self, Failure> {
        let none = Map::new();
        read(of, given.unwrap_or(&none))
            .map(Self)
            .map_err(Failure::usage)
    }

    /// The text of an argument.
    pub(in super::super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// The text of an argument that is required.
    pub(in super::super) fn required(&self, name: &str) -> &str {
        self.text(name).unwrap_or_default()
    }

    /// The texts of an argument.
    pub(in super::super) fn texts(&self, name: &str) -> Vec<String> {
        let texts = self
            .0
            .get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        texts.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// The point in time of an argument.
    pub(in super::super) fn date(&self, name: &str) -> Option<Timestamp> {
        self.text(name).and_then(|text| text.parse().ok())
    }

    /// The number of an argument.
    pub(in super::super) fn number(&self, name: &str) -> Option<f64> {
        self.0.get(name).and_then(Value::as_f64)
    }

    /// The whole number of an argument.
    pub(in super::super) fn count(&self, name: &str) -> Option<u64> {
        self.0.get(name).and_then(Value::as_u64)
    }

    /// Whether a flag is set.
    pub(in super::super) fn flag(&self, name: &str) -> bool {
        self.0.get(name) == Some(&Value::Bool(true))
    }

    /// The rows of an argument.
    pub(in super::super) fn rows(&self, name: &str) -> Vec<Self> {
        let rows = self
            .0
            .get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        rows.filter_map(Value::as_object)
            .cloned()
            .map(Self)
            .collect()
    }

    /// The value of an argument.
    pub(in super::super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// All but these, as text: what a token or a cursor is bound to.
    pub(in super::super) fn but(&self, without: &[&str]) -> String {
        let kept = self
            .0
            .iter()
            .filter(|(name, _)| !without.contains(&name.as_str()));
        Value::Object(
            kept.map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        )
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TABLE: &[Arg] = &[
        Arg::text("code", "").required(),
        Arg::integer("limit", "", (1, 200, 25)),
        Arg::number("cost", "", 0.0),
        Arg::flag("dry_run", ""),
        Arg::word("which", "", &["all", "some"], Some("some")),
        Arg::date("date", ""),
        Arg::texts("names", "", 2),
        Arg::rows("lines", "", &[Arg::number("units", "", 0.0).required()], 2),
    ];

    fn args(given: &Value) -> Result<String, String> {
        let read = Args::read(TABLE, given.as_object());
        read.map(|args| args.but(&["limit"]))
            .map_err(|failure| failure.message)
    }

    #[test]
    fn numbers_come_as_text_too_and_defaults_are_filled_in() {
        let given = json!({
            "code": 7, "cost": "1.50", "dry_run": "True", "which": "ALL", "date": "2026-11-25",
            "names": "a", "lines": [{ "units": "2" }], "limit": "3",
        });
        let wanted = r#"{"code":"7","cost":1.5,"dry_run":true,"which":"all","date":"2026-11-25","names":["a"],"lines":[{"units":2}]}"#;
        assert_eq!(args(&given).as_deref(), Ok(wanted));
        let wanted = r#"{"code":"a","dry_run":false,"which":"some"}"#;
        let given = json!({ "code": " a ", "date": "", "which": "", "cost": null, "names": [] });
        assert_eq!(args(&given).as_deref(), Ok(wanted));
    }

    #[test]
    fn what_a_tool_does_not_take_is_refused_by_name() {
        for (given, name) in [
            (json!({}), "code"),
            (json!({ "code": " " }), "code"),
            (json!({ "code": "a\nb" }), "code"),
            (json!({ "code": "x".repeat(201) }), "code"),
            (json!({ "code": ["a"] }), "code"),
            (json!({ "code": "a", "limit": 0 }), "limit"),
            (json!({ "code": "a", "limit": 1.5 }), "limit"),
            (json!({ "code": "a", "cost": "NaN" }), "cost"),
            (json!({ "code": "a", "cost": -1 }), "cost"),
            (json!({ "code": "a", "dry_run": "perhaps" }), "dry_run"),
            (json!({ "code": "a", "which": "none" }), "which"),
            (json!({ "code": "a", "date": "soon" }), "date"),
            (json!({ "code": "a", "names": ["a", "b", "c"] }), "names"),
            (json!({ "code": "a", "lines": [] }), "lines"),
            (json!({ "code": "a", "lines": [{}] }), "lines[0]: units"),
            (
                json!({ "code": "a", "lines": [{ "units": 1, "more": 1 }] }),
                "lines[0]",
            ),
            (json!({ "code": "a", "confirm": true }), "confirm"),
        ] {
            let refused = args(&given).unwrap_err();
            assert!(refused.contains(name), "{given}: {refused}");
        }
    }
}
