//! The corrected OpenAPI document, and the questions that the generator asks of it.

use std::collections::BTreeSet;

use openapiv3::{OpenAPI, PathItem, ReferenceOr, SchemaKind, Type};
use serde_json::{Value, json};

use super::operation::Operation;

/// A parsed document.
pub struct Document {
    /// As progenitor reads it, in the document's own order.
    pub openapi: OpenAPI,
    /// The same without types or order, for everything else: OpenAPI 3.0 passes over a description beside a reference.
    value: Value,
}

/// How often things stand in the document, or in progenitor's output.
#[derive(Debug, Default, PartialEq)]
pub struct Counts {
    pub operations: usize,
    pub answers: usize,
    /// Parameters and bodies.
    pub setters: usize,
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
        let error = |e| format!("not an OpenAPI 3.0 document: {e}");
        let mut openapi: OpenAPI = serde_json::from_str(text).map_err(error)?;
        openapi.paths.paths.values_mut().for_each(name_bodies);
        let value = serde_json::from_str(text).map_err(error)?;
        Ok(Self { openapi, value })
    }

    /// What the document says of itself.
    pub fn description(&self) -> &str {
        text(&self.value["info"]["description"])
    }

    /// The operations, in the document's order.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        let items = self.openapi.paths.paths.iter();
        let items = items.filter_map(|(path, item)| Some((path, item.as_item()?)));
        items.flat_map(move |(path, item)| {
            item.iter().map(move |(method, _)| Operation {
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
            counts.answers += usize::from(operation.has_answer());
            counts.setters += operation.parameters().count() + usize::from(operation.has_body());
            counts.path_values += operation.path.matches('{').count();
        }
        counts
    }

    /// The models: the names of the schemas that are objects, each with its properties in the document's order.
    pub fn models(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        let schemas = self.openapi.components.iter().flat_map(|c| &c.schemas);
        schemas.filter_map(|(name, schema)| {
            let SchemaKind::Type(Type::Object(object)) = &schema.as_item()?.schema_kind else {
                return None;
            };
            let properties = object.properties.keys().map(String::as_str);
            Some((name.as_str(), properties.collect()))
        })
    }

    /// Of each model that has such, the keys of which a row has at least one.
    pub fn identities(&self) -> Vec<(&str, Vec<&str>)> {
        let schemas = self.value["components"]["schemas"].as_object();
        let named = schemas.into_iter().flatten().filter_map(|(name, schema)| {
            let keys = schema["x-identity"].as_array()?;
            Some((name.as_str(), keys.iter().map(text).collect()))
        });
        named.collect()
    }

    /// The schemas that bodies of requests refer to, directly or through others.
    pub fn sent(&self) -> BTreeSet<&str> {
        let mut sent = BTreeSet::new();
        let bodies = self
            .operations()
            .map(|operation| &operation.value["requestBody"]);
        let mut waiting: Vec<&Value> = bodies.collect();
        while let Some(value) = waiting.pop() {
            match value {
                Value::Object(object) => waiting.extend(object.values()),
                Value::Array(list) => waiting.extend(list),
                _ => {}
            }
            let name = value["$ref"].as_str().map(referenced);
            if let Some(name) = name.filter(|name| sent.insert(*name)) {
                waiting.push(&self.value["components"]["schemas"][name]);
            }
        }
        sent
    }

    /// Whether a property of a model that is sent may be null.
    pub fn may_be_cleared(&self, model: &str, property: &str) -> bool {
        let model = &self.value["components"]["schemas"][model];
        let kept = model["x-no-clear"].as_array();
        model["properties"][property]["nullable"] == true
            && !kept.is_some_and(|kept| kept.iter().any(|kept| kept == property))
    }

    /// The enums: the schemas that list members.
    pub fn enums(&self) -> impl Iterator<Item = (&str, &Value)> {
        let schemas = self.value["components"]["schemas"].as_object();
        let schemas = schemas.into_iter().flatten();
        let enums =
            schemas.filter(|(_, schema)| schema["type"] == "string" && schema["enum"].is_array());
        enums.map(|(name, schema)| (name.as_str(), schema))
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

/// Names a body that is a model as a type that exists already. Of a model that it makes itself, progenitor would take
/// typify's builder, which is replaced.
fn name_bodies(item: &mut ReferenceOr<PathItem>) {
    let ReferenceOr::Item(PathItem {
        put, post, patch, ..
    }) = item
    else {
        return;
    };
    for operation in [put, post, patch].into_iter().flatten() {
        let Some(ReferenceOr::Item(body)) = &mut operation.request_body else {
            continue;
        };
        for content in body.content.values_mut() {
            if let Some(ReferenceOr::Reference { reference }) = &content.schema {
                let path = format!("stocktrim::types::{}", referenced(reference));
                let rust_type = json!({ "crate": "stocktrim", "version": "*", "path": path });
                content.schema = serde_json::from_value(json!({ "x-rust-type": rust_type })).ok();
            }
        }
    }
}

impl Counts {
    /// Fails when a rewrite did not meet the output that it was written for.
    pub fn assert_same(&self, expected: &Self) -> Result<(), String> {
        if self == expected {
            return Ok(());
        }
        Err(format!(
            "progenitor's output has {self:?} where {expected:?} were expected: its version has changed, adapt build/"
        ))
    }
}
