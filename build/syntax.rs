//! What more than one part of the build asks of Rust source, or does to it.

use quote::ToTokens;
use syn::{Attribute, GenericArgument, Item, ItemMod, LitStr, PathArguments, Type, parse_quote};

/// Fails when a rewrite did not meet the output that it was written for.
pub fn assert_count(what: &str, found: usize, expected: usize) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!(
        "progenitor's output has {found} of '{what}' where {expected} were expected: its version has changed, adapt build/"
    ))
}

/// The code of a node without white space, to compare it with what is expected.
pub fn code(node: &impl ToTokens) -> String {
    node.to_token_stream().to_string().replace(' ', "")
}

/// Replaces an item's documentation.
pub fn set_docs(attributes: &mut Vec<Attribute>, text: &str) {
    attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    attributes.insert(0, parse_quote!(#[doc = #text]));
}

/// The items of an inline module.
pub fn items(module: &mut ItemMod) -> &mut Vec<Item> {
    &mut module.content.get_or_insert_default().1
}

/// Whether the item is the module of that name.
pub fn is_mod(item: &Item, name: &str) -> bool {
    matches!(item, Item::Mod(module) if module.ident == name)
}

/// The name on the wire, where serde was told one.
pub fn renamed(attributes: &[Attribute]) -> Option<String> {
    let mut name = None;
    for attribute in attributes.iter().filter(|a| a.path().is_ident("serde")) {
        let _ = attribute.parse_nested_meta(|meta| {
            if let Ok(value) = meta.value() {
                let value: LitStr = value.parse()?;
                if meta.path.is_ident("rename") {
                    name = Some(value.value());
                }
            }
            Ok(())
        });
    }
    name
}

/// `T` of `Outer<T>`, by the name of the outer type.
pub fn inner<'a>(ty: &'a Type, outer: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|s| s.ident == outer)?;
    first_argument(&last.arguments)
}

/// The first type among generic arguments.
pub fn first_argument(arguments: &PathArguments) -> Option<&Type> {
    let PathArguments::AngleBracketed(list) = arguments else {
        return None;
    };
    list.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}
