//! The models and enums of the generated source.

use super::syntax::{functions, implements, last_name, own_block, written};
use super::{Member, Type};
use crate::generate::syntax::{first_argument, renamed};
use quote::ToTokens;
use std::collections::BTreeMap;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, FnArg, Item, Token};

/// The types of a module.
pub fn types(items: &[Item]) -> Result<BTreeMap<String, Type>, String> {
    let mut types: BTreeMap<String, Type> = BTreeMap::new();
    for item in items {
        match item {
            Item::Struct(item) => {
                let public = |field: &&syn::Field| matches!(field.vis, syn::Visibility::Public(_));
                let public = item.fields.iter().filter(public);
                let members = public.enumerate().map(|(place, field)| {
                    let name = field
                        .ident
                        .as_ref()
                        .map_or_else(|| place.to_string(), ToString::to_string);
                    let wire = renamed(&field.attrs).unwrap_or_else(|| name.clone());
                    (
                        name,
                        Member {
                            ty: written(&field.ty),
                            wire,
                        },
                    )
                });
                let ty = types.entry(item.ident.to_string()).or_default();
                ty.kind = "struct";
                ty.derives = derives(&item.attrs);
                ty.members = members.collect();
            }
            Item::Enum(item) => {
                let members = item.variants.iter().map(|variant| {
                    let name = variant.ident.to_string();
                    let wire = renamed(&variant.attrs).unwrap_or_else(|| name.clone());
                    (
                        name,
                        Member {
                            ty: variant.fields.to_token_stream().to_string(),
                            wire,
                        },
                    )
                });
                let ty = types.entry(item.ident.to_string()).or_default();
                ty.kind = "enum";
                ty.derives = derives(&item.attrs);
                ty.members = members.collect();
            }
            Item::Macro(call) => read_macro(&call.mac, &mut types)?,
            // What is written out where a field has a default of its own, and derived elsewhere.
            Item::Impl(block) if implements(block, "Default") => {
                let name = last_name(&block.self_ty).unwrap_or_default();
                let ty = types.entry(name).or_default();
                ty.derives.push("Default".to_owned());
                ty.derives.sort();
            }
            _ => {
                let Some((name, block)) = own_block(item) else {
                    continue;
                };
                let written =
                    functions(block).map(|f| (f.sig.ident.to_string(), parameters(&f.sig)));
                types.entry(name).or_default().functions.extend(written);
            }
        }
    }
    Ok(types)
}

/// Reads a call of one of the macros that the generator writes.
fn read_macro(call: &syn::Macro, types: &mut BTreeMap<String, Type>) -> Result<(), String> {
    let name = call.path.segments.last().map(|last| last.ident.to_string());
    let failed = |e| {
        format!(
            "{}! in the generated code: {e}",
            name.as_deref().unwrap_or_default()
        )
    };
    match name.as_deref() {
        Some("open_enum") => {
            let open: OpenEnum = call.parse_body().map_err(failed)?;
            let ty = types.entry(open.name).or_default();
            ty.kind = "enum";
            ty.members = open.members;
        }
        Some("sent") => {
            let sent: Sent = call.parse_body().map_err(failed)?;
            let ty = types.entry(sent.name).or_default();
            let cleared = sent.cleared.into_iter().map(|name| (name, String::new()));
            ty.functions.extend(cleared);
            let extra = "name: String, value: serde_json::Value";
            ty.functions.insert("extra".to_owned(), extra.to_owned());
        }
        Some("convert") => {
            let made: Conversion = call.parse_body().map_err(failed)?;
            let ty = types.entry(made.sent).or_default();
            ty.conversions.insert(made.read, made.kind);
        }
        _ => {}
    }
    Ok(())
}

/// The input of `sent!`: `Name { field "wire" kind clear_field; … }`.
struct Sent {
    name: String,
    cleared: Vec<String>,
}

impl Parse for Sent {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse::<syn::Ident>()?.to_string();
        let fields;
        syn::braced!(fields in input);
        let mut cleared = Vec::new();
        while !fields.is_empty() {
            fields.parse::<syn::Ident>()?;
            fields.parse::<syn::LitStr>()?;
            fields.parse::<syn::Ident>()?;
            let clear = fields.parse::<Option<syn::Ident>>()?;
            cleared.extend(clear.map(|clear| clear.to_string()));
            fields.parse::<Token![;]>()?;
        }
        Ok(Self { name, cleared })
    }
}

/// The input of `convert!`: `From<Read> for Sent |read| { … }`.
struct Conversion {
    kind: String,
    read: String,
    sent: String,
}

impl Parse for Conversion {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let kind = input.parse::<syn::Ident>()?.to_string();
        input.parse::<Token![<]>()?;
        let read = input.parse::<syn::Ident>()?.to_string();
        input.parse::<Token![>]>()?;
        input.parse::<Token![for]>()?;
        let sent = input.parse::<syn::Ident>()?.to_string();
        input.parse::<proc_macro2::TokenStream>()?;
        Ok(Self { kind, read, sent })
    }
}

/// The input of `open_enum!`: `pub enum Name { Member = "wire", … } …`.
struct OpenEnum {
    name: String,
    members: BTreeMap<String, Member>,
}

impl Parse for OpenEnum {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Attribute::parse_outer(input)?;
        input.parse::<syn::Visibility>()?;
        input.parse::<Token![enum]>()?;
        let name = input.parse::<syn::Ident>()?.to_string();
        let braced;
        syn::braced!(braced in input);
        let members = Punctuated::<syn::MetaNameValue, Token![,]>::parse_terminated(&braced)?;
        input.parse::<proc_macro2::TokenStream>()?;
        let members = members.into_iter().map(|member| {
            let wire = match &member.value {
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(text),
                    ..
                }) => text.value(),
                other => other.to_token_stream().to_string(),
            };
            (
                member.path.to_token_stream().to_string(),
                Member {
                    ty: String::new(),
                    wire,
                },
            )
        });
        Ok(Self {
            name,
            members: members.collect(),
        })
    }
}

/// The parameters of a function, without `self`.
fn parameters(signature: &syn::Signature) -> String {
    let listed = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Receiver(_) => None,
        FnArg::Typed(typed) => {
            let ty = match &*typed.ty {
                syn::Type::ImplTrait(bound) => bound.bounds.iter().find_map(|bound| match bound {
                    syn::TypeParamBound::Trait(bound) => {
                        first_argument(&bound.path.segments.last()?.arguments).map(written)
                    }
                    _ => None,
                }),
                _ => None,
            };
            let ty = ty.unwrap_or_else(|| written(&typed.ty));
            Some(format!("{}: {ty}", typed.pat.to_token_stream()))
        }
    });
    listed.collect::<Vec<_>>().join(", ")
}

fn derives(attributes: &[Attribute]) -> Vec<String> {
    let mut derives = Vec::new();
    for attribute in attributes.iter().filter(|a| a.path().is_ident("derive")) {
        let _ = attribute.parse_nested_meta(|meta| {
            derives.extend(
                meta.path
                    .segments
                    .last()
                    .map(|segment| segment.ident.to_string())
                    // A model that is sent implements these itself.
                    .filter(|name| name != "Debug" && name != "Serialize"),
            );
            Ok(())
        });
    }
    derives.sort();
    derives
}
