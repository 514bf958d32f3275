//! The twins of the generated client and of its request builders.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{File, Item};

use super::examples::without_async;
use super::twin::{answer, docs, impls, passed_on, twin, waiting};
use crate::generate::rewrite::{expect, is_mod};
use crate::generate::syntax::{functions, last_name};

/// The calls of `Api`, and the module `builder` with the types that they answer.
pub fn api(client: &File) -> Result<TokenStream, String> {
    let mut calls = Vec::new();
    for block in
        impls(client).filter(|block| last_name(&block.self_ty).as_deref() == Some("Client"))
    {
        for method in functions(block) {
            let mut named = method.clone();
            let name = format_ident!("{}", answer(method).and_then(last_name).unwrap_or_default());
            named.sig.output = syn::parse_quote!(-> builder::#name<'a>);
            let (signature, call) = passed_on(&named)?;
            let docs = without_async(&docs(&method.attrs), &[]);
            calls.push(quote! {
                #[doc = #docs]
                #[must_use]
                #signature { builder::#name::new(#call, self.runtime) }
            });
        }
    }
    let module = client.items.iter().find(|item| is_mod(item, "builder"));
    let Some(Item::Mod(module)) = module else {
        return Err("the generated client has no module of builders".to_owned());
    };
    let (mut builders, mut sends) = (Vec::new(), 0);
    for item in module.content.iter().flat_map(|(_, items)| items) {
        match item {
            Item::Struct(one) => {
                let name = &one.ident;
                let text = format!("The blocking [`{name}`](crate::builder::{name}).");
                let text =
                    quote!(#[doc = #text] #[must_use = "nothing is sent until send() is called"]);
                builders.push(twin(one, &text, &quote!(crate::builder::#name))?);
            }
            Item::Impl(block) => {
                let mut made = Vec::new();
                for method in functions(block) {
                    let docs = without_async(&docs(&method.attrs), &[]);
                    if method.sig.asyncness.is_some() {
                        sends += 1;
                        made.push(waiting(method, &docs)?);
                    } else {
                        let (signature, call) = passed_on(method)?;
                        made.push(
                            quote!(#[doc = #docs] #signature { Self::new(#call, self.runtime) }),
                        );
                    }
                }
                let (generics, ty) = (&block.generics, &block.self_ty);
                builders.push(quote!(impl #generics #ty { #(#made)* }));
            }
            _ => {}
        }
    }
    expect("call of an operation to be twinned", sends, calls.len())?;
    Ok(quote! {
        impl<'a> crate::blocking::Api<'a> { #(#calls)* }

        /// The request builders, whose `send` waits for the answer; made by [`Api`](crate::blocking::Api).
        pub mod builder {
            use crate::blocking::Runtime;
            use crate::types;
            use progenitor_client::{ByteStream, ResponseValue};
            #(#builders)*
        }
    })
}
