//! The shape of an answer: its JSON Schema, and a value brought into it, with other people's texts cleaned.

use serde_json::{Map, Value, json};

use crate::output::{TEXT, clean, tidy};

/// What a field of an answer holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// Other people's text, or a date.
    Text,
    /// A text of the program's own.
    Own,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// Yes or no.
    Flag,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A text, a number, or yes or no.
    Scalar,
    /// Messages by the name of a field.
    Messages,
    /// A list.
    List(&'static Shape),
    /// An object with these fields, each of which may be absent.
    Object(Fields),
}

/// Fields by their names.
pub(super) type Fields = &'static [(&'static str, Shape)];

/// So long may a text of the program's own be.
const OWN: usize = 1000;

impl Shape {
    /// Its JSON Schema.
    pub(super) fn schema(self) -> Value {
        match self {
            Self::Text | Self::Own => json!({ "type": "string" }),
            Self::Number => json!({ "type": "number" }),
            Self::Integer => json!({ "type": "integer" }),
            Self::Flag => json!({ "type": "boolean" }),
            Self::Word(words) => json!({ "type": "string", "enum": words }),
            Self::Scalar => json!({ "type": ["string", "number", "boolean"] }),
            Self::Messages => json!({
                "type": "object",
                "additionalProperties": { "type": "array", "items": { "type": "string" } },
            }),
            Self::List(of) => json!({ "type": "array", "items": of.schema() }),
            Self::Object(fields) => object(fields.iter().copied()).into(),
        }
    }

    /// The value in this shape; none where it has none, or one of another type.
    pub(super) fn fit(self, value: Value) -> Option<Value> {
        match (self, value) {
            (_, Value::Null) => None,
            (Self::Text | Self::Scalar, Value::String(text)) => Some(clean(&text, TEXT).into()),
            (Self::Scalar | Self::Number, value @ Value::Number(_))
            | (Self::Scalar | Self::Flag, value @ Value::Bool(_)) => Some(tidy(value)),
            (Self::Text | Self::Scalar, value) => {
                Some(clean(&tidy(value).to_string(), TEXT).into())
            }
            (Self::Own, Value::String(text)) => Some(clean(&text, OWN).into()),
            (Self::Integer, value @ Value::Number(_)) => {
                Some(tidy(value)).filter(|value| value.is_i64() || value.is_u64())
            }
            (Self::Word(words), Value::String(text)) => {
                words.contains(&text.as_str()).then(|| text.into())
            }
            (Self::Messages, Value::Object(fields)) => {
                let fields = fields.into_iter().map(|(name, messages)| {
                    let messages = Self::List(&Self::Text).fit(messages);
                    (clean(&name, TEXT), messages.unwrap_or_else(|| json!([])))
                });
                Some(Value::Object(fields.collect()))
            }
            (Self::List(of), Value::Array(values)) => Some(
                values
                    .into_iter()
                    .filter_map(|value| of.fit(value))
                    .collect(),
            ),
            (Self::Object(fields), Value::Object(given)) => {
                Some(fit(fields.iter().copied(), given).into())
            }
            _ => None,
        }
    }
}

/// The fields of an object that these are, in their shapes.
pub(super) fn fit(
    fields: impl Iterator<Item = (&'static str, Shape)>,
    mut given: Map<String, Value>,
) -> Map<String, Value> {
    let fitted = fields.filter_map(|(name, shape)| {
        let value = shape.fit(given.remove(name)?)?;
        Some((name.to_owned(), value))
    });
    fitted.collect()
}

/// The schema of an object with these fields and no others.
pub(super) fn object(fields: impl Iterator<Item = (&'static str, Shape)>) -> Map<String, Value> {
    let properties = fields.map(|(name, shape)| (name.to_owned(), shape.schema()));
    Map::from_iter([
        ("type".to_owned(), "object".into()),
        ("properties".to_owned(), Value::Object(properties.collect())),
        ("additionalProperties".to_owned(), false.into()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_another_shape_is_left_out_and_texts_are_cleaned() {
        const SHAPE: Shape = Shape::Object(&[
            ("name", Shape::Text),
            ("units", Shape::Number),
            ("days", Shape::Integer),
            ("open", Shape::Flag),
            ("rows", Shape::List(&Shape::Scalar)),
            ("fields", Shape::Messages),
        ]);
        let given = json!({
            "name": "a\u{202e}b", "units": 2.0, "days": 1.5, "open": "yes", "more": 1,
            "rows": [1.0, null, "x\u{200b}", { "a": 1.0 }], "fields": { "na\u{200b}me": ["bad\u{7}"] },
        });
        let fitted = SHAPE.fit(given).unwrap();
        let wanted = json!({
            "name": "ab", "units": 2, "rows": [1, "x", "{\"a\":1}"], "fields": { "name": ["bad"] },
        });
        assert_eq!(fitted, wanted);
    }
}
