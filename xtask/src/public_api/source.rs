//! Reading the public API from the generated source with `syn`.

use super::syntax::{functions, last_name, own_block, written};
use super::types::types;
use super::{Operation, PublicApi};
use crate::generate::syntax::{first_argument, inner};
use std::collections::BTreeMap;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Item, Token};

/// Reads the whole generated source.
pub fn read(source: &str) -> Result<PublicApi, String> {
    let file =
        syn::parse_file(source).map_err(|e| format!("the generated code does not parse: {e}"))?;
    let mut api = PublicApi::default();
    let mut builders = BTreeMap::new();
    for item in &file.items {
        match item {
            Item::Mod(module) if module.ident == "types" => api.types = types(inside(module))?,
            Item::Mod(module) if module.ident == "builder" => {
                builders = self::builders(inside(module));
            }
            _ => {}
        }
    }
    let table = file.items.iter().find_map(|item| match item {
        Item::Macro(call) if call.mac.path.segments.last()?.ident == "operations" => {
            Some(&call.mac)
        }
        _ => None,
    });
    let table = table
        .ok_or("the generated code has no table of operations: has build/operation.rs changed?")?;
    let table = syn::parse2::<Table>(table.tokens.clone())
        .map_err(|e| format!("the table of operations: {e}"))?;
    let methods = client_methods(&file.items);
    for (name, row) in table.0 {
        let builder = methods.get(&name).and_then(|builder| builders.get(builder));
        let builder =
            builder.ok_or_else(|| format!("the generated code has no operation {name}"))?;
        let Operation {
            values,
            setters,
            answer,
            ..
        } = builder.clone();
        api.operations.insert(
            name,
            Operation {
                values,
                setters,
                answer,
                ..row
            },
        );
    }
    Ok(api)
}

fn inside(module: &syn::ItemMod) -> &[Item] {
    module.content.as_ref().map_or(&[], |(_, items)| items)
}

/// The input of `operations!`: rows of
/// `Variant, "name", METHOD, "path", Idempotency, "key", [values], has_body;`.
struct Table(Vec<(String, Operation)>);

impl Parse for Table {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let row = |input: ParseStream<'_>| {
            let ident = || Ok::<_, syn::Error>(input.parse::<syn::Ident>()?.to_string());
            let text = || Ok::<_, syn::Error>(input.parse::<syn::LitStr>()?.value());
            let comma = || input.parse::<Token![,]>();
            Attribute::parse_outer(input)?;
            let variant = ident()?;
            comma()?;
            let name = text()?;
            comma()?;
            let method = ident()?;
            comma()?;
            let path = text()?;
            comma()?;
            let idempotency = ident()?;
            comma()?;
            let key = text()?;
            comma()?;
            // Its values are those of the builder's setters.
            input.parse::<syn::Expr>()?;
            comma()?;
            input.parse::<syn::LitBool>()?;
            let row = Operation {
                variant,
                idempotency,
                key,
                method,
                path,
                ..Operation::default()
            };
            Ok((name, row))
        };
        let rows = input.parse_terminated(row, Token![;])?;
        Ok(Self(rows.into_iter().collect()))
    }
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
                let held = inner(&field.ty, "Result")?;
                Some((field.ident.as_ref()?.to_string(), written(held)))
            });
            builders.entry(item.ident.to_string()).or_default().values = values.collect();
        } else if let Some((name, block)) = own_block(item) {
            let builder = builders.entry(name).or_default();
            for function in functions(block) {
                if function.sig.ident == "send" {
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

/// `T` of `Result<Response<T>>`.
fn answer(output: &syn::ReturnType) -> String {
    let syn::ReturnType::Type(_, ty) = output else {
        return String::new();
    };
    let value = inner(ty, "Result").and_then(|ok| inner(ok, "Response"));
    written(value.unwrap_or(ty))
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
            Some(written(first_argument(&last.arguments)?))
        })
    })
}
