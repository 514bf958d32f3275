//! Comparing what schemas are composed of, member by member where members match.

use super::place::Place;
use super::reach::named;
use super::schema_form::WORDS;
use super::value::{entries, resolve, set};
use super::walk::Walk;
use serde_json::{Map, Value, json};

const COMPOSITION: [&str; 3] = ["allOf", "oneOf", "anyOf"];

impl Walk<'_> {
    /// Brings two schemas that are composed differently to one form; none when that has told all there is to tell.
    pub(super) fn composed(&mut self, at: &Place<'_>) -> Option<(Value, Value)> {
        let (old, new) = (at.old, at.new);
        let all = at.child("allOf");
        if all.old != all.new
            && pairs(all.old, all.new)
                .iter()
                .any(|(old, new)| old.is_null() || new.is_null())
        {
            let documents = (self.documents.old, self.documents.new);
            let flat = flattened(documents.0, old, 0).zip(flattened(documents.1, new, 0));
            if let Some(flat) = flat {
                self.cover(at);
                return Some(flat);
            }
        }
        (!self.wrapped(at)).then(|| (old.clone(), new.clone()))
    }

    /// Compares a schema with several of which it may be one; false when these are no such two.
    pub(super) fn wrapped(&mut self, at: &Place<'_>) -> bool {
        let plain = |document: &Value, schema: &Value| {
            let resolved = resolve(document, schema).filter(|schema| **schema != json!({}));
            resolved.is_some_and(|schema| COMPOSITION.iter().all(|key| schema[*key].is_null()))
        };
        let plain = (
            plain(self.documents.old, at.old),
            plain(self.documents.new, at.new),
        );
        for key in ["oneOf", "anyOf"] {
            let alone = |schema: &Value| {
                let own = |own: &str| own == key || own == "discriminator" || WORDS.contains(&own);
                schema[key].is_array() && entries(schema).all(|(name, _)| own(name))
            };
            let one = |schema: &Value| json!({ key: [schema] });
            let (was, is) = match (alone(at.old), alone(at.new)) {
                (false, true) if plain.0 => (one(at.old), at.new.clone()),
                (true, false) if plain.1 => (at.old.clone(), one(at.new)),
                _ => continue,
            };
            self.cover(at);
            self.composition(key, &at.with(&was, &is).child(key));
            let kind = at.child("discriminator");
            if kind.old != kind.new {
                self.discriminator(&kind);
            }
            return true;
        }
        false
    }

    /// Compares the members of a composition.
    pub(super) fn composition(&mut self, key: &str, at: &Place<'_>) {
        let verb = at.verb("composition-added", "composition-removed", "");
        if key != "allOf" && !verb.is_empty() {
            return self.moved(verb, at);
        }
        self.cover(at);
        let prefix = match key {
            "allOf" => "all-of",
            "oneOf" => "one-of",
            _ => "any-of",
        };
        for (index, (old, new)) in pairs(at.old, at.new).into_iter().enumerate() {
            let name = named(new).or(named(old)).map(str::to_owned);
            let mut member = at.with(old, new);
            member.about.pointer = at.child(&name.unwrap_or(index.to_string())).about.pointer;
            match member.verb("added", "removed", "") {
                "" => self.schema(&member),
                verb => self.moved(format!("{prefix}-{verb}"), &member),
            }
        }
    }
}

fn members(list: &Value) -> Vec<Value> {
    list.as_array().cloned().unwrap_or_default()
}

/// The members of two compositions that differ, null where one has no other.
///
/// Those that alone are of a kind belong together.
fn pairs<'a>(old: &'a Value, new: &'a Value) -> Vec<(&'a Value, &'a Value)> {
    let only = |one: &'a Value, other: &Value| -> Vec<&'a Value> {
        let members = one.as_array().into_iter().flatten();
        members
            .filter(|member| !other.as_array().is_some_and(|other| other.contains(member)))
            .collect()
    };
    let (gone, mut come) = (only(old, new), only(new, old));
    let mut found = Vec::new();
    for old in &gone {
        let alike = |member: &&&Value| kind(member) == kind(old);
        let alone =
            gone.iter().filter(alike).count() == 1 && come.iter().filter(alike).count() == 1;
        let twin = come.iter().position(|member| alone && alike(&member));
        found.push((*old, twin.map_or(&Value::Null, |twin| come.remove(twin))));
    }
    found.extend(come.into_iter().map(|new| (&Value::Null, new)));
    found
}

/// What tells one member of a composition from another.
fn kind(member: &Value) -> (Option<&str>, &Value, &Value) {
    (named(member), &member["type"], &member["title"])
}

/// An object with the properties of all of its members, if they are nothing but objects with properties.
fn flattened(document: &Value, schema: &Value, depth: usize) -> Option<Value> {
    const OBJECT: &str = "type properties required nullable additionalProperties discriminator";
    let schema = resolve(document, schema).filter(|_| depth < 16)?;
    let mut found: Map<String, Value> = schema.as_object()?.clone();
    for member in members(&found.remove("allOf").unwrap_or_default()) {
        let Value::Object(member) = flattened(document, &member, depth + 1)? else {
            return None;
        };
        for (key, value) in member {
            let name = key.as_str();
            let known = OBJECT.split(' ').chain(WORDS).any(|known| known == name);
            match (found.get_mut(&key), value) {
                _ if !known && !key.starts_with("x-") => return None,
                (Some(Value::Object(own)), Value::Object(more)) if key == "properties" => {
                    let twice = |(name, schema): (&String, &Value)| {
                        own.get(name).is_some_and(|one| one != schema)
                    };
                    if more.iter().any(twice) {
                        return None;
                    }
                    own.extend(more);
                }
                (Some(own), more) if key == "required" => {
                    *own = set([members(own), members(&more)].concat());
                }
                (Some(_), _) => {}
                (None, value) => drop(found.insert(key, value)),
            }
        }
    }
    Some(found.into())
}
