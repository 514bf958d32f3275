//! A place in both documents: what each has there, how a sentence and a pointer name it, and which way it travels.

use super::reach::Reached;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What kind of thing changed; it is a part of the ids.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum What {
    /// A property, or a named schema.
    Property,
    /// The whole body of a request or an answer.
    #[default]
    Body,
    /// A parameter.
    Parameter,
    /// A property of a parameter.
    ParameterProperty,
    /// A header of an answer.
    Header,
}

/// How a place is judged.
#[derive(Debug, Clone, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says another thing of the same place"
)]
pub struct About {
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
    /// `read-only-` for what is left out of what is sent, `write-only-` for what is left out of what is answered.
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

/// A place in both documents.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// How it is judged.
    pub about: About,
    /// What the old document has there; null for nothing.
    pub old: &'a Value,
    /// What the new document has there; null for nothing.
    pub new: &'a Value,
}

impl<'a> Place<'a> {
    /// Two whole documents.
    #[must_use]
    pub fn documents(old: &'a Value, new: &'a Value) -> Self {
        let label = "the document".to_owned();
        let about = About {
            label,
            sent: true,
            ..About::default()
        };
        Self { about, old, new }
    }

    /// The place below this one at a key.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        let mut below = self.with(&self.old[key], &self.new[key]);
        below.about.pointer = format!("{}/{}", self.about.pointer, escaped(key));
        below
    }

    /// The same place, at which other values are compared.
    #[must_use]
    pub fn with<'v>(&self, old: &'v Value, new: &'v Value) -> Place<'v> {
        Place {
            about: self.about.clone(),
            old,
            new,
        }
    }

    /// The same place under another name.
    #[must_use]
    pub fn named(mut self, label: impl Into<String>) -> Self {
        self.about.label = label.into();
        self
    }

    /// The same place, named as a part of what it is in.
    #[must_use]
    pub fn suffixed(self, suffix: &str) -> Self {
        let label = match self.about.label.strip_suffix('`') {
            Some(open) => format!("{open}{suffix}`"),
            None => format!("{}{suffix}", self.about.label),
        };
        self.named(label)
    }

    /// The places below this one at which the documents differ, with their keys.
    #[must_use]
    pub fn differing(&self) -> Vec<(String, Self)> {
        let both = [self.old, self.new]
            .into_iter()
            .filter_map(Value::as_object);
        let keys: BTreeSet<String> = both.flat_map(Map::keys).cloned().collect();
        let places = keys.into_iter().map(|key| {
            let below = self.child(&key);
            (key, below)
        });
        places.filter(|(_, below)| below.old != below.new).collect()
    }

    /// What happened here, in a word for each way to differ.
    #[must_use]
    pub fn verb<'v>(&self, came: &'v str, went: &'v str, changed: &'v str) -> &'v str {
        match (self.old, self.new) {
            (Value::Null, _) => came,
            (_, Value::Null) => went,
            _ => changed,
        }
    }

    /// A named schema, with the operations that it reaches.
    #[must_use]
    pub fn of_schema(mut self, name: &str, reached: &Reached) -> Self {
        self.about.what = What::Property;
        self.about.sent = !reached.request.is_empty();
        self.about.answered = !reached.response.is_empty();
        self.about.operations = reached.request.union(&reached.response).cloned().collect();
        self.about.schema = Some(name.to_owned());
        self.named(format!("`{name}`"))
    }

    /// A property of the schema at this place, which `must` be there or not.
    #[must_use]
    pub fn property(&self, name: &str, must: bool) -> Self {
        let mut at = self
            .child("properties")
            .child(name)
            .suffixed(&format!(".{name}"));
        at.about.required = must;
        at.about.what = match at.about.what {
            What::Parameter | What::ParameterProperty => What::ParameterProperty,
            What::Header => What::Header,
            What::Body | What::Property => What::Property,
        };
        at.hiding()
    }

    /// The same place, which one of the two ways leaves out if the schema there says so.
    #[must_use]
    pub fn hiding(mut self) -> Self {
        let schema = [self.new, self.old][usize::from(self.new.is_null())];
        if schema["readOnly"] == true {
            self.about.hidden = "read-only-";
        } else if schema["writeOnly"] == true {
            self.about.hidden = "write-only-";
        }
        self
    }

    /// The same place, whose requests are answers to us, or the other way round.
    #[must_use]
    pub fn flipped(mut self) -> Self {
        std::mem::swap(&mut self.about.sent, &mut self.about.answered);
        self
    }
}

/// Whether something must be there, in a word.
#[must_use]
pub fn kind(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

/// A key as a JSON pointer has it.
#[must_use]
pub fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
