//! The client and its requests: progenitor's, but sent by our transport, with our errors and answers.

use quote::{format_ident, quote};
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, ExprClosure, ExprLit, Field, FieldValue, File, GenericArgument, GenericParam, Generics,
    Ident, ImplItem, ImplItemFn, Item, ItemImpl, Lit, LitStr, Macro, PathArguments, PathSegment,
    ReturnType, Stmt, Token, Type, TypeReference, parse_quote,
};

use super::docs;
use super::document::{Counts, Document};
use super::operation::Operation;
use super::syntax::{assert_count, code, inner, is_mod, items, set_docs};

/// Rewrites the client and the requests; the models are left to `models`.
pub fn rewrite(file: &mut File, document: &Document) -> Result<(), String> {
    let want = document.counts();
    let operations: Vec<_> = document.operations().collect();
    file.items
        .retain(|item| is_mod(item, "types") || is_mod(item, "builder") || is_client(item));
    assert_count("module or client", file.items.len(), 3)?;

    let mut seen = Counts::default();
    let mut spots = Spots::default();
    for item in &mut file.items {
        if let Item::Impl(client) = item {
            assert_count("method of the client", client.items.len(), want.operations)?;
            for (method, operation) in functions(client).zip(&operations) {
                set_docs(&mut method.attrs, &docs::method(operation));
            }
            spots.visit_item_impl_mut(client);
        } else if is_mod(item, "builder")
            && let Item::Mod(module) = item
        {
            set_docs(&mut module.attrs, docs::REQUESTS);
            let items = items(module);
            items.retain(|item| !matches!(item, Item::Use(_)));
            assert_count("item of a request", items.len(), 2 * want.operations)?;
            for (pair, operation) in items.chunks_mut(2).zip(&operations) {
                request(pair, operation, &mut seen)?;
                pair.iter_mut().for_each(|item| spots.visit_item_mut(item));
            }
            items.insert(
                0,
                parse_quote!(
                    use super::types;
                ),
            );
        }
    }
    let docs = document.description();
    file.items.insert(
        0,
        parse_quote! {
            #[doc = #docs]
            #[derive(Clone, Debug)]
            pub struct Client {
                pub(crate) inner: crate::transport::Transport,
            }
        },
    );
    assert_count("request", seen.operations, want.operations)?;
    assert_count("answer", seen.answers, want.answers)?;
    assert_count("body", seen.bodies, want.bodies)?;
    assert_count("parameter", seen.parameters, want.parameters)?;
    assert_count("value in a path", spots.path_values, want.path_values)?;
    assert_count(
        "conversion of a value",
        spots.conversions,
        want.parameters + want.bodies,
    )
}

/// Documents a request and its setters, and gives it our `send`.
fn request(pair: &mut [Item], operation: &Operation<'_>, seen: &mut Counts) -> Result<(), String> {
    let [Item::Struct(request), Item::Impl(block)] = pair else {
        return Err(changed(operation, "is no type with a block of methods"));
    };
    if request.ident != operation.variant() {
        return Err(changed(operation, &format!("is called {}", request.ident)));
    }
    set_docs(&mut request.attrs, &docs::request(operation));
    let Some(ImplItem::Fn(send)) = block.items.pop() else {
        return Err(changed(operation, "does not end in send"));
    };
    for method in functions(block) {
        let name = method.sig.ident.to_string();
        if name == "new" {
            method.vis = parse_quote!(pub(crate));
        } else if let Some(parameter) = operation.parameters().find(|p| p.setter() == name) {
            seen.parameters += 1;
            set_docs(&mut method.attrs, &docs::parameter(&parameter));
        } else if name == "body" {
            seen.bodies += 1;
            set_docs(&mut method.attrs, &docs::body(operation));
        }
    }
    block.items.extend(sending(&send, operation, seen)?);
    Ok(())
}

/// progenitor's `send` as far as it makes the request; what follows is our transport.
fn sending(
    send: &ImplItemFn,
    operation: &Operation<'_>,
    seen: &mut Counts,
) -> Result<[ImplItem; 3], String> {
    let steps = &send.block.stmts;
    let local =
        |step: &Stmt, name: &str| matches!(step, Stmt::Local(local) if code(&local.pat) == name);
    let headers = steps.iter().position(|step| local(step, "mutheader_map"));
    let (steps, rest) = steps.split_at(headers.unwrap_or_default());
    // The map of headers, its one entry, and the request; a header that is a parameter would be an entry more.
    let [_, _, Stmt::Local(made), ..] = rest else {
        return Err(changed(operation, "makes its request in another way"));
    };
    let request = made
        .init
        .as_ref()
        .filter(|_| code(&made.pat) == "mutrequest")
        .map(|init| &init.expr);
    let request = request.ok_or_else(|| changed(operation, "has a header of its own"))?;
    let ReturnType::Type(_, output) = &send.sig.output else {
        return Err(changed(operation, "answers nothing"));
    };
    let answer = inner(output, "Result").and_then(|ok| inner(ok, "ResponseValue"));
    let answer = answer.ok_or_else(|| changed(operation, "answers in another type"))?;
    let nothing = code(answer) == "()";
    let sent: Ident = if nothing {
        parse_quote!(send_empty)
    } else {
        parse_quote!(send)
    };
    seen.operations += 1;
    seen.answers += usize::from(!nothing);
    let (variant, docs, raw_docs) = (
        format_ident!("{}", operation.variant()),
        docs::send(operation),
        docs::send_raw(operation),
    );
    Ok([
        parse_quote! {
            fn request(self) -> crate::error::Result<crate::transport::Prepared> {
                let operation = crate::operation::Operation::#variant;
                #(#steps)*
                let request = #request;
                client.inner.prepare(operation, request)
            }
        },
        parse_quote! {
            #[doc = #docs]
            pub async fn send(self) -> crate::error::Result<crate::transport::Response<#answer>> {
                self.request()?.#sent().await
            }
        },
        parse_quote! {
            #[doc = #raw_docs]
            pub async fn send_raw(self) -> crate::error::Result<crate::transport::Response<::bytes::Bytes>> {
                self.request()?.send_raw().await
            }
        },
    ])
}

