//! The second axis: what two documents do to the generated code, item by item of the public API that `spec/api.txt` lists.

use crate::face::Face;
use std::collections::{BTreeMap, BTreeSet};

/// A difference between the public APIs that two documents generate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The type that has it, or the operation, with brackets: `find_supplier()`.
    pub owner: String,
    /// The field, parameter or member by a name, `->` for an answer; empty for the whole.
    pub part: String,
    /// Whether code that uses it stops compiling.
    pub breaking: bool,
    /// How a report names the item.
    pub item: String,
}

/// What an item says: its part, and the text that must not change.
type Said = (String, String);

/// Every difference between two public APIs; `renames` are the types that only have another name.
#[must_use]
pub fn differences(old: &Face, new: &Face, renames: &BTreeMap<String, String>) -> Vec<Difference> {
    let (before, after) = (items(old, renames), items(new, &BTreeMap::new()));
    let renamed = renames
        .iter()
        .filter(|(from, _)| old.types.contains_key(*from));
    let mut found: Vec<Difference> = renamed
        .map(|(from, to)| difference(to, "", true, &format!("type {from}")))
        .collect();
    let owners: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let none = BTreeMap::new();
    for owner in owners {
        let (was, is) = (
            before.get(owner).unwrap_or(&none),
            after.get(owner).unwrap_or(&none),
        );
        let whole = |items: &BTreeMap<String, Said>| {
            items.values().find(|(part, _)| part.is_empty()).cloned()
        };
        if whole(was) != whole(is) {
            let item = is.iter().chain(was).find(|(_, (part, _))| part.is_empty());
            found.extend(item.map(|(item, _)| difference(owner, "", !was.is_empty(), item)));
            continue;
        }
        let builder = format!("{owner}::new()");
        let text = |items: &BTreeMap<String, Said>| {
            items
                .get(&builder)
                .map(|(_, text)| text.clone())
                .unwrap_or_default()
        };
        let built = changed_parameters(&text(was), &text(is));
        for item in was.keys().chain(is.keys()).collect::<BTreeSet<_>>() {
            let (before, after) = (was.get(item), is.get(item));
            let Some((part, _)) = before.or(after).filter(|_| before != after) else {
                continue;
            };
            // What a type derives goes by what its `new` asks for.
            let parts = if part == "new" {
                built.clone()
            } else {
                BTreeSet::from([part.clone()])
            };
            found.extend(
                parts.iter().map(|part| {
                    difference(owner, part, before.is_some() || *item == builder, item)
                }),
            );
        }
    }
    found
}

fn difference(owner: &str, part: &str, breaking: bool, item: &str) -> Difference {
    Difference {
        owner: owner.to_owned(),
        part: part.to_owned(),
        breaking,
        item: item.to_owned(),
    }
}

/// The items of an API by their owners, with the types that have another name now.
fn items(
    face: &Face,
    renames: &BTreeMap<String, String>,
) -> BTreeMap<String, BTreeMap<String, Said>> {
    let mut found: BTreeMap<String, BTreeMap<String, Said>> = BTreeMap::new();
    let mut add = |owner: &str, item: String, part: &str, text: &str| {
        found
            .entry(owner.to_owned())
            .or_default()
            .insert(item, (part.to_owned(), renamed(text, renames)));
    };
    for (name, operation) in &face.operations {
        let owner = &format!("{name}()");
        add(owner, format!("operation {name}"), "", "");
        add(owner, format!("answer of {name}"), "->", &operation.answer);
        for (setter, ty) in &operation.setters {
            add(owner, format!("{owner}.{setter}()"), setter, ty);
        }
    }
    for (name, ty) in &face.types {
        let owner = renames.get(name).unwrap_or(name);
        add(owner, format!("type {owner}"), "", ty.kind);
        let dot = if ty.kind == "enum" { "::" } else { "." };
        for (member, about) in &ty.members {
            add(
                owner,
                format!("{owner}{dot}{member}"),
                &about.wire,
                &about.ty,
            );
        }
        for (function, parameters) in &ty.functions {
            let dot = if function == "new" { "::" } else { "." };
            add(
                owner,
                format!("{owner}{dot}{function}()"),
                function,
                parameters,
            );
        }
        for derive in &ty.derives {
            add(owner, format!("{derive} of {owner}"), "new", "");
        }
    }
    found
}

/// A type's text with the types that have another name now.
fn renamed(text: &str, renames: &BTreeMap<String, String>) -> String {
    let words = text
        .split_inclusive(|c: char| !c.is_alphanumeric() && c != '_')
        .map(|word| {
            let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
            match renames.get(bare) {
                Some(name) => format!("{name}{}", &word[bare.len()..]),
                None => word.to_owned(),
            }
        });
    words.collect()
}

/// The parameters that one of two lists has alone or with another type; the whole when only their order differs.
fn changed_parameters(old: &str, new: &str) -> BTreeSet<String> {
    let list = |text: &str| -> BTreeSet<String> {
        text.split(", ")
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (old, new) = (list(old), list(new));
    let differing = old
        .symmetric_difference(&new)
        .filter_map(|part| Some(part.split_once(':')?.0.to_owned()));
    let found: BTreeSet<String> = differing.collect();
    if found.is_empty() {
        BTreeSet::from([String::new()])
    } else {
        found
    }
}
