//! Every model gets `new(required…)` in the document's order and a setter for each field.

use std::collections::HashMap;
use std::fmt::Write as _;

use quote::quote;
use syn::{Field, File, Item, ItemStruct, parse_quote};

use super::document::Document;
use super::enums;
use super::syntax::{assert_count, code, inner, is_mod, items, renamed, set_docs};

/// Replaces typify's builders of models by `new` and setters, and adds the enums.
pub fn rewrite(file: &mut File, document: &Document) -> Result<(), String> {
    let orders: HashMap<_, _> = document.models().collect();
    let sent = document.sent();
    for item in &mut file.items {
        let Item::Mod(module) = item else { continue };
        if module.ident != "types" {
            continue;
        }
        let items = items(module);
        let before = items.len();
        items.retain(|item| !is_of_builders(item));
        let dropped = before - items.len();
        let mut blocks = Vec::new();
        for item in items.iter_mut() {
            let (name, model) = match item {
                Item::Struct(model) => (model.ident.to_string(), model),
                Item::Enum(closed) => return Err(stranger("enum", &closed.ident)),
                _ => continue,
            };
            let order = orders
                .get(name.as_str())
                .ok_or_else(|| stranger("model", &name))?;
            let is_sent = sent.contains(name.as_str());
            blocks.push(methods(model, order, document, is_sent)?);
        }
        assert_count("builder of models", dropped, blocks.len() + 2)?;
        items.extend(blocks);
        items.extend(enums::open(document)?);
        super::sent::rewrite(items, document)?;
    }
    Ok(())
}

fn stranger(kind: &str, name: &impl std::fmt::Display) -> String {
    format!("{kind} {name} is not a named schema of the document")
}

/// Whether the item belongs to typify's builders: their module, that of their errors, or `builder()` of a model.
fn is_of_builders(item: &Item) -> bool {
    match item {
        Item::Impl(block) => code(&block.items.first()).starts_with("pubfnbuilder()"),
        item => is_mod(item, "builder") || is_mod(item, "error"),
    }
}

/// How typify reads a field that is required and may be null; here it may be missing as well.
const REQUIRED_NULL: &str = r#"deserialize_with = "::std::option::Option::deserialize""#;

/// Documents a model's fields, and makes its block: `new` with the required fields, and a setter for each field.
fn methods(
    model: &mut ItemStruct,
    order: &[&str],
    document: &Document,
    sent: bool,
) -> Result<Item, String> {
    let name = &model.ident;
    let mut fields: Vec<&mut Field> = model.fields.iter_mut().collect();
    let place = |field: &Field| order.iter().position(|name| *name == wire_name(field));
    if let Some(field) = fields.iter().find(|field| place(field).is_none()) {
        let field = wire_name(field);
        return Err(format!(
            "model {name} has a field {field} that the document lacks"
        ));
    }
    fields.sort_by_key(|field| place(field));

    let (mut parameters, mut values, mut setters) = (Vec::new(), Vec::new(), Vec::new());
    let mut docs = "Makes a value from the fields that StockTrim requires.\n".to_owned();
    for field in fields {
        let wire = wire_name(field);
        let description = document.property_description(&name.to_string(), &wire);
        if !description.is_empty() {
            // Also where it stands beside a reference, which typify passes over.
            set_docs(&mut field.attrs, description);
        }
        let Field {
            ident, ty, attrs, ..
        } = field;
        for attr in &mut *attrs {
            if let syn::Meta::List(list) = &mut attr.meta {
                let text = list.tokens.to_string().replace(REQUIRED_NULL, "");
                list.tokens = text.parse().map_err(|e| format!("{wire}: {e}"))?;
            }
        }
        let given = inner(ty, "Option");
        let ty = given.unwrap_or(ty);
        let mut taken = quote!(::std::convert::Into<#ty>);
        let mut converted = quote!(::std::convert::Into::into(#ident));
        if code(ty) == "f64" {
            taken = quote!(crate::values::IntoNumber);
            converted = quote!(crate::values::IntoNumber::into_number(#ident));
        }
        // Numbers and times are read in whichever form they come; lists within a limit of memory.
        let default = given.map(|_| quote!(default,));
        if ["f64", "i32", "i64", "::stocktrim::types::Timestamp"].contains(&code(ty).as_str()) {
            let read = given.map_or("scalar", |_| "optional_scalar");
            let read = format!("crate::values::{read}");
            attrs.push(parse_quote!(#[serde(#default deserialize_with = #read)]));
        } else if given.is_some() && inner(ty, "Vec").is_some() {
            attrs.push(parse_quote!(#[serde(#default deserialize_with = "crate::values::list")]));
        }
        let value = if given.is_some() {
            values.push(quote!(#ident: ::std::option::Option::None));
            quote!(::std::option::Option::Some(#converted))
        } else {
            parameters.push(quote!(#ident: impl #taken));
            values.push(quote!(#ident: #converted));
            let _ = write!(docs, "\n* `{}`: {description}", code(ident));
            converted
        };
        let setting = format!("Sets `{wire}`. {description}");
        let setting = setting.trim_end();
        setters.push(quote! {
            #[doc = #setting]
            #[must_use]
            pub fn #ident(mut self, #ident: impl #taken) -> Self {
                self.#ident = #value;
                self
            }
        });
    }
    if sent {
        values.push(quote!(extra: ::std::default::Default::default()));
    }
    if parameters.is_empty() {
        docs = String::from("Makes a value in which every field is left out.");
    }
    Ok(parse_quote! {
        impl #name {
            #[doc = #docs]
            #[must_use]
            pub fn new(#(#parameters),*) -> Self {
                Self { #(#values),* }
            }
            #(#setters)*
        }
    })
}

/// The field's name on the wire: what serde was told, else the field's own name.
pub fn wire_name(field: &Field) -> String {
    let own = || field.ident.as_ref().map(ToString::to_string);
    renamed(&field.attrs).or_else(own).unwrap_or_default()
}