fn changed(operation: &Operation<'_>, how: &str) -> String {
    format!(
        "progenitor's request for {} {how}: its version has changed, adapt build/requests.rs",
        operation.id()
    )
}

/// Our own names and types in the place of progenitor's, wherever they stand.
#[derive(Default)]
struct Spots {
    path_values: usize,
    conversions: usize,
}

impl VisitMut for Spots {
    /// A request owns its client, so it has no lifetime.
    fn visit_generics_mut(&mut self, generics: &mut Generics) {
        let kept = std::mem::take(&mut generics.params).into_iter();
        generics.params = kept
            .filter(|param| !matches!(param, GenericParam::Lifetime(_)))
            .collect();
        visit_mut::visit_generics_mut(self, generics);
    }

    fn visit_path_segment_mut(&mut self, segment: &mut PathSegment) {
        visit_mut::visit_path_segment_mut(self, segment);
        let PathArguments::AngleBracketed(list) = &mut segment.arguments else {
            return;
        };
        if list
            .args
            .iter()
            .all(|argument| matches!(argument, GenericArgument::Lifetime(_)))
        {
            segment.arguments = PathArguments::None;
        } else if segment.ident == "TryInto" {
            list.args.push(parse_quote!(Error: ::std::fmt::Display));
        }
    }

    fn visit_field_mut(&mut self, field: &mut Field) {
        if let Type::Reference(reference) = &field.ty {
            field.ty = (*reference.elem).clone();
        }
        visit_mut::visit_field_mut(self, field);
    }

    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        reference.lifetime = None;
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        if code(&field.expr) == "client" {
            field.expr = parse_quote!(client.clone());
        }
        visit_mut::visit_field_value_mut(self, field);
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        match expression {
            Expr::Path(path) if code(path) == "Error::InvalidRequest" => {
                *expression = parse_quote!(crate::transport::rejected(operation));
            }
            Expr::Field(field) if code(field) == "client.baseurl" => {
                *expression = parse_quote!(client.inner.base_url());
            }
            Expr::Field(field) if code(field) == "client.client" => {
                *expression = parse_quote!(client.inner.http());
            }
            // What is accepted is the transport's, and there is no version to send.
            Expr::MethodCall(call) if call.method == "header" || call.method == "headers" => {
                *expression = (*call.receiver).clone();
            }
            Expr::Try(tried) => {
                if let Expr::MethodCall(call) = &*tried.expr
                    && call.method == "build"
                {
                    *expression = (*call.receiver).clone();
                }
            }
            Expr::Call(call) if code(&call.func) == "encode_path" => {
                self.path_values += 1;
                let value = &call.args;
                *expression = parse_quote!(crate::transport::path_value(operation, #value)?);
            }
            Expr::Closure(ExprClosure { body, .. }) => {
                if let Expr::MethodCall(call) = &**body
                    && code(&call.method) == "to_string"
                {
                    self.conversions += 1;
                    let message = &call.receiver;
                    *expression = parse_quote!(|error| format!(#message));
                }
            }
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => {
                if let Some(message) = message(&text.value()) {
                    *text = LitStr::new(&message, text.span());
                }
            }
            _ => {}
        }
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        if let Ok(mut arguments) =
            call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        {
            arguments
                .iter_mut()
                .for_each(|argument| self.visit_expr_mut(argument));
            call.tokens = quote!(#arguments);
        }
    }
}

/// What is said of a value that was not set, or that a setter did not take.
fn message(progenitors: &str) -> Option<String> {
    if let Some(name) = progenitors.strip_suffix(" was not initialized") {
        return Some(format!("{name} is not set: call .{name}(…) before .send()"));
    }
    let (_, name) = progenitors.strip_suffix(" failed")?.rsplit_once(" for ")?;
    Some(format!("{name} cannot be set: {{error}}"))
}

/// Whether the item is the block of the client's methods, which return requests.
fn is_client(item: &Item) -> bool {
    matches!(item, Item::Impl(block) if block.trait_.is_none() && code(&block.items.first()).contains("->builder::"))
}

fn functions(block: &mut ItemImpl) -> impl Iterator<Item = &mut ImplItemFn> {
    block.items.iter_mut().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}
