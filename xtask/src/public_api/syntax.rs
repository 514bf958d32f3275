//! Questions to the syntax of the generated source.

use quote::ToTokens;
use syn::{ImplItem, ImplItemFn, Item, ItemImpl, Type, Visibility};

/// The public functions of a block.
pub fn functions(block: &ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) if matches!(function.vis, Visibility::Public(_)) => Some(function),
        _ => None,
    })
}

/// The last name in a type's path.
pub fn last_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// The name and block of an `impl Name`, not of a trait.
pub fn own_block(item: &Item) -> Option<(String, &ItemImpl)> {
    match item {
        Item::Impl(block) if block.trait_.is_none() => Some((last_name(&block.self_ty)?, block)),
        _ => None,
    }
}

/// Whether a block implements a trait of that name.
pub fn implements(block: &ItemImpl, name: &str) -> bool {
    let of = block.trait_.as_ref();
    let last = of.and_then(|of| of.0.segments.last());
    last.is_some_and(|last| last.ident == name)
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
        // What a setter of a number takes.
        .replace("implcrate::values::IntoNumber", "f64")
        .replace(",>", ">")
        .replace("<::", "<")
        .replace(',', ", ")
}
