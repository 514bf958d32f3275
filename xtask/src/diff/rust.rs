//! The second axis: what two documents do to the generated code, item by item of the public API that `spec/api.txt` lists.

use super::report::Rust;
use crate::public_api::PublicApi;
use std::collections::{BTreeMap, BTreeSet};

/// A difference between the public APIs that two documents generate.
#[derive(Debug)]
pub struct Difference {
    /// The type that has it, or the operation, with brackets: `find_supplier()`.
    pub owner: String,
    /// The field, parameter or member by a name, `->` for an answer; empty for the whole.
    pub part: String,
    /// How a report names the item.
    pub item: String,
    /// Whether the item was there before, so that code that uses it stops compiling.
    breaking: bool,
}

impl Difference {
    /// What it does to a program that recompiles.
    #[must_use]
    pub fn rust(&self) -> Rust {
        if self.breaking {
            Rust::Breaking
        } else {
            Rust::Additive
        }
    }
}

/// Parameters that take, as the second type, whatever they took as the first.
const WIDER: [(&str, &str); 2] = [("i32", "i64"), ("i32", "f64")];

/// Within an item, between the two models of a conversion.
const CONVERTED: &str = "> for ";

/// What an item says: its part, and the text that must not change.
type Said = (String, String);

/// The items of an API by the type or operation that they belong to, and by name.
type Items = BTreeMap<String, BTreeMap<String, Said>>;

/// Every difference between two public APIs; `renames` are the types that only have another name.
#[must_use]
pub fn differences(
    old: &PublicApi,
    new: &PublicApi,
    renames: &BTreeMap<String, String>,
) -> Vec<Difference> {
    let (before, after) = (items(old, renames), items(new, &BTreeMap::new()));
    let mut found = Vec::new();
    let mut add = |owner: &str, part: &str, item: &str, breaking| {
        let [owner, part, item] = [owner, part, item].map(str::to_owned);
        found.push(Difference {
            owner,
            part,
            item,
            breaking,
        });
    };
    for (from, to) in renames
        .iter()
        .filter(|(from, _)| old.types.contains_key(*from))
    {
        add(to, "", &format!("type {from}"), true);
    }
    let none = BTreeMap::new();
    for owner in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        let (was, is) = (
            before.get(owner).unwrap_or(&none),
            after.get(owner).unwrap_or(&none),
        );
        let all: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
        let differing = all
            .into_iter()
            .filter(|item| was.get(*item) != is.get(*item));
        let differing: Vec<(&String, &Said)> = differing
            .filter_map(|item| Some((item, was.get(item).or(is.get(item))?)))
            .collect();
        // What is gone, new or of another kind as a whole is told as a whole.
        if let Some((item, _)) = differing.iter().find(|(_, (part, _))| part.is_empty()) {
            add(owner, "", item, !was.is_empty());
            continue;
        }
        // A conversion that changes alone does so with the model that is read.
        let read = differing.iter().find(|(item, _)| item.contains(CONVERTED));
        let alone = differing.iter().all(|(item, _)| item.contains(CONVERTED));
        let owner = read.filter(|_| alone).map_or(owner, |(_, (_, read))| read);
        let builder = format!("{owner}::new()");
        let text = |all: &Items| Some(all.get(owner)?.get(&builder)?.1.clone());
        let built = changed_parameters(
            &text(&before).unwrap_or_default(),
            &text(&after).unwrap_or_default(),
        );
        for (item, (part, _)) in differing {
            let texts = was.get(item).zip(is.get(item));
            let widened = texts.is_some_and(|(was, is)| WIDER.contains(&(&*was.1, &*is.1)));
            let taken = widened && owner.ends_with("()") && part != "->";
            let breaking = was.contains_key(item) && !taken || *item == builder;
            // What a type derives goes by what its `new` asks for.
            let parts = if part == "new" {
                built.clone()
            } else {
                vec![part.clone()]
            };
            for part in parts {
                add(owner, &part, item, breaking);
            }
        }
    }
    found
}

/// The items of an API, with the types that have another name now.
fn items(api: &PublicApi, renames: &BTreeMap<String, String>) -> Items {
    let mut found = Items::new();
    let mut add = |owner: &str, item: String, part: &str, text: &str| {
        let said = (part.to_owned(), renamed(text, renames));
        found
            .entry(owner.to_owned())
            .or_default()
            .insert(item, said);
    };
    for (name, operation) in &api.operations {
        let owner = &format!("{name}()");
        add(owner, format!("operation {name}"), "", "");
        add(owner, format!("answer of {name}"), "->", &operation.answer);
        for (setter, ty) in &operation.setters {
            add(owner, format!("{owner}.{setter}()"), setter, ty);
        }
    }
    for (name, ty) in &api.types {
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
            let cleared = function.strip_prefix("clear_");
            let cleared = cleared.and_then(|field| ty.members.get(field));
            add(
                owner,
                format!("{owner}{dot}{function}()"),
                cleared.map_or(function, |field| &field.wire),
                parameters,
            );
        }
        for derive in &ty.derives {
            add(owner, format!("{derive} of {owner}"), "new", "");
        }
        for (read, made) in &ty.conversions {
            let read = renames.get(read).unwrap_or(read);
            let item = format!("{made}<{read}{CONVERTED}{owner}");
            add(owner, item, "new", read);
        }
    }
    found
}

/// A type's text with the types that have another name now.
fn renamed(text: &str, renames: &BTreeMap<String, String>) -> String {
    let apart = |c: char| !c.is_alphanumeric() && c != '_';
    let words = text.split_inclusive(apart).map(|word| {
        let bare = word.trim_end_matches(apart);
        let name = renames.get(bare).map_or(bare, String::as_str);
        format!("{name}{}", &word[bare.len()..])
    });
    words.collect()
}

/// The parameters that one of two lists has alone or with another type; the whole when only their order differs.
fn changed_parameters(old: &str, new: &str) -> Vec<String> {
    let [old, new] = [old, new].map(|text| text.split(", ").collect::<BTreeSet<&str>>());
    let names = old
        .symmetric_difference(&new)
        .filter_map(|part| Some(part.split_once(':')?.0));
    let found: BTreeSet<String> = names.map(str::to_owned).collect();
    let whole = found.is_empty().then(String::new);
    found.into_iter().chain(whole).collect()
}
