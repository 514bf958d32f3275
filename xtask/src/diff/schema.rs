//! Comparing two schemas at one place, keyword by keyword.

use super::place::{Place, kind};
use super::reach::named;
use super::rules::{BOUNDS, Wire, judge};
use super::types::shape;
use super::value::resolve;
use super::walk::{Change, Walk};
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// How a keyword is compared that needs no more than its two values: the rules when it comes, goes and changes.
#[rustfmt::skip]
const KEYWORDS: [(&str, [&str; 3]); 8] = [
    ("nullable", ["became-nullable", "became-not-nullable", ""]),
    ("readOnly", ["became-read-only", "became-not-read-only", ""]),
    ("writeOnly", ["became-write-only", "became-not-write-only", ""]),
    ("uniqueItems", ["unique-items-set", "unique-items-unset", ""]),
    ("default", ["default-value-added", "default-value-removed", "default-value-changed"]),
    ("pattern", ["pattern-added", "pattern-removed", "pattern-changed"]),
    ("const", ["const-added", "const-removed", "const-changed"]),
    ("not", ["not-changed"; 3]),
];

/// The keywords that mean nothing together once the type has changed altogether.
const STRUCTURE: &str = "properties required items additionalProperties enum pattern multipleOf allOf oneOf anyOf uniqueItems";

