//! Writes rows as the document's models: every field of the model, null or a default where the row has none.

use super::clock;
use super::data::Row;
use super::document::{Document, Kind, Schema};
use super::quirks::Quirks;
use serde_json::Value;

/// Writes JSON in one of the two behaviours.
#[derive(Debug, Clone, Copy)]
pub(super) struct ModelWriter<'a> {
    pub(super) document: &'a Document,
    pub(super) quirks: &'a Quirks,
    /// Whether to write only what the document allows.
    pub(super) strict: bool,
}

impl ModelWriter<'_> {
    /// Whether the document can express the row at all: its required texts are there.
    pub(super) fn can_write(&self, model: &str, row: &Row) -> bool {
        !self.strict
            || self
                .document
                .model(model)
                .fields
                .iter()
                .filter(|field| field.required)
                .all(|field| match &field.schema.kind {
                    Kind::Text { min_length, .. } => row
                        .get(&field.name)
                        .and_then(Value::as_str)
                        .is_some_and(|text| text.len() >= *min_length),
                    _ => true,
                })
    }

    /// Writes a row as this model.
    pub(super) fn row(&self, out: &mut Vec<u8>, model: &str, row: &Row) {
        let model = self.document.model(model);
        let mut separator = b'{';
        let mut key = |out: &mut Vec<u8>, written: &str| {
            out.push(separator);
            separator = b',';
            out.extend_from_slice(written.as_bytes());
        };
        let mut known = 0;
        for field in &model.fields {
            let value = row.get(&field.name);
            known += usize::from(value.is_some());
            let value = value.filter(|value| self.is_right(&field.schema, value));
            match value {
                Some(value) => {
                    key(out, &field.written);
                    self.value(out, &field.schema, value);
                }
                // What is absent and cannot be null is left out, unless it must be there.
                None if self.strict && !field.schema.nullable && !field.required => {}
                None => {
                    key(out, &field.written);
                    self.nothing(out, &field.schema);
                }
            }
        }
        if known < row.len() && (!self.strict || model.open) {
            for (name, value) in row {
                if !model.fields.iter().any(|field| field.name == *name) && name != "id" {
                    key(out, &format!("{}:", Value::from(name.as_str())));
                    json(out, value);
                }
            }
        }
        if separator == b'{' {
            out.push(separator);
        }
        out.push(b'}');
    }

    /// Writes a value that fits the schema.
    pub(super) fn value(&self, out: &mut Vec<u8>, schema: &Schema, value: &Value) {
        match (&schema.kind, value) {
            (Kind::Model(name), Value::Object(row)) => self.row(out, name, row),
            (Kind::List(of), Value::Array(items)) => {
                list(out, items.iter(), |out, item| self.value(out, of, item));
            }
            (
                Kind::Text {
                    date_time: true, ..
                },
                Value::String(text),
            ) => {
                json(out, &self.date(text));
            }
            (Kind::Member { of, members }, Value::String(text))
                if self.quirks.order_status_is_number && of == ORDER_STATUS =>
            {
                match members.iter().position(|member| member == text) {
                    Some(number) => json(out, &number),
                    None => json(out, value),
                }
            }
            _ => json(out, value),
        }
    }

    /// Writes what stands for a value that is not there.
    pub(super) fn nothing(&self, out: &mut Vec<u8>, schema: &Schema) {
        if schema.nullable {
            return out.extend_from_slice(b"null");
        }
        match &schema.kind {
            Kind::Integer { .. } | Kind::Number { .. } => out.push(b'0'),
            Kind::Boolean => out.extend_from_slice(b"false"),
            Kind::List(_) if self.strict => out.extend_from_slice(b"[]"),
            Kind::Model(name) if self.strict => self.row(out, name, &Row::new()),
            _ => out.extend_from_slice(b"null"),
        }
    }

    /// Whether the value can stand there; in `live` anything that was stored can.
    fn is_right(&self, schema: &Schema, value: &Value) -> bool {
        if value.is_null() {
            return false;
        }
        !self.strict
            || match &schema.kind {
                Kind::Any => true,
                Kind::Text { date_time, .. } => value
                    .as_str()
                    .is_some_and(|text| !date_time || clock::parse(text, false).is_some()),
                Kind::Member { members, .. } => value
                    .as_str()
                    .is_some_and(|text| members.iter().any(|known| known == text)),
                Kind::Integer { .. } => value.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
                Kind::Number { .. } => value.is_number(),
                Kind::Boolean => value.is_boolean(),
                Kind::List(_) => value.is_array(),
                Kind::Model(_) => value.is_object(),
            }
    }

    fn date(&self, text: &str) -> String {
        match clock::parse(text, false) {
            Some(at) if self.strict => clock::text(at) + "Z",
            Some(at) if self.quirks.some_dates_carry_z && !text.contains('.') => {
                clock::text(at) + "Z"
            }
            Some(at) => clock::text(at),
            None => text.to_owned(),
        }
    }
}

/// Writes a list.
pub(super) fn list<T>(
    out: &mut Vec<u8>,
    items: impl Iterator<Item = T>,
    mut write: impl FnMut(&mut Vec<u8>, T),
) {
    out.push(b'[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

/// The one enum that was seen as a number (P5).
const ORDER_STATUS: &str = "PurchaseOrderStatusDto";

/// Writes any JSON.
fn json<T: serde::Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    serde_json::to_writer(out, value).expect("JSON values can be written to memory");
}

#[cfg(test)]
mod tests {
    use super::super::document::VENDOR;
    use super::super::quirks::Quirks;
    use super::ModelWriter;
    use serde_json::{Value, json};

    fn written(model: &str, row: &Value, strict: bool, quirks: &Quirks) -> Value {
        let writer = ModelWriter {
            document: &VENDOR,
            quirks,
            strict,
        };
        let mut out = Vec::new();
        writer.row(&mut out, model, row.as_object().unwrap());
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn the_live_server_writes_nulls_and_unknown_fields_and_the_document_does_not() {
        let row =
            json!({"id": 1, "createdDate": "2025-11-19T21:30:02", "status": "Sent", "new": 1});
        let quirks = Quirks {
            order_status_is_number: true,
            some_dates_carry_z: false,
            ..Quirks::documented()
        };
        let live = written("PurchaseOrderResponseDto", &row, false, &quirks);
        assert_eq!(live["supplier"], Value::Null);
        assert_eq!((&live["new"], &live["status"]), (&json!(1), &json!(2)));
        assert_eq!(live["createdDate"], "2025-11-19T21:30:02");

        let strict = written(
            "PurchaseOrderResponseDto",
            &row,
            true,
            &Quirks::documented(),
        );
        assert_eq!(strict["purchaseOrderLineItems"], json!([]));
        assert_eq!(strict["supplier"]["supplierCode"], Value::Null);
        assert_eq!(strict.get("location"), None);
        assert_eq!(strict.get("new"), None);
        assert_eq!(strict["createdDate"], "2025-11-19T21:30:02Z");
    }

    #[test]
    fn every_field_of_the_model_is_there() {
        let live = written(
            "ProductsResponseDto",
            &json!({}),
            false,
            &Quirks::documented(),
        );
        let model = VENDOR.model("ProductsResponseDto");
        assert!(
            model
                .fields
                .iter()
                .all(|field| live.get(&field.name).is_some())
        );
    }
}
