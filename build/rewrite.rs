//! The few spots of progenitor's output that are replaced, each with the number of places asserted.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, File, ImplItem, Item, ItemImpl, ItemMod, Lit, Token, Visibility, parse_quote};

use crate::generate::document::Document;

/// Rewrites the client and the request builders; the models are left to `enums` and `setters`, the words
/// to `words`.
pub fn client(file: &mut File, document: &Document) -> Result<(), String> {
    let want = document.counts();
    let mut seen = Seen::default();
    let before = file.items.len();
    file.items.retain(|item| !is_mod(item, "prelude"));
    expect("prelude", before - file.items.len(), 1)?;
    let mut unused_constructors = 0;
    let mut used_constructors = 0;
    for item in &mut file.items {
        match item {
            Item::Impl(block) if block.trait_.is_none() => {
                unused_constructors += drop_methods(block, |name| name == "new");
                used_constructors += hide_methods(block, "new_with_client");
            }
            Item::Mod(module) if module.ident == "builder" => builders(module, &mut seen),
            _ => {}
        }
    }
    expect("unused constructor", unused_constructors, 1)?;
    expect("public constructor", used_constructors, 1)?;
    expect(
        "public builder constructor",
        seen.constructors,
        want.operations,
    )?;
    expect("decoding of an answer", seen.decodings, want.answers)?;
    expect("path value", seen.path_values, want.path_values)?;
    expect(
        "body that defaults to nothing",
        seen.default_bodies,
        seen.body_builders,
    )?;
    expect("body conversion", seen.conversions, seen.body_builders)?;
    expect("body builder's method", seen.body_maps, seen.body_builders)
}

/// Fails when a rewrite did not meet the output that it was written for.
pub fn expect(what: &str, seen: usize, want: usize) -> Result<(), String> {
    if seen == want {
        return Ok(());
    }
    Err(format!(
        "progenitor's output has {seen} of '{what}' where {want} were expected: \
         its version has changed, adapt build/rewrite.rs, build/words.rs, build/enums.rs or build/setters.rs"
    ))
}

/// Removes the methods that `unwanted` names and says how many there were.
pub fn drop_methods(block: &mut ItemImpl, unwanted: impl Fn(&str) -> bool) -> usize {
    let before = block.items.len();
    block.items.retain(
        |item| !matches!(item, ImplItem::Fn(method) if unwanted(&method.sig.ident.to_string())),
    );
    before - block.items.len()
}

/// The items of an inline module.
pub fn items(module: &mut ItemMod) -> &mut Vec<Item> {
    &mut module.content.get_or_insert_default().1
}

/// Whether the item is the module of that name.
pub fn is_mod(item: &Item, name: &str) -> bool {
    matches!(item, Item::Mod(module) if module.ident == name)
}

/// The code of a node without white space, to compare it with what is expected.
pub fn code(node: &impl ToTokens) -> String {
    node.to_token_stream().to_string().replace(' ', "")
}

#[derive(Default)]
struct Seen {
    constructors: usize,
    decodings: usize,
    path_values: usize,
    default_bodies: usize,
    body_builders: usize,
    conversions: usize,
    body_maps: usize,
}

fn hide_methods(block: &mut ItemImpl, name: &str) -> usize {
    let mut hidden = 0;
    for item in &mut block.items {
        if let ImplItem::Fn(method) = item
            && method.sig.ident == name
            && matches!(method.vis, Visibility::Public(_))
        {
            method.vis = parse_quote!(pub(crate));
            hidden += 1;
        }
    }
    hidden
}

fn builders(module: &mut ItemMod, seen: &mut Seen) {
    for item in items(module) {
        if let Item::Impl(block) = item {
            seen.body_maps += drop_methods(block, |name| name == "body_map");
            seen.constructors += hide_methods(block, "new");
        }
        Spots { seen }.visit_item_mut(item);
    }
}

struct Spots<'a> {
    seen: &'a mut Seen,
}

impl VisitMut for Spots<'_> {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let names: Vec<_> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        if let ["types", "builder", _] = names[..] {
            self.seen.body_builders += 1;
            path.segments = std::mem::take(&mut path.segments)
                .into_iter()
                .filter(|segment| segment.ident != "builder")
                .collect();
        }
        visit_mut::visit_path_mut(self, path);
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        match expression {
            Expr::Call(call) if code(call) == "Ok(::std::default::Default::default())" => {
                self.seen.default_bodies += 1;
                *expression = parse_quote!(Err("body was not initialized".to_string()));
                self.visit_expr_mut(expression);
            }
            Expr::Call(call) if code(&call.func) == "ResponseValue::from_response" => {
                self.seen.decodings += 1;
                *call.func = parse_quote!(crate::transport::decode);
            }
            Expr::MethodCall(call) if call.method == "map" && code(&call.args) == "From::from" => {
                *expression = (*call.receiver).clone();
            }
            Expr::MethodCall(call) if call.method == "and_then" => {
                self.seen.conversions += 1;
                *expression = (*call.receiver).clone();
            }
            Expr::Lit(literal) => {
                if let Lit::Str(text) = &mut literal.lit
                    && let Some(name) = text.value().strip_suffix(" was not initialized")
                {
                    let sentence = format!("{name} is not set: call .{name}(…) before .send()");
                    *text = syn::LitStr::new(&sentence, text.span());
                }
            }
            _ => {}
        }
    }

    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        let Ok(arguments) = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        else {
            return;
        };
        let arguments = arguments.into_iter().map(|argument| match argument {
            Expr::Call(encode) if code(&encode.func) == "encode_path" => {
                self.seen.path_values += 1;
                let value = encode.args;
                parse_quote!(crate::transport::path_value(#value)?)
            }
            other => other,
        });
        let arguments: Punctuated<Expr, Token![,]> = arguments.collect();
        call.tokens = quote::quote!(#arguments);
    }
}
