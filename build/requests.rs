//! The client and its requests: progenitor's, but sent by our transport, with our errors and answers.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, ExprClosure, File, Generics, ImplItem, ImplItemFn, Item, ItemImpl, LitStr, Macro,
    PathArguments, PathSegment, ReturnType, Stmt, Token, Type, parse_quote,
};

use super::docs;
use super::document::{Counts, Document};
use super::operation::Operation;
use super::syntax::{assert_count, code, inner, is_mod, items, set_docs};

/// Rewrites the client and the requests; the models are left to `models`.
pub fn rewrite(file: &mut File, document: &Document) -> Result<(), String> {
    let operations: Vec<_> = document.operations().collect();
    file.items
        .retain(|item| is_mod(item, "types") || is_mod(item, "builder") || is_client(item));
    assert_count("module or client", file.items.len(), 3)?;
    let mut spots = Spots::default();
    for item in &mut file.items {
        match item {
            Item::Impl(client) => {
                assert_count("method", client.items.len(), operations.len())?;
                for (method, operation) in functions(client).zip(&operations) {
                    let request = format_ident!("{}", operation.variant());
                    method.sig.output = parse_quote!(-> builder::#request);
                    set_docs(&mut method.attrs, &docs::method(operation));
                }
            }
            Item::Mod(module) if module.ident == "builder" => {
                set_docs(&mut module.attrs, docs::REQUESTS);
                let items = items(module);
                items.retain(|item| !matches!(item, Item::Use(_)));
                assert_count("type or block", items.len(), 2 * operations.len())?;
                for (pair, operation) in items.chunks_mut(2).zip(&operations) {
                    let done = spots.request(pair, operation);
                    done.ok_or_else(|| unknown(operation))?;
                }
                let types = parse_quote!(
                    use super::types;
                );
                items.insert(0, types);
            }
            _ => {}
        }
    }
    let docs = document.description();
    let client = parse_quote! {
        #[doc = #docs]
        #[derive(Clone, Debug)]
        pub struct Client {
            pub(crate) inner: crate::transport::Transport,
        }
    };
    file.items.insert(0, client);
    spots.found.assert_same(&document.counts())?;
    let with_body = operations.iter().filter(|operation| operation.has_body());
    assert_count("body in JSON", spots.bodies, with_body.count())?;
    assert_count("message of a setter", spots.messages, spots.found.setters)
}

/// Whether the item is the block of the client's methods, which return requests.
fn is_client(item: &Item) -> bool {
    matches!(item, Item::Impl(block) if code(&block.items.first()).contains("->builder::"))
}

fn unknown(operation: &Operation<'_>) -> String {
    format!(
        "progenitor's request for {} is not what build/requests.rs was written for: either the document has a parameter \
         in a header, or progenitor has changed",
        operation.id()
    )
}

/// Our own names and types in the place of progenitor's, wherever they stand in a request.
#[derive(Default)]
struct Spots {
    found: Counts,
    messages: usize,
    bodies: usize,
}

impl Spots {
    /// Documents a request and its setters, lets it own its client, and gives it our `send`.
    fn request(&mut self, pair: &mut [Item], operation: &Operation<'_>) -> Option<()> {
        let [Item::Struct(request), Item::Impl(block)] = pair else {
            return None;
        };
        let name = request.ident.clone();
        let client = request.fields.iter_mut().next()?;
        let sends = block.items.pop()?;
        if name != operation.variant() || code(&client.ty) != "&'asuper::Client" {
            return None;
        }
        client.ty = parse_quote!(super::Client);
        request.generics = Generics::default();
        set_docs(&mut request.attrs, &docs::request(operation));
        block.generics = Generics::default();
        block.self_ty = parse_quote!(#name);
        for method in functions(block) {
            let setter = method.sig.ident.to_string();
            let mut parameters = operation.parameters();
            let docs = match parameters.find(|(name, _)| *name == setter) {
                Some((_, parameter)) => docs::parameter(parameter),
                None if setter == "body" => docs::body(operation),
                None => {
                    method.vis = parse_quote!(pub(crate));
                    method.sig.inputs = parse_quote!(client: &super::Client);
                    let own = parse_quote!(let client = client.clone(););
                    method.block.stmts.insert(0, own);
                    continue;
                }
            };
            self.found.setters += 1;
            set_docs(&mut method.attrs, &docs);
        }
        let (made, answer) = parts(&sends)?;
        let nothing = code(&answer) == "()";
        self.found.operations += 1;
        self.found.answers += usize::from(!nothing);
        let sent = format_ident!("{}", if nothing { "send_empty" } else { "send" });
        let (docs, raw_docs) = (docs::send(operation), docs::send_raw(operation));
        let own: ItemImpl = parse_quote! {
            impl #name {
                fn request(self) -> crate::error::Result<crate::transport::Prepared> {
                    let operation = crate::operation::Operation::#name;
                    #made
                    client.inner.prepare(operation, None, request)
                }

                #[doc = #docs]
                pub async fn send(self) -> crate::error::Result<crate::transport::Response<#answer>> {
                    self.request()?.#sent().await
                }

                #[doc = #raw_docs]
                pub async fn send_raw(self) -> crate::error::Result<crate::transport::Response<::bytes::Bytes>> {
                    self.request()?.send_raw().await
                }
            }
        };
        block.items.extend(own.items);
        self.visit_item_impl_mut(block);
        Some(())
    }
}

