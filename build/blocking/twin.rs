//! One type and its methods, turned into those of its blocking twin.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Expr, File, FnArg, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, Lit, Meta, Pat,
    ReturnType, Type,
};

use crate::generate::rewrite::code;
use crate::generate::syntax::inner;

/// A type that holds the async one and the runtime, and can be copied if that can.
pub fn twin(
    one: &ItemStruct,
    attributes: &TokenStream,
    path: &TokenStream,
) -> Result<TokenStream, String> {
    let (name, text) = (&one.ident, one.ident.to_string());
    let first = one.generics.lifetimes().next();
    let lifetime =
        first.ok_or_else(|| format!("{name} has no lifetime to borrow a runtime for"))?;
    let derives = one.attrs.iter().map(code).collect::<String>();
    let copies = ["Clone", "Copy"]
        .into_iter()
        .filter(|name| derives.contains(name));
    let copies = copies.map(|name| quote::format_ident!("{name}"));
    let derive = derives
        .contains("Clone")
        .then(|| quote!(#[derive(#(#copies),*)]));
    let lifetime = &lifetime.lifetime;
    let (with_bounds, arguments, bounds) = one.generics.split_for_impl();
    let generics = &one.generics;
    Ok(quote! {
        #attributes
        #derive
        pub struct #name #generics #bounds {
            pub(super) inner: #path #arguments,
            pub(super) runtime: &#lifetime Runtime,
        }

        impl #with_bounds #name #arguments #bounds {
            pub(crate) fn new(inner: #path #arguments, runtime: &#lifetime Runtime) -> Self {
                Self { inner, runtime }
            }
        }

        impl #with_bounds ::std::fmt::Debug for #name #arguments #bounds {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_tuple(concat!("blocking::", #text)).field(&self.inner).finish()
            }
        }
    })
}

/// The method of a twin, without its body, and the call of the async type's.
pub fn passed_on(method: &ImplItemFn) -> Result<(TokenStream, TokenStream), String> {
    let name = &method.sig.ident;
    let (mut inputs, mut values) = (Vec::new(), Vec::new());
    for input in &method.sig.inputs {
        match input {
            FnArg::Receiver(receiver) => inputs.push(match code(receiver).as_str() {
                "&self" => quote!(&self),
                "&mutself" => quote!(&mut self),
                _ => quote!(self),
            }),
            FnArg::Typed(argument) => {
                let Pat::Ident(value) = &*argument.pat else {
                    return Err(format!("{name} has an argument without a name"));
                };
                let (value, ty) = (&value.ident, &argument.ty);
                inputs.push(quote!(#value: #ty));
                values.push(value);
            }
        }
    }
    let (generics, _, bounds) = method.sig.generics.split_for_impl();
    let output = &method.sig.output;
    Ok((
        quote!(pub fn #name #generics (#(#inputs),*) #output #bounds),
        quote!(self.inner.#name(#(#values),*)),
    ))
}

/// The method that waits for an async one.
pub fn waiting(method: &ImplItemFn, docs: &str) -> Result<TokenStream, String> {
    let name = &method.sig.ident;
    let value = answer(method).and_then(|ty| inner(ty, "Result"));
    let value = value.ok_or_else(|| format!("{name} is async, and does not answer a Result"))?;
    let mut plain = method.clone();
    plain.sig.output = syn::parse_quote!(-> crate::Result<#value>);
    let (signature, call) = passed_on(&plain)?;
    Ok(quote!(#[doc = #docs] #signature { self.runtime.block_on(#call) }))
}

/// The method `run` of the twin of a type that is awaited.
pub fn run(block: &ItemImpl) -> Result<TokenStream, String> {
    let output = block.items.iter().find_map(|item| match item {
        ImplItem::Type(named) if named.ident == "Output" => Some(&named.ty),
        _ => None,
    });
    let output = output.ok_or("IntoFuture has no Output")?;
    let docs = "Does it, and returns when it is over.\n\n# Errors\n\
        [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) inside an async context";
    if let Some(value) = inner(output, "Result") {
        let docs = format!("{docs}, and those of the async type.");
        return Ok(quote! {
            #[doc = #docs]
            pub fn run(self) -> crate::Result<#value> {
                self.runtime.block_on(::std::future::IntoFuture::into_future(self.inner))
            }
        });
    }
    let docs = format!("{docs}; nothing has been sent then.");
    Ok(quote! {
        #[doc = #docs]
        pub fn run(self) -> crate::Result<#output> {
            let Self { inner, runtime } = self;
            runtime.block_on(async { crate::Result::<_>::Ok(inner.await) })
        }
    })
}

/// The blocks of a file that give a type methods, or make it a future.
pub fn impls(file: &File) -> impl Iterator<Item = &ItemImpl> {
    file.items.iter().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() || is_future(block) => Some(block),
        _ => None,
    })
}

/// Whether a block lets its type be awaited.
pub fn is_future(block: &ItemImpl) -> bool {
    let name = block.trait_.as_ref().map(|(path, _)| code(path));
    name.is_some_and(|name| name.ends_with("IntoFuture"))
}

/// The type that a method answers.
pub fn answer(method: &ImplItemFn) -> Option<&Type> {
    match &method.sig.output {
        ReturnType::Type(_, ty) => Some(ty),
        ReturnType::Default => None,
    }
}

/// The text of the documentation, line by line.
pub fn docs(attributes: &[Attribute]) -> String {
    let lines = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(text) => Some(text.value()),
                    _ => None,
                },
                other => Some(other.to_token_stream().to_string()),
            },
            _ => None,
        });
    lines.collect::<Vec<_>>().join("\n")
}
