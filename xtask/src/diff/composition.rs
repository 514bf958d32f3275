//! Comparing what schemas are composed of, member by member where members match.

use super::form::{resolve, set};
use super::place::Place;
use super::reach::named;
use super::schema_form::WORDS;
use super::walk::Walk;
use serde_json::{Map, Value, json};

const COMPOSITION: [&str; 3] = ["allOf", "oneOf", "anyOf"];

impl Walk<'_> {
    /// Brings two schemas that are composed differently to one form; none when that has told all there is to tell.
    pub(super) fn composed(
        &mut self,
        place: &Place,
        old: &Value,
        new: &Value,
    ) -> Option<(Value, Value)> {
        let has = |schema: &Value, key: &str| schema[key].is_array();
        if old["allOf"] != new["allOf"] {
            let (before, after) = (members(&old["allOf"]), members(&new["allOf"]));
            let Pairs { gone, come, .. } = pairs(&before, &after);
            if !gone.is_empty() || !come.is_empty() {
                let flat = flattened(self.old, old, 0).zip(flattened(self.new, new, 0));
                if let Some((old, new)) = flat {
                    self.cover(place, "");
                    return Some((old, new));
                }
            }
        }
        for key in ["oneOf", "anyOf"] {
            let plain = |schema: &Value| COMPOSITION.iter().all(|key| !has(schema, key));
            let alone = |schema: &Value| {
                let mut keys = schema
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(key, _)| key.as_str());
                has(schema, key)
                    && keys.all(|own| own == key || own == "discriminator" || WORDS.contains(&own))
            };
            let wrapped = |schema: &Value| json!({ key: [schema] });
            let change = match () {
                () if old == &json!({}) || new == &json!({}) => continue,
                () if plain(old) && alone(new) => (wrapped(old), new.clone()),
                () if plain(new) && alone(old) => (old.clone(), wrapped(new)),
                () => continue,
            };
            self.cover(place, "");
            self.composition(place, key, &change.0[key], &change.1[key]);
            if old["discriminator"] != new["discriminator"] {
                self.discriminator(place, &old["discriminator"], &new["discriminator"]);
            }
            return None;
        }
        Some((old.clone(), new.clone()))
    }

    /// Compares the members of a composition.
    pub(super) fn composition(&mut self, place: &Place, key: &str, was: &Value, is: &Value) {
        self.cover(place, key);
        let (before, after) = (members(was), members(is));
        if key != "allOf" && (before.is_empty() || after.is_empty()) {
            let verb = if before.is_empty() {
                "added"
            } else {
                "removed"
            };
            return self.moved(&format!("composition-{verb}"), place, key, was, is);
        }
        let Pairs { both, gone, come } = pairs(&before, &after);
        let at = place.child(key, "");
        let label = |member: &Value, index: usize| {
            named(member).map_or_else(|| index.to_string(), str::to_owned)
        };
        for (index, (old, new)) in both.into_iter().enumerate() {
            self.schema(&at.child(&label(new, index), ""), old, new);
        }
        let prefix = match key {
            "allOf" => "all-of",
            "oneOf" => "one-of",
            _ => "any-of",
        };
        for (verb, members) in [("removed", gone), ("added", come)] {
            for (index, member) in members.into_iter().enumerate() {
                let at = at.child(&label(member, index), "");
                let (was, is) = if verb == "added" {
                    (&Value::Null, member)
                } else {
                    (member, &Value::Null)
                };
                self.moved(&format!("{prefix}-{verb}"), &at, "", was, is);
            }
        }
    }
}

fn members(list: &Value) -> Vec<Value> {
    list.as_array().cloned().unwrap_or_default()
}

/// The members of two compositions: those that belong together, and the rest.
struct Pairs<'a> {
    both: Vec<(&'a Value, &'a Value)>,
    gone: Vec<&'a Value>,
    come: Vec<&'a Value>,
}

/// Members that are the same belong together, then those that alone have a type, then what is left if it is one of each.
fn pairs<'a>(old: &'a [Value], new: &'a [Value]) -> Pairs<'a> {
    let mut gone: Vec<&Value> = old.iter().filter(|member| !new.contains(member)).collect();
    let mut come: Vec<&Value> = new.iter().filter(|member| !old.contains(member)).collect();
    let mut both = Vec::new();
    let kind = |member: &Value| match named(member) {
        Some(name) => format!("the schema {name}"),
        None => format!("{}{}", member["type"], member["title"]),
    };
    let mut index = 0;
    while index < gone.len() {
        let of = kind(gone[index]);
        let alone = gone.iter().filter(|member| kind(member) == of).count() == 1;
        let mut twins = come
            .iter()
            .enumerate()
            .filter(|(_, member)| kind(member) == of);
        match (alone, twins.next(), twins.next()) {
            (true, Some((twin, _)), None) => both.push((gone.remove(index), come.remove(twin))),
            _ => index += 1,
        }
    }
    Pairs { both, gone, come }
}

/// An object with the properties of all of its members, if they are nothing but objects with properties.
fn flattened(document: &Value, schema: &Value, depth: usize) -> Option<Value> {
    const OWN: [&str; 6] = [
        "type",
        "properties",
        "required",
        "nullable",
        "additionalProperties",
        "discriminator",
    ];
    let schema = resolve(document, schema).filter(|_| depth < 16)?;
    let mut found: Map<String, Value> = schema.as_object()?.clone();
    for member in members(&found.remove("allOf").unwrap_or_default()) {
        let Value::Object(member) = flattened(document, &member, depth + 1)? else {
            return None;
        };
        let known = |key: &&String| {
            OWN.contains(&key.as_str()) || WORDS.contains(&key.as_str()) || key.starts_with("x-")
        };
        if !member.keys().all(|key| known(&key)) {
            return None;
        }
        for (key, value) in member {
            match (found.get_mut(&key), value) {
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
