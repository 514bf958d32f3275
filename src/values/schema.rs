//! JSON Schemas of the hand-written types: what is read may be more than what is written.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{Rows, Timestamp};

/// A text of which some are known; where the server also sends numbers, those are read too.
pub(crate) fn open_enum(
    generator: &SchemaGenerator,
    description: &str,
    known: &[&str],
    numbers: bool,
) -> Schema {
    let mut forms = vec![
        json_schema!({ "type": "string", "enum": known }),
        json_schema!({ "type": "string" }),
    ];
    if numbers && generator.contract().is_deserialize() {
        forms.push(json_schema!({ "type": "integer" }));
    }
    json_schema!({ "description": description.trim(), "anyOf": forms })
}

impl JsonSchema for Timestamp {
    fn schema_name() -> Cow<'static, str> {
        "Timestamp".into()
    }

    fn schema_id() -> Cow<'static, str> {
        concat!(module_path!(), "::Timestamp").into()
    }

    /// Written with `Z`; read with or without an offset, and as a bare date (G1).
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        if generator.contract().is_serialize() {
            return json_schema!({
                "description": "A point in time, in UTC.",
                "type": "string",
                "format": "date-time",
            });
        }
        json_schema!({
            "description": "A point in time; without an offset it is read as UTC.",
            "type": "string",
            "anyOf": [
                { "format": "date-time" },
                { "format": "date" },
                { "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?$" },
            ],
            "examples": ["2025-10-30T22:21:33.307"],
        })
    }
}

impl<T: JsonSchema> JsonSchema for Rows<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("RowsOf{}", T::schema_name()).into()
    }

    fn schema_id() -> Cow<'static, str> {
        format!(concat!(module_path!(), "::Rows<{}>"), T::schema_id()).into()
    }

    /// Written as a list; read as a list, as one object, as `{}` or as `null`.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let row = generator.subschema_for::<T>();
        let description = "Zero or more rows.";
        if generator.contract().is_serialize() {
            return json_schema!({ "description": description, "type": "array", "items": row });
        }
        json_schema!({
            "description": description,
            "anyOf": [
                { "type": "array", "items": row },
                row,
                { "type": "object", "maxProperties": 0 },
                { "type": "null" },
            ],
        })
    }
}
