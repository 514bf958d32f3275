//! What a tool takes: one table, from which the schema is made and by which a call is read.

mod read;

use serde_json::{Map, Value, json};

use crate::fields::number_value;

pub(super) use read::Args;

/// One argument of a tool, or one field of a row of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arg {
    name: &'static str,
    about: &'static str,
    kind: Kind,
    is_required: bool,
}

/// What an argument holds.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Text,
    Date,
    Number {
        from: Option<f64>,
    },
    Integer {
        from: i64,
        to: i64,
        default: i64,
    },
    Flag {
        default: Option<bool>,
    },
    Word {
        of: &'static [&'static str],
        default: Option<&'static str>,
    },
    Texts {
        at_most: usize,
    },
    Rows {
        of: &'static [Arg],
        at_most: usize,
    },
}

impl Arg {
    const fn new(name: &'static str, about: &'static str, kind: Kind) -> Self {
        let is_required = false;
        Self {
            name,
            about,
            kind,
            is_required,
        }
    }

    pub(super) const fn text(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, Kind::Text)
    }

    pub(super) const fn date(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, Kind::Date)
    }

    pub(super) const fn number(name: &'static str, about: &'static str, from: f64) -> Self {
        Self::new(name, about, Kind::Number { from: Some(from) })
    }

    /// A number that may be below zero.
    pub(super) const fn any_number(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, Kind::Number { from: None })
    }

    pub(super) const fn integer(
        name: &'static str,
        about: &'static str,
        (from, to, default): (i64, i64, i64),
    ) -> Self {
        Self::new(name, about, Kind::Integer { from, to, default })
    }

    /// A whole number that has no default.
    pub(super) const fn count(name: &'static str, about: &'static str) -> Self {
        Self::integer(name, about, (0, 100_000, -1))
    }

    pub(super) const fn flag(name: &'static str, about: &'static str) -> Self {
        Self::new(
            name,
            about,
            Kind::Flag {
                default: Some(false),
            },
        )
    }

    /// Yes or no, without a default.
    pub(super) const fn choice(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, Kind::Flag { default: None })
    }

    pub(super) const fn word(
        name: &'static str,
        about: &'static str,
        of: &'static [&'static str],
        default: Option<&'static str>,
    ) -> Self {
        Self::new(name, about, Kind::Word { of, default })
    }

    pub(super) const fn texts(name: &'static str, about: &'static str, at_most: usize) -> Self {
        Self::new(name, about, Kind::Texts { at_most })
    }

    pub(super) const fn rows(
        name: &'static str,
        about: &'static str,
        of: &'static [Arg],
        at_most: usize,
    ) -> Self {
        Self::new(name, about, Kind::Rows { of, at_most })
    }

    pub(super) const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    fn schema(&self) -> Value {
        let mut schema = match self.kind {
            Kind::Text | Kind::Date => json!({ "type": "string" }),
            Kind::Number { from: None } => json!({ "type": "number" }),
            Kind::Number { from: Some(from) } => {
                json!({ "type": "number", "minimum": number_value(from) })
            }
            Kind::Integer { from, to, default } if default >= from => {
                json!({ "type": "integer", "minimum": from, "maximum": to, "default": default })
            }
            Kind::Integer { from, .. } => json!({ "type": "integer", "minimum": from }),
            Kind::Flag { default: None } => json!({ "type": "boolean" }),
            Kind::Flag { default } => json!({ "type": "boolean", "default": default }),
            Kind::Word { of, default: None } => json!({ "type": "string", "enum": of }),
            Kind::Word { of, default } => {
                json!({ "type": "string", "enum": of, "default": default })
            }
            Kind::Texts { at_most } => {
                json!({ "type": "array", "items": { "type": "string" }, "maxItems": at_most })
            }
            Kind::Rows { of, at_most } => {
                json!({ "type": "array", "items": schema(of), "minItems": 1, "maxItems": at_most })
            }
        };
        if !self.about.is_empty() {
            schema["description"] = self.about.into();
        }
        schema
    }

    fn default(&self) -> Option<Value> {
        match self.kind {
            Kind::Integer { from, default, .. } if default >= from => Some(default.into()),
            Kind::Flag { default } => default.map(Value::from),
            Kind::Word { default, .. } => default.map(Value::from),
            _ => None,
        }
    }
}

/// The JSON Schema of arguments.
pub(super) fn schema(of: &[Arg]) -> Map<String, Value> {
    let properties = of.iter().map(|arg| (arg.name.to_owned(), arg.schema()));
    let required: Vec<&str> = of
        .iter()
        .filter(|arg| arg.is_required)
        .map(|arg| arg.name)
        .collect();
    let mut schema = Map::from_iter([
        ("type".to_owned(), "object".into()),
        ("properties".to_owned(), Value::Object(properties.collect())),
        ("additionalProperties".to_owned(), false.into()),
    ]);
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    schema
}
