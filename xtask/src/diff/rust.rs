//! The second axis: what two documents do to the generated code, read from what the generator emits for each.

use crate::public_api::{Operation, PublicApi as Face, Type};
use std::collections::{BTreeMap, BTreeSet};

/// A difference between two faces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The operation or type that has it.
    pub owner: Owner,
    /// Which part of it.
    pub part: Part,
    /// Whether code that uses it stops compiling.
    pub breaking: bool,
    /// How a report names the item.
    pub item: String,
}

/// What a difference belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// An operation, by its name.
    Operation(String),
    /// A type, by its name.
    Type(String),
}

/// The part that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// What an operation answers.
    Answer,
    /// A parameter, field, setter or parameter of `new`, by a name.
    Named(String),
    /// A member of an enum, by its text on the wire.
    Member(String),
    /// What the type derives.
    Derives,
}

/// Every difference between two faces; `renames` are the types that only have another name.
#[must_use]
pub fn differences(old: &Face, new: &Face, renames: &BTreeMap<String, String>) -> Vec<Difference> {
    let mut found = Vec::new();
    let now = |name: &str| {
        renames
            .get(name)
            .cloned()
            .unwrap_or_else(|| name.to_owned())
    };
    for name in either(&old.operations, &new.operations) {
        match (old.operations.get(&name), new.operations.get(&name)) {
            (Some(before), Some(after)) => operation(&mut found, &name, before, after, renames),
            (before, _) => found.push(Difference {
                owner: Owner::Operation(name.clone()),
                part: Part::Whole,
                breaking: before.is_some(),
                item: format!("operation {name}"),
            }),
        }
    }
    let moved: BTreeMap<String, &Type> =
        old.types.iter().map(|(name, ty)| (now(name), ty)).collect();
    for (from, to) in renames
        .iter()
        .filter(|(from, _)| old.types.contains_key(*from))
    {
        found.push(whole_type(to, true, &format!("type {from}")));
    }
    for name in either(&moved, &new.types) {
        match (moved.get(&name), new.types.get(&name)) {
            (Some(before), Some(after)) => ty(&mut found, &name, before, after, renames),
            (before, _) => found.push(whole_type(&name, before.is_some(), &format!("type {name}"))),
        }
    }
    found
}

fn either<V, W>(old: &BTreeMap<String, V>, new: &BTreeMap<String, W>) -> BTreeSet<String> {
    old.keys().chain(new.keys()).cloned().collect()
}

fn whole_type(name: &str, breaking: bool, item: &str) -> Difference {
    Difference {
        owner: Owner::Type(name.to_owned()),
        part: Part::Whole,
        breaking,
        item: item.to_owned(),
    }
}

/// A type's text with the types that have another name now.
fn renamed(text: &str, renames: &BTreeMap<String, String>) -> String {
    let mut words = Vec::new();
    for word in text.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_') {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
        match renames.get(bare) {
            Some(name) => words.push(format!("{name}{}", &word[bare.len()..])),
            None => words.push(word.to_owned()),
        }
    }
    words.concat()
}

fn operation(
    found: &mut Vec<Difference>,
    name: &str,
    old: &Operation,
    new: &Operation,
    renames: &BTreeMap<String, String>,
) {
    let owner = Owner::Operation(name.to_owned());
    let mut note = |part, breaking, item: String| {
        found.push(Difference {
            owner: owner.clone(),
            part,
            breaking,
            item,
        });
    };
    if renamed(&old.answer, renames) != new.answer {
        note(Part::Answer, true, format!("answer of {name}"));
    }
    for setter in either(&old.setters, &new.setters) {
        let before = old.setters.get(&setter).map(|ty| renamed(ty, renames));
        let after = new.setters.get(&setter);
        if before.as_ref() != after {
            note(
                Part::Named(setter.clone()),
                before.is_some(),
                format!("{name}().{setter}()"),
            );
        }
    }
}

fn ty(
    found: &mut Vec<Difference>,
    name: &str,
    old: &Type,
    new: &Type,
    renames: &BTreeMap<String, String>,
) {
    let owner = Owner::Type(name.to_owned());
    let mut note = |part, breaking, item: String| {
        found.push(Difference {
            owner: owner.clone(),
            part,
            breaking,
            item,
        });
    };
    if old.kind != new.kind {
        note(Part::Whole, true, format!("type {name}"));
        return;
    }
    for member in either(&old.members, &new.members) {
        let (before, after) = (old.members.get(&member), new.members.get(&member));
        let wire = before
            .or(after)
            .map(|member| member.wire.clone())
            .unwrap_or_default();
        let same = before.map(|m| renamed(&m.ty, renames)) == after.map(|m| m.ty.clone());
        if !same && new.kind == "enum" {
            note(
                Part::Member(wire),
                before.is_some(),
                format!("{name}::{member}"),
            );
        } else if !same {
            note(
                Part::Named(wire),
                before.is_some(),
                format!("{name}.{member}"),
            );
        }
    }
    for function in either(&old.functions, &new.functions) {
        let before = old
            .functions
            .get(&function)
            .map(|text| renamed(text, renames));
        let after = new.functions.get(&function);
        if before.as_ref() == after {
            continue;
        }
        if function != "new" {
            note(
                Part::Named(function.clone()),
                before.is_some(),
                format!("{name}.{function}()"),
            );
            continue;
        }
        let item = format!("{name}::new()");
        let parameters = changed_parameters(
            &before.unwrap_or_default(),
            after.map_or("", String::as_str),
        );
        if parameters.is_empty() {
            note(Part::Named(function.clone()), true, item.clone());
        }
        for parameter in parameters {
            note(Part::Named(parameter), true, item.clone());
        }
    }
    let (before, after): (BTreeSet<_>, BTreeSet<_>) =
        (old.derives.iter().collect(), new.derives.iter().collect());
    for derive in before.symmetric_difference(&after) {
        note(
            Part::Derives,
            before.contains(*derive),
            format!("{derive} of {name}"),
        );
    }
}

/// The parameters that one of two lists has alone or with another type.
fn changed_parameters(old: &str, new: &str) -> BTreeSet<String> {
    let list = |text: &str| -> BTreeSet<String> {
        text.split(", ")
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (old, new) = (list(old), list(new));
    let differing = old.symmetric_difference(&new);
    differing
        .filter_map(|part| Some(part.split_once(':')?.0.to_owned()))
        .collect()
}
