//! Typed stubs: progenitor's output for httpmock, documented, and corrected where it misses what is sent.

use quote::quote;
use syn::punctuated::Punctuated;
use syn::visit_mut::VisitMut;
use syn::{Expr, FnArg, ImplItem, ImplItemFn, Item, Macro, Token, TraitItem, Type, parse_quote};

use crate::generate::document::{Counts, Document};
use crate::generate::generator;
use crate::generate::syntax::{assert_count, code, inner, items, set_docs};

/// Emits the formatted source of the module `mock`: a trait for the server, and for each operation
/// what a request must be and what is answered.
pub fn generate(document: &Document) -> Result<String, String> {
    let tokens = generator(document)
        .httpmock(&document.openapi, "crate")
        .map_err(|e| format!("progenitor refuses to mock the document: {e}"))?;
    let mut file: syn::File =
        syn::parse2(tokens).map_err(|e| format!("progenitor's output for httpmock: {e}"))?;
    let expected = document.counts();
    let mut found = Counts::default();
    for item in &mut file.items {
        match item {
            Item::Trait(server) => {
                assert_count("stub", server.items.len(), expected.operations)?;
                server.items.iter_mut().for_each(document_stub);
            }
            Item::Mod(module) if module.ident == "operations" => {
                set_docs(&mut module.attrs, OPERATIONS);
                operations(items(module), &mut found);
            }
            _ => {}
        }
    }
    found.assert_same(&expected)?;
    Ok(prettyplease::unparse(&file))
}

const OPERATIONS: &str =
    "What is asked and what is answered, for each operation: `…When` and `…Then`.";
const WHEN: &str =
    "What a request must be for the stub to answer it; what is not said may be anything.";
const THEN: &str = "What the stub answers.";

fn document_stub(item: &mut TraitItem) {
    if let TraitItem::Fn(stub) = item {
        let name = &stub.sig.ident;
        let docs = format!(
            "Stubs [`{name}`](crate::Api::{name}): `config_fn` says what is asked, and what is answered."
        );
        set_docs(&mut stub.attrs, &docs);
    }
}

fn operations(items: &mut Vec<Item>, found: &mut Counts) {
    let (mut whens, mut thens) = (Vec::new(), Vec::new());
    for item in items.iter_mut() {
        match item {
            Item::Struct(half) if half.ident.to_string().ends_with("When") => {
                set_docs(&mut half.attrs, WHEN);
                whens.push(half.ident.clone());
            }
            Item::Struct(half) => {
                set_docs(&mut half.attrs, THEN);
                thens.push(half.ident.clone());
            }
            Item::Impl(block) => {
                for item in &mut block.items {
                    if let ImplItem::Fn(method) = item {
                        let docs = typed(method, found);
                        set_docs(&mut method.attrs, &docs);
                        PathValues(found).visit_block_mut(&mut method.block);
                    }
                }
            }
            _ => {}
        }
    }
    found.operations = thens.len();
    items.push(parse_quote!(crate::mock::answers! { #(#thens),* }));
    items.push(parse_quote!(
        crate::mock::debug! { #(#whens,)* #(#thens),* }
    ));
}

/// The docs of a method, of which a success takes rows in each of their forms.
fn typed(method: &mut ImplItemFn, found: &mut Counts) -> String {
    let name = method.sig.ident.to_string();
    match name.as_str() {
        "new" => return "Begins with httpmock's own.".to_owned(),
        "into_inner" => return "httpmock's own, for what is not typed here.".to_owned(),
        "success" => {}
        _ => {
            found.setters += 1;
            let optional = !method.sig.generics.params.is_empty();
            let missing = if optional {
                "; with `None` it must be missing"
            } else {
                ""
            };
            return format!("`{name}` must be this one{missing}.");
        }
    }
    let mut with = "";
    if let Some(FnArg::Typed(value)) = method.sig.inputs.get_mut(2) {
        found.answers += 1;
        with = " and this value as JSON";
        if let Some(row) = row(&value.ty) {
            with = " and, as JSON, one row as an object or rows as a list";
            *value.ty = parse_quote!(impl crate::mock::Answer<#row>);
            let body = parse_quote!(let value = &value.into_body(););
            method.block.stmts.insert(0, body);
        }
    }
    format!("A success with this status{with}; panics unless it is from 200 to 299.")
}

/// `T` of `&Rows<T>`.
fn row(ty: &Type) -> Option<Type> {
    match ty {
        Type::Reference(reference) => inner(&reference.elem, "Rows").cloned(),
        _ => None,
    }
}

/// progenitor takes a path value for a piece of a regular expression, and does not encode it.
struct PathValues<'a>(&'a mut Counts);

impl VisitMut for PathValues<'_> {
    fn visit_macro_mut(&mut self, call: &mut Macro) {
        let arguments = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        if let Ok(mut arguments) = arguments
            && let Some(value) = arguments
                .last_mut()
                .filter(|value| code(value) == "value.to_string()")
        {
            self.0.path_values += 1;
            *value = parse_quote!(crate::mock::in_path(&#value));
            call.tokens = quote!(#arguments);
        }
    }
}
