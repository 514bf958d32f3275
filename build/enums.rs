//! Every enum of the document becomes an open one: an unknown member is kept as text, not refused.

use quote::quote;
use syn::{Fields, File, Item, parse_quote};

use crate::generate::document::{Document, EnumSchema};
use crate::generate::rewrite::{code, expect, items};
use crate::generate::syntax::renamed;

/// Replaces typify's closed enums by calls of `open_enum!`.
pub fn open(file: &mut File, document: &Document) -> Result<(), String> {
    let schemas = document.enums()?;
    let mut opened = 0;
    for item in &mut file.items {
        let Item::Mod(module) = item else { continue };
        if module.ident != "types" {
            continue;
        }
        let items = items(module);
        let names: Vec<_> = items
            .iter()
            .filter_map(|item| match item {
                Item::Enum(item) => Some(item.ident.to_string()),
                _ => None,
            })
            .collect();
        items.retain(
            |item| !matches!(item, Item::Impl(block) if names.contains(&code(&block.self_ty))),
        );
        for item in items {
            let Item::Enum(closed) = item else { continue };
            let name = closed.ident.to_string();
            let schema = schemas
                .get(name.as_str())
                .ok_or_else(|| format!("enum {name} is not a named schema of the document"))?;
            *item = open_enum(closed, schema)?;
            opened += 1;
        }
    }
    expect("enum", opened, schemas.len())
}

fn open_enum(closed: &syn::ItemEnum, schema: &EnumSchema) -> Result<Item, String> {
    let name = &closed.ident;
    let docs = closed.attrs.iter().filter(|a| a.path().is_ident("doc"));
    let variants: Vec<_> = closed
        .variants
        .iter()
        .map(|v| (&v.ident, wire_name(v)))
        .collect();
    let find = |member: &String| {
        variants
            .iter()
            .find(|(_, wire)| wire == member)
            .map(|(ident, _)| *ident)
            .ok_or_else(|| format!("enum {name} has no member {member}"))
    };
    let plain = closed
        .variants
        .iter()
        .all(|v| matches!(v.fields, Fields::Unit));
    if !plain || variants.iter().any(|(ident, _)| *ident == "Other") {
        return Err(format!(
            "enum {name} cannot be opened: it has a member 'Other' or with fields"
        ));
    }
    let members = schema.members.iter().map(|member| {
        let ident = find(member)?;
        Ok(quote!(#ident = #member))
    });
    let members = members.collect::<Result<Vec<_>, String>>()?;
    let numbers = schema
        .numbers
        .iter()
        .map(find)
        .collect::<Result<Vec<_>, String>>()?;
    Ok(parse_quote! {
        crate::values::open_enum! {
            #(#docs)*
            pub enum #name { #(#members),* }
            numbers [#(#numbers),*]
        }
    })
}

/// The member's text on the wire: what serde was told, else the variant's own name.
fn wire_name(variant: &syn::Variant) -> String {
    renamed(&variant.attrs).unwrap_or_else(|| variant.ident.to_string())
}
