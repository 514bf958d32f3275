//! Every model gets `new(required…)` in the document's order and a setter for each field.

use std::fmt::Write as _;

use quote::quote;
use syn::{Field, Fields, File, Item, ItemStruct, parse_quote};

use crate::generate::document::Document;
use crate::generate::rewrite::{code, drop_methods, expect, is_mod, items};
use crate::generate::syntax::{inner, renamed};
use crate::generate::words::document_with;

/// Replaces typify's builders by `new` and setters, and makes the models extensible.
pub fn add(file: &mut File, document: &Document) -> Result<(), String> {
    let (mut models, mut builders, mut modules) = (0, 0, 0);
    for item in &mut file.items {
        let Item::Mod(module) = item else { continue };
        if module.ident != "types" {
            continue;
        }
        let items = items(module);
        let before = items.len();
        items.retain(|item| !is_mod(item, "builder") && !is_mod(item, "error"));
        modules += before - items.len();
        for item in items.iter_mut() {
            if let Item::Impl(block) = item {
                builders += drop_methods(block, |name| name == "builder");
            }
        }
        items.retain(|item| !matches!(item, Item::Impl(block) if block.items.is_empty()));
        let mut blocks = Vec::new();
        for item in items.iter_mut() {
            let Item::Struct(model) = item else { continue };
            models += 1;
            model.attrs.push(parse_quote!(#[non_exhaustive]));
            refuse_what_json_cannot_carry(model);
            model.attrs.push(parse_quote! {
                #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
            });
            blocks.push(constructor_and_setters(model, document)?);
            document_fields(model, document);
        }
        items.extend(blocks);
    }
    expect("builder of a model", builders, models)?;
    expect("module of builders or of errors", modules, 2)
}

/// JSON has no NaN: `serde_json` would send it as null, which may clear what is stored.
fn refuse_what_json_cannot_carry(model: &mut ItemStruct) {
    for field in &mut model.fields {
        if code(inner(&field.ty, "Option").unwrap_or(&field.ty)) == "f64" {
            let checked = parse_quote!(#[serde(serialize_with = "crate::values::finite")]);
            field.attrs.push(checked);
        }
    }
}

/// Gives every field the document's words, also where they stand beside a reference.
fn document_fields(model: &mut ItemStruct, document: &Document) {
    let name = model.ident.to_string();
    for field in &mut model.fields {
        if let Some(words) = document.words(&name, &wire_name(field)) {
            document_with(&mut field.attrs, words);
        }
    }
}

fn constructor_and_setters(model: &ItemStruct, document: &Document) -> Result<Item, String> {
    let name = &model.ident;
    let order = document
        .properties(&name.to_string())
        .ok_or_else(|| format!("model {name} is not a named schema of the document"))?;
    let Fields::Named(fields) = &model.fields else {
        return Err(format!("model {name} has no named fields"));
    };
    let mut fields: Vec<&Field> = fields.named.iter().collect();
    let place = |field: &&Field| order.iter().position(|name| *name == wire_name(field));
    if let Some(stranger) = fields.iter().find(|field| place(field).is_none()) {
        let stranger = wire_name(stranger);
        return Err(format!(
            "model {name} has a field {stranger} that the document lacks"
        ));
    }
    fields.sort_by_key(place);

    let (mut parameters, mut values, mut setters) = (Vec::new(), Vec::new(), Vec::new());
    let mut sentence = String::new();
    for field in fields {
        let ident = &field.ident;
        let given = inner(&field.ty, "Option");
        let ty = given.unwrap_or(&field.ty);
        let converted = quote!(::std::convert::Into::into(#ident));
        let wire = wire_name(field);
        let words = document.words(&name.to_string(), &wire);
        let setting = words.map_or_else(
            || format!("Sets `{wire}`."),
            |words| format!("Sets `{wire}`. {words}"),
        );
        let value = if given.is_some() {
            values.push(quote!(#ident: ::std::option::Option::None));
            quote!(::std::option::Option::Some(#converted))
        } else {
            parameters.push(quote!(#ident: impl ::std::convert::Into<#ty>));
            values.push(quote!(#ident: #converted));
            let words = words.map(|words| format!(": {words}")).unwrap_or_default();
            let name = ident.as_ref().map(ToString::to_string).unwrap_or_default();
            let _ = write!(sentence, "\n* `{name}`{words}");
            converted
        };
        setters.push(quote! {
            #[doc = #setting]
            #[must_use]
            pub fn #ident(mut self, #ident: impl ::std::convert::Into<#ty>) -> Self {
                self.#ident = #value;
                self
            }
        });
    }
    let sentence = if parameters.is_empty() {
        "Makes a value in which every field is left out.".to_owned()
    } else {
        format!("Makes a value from the fields that StockTrim requires.\n{sentence}")
    };
    Ok(parse_quote! {
        impl #name {
            #[doc = #sentence]
            #[must_use]
            pub fn new(#(#parameters),*) -> Self {
                Self { #(#values),* }
            }
            #(#setters)*
        }
    })
}

/// The field's name on the wire: what serde was told, else the field's own name.
fn wire_name(field: &Field) -> String {
    let own = || field.ident.as_ref().map(ToString::to_string);
    renamed(&field.attrs).or_else(own).unwrap_or_default()
}
