//! Comparing what schemas are composed of, member by member where members match.

use super::form::{resolve, set};
use super::place::Place;
use super::reach::named;
use super::schema_form::WORDS;
use super::walk::Walk;
use serde_json::{Map, Value, json};

impl Walk<'_> {
    /// Brings two schemas that are composed differently to one form; none when that has told all there is to tell.
    pub(super) fn composed(&mut self, at: &Place<'_>) -> Option<(Value, Value)> {
        let (old, new) = (at.old, at.new);
        let all = at.child("allOf");
        if all.old != all.new && !Pairs::of(&members(all.old), &members(all.new)).matched() {
            let documents = (self.documents.old, self.documents.new);
            let flat = flattened(documents.0, old, 0).zip(flattened(documents.1, new, 0));
            if let Some(flat) = flat {
                self.cover(at);
                return Some(flat);
            }
        }
        let plain = |schema: &Value| {
            ["allOf", "oneOf", "anyOf"]
                .iter()
                .all(|key| schema[*key].is_null())
        };
        for key in ["oneOf", "anyOf"] {
            let alone = |schema: &Value| {
                let mut own = schema
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(own, _)| own.as_str());
                let counts =
                    |own: &str| own != key && own != "discriminator" && !WORDS.contains(&own);
                schema[key].is_array() && !own.any(counts)
            };
            let wrapped = |schema: &Value| json!({ key: [schema] });
            let (was, is) = match () {
                () if *old == json!({}) || *new == json!({}) => continue,
                () if plain(old) && alone(new) => (wrapped(old), new.clone()),
                () if plain(new) && alone(old) => (old.clone(), wrapped(new)),
                () => continue,
            };
            self.cover(at);
            let both = at.with(&was, &is);
            self.composition(key, &both.child(key));
            let kind = at.child("discriminator");
            if kind.old != kind.new {
                self.discriminator(&kind);
            }
            return None;
        }
        Some((old.clone(), new.clone()))
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
        let (before, after) = (members(at.old), members(at.new));
        let Pairs { both, gone, come } = Pairs::of(&before, &after);
        let none = Value::Null;
        let gone = gone.into_iter().map(|member| ("removed", member, &none));
        let come = come.into_iter().map(|member| ("added", &none, member));
        let both = both.into_iter().map(|(old, new)| ("", old, new));
        for (index, (verb, old, new)) in both.chain(gone).chain(come).enumerate() {
            let name = named(new)
                .or(named(old))
                .map_or_else(|| index.to_string(), str::to_owned);
            let mut member = at.with(old, new);
            member.about.pointer = at.child(&name).about.pointer;
            match verb {
                "" => self.schema(&member),
                verb => self.moved(format!("{prefix}-{verb}"), &member),
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

impl<'a> Pairs<'a> {
    /// Members that are the same belong together, then those that alone are of a kind.
    fn of(old: &'a [Value], new: &'a [Value]) -> Self {
        let mut gone: Vec<&Value> = old.iter().filter(|member| !new.contains(member)).collect();
        let mut come: Vec<&Value> = new.iter().filter(|member| !old.contains(member)).collect();
        let mut both = Vec::new();
        let kind = |member: &Value| {
            (
                named(member).map(str::to_owned),
                member["type"].clone(),
                member["title"].clone(),
            )
        };
        for old in gone.clone() {
            let is_alike = |member: &&&Value| kind(member) == kind(old);
            let alone = gone.iter().filter(is_alike).count() == 1
                && come.iter().filter(is_alike).count() == 1;
            if let Some(twin) = come.iter().position(|member| alone && is_alike(&member)) {
                both.push((old, come.remove(twin)));
                gone.retain(|member| *member != old);
            }
        }
        Self { both, gone, come }
    }

    /// Whether each member belongs to another.
    fn matched(&self) -> bool {
        self.gone.is_empty() && self.come.is_empty()
    }
}

/// An object with the properties of all of its members, if they are nothing but objects with properties.
fn flattened(document: &Value, schema: &Value, depth: usize) -> Option<Value> {
    const OBJECT: [&str; 6] = [
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
        for (key, value) in member {
            let name = key.as_str();
            match (found.get_mut(&key), value) {
                _ if !OBJECT.contains(&name)
                    && !WORDS.contains(&name)
                    && !key.starts_with("x-") =>
                {
                    return None;
                }
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
