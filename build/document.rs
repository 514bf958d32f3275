//! The corrected OpenAPI document, and the questions that the generator asks of it.

use std::collections::HashMap;

use openapiv3::{OpenAPI, ReferenceOr, Schema, SchemaKind, Type};
use syn::parse_quote;

/// A parsed document whose operations all have a name.
pub struct Document {
    pub openapi: OpenAPI,
    /// The text once more, for what OpenAPI 3.0 passes over: a description beside a reference.
    whole: serde_json::Value,
}

/// An enum of the document.
pub struct EnumSchema {
    /// The members, in the document's order.
    pub members: Vec<String>,
    /// `numbers[n]` is the member that the number `n` stands for.
    pub numbers: Vec<String>,
}

impl Document {
    /// Reads a document from JSON, naming the place of what cannot be read.
    pub fn parse(text: &str) -> Result<Self, String> {
        let deserializer = &mut serde_json::Deserializer::from_str(text);
        let openapi: OpenAPI = serde_path_to_error::deserialize(deserializer)
            .map_err(|e| format!("not an OpenAPI 3.0 document at {}: {}", e.path(), e.inner()))?;
        if !openapi.openapi.starts_with("3.0.") {
            return Err(format!(
                "OpenAPI {} is not supported, only 3.0 is",
                openapi.openapi
            ));
        }
        for (path, method, operation) in operations(&openapi) {
            if operation.operation_id.is_none() {
                return Err(format!(
                    "{} {path} has no operationId: name it in spec/overlay.yaml",
                    method.to_uppercase()
                ));
            }
        }
        let whole = serde_json::from_str(text).map_err(|e| format!("not JSON: {e}"))?;
        Ok(Self { openapi, whole })
    }

    /// The number of operations, of those with a body or an answer, of parameters and of path values.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for (path, _, operation) in operations(&self.openapi) {
            counts.operations += 1;
            counts.bodies += usize::from(operation.request_body.is_some());
            counts.parameters += operation.parameters.len();
            counts.path_values += path.matches('{').count();
            let answers = operation.responses.responses.values().any(
                |response| matches!(response, ReferenceOr::Item(item) if !item.content.is_empty()),
            );
            counts.answers += usize::from(answers);
        }
        counts
    }

    /// The names of an object schema's properties in the document's order.
    pub fn properties(&self, schema: &str) -> Option<Vec<&str>> {
        match &self.schema(schema)?.schema_kind {
            SchemaKind::Type(Type::Object(object)) => {
                Some(object.properties.keys().map(String::as_str).collect())
            }
            _ => None,
        }
    }

    /// What the document says of a property of an object schema.
    pub fn words(&self, schema: &str, property: &str) -> Option<&str> {
        let schema = self.whole.pointer("/components/schemas")?.get(schema)?;
        let property = schema.get("properties")?.get(property)?;
        property.get("description")?.as_str()
    }

    /// The string enums of the document by name.
    pub fn enums(&self) -> Result<HashMap<&str, EnumSchema>, String> {
        let components = self.openapi.components.iter();
        let mut enums = HashMap::new();
        for (name, schema) in components.flat_map(|c| &c.schemas) {
            let Some(schema) = schema.as_item() else {
                continue;
            };
            let numbers = schema.schema_data.extensions.get("x-enum-numbers");
            let members: Vec<_> = match &schema.schema_kind {
                SchemaKind::Type(Type::String(string)) => {
                    string.enumeration.iter().flatten().cloned().collect()
                }
                _ => Vec::new(),
            };
            if members.is_empty() {
                if numbers.is_some() {
                    return Err(format!("schema {name} has x-enum-numbers but no members"));
                }
                continue;
            }
            let numbers = match numbers {
                Some(list) => serde_json::from_value(list.clone())
                    .map_err(|e| format!("x-enum-numbers of schema {name}: {e}"))?,
                None => Vec::new(),
            };
            enums.insert(name.as_str(), EnumSchema { members, numbers });
        }
        Ok(enums)
    }

    /// The table of operations that the transport and the tests read.
    pub fn operations_table(&self) -> syn::Item {
        let rows = operations(&self.openapi).map(|(path, method, operation)| {
            let id = operation.operation_id.as_deref().unwrap_or_default();
            let method = method.to_uppercase();
            quote::quote!((#id, #method, #path))
        });
        parse_quote! {
            /// Every operation: its id, its method and its path.
            pub const OPERATIONS: &[(&str, &str, &str)] = &[#(#rows),*];
        }
    }

    /// A place in the document that makes `fails` true: if the schemas fail by themselves, one without which they do not;
    /// else the first path that fails beside them.
    pub fn find_culprit(&self, fails: impl Fn(&OpenAPI) -> bool) -> Option<String> {
        let mut bare = self.openapi.clone();
        bare.paths.paths.clear();
        if fails(&bare) {
            let names = bare.components.iter().flat_map(|c| c.schemas.keys());
            return names
                .cloned()
                .collect::<Vec<_>>()
                .into_iter()
                .find_map(|name| {
                    let mut without = bare.clone();
                    without.components.as_mut()?.schemas.shift_remove(&name);
                    (!fails(&without)).then(|| format!("schema {name}"))
                });
        }
        self.openapi.paths.paths.iter().find_map(|(path, item)| {
            let mut one = bare.clone();
            one.paths.paths.insert(path.clone(), item.clone());
            fails(&one).then(|| format!("path {path}"))
        })
    }

    fn schema(&self, name: &str) -> Option<&Schema> {
        self.openapi
            .components
            .as_ref()?
            .schemas
            .get(name)?
            .as_item()
    }
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

/// Every operation with its path and its method in lower case.
pub fn operations(openapi: &OpenAPI) -> impl Iterator<Item = (&str, &str, &openapiv3::Operation)> {
    openapi.paths.paths.iter().flat_map(|(path, item)| {
        let named = item.as_item().into_iter();
        let operations = named.flat_map(openapiv3::PathItem::iter);
        operations.map(move |(method, operation)| (path.as_str(), method, operation))
    })
}
