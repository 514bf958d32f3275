//! Reading the face from the generated source with `syn`.

use super::syntax::{own_block, written};
use super::types::types;
use super::{Face, Operation};
use crate::generate::syntax::{first_argument, functions, inner, last_name};
use std::collections::BTreeMap;
use syn::Item;

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
                let held = inner(&field.ty, "Result")?;
                Some((field.ident.as_ref()?.to_string(), written(held)))
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
    let value = inner(ty, "Result").and_then(|ok| inner(ok, "ResponseValue"));
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
