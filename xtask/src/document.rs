//! Reading a document from YAML or JSON, and writing it in its one canonical form.

use ring::digest::{SHA256, digest};
use serde::Deserialize as _;
use serde_json::Value;
use std::fmt::Write as _;

/// Reads a document, YAML or JSON: text that begins with a brace is read as JSON and nothing else.
///
/// # Errors
/// One sentence with the place of the fault.
pub fn read(text: &str) -> Result<Value, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with(['{', '[']) {
        json(text).map_err(|e| format!("not valid JSON: {e}"))
    } else {
        // YAML 1.2: `No`, `Yes` and `On` are texts, as members of an enum may be.
        let options = serde_saphyr::options! { strict_booleans: true, with_snippet: false };
        serde_saphyr::from_str_with_options(text, options)
            .map_err(|e| format!("not valid YAML: {e}"))
    }
}

/// How deep a JSON document may be nested; the reader's own limit of 128 refuses documents that exist.
const DEPTH: usize = 256;

/// Reads JSON that is nested at most [`DEPTH`] deep.
fn json(text: &str) -> Result<Value, String> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for letter in text.bytes() {
        match letter {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH {
            return Err(format!("nested more than {DEPTH} deep"));
        }
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    reader.disable_recursion_limit();
    let value = Value::deserialize(&mut reader).map_err(|e| e.to_string())?;
    reader.end().map_err(|e| e.to_string())?;
    Ok(value)
}

/// Reads an OpenAPI 3.0 document, YAML or JSON.
///
/// # Errors
/// One sentence that says what it is instead.
pub fn openapi(text: &str) -> Result<Value, String> {
    if text.trim_start().starts_with('<') {
        return Err("HTML or XML, not an OpenAPI document".to_owned());
    }
    let document = read(text)?;
    match document.get("openapi").and_then(Value::as_str) {
        Some(version) if version.starts_with("3.0.") => {}
        Some(version) => return Err(format!("OpenAPI {version}; only 3.0 can be read")),
        None if document.get("swagger").is_some() => {
            return Err("OpenAPI 2; only 3.0 can be read".to_owned());
        }
        None => return Err("not an OpenAPI document: it has no `openapi`".to_owned()),
    }
    readable::<openapiv3::OpenAPI>(&document).map_err(|whole| {
        let parts = operations(&document).into_iter();
        let fault = parts.filter_map(|operation| {
            let fault = readable::<openapiv3::Operation>(operation.value).err()?;
            Some(format!("{}: {fault}", operation.title()))
        });
        let fault = fault.chain([whole]).next().unwrap_or_default();
        format!("not a valid OpenAPI 3.0 document: {fault}")
    })?;
    Ok(document)
}

/// Whether a part of a document is what it should be; if not, where and why.
fn readable<T: serde::de::DeserializeOwned>(part: &Value) -> Result<(), String> {
    let read = serde_path_to_error::deserialize::<_, T>(part);
    read.map(drop)
        .map_err(|e| format!("at {}: {}", e.path(), e.inner()))
}

/// The canonical text of a document: indented JSON in the document's own order of keys, and a line feed.
#[must_use]
pub fn canonical(document: &Value) -> String {
    format!("{document:#}\n")
}

/// The SHA-256 of some bytes, in hex.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    digest(&SHA256, bytes)
        .as_ref()
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// The methods of a path, in the order in which OpenAPI lists them.
pub const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// One operation of a document, with where it is.
#[derive(Debug, Clone, Copy)]
pub struct Operation<'a> {
    /// The path template.
    pub path: &'a str,
    /// The method, in lower case.
    pub method: &'a str,
    /// The operation object.
    pub value: &'a Value,
}

impl<'a> Operation<'a> {
    /// `GET /api/boms`, as messages name it.
    #[must_use]
    pub fn title(self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    /// The operation's name, if the document gives it one.
    #[must_use]
    pub fn id(self) -> Option<&'a str> {
        self.value.get("operationId")?.as_str()
    }
}

/// The operations of a document, in its order.
#[must_use]
pub fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document.get("paths").and_then(Value::as_object);
    let items = paths.into_iter().flatten();
    items
        .flat_map(|(path, item)| {
            let entries = item.as_object().into_iter().flatten();
            entries
                .filter(|(method, _)| METHODS.contains(&method.as_str()))
                .map(move |(method, value)| Operation {
                    path,
                    method,
                    value,
                })
        })
        .collect()
}

/// The named schemas of a document, in its order.
pub fn schemas(document: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let schemas = document.pointer("/components/schemas");
    schemas
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, schema)| (name.as_str(), schema))
}

/// The same document with its keys in another's order, what is new after what both have.
///
/// The order of keys means nothing on the wire, but the parameters of a generated `new` follow it.
#[must_use]
pub fn in_order_of(document: &Value, other: &Value) -> Value {
    match (document, other) {
        (Value::Object(document), Value::Object(other)) => {
            let known = other.iter().filter_map(|(key, other)| {
                document
                    .get(key)
                    .map(|value| (key.clone(), in_order_of(value, other)))
            });
            let fresh = document.iter().filter(|(key, _)| !other.contains_key(*key));
            known
                .chain(fresh.map(|(key, value)| (key.clone(), value.clone())))
                .collect()
        }
        (Value::Array(document), Value::Array(other)) if document.len() == other.len() => document
            .iter()
            .zip(other)
            .map(|(value, other)| in_order_of(value, other))
            .collect(),
        _ => document.clone(),
    }
}
