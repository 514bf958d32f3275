//! Changes as the comparison finds them, before anything judges them.

use super::schema::normal;
use crate::document;
use serde_json::Value;
use std::collections::BTreeMap;

/// What kind of thing changed; it names the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A schema or one of its properties.
    Property,
    /// The whole body of a request or an answer.
    Body,
    /// A parameter.
    Parameter,
}

/// Which way the thing travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// It is sent.
    Request,
    /// It is answered.
    Response,
    /// A named schema: its direction is where it is used.
    Reached,
}

/// A part of the generated code that a change may account for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// The whole document.
    Everything,
    /// An operation.
    Operation(String),
    /// A parameter of an operation, by its name on the wire; the body's is `body`.
    Parameter(String, String),
    /// What an operation answers.
    Answer(String),
    /// A type.
    Type(String),
    /// A property of a type, by its name on the wire.
    Property(String, String),
    /// A member of an enum, by its text on the wire.
    Member(String, String),
}

/// Where something is.
#[derive(Debug, Clone)]
pub struct Place {
    /// A JSON pointer into the document that has it.
    pub pointer: String,
    /// How a sentence names it.
    pub label: String,
    /// What it is.
    pub what: What,
    /// Which way it travels.
    pub side: Side,
    /// The operation that it belongs to, if it belongs to one.
    pub operation: Option<String>,
    /// The named schema that it belongs to, if it belongs to one.
    pub schema: Option<String>,
    /// What it accounts for in the generated code.
    pub claim: Claim,
}

impl Place {
    /// A part of an operation.
    #[must_use]
    pub fn operation(title: &str, pointer: &str) -> Self {
        Self {
            pointer: pointer.to_owned(),
            label: title.to_owned(),
            what: What::Body,
            side: Side::Request,
            operation: Some(title.to_owned()),
            schema: None,
            claim: Claim::Operation(title.to_owned()),
        }
    }

    /// A named schema.
    #[must_use]
    pub fn schema(name: &str) -> Self {
        Self {
            pointer: format!("/components/schemas/{}", escaped(name)),
            label: format!("`{name}`"),
            what: What::Property,
            side: Side::Reached,
            operation: None,
            schema: Some(name.to_owned()),
            claim: Claim::Type(name.to_owned()),
        }
    }

    /// The document itself, or a part of it that is neither operation nor schema.
    #[must_use]
    pub fn document(part: &str) -> Self {
        Self {
            pointer: format!("/{}", escaped(part)),
            label: format!("the document's `{part}`"),
            what: What::Body,
            side: Side::Request,
            operation: None,
            schema: None,
            claim: Claim::Everything,
        }
    }

    /// A place below this one, by its keyword and by what a sentence adds.
    #[must_use]
    pub fn child(&self, keyword: &str, label: &str) -> Self {
        let pointer = format!("{}/{}", self.pointer, escaped(keyword));
        Self {
            pointer,
            label: with_suffix(&self.label, label),
            ..self.clone()
        }
    }

    /// A property of the schema at this place.
    #[must_use]
    pub fn property(&self, name: &str) -> Self {
        let claim = match &self.claim {
            Claim::Type(schema) => Claim::Property(schema.clone(), name.to_owned()),
            other => other.clone(),
        };
        let inner = self
            .child("properties", "")
            .child(name, &format!(".{name}"));
        Self {
            claim,
            what: What::Property,
            ..inner
        }
    }

    /// A member of the enum at this place.
    #[must_use]
    pub fn member(&self, member: &str) -> Self {
        let claim = match &self.claim {
            Claim::Type(schema) => Claim::Member(schema.clone(), member.to_owned()),
            other => other.clone(),
        };
        Self {
            claim,
            ..self.child("enum", "")
        }
    }
}

/// A label in back quotes, longer by a suffix.
fn with_suffix(label: &str, suffix: &str) -> String {
    match label.strip_suffix('`') {
        Some(open) => format!("{open}{suffix}`"),
        None => format!("{label}{suffix}"),
    }
}

/// A key as a JSON pointer has it.
#[must_use]
pub fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// One change.
#[derive(Debug, Clone)]
pub struct Change {
    /// The rule that it falls under.
    pub change: String,
    /// Where it is.
    pub place: Place,
    /// What was there and what is there now; empty where the rule says it all.
    pub detail: String,
    /// A sum of the old and the new value where the detail does not tell them; else empty.
    pub sum: String,
}

/// The changes found so far.
#[derive(Debug)]
pub struct Changes<'a> {
    /// The schemas that have another name, from the old to the new.
    pub renames: &'a BTreeMap<String, String>,
    /// What was found.
    pub found: Vec<Change>,
}

impl Changes<'_> {
    /// Notes a change whose rule, place and detail say all there is.
    pub fn add(&mut self, change: &str, place: &Place, detail: &str) {
        self.found.push(Change {
            change: change.to_owned(),
            place: place.clone(),
            detail: detail.to_owned(),
            sum: String::new(),
        });
    }

    /// Notes a change whose detail does not tell the values, so that another one at the same place is not taken for it.
    pub fn differs(&mut self, change: &str, place: &Place, detail: &str, old: &Value, new: &Value) {
        self.found.push(Change {
            change: change.to_owned(),
            place: place.clone(),
            detail: detail.to_owned(),
            sum: sum(old, new),
        });
    }

    /// Notes a change that tells the old and the new value if they are short.
    pub fn moved(&mut self, change: &str, place: &Place, old: &Value, new: &Value) {
        let detail = format!("{old} → {new}");
        if detail.len() <= 120 {
            self.add(change, place, &detail);
        } else {
            self.differs(change, place, "", old, new);
        }
    }

    /// What a schema of the old document is called in the new one.
    #[must_use]
    pub fn renamed(&self, name: &str) -> String {
        self.renames
            .get(name)
            .cloned()
            .unwrap_or_else(|| name.to_owned())
    }
}

/// A sum of an old and a new value, the same for all that means the same.
#[must_use]
pub fn sum(old: &Value, new: &Value) -> String {
    let text = format!("{}\n{}", normal(old), normal(new));
    document::sha256(text.as_bytes())
}
