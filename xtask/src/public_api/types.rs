//! The models and enums of the generated source.

use super::syntax::{functions, own_block, written};
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
                let members = item.fields.iter().enumerate().map(|(place, field)| {
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
            Item::Macro(call)
                if call
                    .mac
                    .path
                    .segments
                    .last()
                    .is_some_and(|s| s.ident == "open_enum") =>
            {
                let open: OpenEnum = call
                    .mac
                    .parse_body()
                    .map_err(|e| format!("open_enum! in the generated code: {e}"))?;
                types.insert(
                    open.name,
                    Type {
                        kind: "enum",
                        members: open.members,
                        ..Type::default()
                    },
                );
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
                    .map(|segment| segment.ident.to_string()),
            );
            Ok(())
        });
    }
    derives.sort();
    derives
}
