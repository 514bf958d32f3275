//! Reading the face from the generated source with `syn`.

use super::{Face, Member, Operation, Type};
use quote::ToTokens;
use std::collections::BTreeMap;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, FnArg, GenericArgument, ImplItem, Item, PathArguments, Token};

/// Reads a generated module.
pub fn read(source: &str) -> Result<Face, String> {
    let file =
        syn::parse_file(source).map_err(|e| format!("the generated code does not parse: {e}"))?;
    let mut face = Face::default();
    let mut builders = BTreeMap::new();
    for item in &file.items {
        match item {
            Item::Mod(module) if module.ident == "types" => face.types = types(inside(module))?,
            Item::Mod(module) if module.ident == "builder" => {
                builders = self::builders(inside(module));
            }
            _ => {}
        }
    }
    let table = operations_table(&file.items)
        .ok_or("the generated code has no table OPERATIONS: has build/document.rs changed?")?;
    let methods = client_methods(&file.items);
    for (name, method, path) in table {
        let builder = methods.get(&name).and_then(|builder| builders.get(builder));
        let builder =
            builder.ok_or_else(|| format!("the generated code has no operation {name}"))?;
        face.operations.insert(
            name,
            Operation {
                method,
                path,
                ..builder.clone()
            },
        );
    }
    Ok(face)
}

fn inside(module: &syn::ItemMod) -> &[Item] {
    module.content.as_ref().map_or(&[], |(_, items)| items)
}

/// The rows of `OPERATIONS`: name, method, path.
fn operations_table(items: &[Item]) -> Option<Vec<(String, String, String)>> {
    let table = items.iter().find_map(|item| match item {
        Item::Const(item) if item.ident == "OPERATIONS" => Some(&*item.expr),
        _ => None,
    })?;
    let syn::Expr::Reference(reference) = table else {
        return None;
    };
    let syn::Expr::Array(rows) = &*reference.expr else {
        return None;
    };
    let text = |e: &syn::Expr| match e {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    };
    let row = |row: &syn::Expr| {
        let syn::Expr::Tuple(tuple) = row else {
            return None;
        };
        let mut texts = tuple.elems.iter().map(text);
        Some((texts.next()??, texts.next()??, texts.next()??))
    };
    rows.elems.iter().map(row).collect()
}

/// The client's methods and the builder that each returns.
fn client_methods(items: &[Item]) -> BTreeMap<String, String> {
    let blocks = items
        .iter()
        .filter_map(own_block)
        .filter(|(name, _)| name == "Client");
    let functions = blocks.flat_map(|(_, block)| functions(block));
    functions
        .filter_map(|function| {
            let syn::ReturnType::Type(_, ty) = &function.sig.output else {
                return None;
            };
            Some((function.sig.ident.to_string(), last_name(ty)?))
        })
        .collect()
}

fn builders(items: &[Item]) -> BTreeMap<String, Operation> {
    let mut builders: BTreeMap<String, Operation> = BTreeMap::new();
    for item in items {
        if let Item::Struct(item) = item {
            let values = item.fields.iter().filter_map(|field| {
                let held = argument(&field.ty, "Result")?;
                Some((field.ident.as_ref()?.to_string(), written(&held)))
            });
            builders.entry(item.ident.to_string()).or_default().values = values.collect();
        } else if let Some((name, block)) = own_block(item) {
            let builder = builders.entry(name).or_default();
            for function in functions(block) {
                if function.sig.asyncness.is_some() {
                    builder.answer = answer(&function.sig.output);
                } else if let Some(taken) = converted(&function.sig) {
                    builder
                        .setters
                        .insert(function.sig.ident.to_string(), taken);
                }
            }
        }
    }
    builders
}

/// `T` of `Result<ResponseValue<T>, _>`.
fn answer(output: &syn::ReturnType) -> String {
    let syn::ReturnType::Type(_, ty) = output else {
        return String::new();
    };
    argument(ty, "Result")
        .and_then(|ok| argument(&ok, "ResponseValue"))
        .map_or_else(|| written(ty), |value| written(&value))
}

/// `T` of `where V: TryInto<T>`.
fn converted(signature: &syn::Signature) -> Option<String> {
    let clause = signature.generics.where_clause.as_ref()?;
    clause.predicates.iter().find_map(|predicate| {
        let syn::WherePredicate::Type(predicate) = predicate else {
            return None;
        };
        predicate.bounds.iter().find_map(|bound| {
            let syn::TypeParamBound::Trait(bound) = bound else {
                return None;
            };
            let last = bound
                .path
                .segments
                .last()
                .filter(|segment| segment.ident == "TryInto")?;
            Some(written(&first_argument(&last.arguments)?))
        })
    })
}

fn types(items: &[Item]) -> Result<BTreeMap<String, Type>, String> {
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

/// The name and block of an `impl Name`, not of a trait.
fn own_block(item: &Item) -> Option<(String, &syn::ItemImpl)> {
    match item {
        Item::Impl(block) if block.trait_.is_none() => Some((last_name(&block.self_ty)?, block)),
        _ => None,
    }
}

fn functions(block: &syn::ItemImpl) -> impl Iterator<Item = &syn::ImplItemFn> {
    block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) if matches!(function.vis, syn::Visibility::Public(_)) => {
            Some(function)
        }
        _ => None,
    })
}

/// The parameters of a function, without `self`.
fn parameters(signature: &syn::Signature) -> String {
    let listed = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Receiver(_) => None,
        FnArg::Typed(typed) => {
            let ty = match &*typed.ty {
                syn::Type::ImplTrait(bound) => bound.bounds.iter().find_map(|bound| match bound {
                    syn::TypeParamBound::Trait(bound) => {
                        first_argument(&bound.path.segments.last()?.arguments)
                            .map(|ty| written(&ty))
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

/// The name that serde was told.
fn renamed(attributes: &[Attribute]) -> Option<String> {
    let mut name = None;
    for attribute in attributes.iter().filter(|a| a.path().is_ident("serde")) {
        let _ = attribute.parse_nested_meta(|meta| {
            if let Ok(value) = meta.value() {
                let value: syn::LitStr = value.parse()?;
                if meta.path.is_ident("rename") {
                    name = Some(value.value());
                }
            }
            Ok(())
        });
    }
    name
}

fn last_name(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// The first type argument of a type that is called `outer`.
fn argument(ty: &syn::Type, outer: &str) -> Option<syn::Type> {
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

fn first_argument(arguments: &PathArguments) -> Option<syn::Type> {
    let PathArguments::AngleBracketed(list) = arguments else {
        return None;
    };
    list.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
}

/// A type as a caller would write it: without the path of the standard library and of our own types.
fn written(ty: &syn::Type) -> String {
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