/// Of progenitor's `send`, the statements that make the request, and the type of the answer.
fn parts(send: &ImplItem) -> Option<(TokenStream, Type)> {
    let ImplItem::Fn(send) = send else {
        return None;
    };
    let ReturnType::Type(_, output) = &send.sig.output else {
        return None;
    };
    let answer = inner(inner(output, "Result")?, "ResponseValue")?.clone();
    let steps = &send.block.stmts;
    let headers =
        |step: &Stmt| matches!(step, Stmt::Local(local) if code(&local.pat) == "mutheader_map");
    let (steps, rest) = steps.split_at(steps.iter().position(headers)?);
    // The map of headers, its one entry, and the request; a parameter in a header would be an entry more.
    let [_, _, Stmt::Local(request), ..] = rest else {
        return None;
    };
    let named = code(&request.pat) == "mutrequest";
    let made = &request.init.as_ref().filter(|_| named)?.expr;
    Some((quote! { #(#steps)* let request = #made; }, answer))
}

impl VisitMut for Spots {
    fn visit_path_segment_mut(&mut self, segment: &mut PathSegment) {
        visit_mut::visit_path_segment_mut(self, segment);
        if segment.ident == "TryInto"
            && let PathArguments::AngleBracketed(list) = &mut segment.arguments
        {
            list.args.push(parse_quote!(Error: ::std::fmt::Display));
        }
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
            Expr::MethodCall(call) if call.method == "json" => {
                self.bodies += 1;
                let (request, body) = (&call.receiver, &call.args);
                *expression = parse_quote!(crate::transport::json(operation, #request, #body)?);
            }
            Expr::Try(tried) => {
                if let Expr::MethodCall(call) = &*tried.expr
                    && call.method == "build"
                {
                    *expression = (*call.receiver).clone();
                }
            }
            Expr::Call(call) if code(&call.func) == "encode_path" => {
                self.found.path_values += 1;
                let value = &call.args;
                *expression = parse_quote!(crate::transport::path_value(operation, #value)?);
            }
            Expr::Closure(ExprClosure { body, .. }) => {
                if let Expr::MethodCall(call) = &**body
                    && call.method == "to_string"
                {
                    self.messages += 1;
                    let message = &call.receiver;
                    *expression = parse_quote!(|error| format!(#message));
                }
            }
            _ => {}
        }
    }

    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        if let Some(message) = message(&text.value()) {
            *text = LitStr::new(&message, text.span());
        }
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        let arguments = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        if let Ok(mut arguments) = arguments {
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

fn functions(block: &mut ItemImpl) -> impl Iterator<Item = &mut ImplItemFn> {
    block.items.iter_mut().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}
