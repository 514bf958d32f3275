//! Every enum of the document becomes an open one: an unknown member is kept as text, not refused.

use std::collections::BTreeSet;

use serde_json::Value;
use syn::{Ident, Item, parse_quote};

use super::document::{Document, text};
use super::operation::pascal;

/// The calls of `open_enum!` that define the enums of a document.
pub fn open(document: &Document) -> Result<Vec<Item>, String> {
    document
        .enums()
        .map(|(name, schema)| open_one(name, schema))
        .collect()
}

fn open_one(name: &str, schema: &Value) -> Result<Item, String> {
    let docs = text(&schema["description"]);
    let (members, texts): (Vec<_>, Vec<_>) = variants(name, &schema["enum"])?.into_iter().unzip();
    let numbers = variants(name, &schema["x-enum-numbers"])?
        .into_iter()
        .map(|(ident, _)| ident);
    let name = syn::parse_str::<Ident>(name).map_err(|e| format!("enum {name}: {e}"))?;
    Ok(parse_quote! {
        crate::values::open_enum! {
            #[doc = #docs]
            pub enum #name { #(#members = #texts),* }
            numbers [#(#numbers),*]
        }
    })
}

/// The members of a list, each once, with the names of their variants.
fn variants(name: &str, list: &Value) -> Result<Vec<(Ident, String)>, String> {
    let members = list
        .as_array()
        .into_iter()
        .flatten()
        .filter(|member| !member.is_null());
    let mut seen = BTreeSet::new();
    let members = members.map(text).filter(|member| seen.insert(*member));
    let variant = |member: &str| match syn::parse_str::<Ident>(&pascal(member)) {
        Ok(ident) if ident != "Other" => Ok((ident, member.to_owned())),
        _ => Err(format!(
            "enum {name} cannot be opened: its member {member:?} cannot be the name of a variant"
        )),
    };
    members.map(variant).collect()
}
