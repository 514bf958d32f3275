//! Comparing two schemas at one place, keyword by keyword.

use super::form::resolve;
use super::place::Place;
use super::reach::named;
use super::rules::{BOUNDS, Wire, judge};
use super::types::shape;
use super::walk::{Change, Walk, change_of_key, differing, keys};
use serde_json::{Map, Value, json};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// How a keyword is compared.
enum Compare {
    /// It is there or not: the changes when it comes and when it goes.
    Flag(&'static str, &'static str),
    /// It has a value: how the changes begin that end in `added`, `changed` and `removed`.
    Value(&'static str),
    /// It bounds a value: how the changes begin that end in `set`, `unset`, `increased` and `decreased`.
    Bound(&'static str),
}

use Compare::{Bound, Flag};

/// How a keyword is compared that needs no more than its two values.
fn compare(keyword: &str) -> Option<Compare> {
    Some(match keyword {
        "nullable" => Flag("became-nullable", "became-not-nullable"),
        "readOnly" => Flag("became-read-only", "became-not-read-only"),
        "writeOnly" => Flag("became-write-only", "became-not-write-only"),
        "uniqueItems" => Flag("unique-items-set", "unique-items-unset"),
        "default" => Compare::Value("default-value"),
        "pattern" => Compare::Value("pattern"),
        "const" => Compare::Value("const"),
        bound => BOUNDS
            .iter()
            .find(|(known, ..)| *known == bound)
            .map(|(_, name, ..)| Bound(name))?,
    })
}

/// The keywords that mean nothing together once the type has changed altogether.
const STRUCTURE: [&str; 11] = [
    "properties",
    "required",
    "items",
    "additionalProperties",
    "enum",
    "pattern",
    "multipleOf",
    "allOf",
    "oneOf",
    "anyOf",
    "uniqueItems",
];

impl Walk<'_> {
    /// Compares two schemas; a reference to the same schema is no change here, it is compared where it stands.
    pub(super) fn schema(&mut self, place: &Place, old: &Value, new: &Value) {
        if old == new {
            return;
        }
        if old.get("$ref") == new.get("$ref") {
            return self.contents(place, old, new);
        }
        let (was, is) = (
            resolve(self.old, old).cloned(),
            resolve(self.new, new).cloned(),
        );
        let names = format!("{} → {}", shape(old), shape(new));
        let pair = (old["$ref"].clone(), new["$ref"].clone());
        let (Some(was), Some(is)) = (was, is) else {
            return self.add("reference-not-followed", place, "", &names);
        };
        let first = self.found.len();
        self.add("reference-changed", place, "", &names);
        if self.open.contains(&pair) {
            return;
        }
        self.open.push(pair);
        self.contents(place, &beside(was, old), &beside(is, new));
        self.open.pop();
        let worse = |change: &Change| judge(&change.change, &change.place).wire > Wire::Safe;
        if named(old).is_some() && named(new).is_some() && self.found[first..].iter().any(worse) {
            "type-changed".clone_into(&mut self.found[first].change);
        }
    }

    /// Compares what two schemas say.
    pub(super) fn contents(&mut self, place: &Place, old: &Value, new: &Value) {
        let place = &place.seen_by(old, new);
        let Some((old, new)) = self.composed(place, old, new) else {
            return;
        };
        let (old, new) = (&old, &new);
        let alike = self.types(place, old, new);
        for key in differing(old, new) {
            let bound = BOUNDS.iter().any(|(bound, ..)| *bound == key);
            if !alike && (bound || STRUCTURE.contains(&key.as_str())) {
                self.cover(place, &key);
            } else {
                self.keyword(place, &key, old, new);
            }
        }
    }

    fn keyword(&mut self, place: &Place, key: &str, old: &Value, new: &Value) {
        let (was, is) = (&old[key], &new[key]);
        if let Some(compare) = compare(key) {
            return self.compared(place, key, &compare, was, is);
        }
        match key {
            "type" | "format" => {}
            "$siblings" => self.moved("reference-sibling-changed", place, key, was, is),
            "deprecated" => self.deprecated("", place, new),
            "enum" => self.members(place, was, is),
            "multipleOf" => self.steps(place, was, is),
            "properties" | "required" => self.properties(place, old, new),
            "items" => self.items(place, was, is),
            "additionalProperties" => self.others(place, was, is),
            "allOf" | "oneOf" | "anyOf" => self.composition(place, key, was, is),
            "not" => self.moved("not-changed", place, key, was, is),
            "discriminator" => self.discriminator(place, was, is),
            other => self.moved(change_of_key(other), place, key, was, is),
        }
    }

    fn compared(&mut self, place: &Place, key: &str, compare: &Compare, was: &Value, is: &Value) {
        let change = match *compare {
            Flag(comes, _) if was.is_null() => comes.to_owned(),
            Flag(_, goes) => goes.to_owned(),
            Compare::Value(name) => {
                format!("{name}-{}", verb(was, is, ["added", "removed", "changed"]))
            }
            Bound(name) => {
                let step = match order(was, is) {
                    Some(Ordering::Greater) => "decreased",
                    _ => "increased",
                };
                format!("{name}-{}", verb(was, is, ["set", "unset", step]))
            }
        };
        match compare {
            Flag(..) => self.add(&change, place, key, ""),
            _ => self.moved(&change, place, key, was, is),
        }
    }

    /// Whether something is deprecated, with the end that it may have.
    pub(super) fn deprecated(&mut self, prefix: &str, place: &Place, new: &Value) {
        let change = match (new["deprecated"].is_null(), new["x-sunset"].is_null()) {
            (true, _) => "reactivated",
            (false, true) => "deprecated",
            (false, false) => "deprecated-with-sunset",
        };
        let detail = new["x-sunset"].as_str().unwrap_or_default();
        self.add(&format!("{prefix}{change}"), place, "deprecated", detail);
    }

    fn members(&mut self, place: &Place, was: &Value, is: &Value) {
        self.cover(place, "enum");
        let at = place.child("enum", "");
        match (was.as_array(), is.as_array()) {
            (Some(was), Some(is)) => {
                for member in is.iter().filter(|member| !was.contains(member)) {
                    self.add("enum-value-added", &at, "", &plain(member));
                }
                for member in was.iter().filter(|member| !is.contains(member)) {
                    self.add("enum-value-removed", &at, "", &plain(member));
                }
            }
            (None, _) => self.moved("became-enum", place, "enum", was, is),
            (_, None) => self.moved("became-not-enum", place, "enum", was, is),
        }
    }

    fn steps(&mut self, place: &Place, was: &Value, is: &Value) {
        let divides = |one: &Value, other: &Value| {
            let (one, other) = (one.as_f64().unwrap_or(0.0), other.as_f64().unwrap_or(0.0));
            one != 0.0 && (other / one).fract() == 0.0
        };
        let step = match (divides(is, was), divides(was, is)) {
            (true, _) => "generalized",
            (_, true) => "specialized",
            _ => "changed",
        };
        let change = format!("multiple-of-{}", verb(was, is, ["set", "unset", step]));
        self.moved(&change, place, "multipleOf", was, is);
    }

    fn properties(&mut self, place: &Place, old: &Value, new: &Value) {
        if self.covers(place, "required") {
            return;
        }
        self.cover(place, "required");
        let none = Map::new();
        let listed = |schema: &'_ Value| schema["properties"].as_object().unwrap_or(&none).clone();
        let (before, after) = (listed(old), listed(new));
        let must = |schema: &Value| -> BTreeSet<String> {
            let names = schema["required"].as_array().into_iter().flatten();
            names
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect()
        };
        let (must, must_now) = (must(old), must(new));
        let mut names = keys(&old["properties"], &new["properties"]);
        names.extend(must.symmetric_difference(&must_now).cloned());
        for name in names {
            let (was, is) = (must.contains(&name), must_now.contains(&name));
            let at = place.property(&name, is);
            let kind = |required| if required { "required" } else { "optional" };
            match (before.get(&name), after.get(&name)) {
                (Some(schema), None) => {
                    let at = at.seen_by(schema, &Value::Null);
                    self.add(
                        &format!("property-removed-{}", kind(was)),
                        &at,
                        "",
                        &shape(schema),
                    );
                }
                (None, Some(schema)) => {
                    let at = at.seen_by(&Value::Null, schema);
                    let default = if is && !schema["default"].is_null() {
                        "-with-default"
                    } else {
                        ""
                    };
                    self.add(
                        &format!("property-added-{}{default}", kind(is)),
                        &at,
                        "",
                        &shape(schema),
                    );
                }
                (schema, now) => {
                    let (old, new) = (schema.unwrap_or(&Value::Null), now.unwrap_or(&Value::Null));
                    let at = at.seen_by(old, new);
                    match (was, is) {
                        (false, true) => self.add("became-required", &at, "$required", ""),
                        (true, false) => self.add("became-optional", &at, "$required", ""),
                        _ => {}
                    }
                    self.schema(&at, old, new);
                }
            }
        }
    }

    fn items(&mut self, place: &Place, was: &Value, is: &Value) {
        match (was, is) {
            (Value::Null, _) => self.add("items-added", place, "items", &shape(is)),
            (_, Value::Null) => self.add("items-removed", place, "items", &shape(was)),
            _ => self.schema(&place.child("items", "[]"), was, is),
        }
    }

    fn others(&mut self, place: &Place, was: &Value, is: &Value) {
        let key = "additionalProperties";
        let change = match (was, is) {
            (Value::Object(_), Value::Object(_)) => {
                let what = place.property("*", false).what;
                let at = Place {
                    what,
                    ..place.child(key, ".*")
                };
                return self.schema(&at, was, is);
            }
            (_, Value::Bool(false)) => "closed",
            (_, Value::Object(_)) if was.is_null() => "described",
            (Value::Object(_), Value::Null) => "undescribed",
            _ => "opened",
        };
        self.moved(
            &format!("additional-properties-{change}"),
            place,
            key,
            was,
            is,
        );
    }

    pub(super) fn discriminator(&mut self, place: &Place, was: &Value, is: &Value) {
        match (was, is) {
            (Value::Null, _) => {
                return self.moved("discriminator-added", place, "discriminator", was, is);
            }
            (_, Value::Null) => {
                return self.moved("discriminator-removed", place, "discriminator", was, is);
            }
            _ => {}
        }
        let at = place.child("discriminator", "");
        if was["propertyName"] != is["propertyName"] {
            let (was, is) = (&was["propertyName"], &is["propertyName"]);
            self.moved(
                "discriminator-property-name-changed",
                &at,
                "propertyName",
                was,
                is,
            );
        }
        let (was_mapping, is_mapping) = (&was["mapping"], &is["mapping"]);
        self.cover(&at, "mapping");
        for key in differing(was_mapping, is_mapping) {
            let (was, is) = (&was_mapping[&key], &is_mapping[&key]);
            let verb = verb(was, is, ["added", "deleted", "changed"]);
            self.moved(
                &format!("discriminator-mapping-{verb}"),
                &at.child("mapping", "").child(&key, ""),
                "",
                was,
                is,
            );
        }
        self.rest(&at, was, is, &["propertyName", "mapping"]);
    }
}

/// A schema with what counts beside its reference.
fn beside(schema: Value, reference: &Value) -> Value {
    let (Value::Object(mut schema), Some(own)) = (schema.clone(), reference.as_object()) else {
        return schema;
    };
    let counts = own
        .iter()
        .filter(|(key, _)| reference["$ref"].is_string() && *key != "$ref");
    schema.extend(counts.map(|(key, value)| (key.clone(), value.clone())));
    json!(schema)
}

/// The verb for something that came, went or changed.
fn verb<'v>(was: &Value, is: &Value, [came, went, changed]: [&'v str; 3]) -> &'v str {
    match (was, is) {
        (Value::Null, _) => came,
        (_, Value::Null) => went,
        _ => changed,
    }
}

/// How two numbers stand to one another, whole ones exactly.
fn order(old: &Value, new: &Value) -> Option<Ordering> {
    let whole = |value: &Value| {
        value
            .as_i64()
            .map(i128::from)
            .or(value.as_u64().map(i128::from))
    };
    match (whole(old), whole(new)) {
        (Some(old), Some(new)) => Some(old.cmp(&new)),
        _ => old.as_f64()?.partial_cmp(&new.as_f64()?),
    }
}

/// A value as a sentence has it.
fn plain(value: &Value) -> String {
    value
        .as_str()
        .filter(|text| *text != "null" && text.parse::<f64>().is_err())
        .map_or_else(|| value.to_string(), str::to_owned)
}
