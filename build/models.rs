//! Every model gets `new(required…)` in the document's order and a setter for each field.

use std::collections::HashMap;
use std::fmt::Write as _;

use quote::quote;
use syn::{Field, File, Item, ItemStruct, parse_quote};

use super::document::Document;
use super::enums;
use super::syntax::{assert_count, code, functions, inner, is_mod, items, renamed, set_docs};

/// Replaces typify's builders of models by `new` and setters, and adds the enums.
pub fn rewrite(file: &mut File, document: &Document) -> Result<(), String> {
    let types = file.items.iter_mut().find(|item| is_mod(item, "types"));
    let Some(Item::Mod(module)) = types else {
        return Err("progenitor's output has no module of types".to_owned());
    };
    let items = items(module);
    let before = items.len();
    items.retain(|item| {
        !is_mod(item, "builder") && !is_mod(item, "error") && !starts_a_builder(item)
    });
    let dropped = before - items.len();
    let orders: HashMap<_, _> = document.models().collect();
    let mut blocks = Vec::new();
    for item in items.iter_mut() {
        if let Item::Enum(item) = item {
            return Err(format!(
                "enum {} is not a named schema of the document",
                item.ident
            ));
        }
        let Item::Struct(model) = item else { continue };
        let order = orders.get(model.ident.to_string().as_str());
        let order = order.ok_or_else(|| {
            format!(
                "model {} is not a named schema of the document",
                model.ident
            )
        })?;
        refuse_what_json_cannot_carry(model);
        document_fields(model, document);
        blocks.push(constructor_and_setters(model, order, document)?);
    }
    assert_count(
        "builder of a model, or module of them",
        dropped,
        blocks.len() + 2,
    )?;
    items.extend(blocks);
    items.extend(enums::open(document)?);
    Ok(())
}

/// Whether the item is the block of typify's `builder()` of a model.
fn starts_a_builder(item: &Item) -> bool {
    matches!(item, Item::Impl(block) if functions(block).any(|function| function.sig.ident == "builder"))
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

/// Gives every field the document's description, also where it stands beside a reference.
fn document_fields(model: &mut ItemStruct, document: &Document) {
    let name = model.ident.to_string();
    for field in &mut model.fields {
        let description = document.property_description(&name, &wire_name(field));
        if !description.is_empty() {
            set_docs(&mut field.attrs, description);
        }
    }
}

/// `new` with the required fields, and a setter for each field, in the order of the document's properties.
fn constructor_and_setters(
    model: &ItemStruct,
    order: &[&str],
    document: &Document,
) -> Result<Item, String> {
    let name = &model.ident;
    let mut fields: Vec<&Field> = model.fields.iter().collect();
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
        let description = document.property_description(&name.to_string(), &wire);
        let setting = format!("Sets `{wire}`. {description}");
        let setting = setting.trim_end();
        let value = if given.is_some() {
            values.push(quote!(#ident: ::std::option::Option::None));
            quote!(::std::option::Option::Some(#converted))
        } else {
            parameters.push(quote!(#ident: impl ::std::convert::Into<#ty>));
            values.push(quote!(#ident: #converted));
            let named = ident.as_ref().map(ToString::to_string).unwrap_or_default();
            let _ = write!(sentence, "\n* `{named}`: {description}");
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
