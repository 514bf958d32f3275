//! Questions to the syntax of the generated source.

use quote::ToTokens;
use syn::{GenericArgument, ImplItem, Item, PathArguments};

/// The name and block of an `impl Name`, not of a trait.
pub fn own_block(item: &Item) -> Option<(String, &syn::ItemImpl)> {
    match item {
        Item::Impl(block) if block.trait_.is_none() => Some((last_name(&block.self_ty)?, block)),
        _ => None,
    }
}

pub fn functions(block: &syn::ItemImpl) -> impl Iterator<Item = &syn::ImplItemFn> {
    block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) if matches!(function.vis, syn::Visibility::Public(_)) => {
            Some(function)
        }
        _ => None,
    })
}

pub fn last_name(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// The first type argument of a type that is called `outer`.
pub fn argument(ty: &syn::Type, outer: &str) -> Option<syn::Type> {
    let syn::Type::Path(path) = ty else {
        return None;
    };
    let last = path
        .path
        .segments
        .last()
        .filter(|segment| segment.ident == outer)?;
    first_argument(&last.arguments)
}

pub fn first_argument(arguments: &PathArguments) -> Option<syn::Type> {
    let PathArguments::AngleBracketed(list) = arguments else {
        return None;
    };
    list.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
}

/// A type as a caller would write it: without the path of the standard library and of our own types.
pub fn written(ty: &syn::Type) -> String {
    let text = ty.to_token_stream().to_string().replace(' ', "");
    let owned = ["::stocktrim::types::", "types::"];
    let standard = [
        "::std::string::",
        "::std::option::",
        "::std::vec::",
        "::std::boxed::",
        "::std::collections::",
    ];
    let short = standard
        .iter()
        .chain(&owned)
        .fold(text, |text, prefix| text.replace(prefix, ""));
    short
        .trim_start_matches("::")
        .replace(",>", ">")
        .replace("<::", "<")
        .replace(',', ", ")
}
