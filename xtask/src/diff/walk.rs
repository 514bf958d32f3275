//! The walk through two normal forms side by side: what it has found, and what it has not accounted for.

use super::place::{About, Place};
use super::reach::Reach;
use super::schema_form::WORDS;
use super::value::sorted;
use crate::document;
use serde_json::Value;
use std::collections::BTreeSet;

/// One change.
#[derive(Debug, Clone)]
pub struct Change {
    /// The rule that it falls under.
    pub rule: String,
    /// Where it is.
    pub about: About,
    /// What was there and what is there now; empty where the rule says it all.
    pub detail: String,
    /// A sum of the old and the new value where the detail does not tell them; else empty.
    pub sum: String,
}

/// Two normal forms, the old one already in the new one's names.
#[derive(Debug)]
pub struct Walk<'a> {
    /// The two documents.
    pub documents: Place<'a>,
    /// What the schemas of both reach.
    pub reach: &'a Reach,
    /// The changes found so far.
    pub found: Vec<Change>,
    /// The pairs of references that are being compared by content.
    pub open: Vec<(Value, Value)>,
    covered: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    /// A walk that has not begun.
    #[must_use]
    pub fn new(old: &'a Value, new: &'a Value, reach: &'a Reach) -> Self {
        let documents = Place::documents(old, new);
        Self {
            documents,
            reach,
            found: Vec::new(),
            open: Vec::new(),
            covered: BTreeSet::new(),
        }
    }

    /// Notes a change that accounts for all there is at a place.
    pub fn add(&mut self, rule: impl Into<String>, at: &Place<'_>) {
        self.tell(rule, at, "");
    }

    /// The same with what was there and what is there now.
    pub fn tell(&mut self, rule: impl Into<String>, at: &Place<'_>, detail: &str) {
        self.cover(at);
        self.note(rule, at, detail);
    }

    /// Notes a change that accounts for nothing.
    pub fn note(&mut self, rule: impl Into<String>, at: &Place<'_>, detail: &str) {
        self.found.push(Change {
            rule: rule.into(),
            about: at.about.clone(),
            detail: detail.to_owned(),
            sum: String::new(),
        });
    }

    /// Notes a change that tells the old and the new value if they are short, and else has a sum of them, so that another
    /// one at the same place is not taken for it.
    pub fn moved(&mut self, rule: impl Into<String>, at: &Place<'_>) {
        let text = |value: &Value| match value {
            Value::Null => "none".to_owned(),
            value => sorted(value).to_string(),
        };
        let detail = format!("{} → {}", text(at.old), text(at.new));
        if detail.len() <= 120 {
            return self.tell(rule, at, &detail);
        }
        self.add(rule, at);
        if let Some(last) = self.found.last_mut() {
            last.sum = document::sha256(detail.as_bytes());
        }
    }

    /// Notes a change in a key that nothing else looks at.
    pub fn other(&mut self, key: &str, at: &Place<'_>) {
        let rule = match key {
            key if WORDS.contains(&key) || key == "links" => "description-changed",
            key if key.starts_with("x-") => "extension-changed",
            "servers" => "servers-changed",
            "$ref" => "reference-not-followed",
            "style" | "explode" | "allowReserved" | "allowEmptyValue" | "encoding" => {
                "serialization-changed"
            }
            _ => "unclassified-change",
        };
        self.moved(rule, at);
    }

    /// Accounts for all there is at a place, without a finding.
    pub fn cover(&mut self, at: &Place<'_>) {
        self.covered.insert(at.about.pointer.clone());
    }

    /// What no change accounts for, each a change of its own where it is.
    pub fn remainder(&mut self, at: &Place<'_>) {
        if at.old == at.new || self.covered.contains(&at.about.pointer) {
            return;
        }
        let node = |value: &Value| value.is_object() || value.is_null();
        let below = at.differing();
        if node(at.old) && node(at.new) && !below.is_empty() {
            for (_, below) in below {
                self.remainder(&below);
            }
        } else {
            let label = format!("`{}`", at.about.pointer);
            self.moved("unclassified-change", &at.clone().named(label));
        }
    }
}
