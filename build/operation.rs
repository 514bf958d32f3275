//! An operation of the document: its names, its parts, and its row in the table of operations.

use std::fmt::Write as _;

use serde_json::Value;

use super::document::{Document, referenced, text};

/// One operation of the document.
pub struct Operation<'a> {
    pub path: &'a str,
    /// The method, in upper case.
    pub method: String,
    pub value: &'a Value,
}

/// The call of `operations!` that defines `Operation`: a row per operation, in the document's order.
pub fn table(document: &Document) -> String {
    let mut table = "crate::operation::operations! {\n".to_owned();
    for operation in document.operations() {
        let docs = format!("{}\n\n{}", operation.sentence(), operation.line());
        let (variant, id, method) = (operation.variant(), operation.id(), &operation.method);
        let (path, (idempotency, key)) = (operation.path, operation.idempotency());
        let (parameters, has_body) = (operation.values().collect::<Vec<_>>(), operation.has_body());
        let _ = writeln!(
            table,
            "    #[doc = {docs:?}]\n    {variant}, {id:?}, {method}, {path:?}, {idempotency}, {key:?}, {parameters:?}, {has_body};"
        );
    }
    table + "}\n"
}

impl<'a> Operation<'a> {
    /// Its name in the document, which is its method's: `list_products`.
    pub fn id(&self) -> &'a str {
        text(&self.value["operationId"])
    }

    /// Its name as a type, which is its request's: `ListProducts`.
    pub fn variant(&self) -> String {
        pascal(self.id())
    }

    /// Its line in the document: `GET /api/Products`.
    pub fn line(&self) -> String {
        format!("`{} {}`", self.method, self.path)
    }

    /// What it does, in the document's words if it has any.
    pub fn sentence(&self) -> String {
        match text(&self.value["description"]) {
            "" => format!("Calls {}.", self.line()),
            description => description.to_owned(),
        }
    }

    /// Its variant of `Idempotency`, and where its rows have the key that makes it idempotent.
    ///
    /// Without a word it is taken for the worst, so that a document with something new can be generated from.
    pub fn idempotency(&self) -> (&'static str, &'a str) {
        let class = match text(&self.value["x-retry"]) {
            "safe" => "Safe",
            "idempotent" => "Idempotent",
            "idempotent-delete" => "IdempotentDelete",
            _ => "NonIdempotent",
        };
        (class, text(&self.value["x-retry-key"]))
    }

    /// Its parameters, each with the name of its setter: `pageNo` with `page_no`.
    pub fn parameters(&self) -> impl Iterator<Item = (String, &'a Value)> {
        let listed = self.value["parameters"].as_array().into_iter().flatten();
        listed.map(|parameter| (snake(text(&parameter["name"])), parameter))
    }

    /// The names of the values in its path and query, and whether a call needs each.
    fn values(&self) -> impl Iterator<Item = (&'a str, bool)> {
        let listed = self.parameters().map(|(_, parameter)| parameter);
        let values = listed.filter(|parameter| parameter["in"] != "header");
        values.map(|value| (text(&value["name"]), value["required"] == true))
    }

    pub fn has_body(&self) -> bool {
        self.value["requestBody"].is_object()
    }

    /// What its body is, as a link: a model, or a list of one.
    pub fn body(&self) -> Option<String> {
        let schema = &self.value["requestBody"]["content"]["application/json"]["schema"];
        let (list, reference) = match schema["$ref"].as_str() {
            Some(reference) => ("", reference),
            None => ("a list of ", schema["items"]["$ref"].as_str()?),
        };
        let model = referenced(reference);
        Some(format!("{list}[`{model}`](crate::types::{model})"))
    }

    /// Whether it answers with something to read.
    pub fn has_answer(&self) -> bool {
        self.value["responses"]["2XX"]["content"].is_object()
    }
}

/// Words with a first letter in upper case each: `list_products` as `ListProducts`.
pub fn pascal(name: &str) -> String {
    let words = name
        .split(|letter: char| !letter.is_alphanumeric())
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        });
    words.collect()
}

/// Words in lower case: `pageNo` as `page_no`.
fn snake(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push('_');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}
