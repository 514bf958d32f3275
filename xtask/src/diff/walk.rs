//! The walk through two normal forms side by side: what it has found, and what it has not accounted for.

use super::form::sorted;
use super::place::{Place, escaped};
use super::reach::Reach;
use super::schema_form::WORDS;
use crate::document;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

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

/// Two normal forms, the old one already in the new one's names.
#[derive(Debug)]
pub struct Walk<'a> {
    /// The old one.
    pub old: &'a Value,
    /// The new one.
    pub new: &'a Value,
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
        Self {
            old,
            new,
            reach,
            found: Vec::new(),
            open: Vec::new(),
            covered: BTreeSet::new(),
        }
    }

    /// Notes a change that accounts for a keyword of a place, or with none for the place whole.
    pub fn add(&mut self, change: &str, place: &Place, keyword: &str, detail: &str) {
        self.cover(place, keyword);
        self.found.push(Change {
            change: change.to_owned(),
            place: place.clone(),
            detail: detail.to_owned(),
            sum: String::new(),
        });
    }

    /// Notes a change that tells the old and the new value if they are short, and else has a sum of them, so that another
    /// one at the same place is not taken for it.
    pub fn moved(&mut self, change: &str, place: &Place, keyword: &str, old: &Value, new: &Value) {
        let text = |value: &Value| match value {
            Value::Null => "none".to_owned(),
            value => sorted(value).to_string(),
        };
        let (mut detail, mut sum) = (format!("{} → {}", text(old), text(new)), String::new());
        if detail.len() > 120 {
            sum = document::sha256(detail.as_bytes());
            detail = String::new();
        }
        self.add(change, place, keyword, &detail);
        if let Some(last) = self.found.last_mut() {
            last.sum = sum;
        }
    }

    /// Accounts for a keyword of a place, or with none for the place whole, without a finding.
    pub fn cover(&mut self, place: &Place, keyword: &str) {
        let pointer = &place.pointer;
        self.covered.insert(match keyword {
            "" => pointer.clone(),
            keyword => format!("{pointer}/{}", escaped(keyword)),
        });
    }

    /// Whether a keyword of a place has been accounted for.
    #[must_use]
    pub fn covers(&self, place: &Place, keyword: &str) -> bool {
        self.covered
            .contains(&format!("{}/{}", place.pointer, escaped(keyword)))
    }

    /// The differences in the keys of two objects that nothing else looks at, each at its own place.
    pub fn rest(&mut self, place: &Place, old: &Value, new: &Value, known: &[&str]) {
        for key in differing(old, new)
            .iter()
            .filter(|key| !known.contains(&key.as_str()))
        {
            let at = place.child(key, "");
            self.moved(change_of_key(key), &at, "", &old[key], &new[key]);
        }
    }

    /// What no change accounts for, each a change of its own where it is.
    pub fn remainder(&mut self, place: &Place, old: &Value, new: &Value) {
        if old == new || self.covered.contains(&place.pointer) {
            return;
        }
        let nodes = |value: &Value| value.is_object() || value.is_null();
        if nodes(old) && nodes(new) && !keys(old, new).is_empty() {
            for key in differing(old, new) {
                self.remainder(&place.child(&key, ""), &old[&key], &new[&key]);
            }
        } else {
            let label = format!("`{}`", place.pointer);
            self.moved(
                "unclassified-change",
                &Place {
                    label,
                    ..place.clone()
                },
                "",
                old,
                new,
            );
        }
    }
}

/// The keys of either object, sorted.
#[must_use]
pub fn keys(old: &Value, new: &Value) -> BTreeSet<String> {
    let both = [old, new].into_iter().filter_map(Value::as_object);
    both.flat_map(Map::keys).cloned().collect()
}

/// The keys in which two objects differ, sorted.
#[must_use]
pub fn differing(old: &Value, new: &Value) -> Vec<String> {
    keys(old, new)
        .into_iter()
        .filter(|key| old.get(key) != new.get(key))
        .collect()
}

/// The change that a difference in an otherwise unknown key is.
#[must_use]
pub fn change_of_key(key: &str) -> &'static str {
    match key {
        key if WORDS.contains(&key) || key == "links" => "description-changed",
        key if key.starts_with("x-") => "extension-changed",
        "servers" => "servers-changed",
        "$ref" => "reference-not-followed",
        "style" | "explode" | "allowReserved" | "allowEmptyValue" | "encoding" => {
            "serialization-changed"
        }
        _ => "unclassified-change",
    }
}
