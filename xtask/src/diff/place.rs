//! Where a change is: how a sentence and a pointer name it, and which way it travels.

use super::reach::Reached;
use serde_json::Value;

/// What kind of thing changed; it is a part of the ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A property, or a named schema.
    Property,
    /// The whole body of a request or an answer.
    Body,
    /// A parameter.
    Parameter,
    /// A property of a parameter.
    ParameterProperty,
    /// A header of an answer.
    Header,
}

impl What {
    /// Its name in an id.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Property => "property",
            Self::Body => "body",
            Self::Parameter => "parameter",
            Self::ParameterProperty => "parameter-property",
            Self::Header => "header",
        }
    }
}

/// A place in a document.
#[derive(Debug, Clone)]
pub struct Place {
    /// A JSON pointer into the normal form, with the names of the new document.
    pub pointer: String,
    /// How a sentence names it.
    pub label: String,
    /// What it is.
    pub what: What,
    /// Whether it is sent.
    pub sent: bool,
    /// Whether it is answered.
    pub answered: bool,
    /// Whether it is left out of what is sent, as `readOnly` has it, or of what is answered, as `writeOnly` has it.
    pub hidden: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// Whether values are written as text, so that a string takes every other one.
    pub loose: bool,
    /// Whether this SDK never uses it.
    pub idle: bool,
    /// The operations that it belongs to.
    pub operations: Vec<String>,
    /// The named schema that it belongs to, if it belongs to one.
    pub schema: Option<String>,
}

impl Place {
    /// The document itself, or a part of it that is neither operation nor schema.
    #[must_use]
    pub fn document(part: &str) -> Self {
        Self {
            pointer: format!("/{}", escaped(part)),
            label: format!("the document's `{part}`"),
            what: What::Body,
            sent: true,
            answered: false,
            hidden: "",
            required: false,
            loose: false,
            idle: false,
            operations: Vec::new(),
            schema: None,
        }
    }

    /// An operation.
    #[must_use]
    pub fn operation(title: &str, pointer: &str) -> Self {
        Self {
            pointer: pointer.to_owned(),
            label: title.to_owned(),
            operations: vec![title.to_owned()],
            ..Self::document("")
        }
    }

    /// A named schema, with the operations that it reaches.
    #[must_use]
    pub fn schema(name: &str, reached: &Reached) -> Self {
        let operations = reached.request.union(&reached.response);
        Self {
            pointer: format!("/components/schemas/{}", escaped(name)),
            label: format!("`{name}`"),
            what: What::Property,
            sent: !reached.request.is_empty(),
            answered: !reached.response.is_empty(),
            operations: operations.cloned().collect(),
            schema: Some(name.to_owned()),
            ..Self::document("")
        }
    }

    /// A place below this one, by its keyword and by what a sentence adds.
    #[must_use]
    pub fn child(&self, keyword: &str, label: &str) -> Self {
        let label = match self.label.strip_suffix('`') {
            Some(open) => format!("{open}{label}`"),
            None => format!("{}{label}", self.label),
        };
        Self {
            pointer: format!("{}/{}", self.pointer, escaped(keyword)),
            label,
            ..self.clone()
        }
    }

    /// A part of this place under another name.
    #[must_use]
    pub fn named(&self, keyword: &str, label: String) -> Self {
        Self {
            label,
            ..self.child(keyword, "")
        }
    }

    /// A property of the schema at this place.
    #[must_use]
    pub fn property(&self, name: &str, required: bool) -> Self {
        let what = match self.what {
            What::Parameter | What::ParameterProperty => What::ParameterProperty,
            What::Header => What::Header,
            What::Body | What::Property => What::Property,
        };
        let inner = self
            .child("properties", "")
            .child(name, &format!(".{name}"));
        Self {
            what,
            required,
            ..inner
        }
    }

    /// The same place, which one of the two ways leaves out if the schema there says so.
    #[must_use]
    pub fn seen_by(&self, old: &Value, new: &Value) -> Self {
        let says = |key: &str| {
            let schema = if new.is_null() { old } else { new };
            schema[key] == Value::Bool(true)
        };
        let hidden = match (says("readOnly"), says("writeOnly")) {
            (true, _) => "read-only-",
            (_, true) => "write-only-",
            _ => self.hidden,
        };
        Self {
            hidden,
            ..self.clone()
        }
    }
}

/// A key as a JSON pointer has it.
#[must_use]
pub fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
