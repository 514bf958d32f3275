//! The corrected OpenAPI document, and the questions that the generator asks of it.

use openapiv3::{OpenAPI, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::{Value, json};

use super::operation::Operation;

/// A parsed document.
pub struct Document {
    /// As progenitor reads it, in the document's own order.
    openapi: OpenAPI,
    /// The same without types or order, for everything else: OpenAPI 3.0 passes over a description beside a reference.
    value: Value,
}

/// How often things stand in the document, which is how often they must stand in the output.
#[derive(Default)]
pub struct Counts {
    pub operations: usize,
    pub bodies: usize,
    pub answers: usize,
    pub parameters: usize,
    pub path_values: usize,
}

/// The path of a type of this crate, as the generated code names it.
pub fn own_type(name: &str) -> String {
    format!("::stocktrim::types::{name}")
}

/// The name of the schema that a reference leads to.
pub fn referenced(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or_default()
}

impl Document {
    /// Reads a document from JSON.
    pub fn parse(text: &str) -> Result<Self, String> {
        let error = |e: serde_json::Error| format!("not an OpenAPI 3.0 document: {e}");
        Ok(Self {
            openapi: serde_json::from_str(text).map_err(error)?,
            value: serde_json::from_str(text).map_err(error)?,
        })
    }

    /// The document as progenitor is given it: a body that is a model is named as a type that exists already. Of a model
    /// that it makes itself, progenitor would take typify's builder, which is replaced.
    pub fn for_progenitor(&self) -> OpenAPI {
        let mut openapi = self.openapi.clone();
        for item in openapi.paths.paths.values_mut() {
            let ReferenceOr::Item(item) = item else {
                continue;
            };
            let methods = [&mut item.put, &mut item.post, &mut item.patch];
            let bodies = methods
                .into_iter()
                .flatten()
                .filter_map(|operation| operation.request_body.as_mut());
            for body in bodies {
                let ReferenceOr::Item(body) = body else {
                    continue;
                };
                for schema in body
                    .content
                    .values_mut()
                    .filter_map(|content| content.schema.as_mut())
                {
                    name_as_existing(schema);
                }
            }
        }
        openapi
    }

    /// What the document says of itself.
    pub fn description(&self) -> &str {
        text(&self.value["info"]["description"])
    }

    /// The operations, in the document's order.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        self.openapi
            .paths
            .paths
            .iter()
            .flat_map(move |(path, item)| {
                let operations = item.as_item().into_iter().flat_map(|item| item.iter());
                operations.map(move |(method, _)| Operation {
                    path,
                    method: method.to_uppercase(),
                    value: &self.value["paths"][path][method],
                })
            })
    }

    /// How often things stand in the document.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for operation in self.operations() {
            counts.operations += 1;
            counts.bodies += usize::from(operation.has_body());
            counts.answers += usize::from(operation.has_answer());
            counts.parameters += operation.parameters().count();
            counts.path_values += operation.path.matches('{').count();
        }
        counts
    }

    /// The models: the names of the schemas that are objects, each with its properties in the document's order.
    pub fn models(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        let schemas = self
            .openapi
            .components
            .iter()
            .flat_map(|components| &components.schemas);
        schemas.filter_map(|(name, schema)| match &schema.as_item()?.schema_kind {
            SchemaKind::Type(Type::Object(object)) => Some((
                name.as_str(),
                object.properties.keys().map(String::as_str).collect(),
            )),
            _ => None,
        })
    }

    /// The enums: the schemas that list members.
    pub fn enums(&self) -> impl Iterator<Item = (&str, &Value)> {
        let schemas = self.value["components"]["schemas"]
            .as_object()
            .into_iter()
            .flatten();
        schemas
            .map(|(name, schema)| (name.as_str(), schema))
            .filter(|(_, schema)| schema["type"] == "string" && schema["enum"].is_array())
    }

    /// What the document says of a property of a model, or nothing.
    pub fn property_description(&self, model: &str, property: &str) -> &str {
        text(&self.value["components"]["schemas"][model]["properties"][property]["description"])
    }
}

/// The text of a value, or nothing.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn name_as_existing(schema: &mut ReferenceOr<Schema>) {
    if let ReferenceOr::Reference { reference } = schema {
        let path = own_type(referenced(reference));
        let rust_type =
            json!({ "crate": "stocktrim", "version": "*", "path": path.trim_start_matches(':') });
        if let Ok(existing) = serde_json::from_value(json!({ "x-rust-type": rust_type })) {
            *schema = ReferenceOr::Item(existing);
        }
    }
}