impl Walk<'_> {
    /// Compares two schemas; a reference to the same schema is no change here, it is compared where it stands.
    pub(super) fn schema(&mut self, at: &Place<'_>) {
        if at.old == at.new {
            return;
        }
        if at.old.get("$ref") == at.new.get("$ref") {
            return self.contents(at);
        }
        if self.wrapped(at) {
            return;
        }
        let names = format!("{} → {}", shape(at.old), shape(at.new));
        let sides = [(self.documents.old, at.old), (self.documents.new, at.new)];
        let [Some(old), Some(new)] = sides.map(|(document, schema)| content(document, schema))
        else {
            return self.tell("reference-not-followed", at, &names);
        };
        let first = self.found.len();
        self.tell("reference-changed", at, &names);
        let pair = (at.old["$ref"].clone(), at.new["$ref"].clone());
        if self.open.contains(&pair) {
            return;
        }
        self.open.push(pair);
        self.contents(&at.with(&old, &new));
        self.open.pop();
        let worse = |change: &Change| judge(&change.rule, &change.about).1 > Wire::Safe;
        let both = named(at.old).and(named(at.new)).is_some();
        if both && self.found[first..].iter().any(worse) {
            "type-changed".clone_into(&mut self.found[first].rule);
        }
    }

    /// Compares what two schemas say.
    fn contents(&mut self, at: &Place<'_>) {
        let at = &at.clone().hiding();
        let Some((old, new)) = self.composed(at) else {
            return;
        };
        let at = &at.with(&old, &new);
        let alike = self.types(at);
        for (key, below) in at.differing() {
            let bound = BOUNDS.iter().find(|(bound, ..)| *bound == key);
            let depends = bound.is_some() || STRUCTURE.split(' ').any(|known| known == key);
            match bound {
                _ if !alike && depends => self.cover(&below),
                Some((_, name, ..)) => {
                    let lower = order(&below) == Some(Ordering::Greater);
                    let step = if lower { "decreased" } else { "increased" };
                    let verb = below.verb("set", "unset", step);
                    self.moved(format!("{name}-{verb}"), &below);
                }
                None => self.keyword(&key, &below, at),
            }
        }
    }

    fn keyword(&mut self, key: &str, at: &Place<'_>, schema: &Place<'_>) {
        if let Some((_, [came, went, changed])) = KEYWORDS.iter().find(|(known, _)| *known == key) {
            let rule = at.verb(came, went, changed);
            // A flag says it all.
            if *at.old == true || *at.new == true {
                return self.add(rule, at);
            }
            return self.moved(rule, at);
        }
        match key {
            "type" | "format" => {}
            "$siblings" => self.moved("reference-sibling-changed", at),
            "deprecated" => self.deprecated("", schema),
            "enum" => self.members(at),
            "multipleOf" => self.steps(at),
            "properties" if schema.old["required"] != schema.new["required"] => {}
            "properties" | "required" => self.properties(schema),
            "items" if at.verb("", "", "both").is_empty() => {
                self.moved(at.verb("items-added", "items-removed", ""), at);
            }
            "items" => self.schema(&at.clone().suffixed("[]")),
            "additionalProperties" => self.others(at),
            "allOf" | "oneOf" | "anyOf" => self.composition(key, at),
            "discriminator" => self.discriminator(at),
            _ => self.other(key, at),
        }
    }

    /// Whether something is deprecated, with the end that it may have.
    pub(super) fn deprecated(&mut self, prefix: &str, at: &Place<'_>) {
        let end = at.new["x-sunset"].as_str();
        let rule = match (at.new["deprecated"].is_null(), end) {
            (true, _) => "reactivated",
            (false, None) => "deprecated",
            (false, Some(_)) => "deprecated-with-sunset",
        };
        let mut flag = at.child("deprecated");
        flag.about.hidden = at.about.hidden;
        self.tell(format!("{prefix}{rule}"), &flag, end.unwrap_or_default());
    }

    fn members(&mut self, at: &Place<'_>) {
        let (Some(was), Some(is)) = (at.old.as_array(), at.new.as_array()) else {
            return self.moved(at.verb("became-enum", "became-not-enum", ""), at);
        };
        for member in is.iter().filter(|member| !was.contains(member)) {
            self.tell("enum-value-added", at, &plain(member));
        }
        for member in was.iter().filter(|member| !is.contains(member)) {
            self.tell("enum-value-removed", at, &plain(member));
        }
    }

    fn steps(&mut self, at: &Place<'_>) {
        let number = |value: &Value| value.as_f64().filter(|step| *step != 0.0);
        let divides = |one: &Value, other: &Value| {
            let both = number(one).zip(number(other));
            both.is_some_and(|(one, other)| (other / one).fract() == 0.0)
        };
        let step = match (divides(at.new, at.old), divides(at.old, at.new)) {
            (true, _) => "generalized",
            (_, true) => "specialized",
            _ => "changed",
        };
        self.moved(format!("multiple-of-{}", at.verb("set", "unset", step)), at);
    }

    /// Compares the properties of two schemas, and which of them are required.
    fn properties(&mut self, schema: &Place<'_>) {
        self.cover(&schema.child("required"));
        let must = |schema: &Value| -> BTreeSet<String> {
            let names = schema["required"].as_array().into_iter().flatten();
            names
                .filter_map(|name| Some(name.as_str()?.to_owned()))
                .collect()
        };
        let (was, is) = (must(schema.old), must(schema.new));
        let differing = schema.child("properties").differing().into_iter();
        let mut names: BTreeSet<String> = differing.map(|(name, _)| name).collect();
        names.extend(was.symmetric_difference(&is).cloned());
        for name in names {
            let at = schema.property(&name, is.contains(&name));
            match (at.old.is_null(), at.new.is_null()) {
                (false, true) => {
                    let rule = format!("property-removed-{}", kind(was.contains(&name)));
                    self.tell(rule, &at, &shape(at.old));
                }
                (true, false) => {
                    let default = at.about.required && !at.new["default"].is_null();
                    let default = if default { "-with-default" } else { "" };
                    let rule = format!("property-added-{}{default}", kind(at.about.required));
                    self.tell(rule, &at, &shape(at.new));
                }
                _ => {
                    match (was.contains(&name), is.contains(&name)) {
                        (false, true) => self.note("became-required", &at, ""),
                        (true, false) => self.note("became-optional", &at, ""),
                        _ => {}
                    }
                    self.schema(&at);
                }
            }
        }
    }

    fn others(&mut self, at: &Place<'_>) {
        let rule = match (at.old, at.new) {
            (Value::Object(_), Value::Object(_)) => return self.schema(&at.clone().suffixed(".*")),
            (_, Value::Bool(false)) => "closed",
            (Value::Null, Value::Object(_)) => "described",
            (Value::Object(_), Value::Null) => "undescribed",
            _ => "opened",
        };
        self.moved(format!("additional-properties-{rule}"), at);
    }

    pub(super) fn discriminator(&mut self, at: &Place<'_>) {
        if at.old.is_null() || at.new.is_null() {
            let verb = at.verb("added", "removed", "");
            return self.moved(format!("discriminator-{verb}"), at);
        }
        for (key, below) in at.differing() {
            match key.as_str() {
                "propertyName" => self.moved("discriminator-property-name-changed", &below),
                "mapping" => {
                    for (_, at) in below.differing() {
                        let verb = at.verb("added", "deleted", "changed");
                        self.moved(format!("discriminator-mapping-{verb}"), &at);
                    }
                }
                _ => self.other(&key, &below),
            }
        }
    }
}

/// What a schema stands for, with what counts beside its reference.
fn content(document: &Value, schema: &Value) -> Option<Value> {
    let mut found = resolve(document, schema)?.clone();
    if let (Some(found), Some(own)) = (found.as_object_mut(), schema.as_object()) {
        let own = own.clone().into_iter();
        found.extend(own.filter(|(key, _)| key != "$ref"));
    }
    Some(found)
}

/// How two numbers stand to one another, whole ones exactly.
fn order(at: &Place<'_>) -> Option<Ordering> {
    let whole = |value: &Value| value.to_string().parse::<i128>().ok();
    match (whole(at.old), whole(at.new)) {
        (Some(old), Some(new)) => Some(old.cmp(&new)),
        _ => at.old.as_f64()?.partial_cmp(&at.new.as_f64()?),
    }
}

/// A value as a sentence has it: a text that looks like another value stays in its quotes.
fn plain(value: &Value) -> String {
    let text = value
        .as_str()
        .filter(|text| serde_json::from_str::<Value>(text).is_err());
    text.map_or_else(|| value.to_string(), str::to_owned)
}
