//! Typed stubs: progenitor's output for httpmock, documented, and corrected where it misses what is sent.

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, File, FnArg, ImplItem, Item, ItemImpl, TraitItem, Type, parse_quote};

use crate::generate::document::Document;
use crate::generate::generator;
use crate::generate::syntax::{assert_count, code, inner, is_mod, items};

/// Emits the formatted source of the module `mock`: a trait for the server, and for each operation
/// what a request must be and what is answered.
pub fn generate(document: &Document) -> Result<String, String> {
    let want = document.counts();
    let tokens = generator(document)
        .httpmock(&document.for_progenitor(), "crate")
        .map_err(|e| format!("progenitor refuses to mock the document: {e}"))?;
    let mut file: File =
        syn::parse2(tokens).map_err(|e| format!("progenitor's output for httpmock: {e}"))?;
    let mut seen = Seen::default();
    let mut methods = 0;
    for item in &mut file.items {
        match item {
            Item::Trait(server) => methods += document_server(&mut server.items),
            item if is_mod(item, "operations") => {
                let Item::Mod(module) = item else { continue };
                module.attrs = docs(
                    "What is asked and what is answered, for each operation: `…When` and `…Then`.",
                );
                operations(items(module), &mut seen);
            }
            _ => {}
        }
    }
    assert_count("stub of an operation", methods, want.operations)?;
    assert_count("condition of a stub", seen.whens, want.operations)?;
    assert_count("answer of a stub", seen.thens, want.operations)?;
    assert_count("path value of a stub", seen.path_values, want.path_values)?;
    assert_count("typed answer of a stub", seen.answers, want.answers)?;
    Ok(prettyplease::unparse(&file))
}

#[derive(Default)]
struct Seen {
    whens: usize,
    thens: usize,
    path_values: usize,
    answers: usize,
}

fn docs(sentence: &str) -> Vec<Attribute> {
    vec![parse_quote!(#[doc = #sentence])]
}

fn document_server(methods: &mut [TraitItem]) -> usize {
    for method in methods.iter_mut() {
        if let TraitItem::Fn(method) = method {
            let name = method.sig.ident.to_string();
            method.attrs = docs(&format!(
                "Stubs [`{name}`](crate::Api::{name}): `config_fn` says what is asked, and what is answered."
            ));
        }
    }
    methods.len()
}

fn operations(items: &mut Vec<Item>, seen: &mut Seen) {
    let mut added: Vec<Item> = Vec::new();
    let mut thens = Vec::new();
    for item in items.iter_mut() {
        match item {
            Item::Struct(one) => {
                let name = one.ident.clone();
                let text = name.to_string();
                let sentence = if text.ends_with("When") {
                    "What a request must be for the stub to answer it; what is not said may be anything."
                } else {
                    thens.push(name.clone());
                    "What the stub answers."
                };
                one.attrs = docs(sentence);
                added.push(parse_quote! {
                    impl ::std::fmt::Debug for #name {
                        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                            f.debug_struct(#text).finish_non_exhaustive()
                        }
                    }
                });
            }
            Item::Impl(block) => {
                if code(&block.self_ty).ends_with("When") {
                    seen.whens += 1;
                    conditions(block, seen);
                } else {
                    seen.thens += 1;
                    answers(block, seen);
                }
            }
            _ => {}
        }
    }
    items.extend(added);
    items.push(parse_quote!(crate::mock::answers! { #(#thens),* }));
}

fn conditions(block: &mut ItemImpl, seen: &mut Seen) {
    for item in &mut block.items {
        let ImplItem::Fn(method) = item else { continue };
        let name = method.sig.ident.to_string();
        let sentence = match name.as_str() {
            "new" => "The operation's method and path, as conditions of a mock.".to_owned(),
            "into_inner" => "httpmock's own conditions, for what is not typed here.".to_owned(),
            "body" => "The body must equal this one, as JSON.".to_owned(),
            _ if method.sig.generics.params.is_empty() => format!("`{name}` must be this one."),
            _ => format!("`{name}` must be this one; with `None` it must be missing."),
        };
        method.attrs = docs(&sentence);
        PathValues { seen }.visit_block_mut(&mut method.block);
    }
}

/// progenitor takes a path value for a piece of a regular expression, and does not encode it.
struct PathValues<'a> {
    seen: &'a mut Seen,
}

impl VisitMut for PathValues<'_> {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        if let Expr::Macro(call) = expression
            && call.mac.path.is_ident("format")
            && code(&call.mac.tokens).ends_with(",value.to_string()")
        {
            self.seen.path_values += 1;
            let tokens = code(&call.mac.tokens);
            let pattern = tokens.trim_end_matches(",value.to_string()").to_owned();
            let pattern: Expr = syn::parse_str(&pattern).unwrap_or_else(|_| parse_quote!(""));
            *expression = parse_quote! {
                format!(#pattern, crate::mock::in_path(&value.to_string()))
            };
        }
    }
}

fn answers(block: &mut ItemImpl, seen: &mut Seen) {
    for item in &mut block.items {
        let ImplItem::Fn(method) = item else { continue };
        let sentence = match method.sig.ident.to_string().as_str() {
            "new" => "An answer that is still to be said.",
            "into_inner" => "httpmock's own answer, for what is not typed here.",
            _ if method.sig.inputs.len() == 2 => {
                "A success with this status; panics unless it is from 200 to 299."
            }
            _ => {
                "A success with this status and this value as JSON; panics unless it is from 200 to 299."
            }
        };
        method.attrs = docs(sentence);
        if let Some(FnArg::Typed(value)) = method.sig.inputs.get_mut(2) {
            seen.answers += 1;
            if let Some(row) = row(&value.ty) {
                *value.ty = parse_quote!(impl ::std::iter::IntoIterator<Item = #row>);
                method.block.stmts.insert(
                    0,
                    parse_quote! {
                        let value = &::stocktrim::types::Rows::from_iter(value);
                    },
                );
            }
        }
    }
}

/// `T` of `&Rows<T>`: rows are taken as a list, an array, an `Option`, or `Rows` itself.
fn row(ty: &Type) -> Option<Type> {
    let Type::Reference(reference) = ty else {
        return None;
    };
    inner(&reference.elem, "Rows").cloned()
}
