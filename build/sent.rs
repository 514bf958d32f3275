//! Models that are sent: null in place of a value, fields that the document lacks, and what was read turned into them.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::punctuated::Punctuated;
use syn::{Field, Fields, Item, ItemStruct, Path, Token, Type, parse_quote};

use super::document::Document;
use super::models::wire_name;
use super::syntax::{code, inner};

/// Completes the models that are sent.
pub fn rewrite(items: &mut Vec<Item>, document: &Document) -> Result<(), String> {
    let sent = document.sent();
    let mut pairs = BTreeMap::new();
    let names: Vec<_> = document.models().map(|(name, _)| name).collect();
    for read in names {
        let stem = read.strip_suffix("ResponseDto").unwrap_or_default();
        let is_sent = |name: &String| sent.contains(name.as_str());
        let model = [format!("{stem}RequestDto"), stem.to_owned()]
            .into_iter()
            .find(is_sent);
        pairs.extend(model.map(|model| (read.to_owned(), model)));
    }
    let mut own = conversions(items, pairs);
    for item in items.iter_mut() {
        if let Item::Struct(model) = item
            && sent.contains(model.ident.to_string().as_str())
        {
            own.push(open(model, document)?);
        }
    }
    items.extend(own);
    Ok(())
}

/// Gives a model a private map of what it has besides its fields, and the call of the macro that writes it all.
fn open(model: &mut ItemStruct, document: &Document) -> Result<Item, String> {
    for attribute in &mut model.attrs {
        if attribute.path().is_ident("derive") {
            let listed = Punctuated::<Path, Token![,]>::parse_terminated;
            let listed = attribute.parse_args_with(listed);
            let listed = listed.map_err(|e| format!("derive of {}: {e}", model.ident))?;
            let own = ["Debug", "::serde::Serialize"];
            let kept = listed
                .iter()
                .filter(|path| !own.contains(&code(path).as_str()));
            *attribute = parse_quote!(#[derive(#(#kept),*)]);
        }
    }
    let name = &model.ident;
    let fields = model.fields.iter().map(|field| {
        let (ident, wire) = (&field.ident, wire_name(field));
        let (ty, optional) = bare(&field.ty);
        let kind = match (optional, code(ty) == "f64") {
            (true, true) => quote!(optional_number),
            (true, false) => quote!(optional),
            (false, true) => quote!(number),
            (false, false) => quote!(required),
        };
        let clear = optional && document.may_be_cleared(&name.to_string(), &wire);
        let clear = clear.then(|| format_ident!("clear_{}", code(ident)));
        quote!(#ident #wire #kind #clear)
    });
    let item = parse_quote!(crate::values::sent! { #name { #(#fields;)* } });
    if let Fields::Named(fields) = &mut model.fields {
        fields.named.push(parse_quote! {
            #[serde(skip)]
            extra: crate::values::Extra
        });
    }
    Ok(item)
}

/// The conversions between pairs of models, from what is read to what is sent, wherever the fields allow it.
fn conversions(items: &[Item], mut pairs: BTreeMap<String, String>) -> Vec<Item> {
    let models = items.iter().filter_map(|item| match item {
        Item::Struct(model) => Some((model.ident.to_string(), model)),
        _ => None,
    });
    let models: BTreeMap<_, _> = models.collect();
    loop {
        let mut found = Vec::new();
        let known = pairs.clone();
        pairs.retain(|read, sent| {
            let made = models.get(read).zip(models.get(sent));
            let made = made.and_then(|(read, sent)| conversion(read, sent, &known));
            let keep = made.is_some();
            found.extend(made);
            keep
        });
        // Without one pair another may fall that has lists of it.
        if pairs == known {
            return found;
        }
    }
}

fn conversion(
    read: &ItemStruct,
    sent: &ItemStruct,
    pairs: &BTreeMap<String, String>,
) -> Option<Item> {
    let taken = sent.fields.iter().map(|field| {
        let wire = wire_name(field);
        let source = read.fields.iter().find(|source| wire_name(source) == wire);
        let (value, fails) = taken(field, source, pairs)?;
        let ident = &field.ident;
        Some((quote!(#ident: #value), fails))
    });
    let (taken, fails): (Vec<_>, Vec<_>) = taken.collect::<Option<Vec<_>>>()?.into_iter().unzip();
    let (read, sent) = (&read.ident, &sent.ident);
    let kind = if fails.contains(&true) {
        quote!(TryFrom)
    } else {
        quote!(From)
    };
    Some(parse_quote!(
        crate::values::convert! { #kind<#read> for #sent |read| { #(#taken),* } }
    ))
}

/// The value of a field, and whether it may be missing; none where what is read is of another type.
fn taken(
    field: &Field,
    source: Option<&Field>,
    pairs: &BTreeMap<String, String>,
) -> Option<(TokenStream, bool)> {
    let (ty, optional) = bare(&field.ty);
    let Some(source) = source else {
        return optional.then(|| (quote!(::std::option::Option::None), false));
    };
    let (given, may_lack) = bare(&source.ty);
    let rows = code(given) != code(ty);
    if rows {
        let row = pairs.get(&code(&inner(given, "Vec")?))?;
        if *row != code(&inner(ty, "Vec")?) {
            return None;
        }
    }
    let (ident, wire) = (&source.ident, wire_name(field));
    let mut value = quote!(read.#ident);
    if !may_lack && (optional || rows) {
        value = quote!(::std::option::Option::Some(#value));
    }
    if rows {
        value = quote!(crate::values::each(#value, #wire)?);
    }
    if !optional && (may_lack || rows) {
        value = quote!(crate::values::required(#value, #wire)?);
    }
    Some((value, rows || (may_lack && !optional)))
}

/// A type without `Option`, and whether it had one.
fn bare(ty: &Type) -> (&Type, bool) {
    let given = inner(ty, "Option");
    (given.unwrap_or(ty), given.is_some())
}
