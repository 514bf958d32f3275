//! The blocking twins: each public type with async methods gets one whose methods wait.
//!
//! They are read from the source of the resources and of the generated client, so that nothing is
//! written twice: a twin holds the async value and the runtime, and every method passes on to it.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, File, ImplItemFn, Item, ItemImpl, ItemStruct, UsePath, UseTree};

use crate::generate::syntax::{functions, last_name};

mod api;
mod examples;
mod twin;

use twin::{answer, docs, impls, is_future, passed_on, run, twin, waiting};

/// The stream of rows, whose twin is an iterator and written by hand.
const STREAM: &str = "RowStream";

/// Emits the formatted source of the blocking twins of the generated client, whose source is
/// `client`, and of the resources, given as names of modules and their sources.
pub fn generate(client: &str, resources: &[(String, String)]) -> Result<String, String> {
    let parse = |name: &str, text: &str| {
        syn::parse_file(text).map_err(|e| format!("{name} cannot be read: {e}"))
    };
    let mut files = Vec::new();
    for (name, text) in resources {
        files.push((name.as_str(), parse(name, text)?));
    }
    let twins = Twins::find(files.iter().map(|(_, file)| file));
    let mut modules = Vec::new();
    for (name, file) in &files {
        modules.extend(twins.module(name, file)?);
    }
    modules.push(api::api(&parse("the generated client", client)?)?);
    syn::parse2(quote!(#(#modules)*))
        .map(|file| prettyplease::unparse(&file))
        .map_err(|e| format!("the blocking twins: {e}"))
}

/// The Rust files under a folder, with their paths from there without the extension, in order.
pub fn sources(folder: &Path) -> Result<Vec<(String, String)>, String> {
    let failed = |e: io::Error| format!("{} cannot be read: {e}", folder.display());
    let mut sources = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            let inner = self::sources(&path)?.into_iter();
            sources.extend(inner.map(|(rest, text)| (format!("{name}/{rest}"), text)));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push((
                name.into_owned(),
                fs::read_to_string(&path).map_err(failed)?,
            ));
        }
    }
    sources.sort();
    Ok(sources)
}

/// The types of the resources that have a twin.
#[derive(Default)]
struct Twins {
    /// By name, whether the type itself is awaited, so that its twin is run.
    awaited: BTreeMap<String, bool>,
    /// The methods that answer a type that is awaited.
    starters: Vec<String>,
}

impl Twins {
    fn find<'f>(files: impl Iterator<Item = &'f File> + Clone) -> Self {
        let mut twins = Self::default();
        for block in files.clone().flat_map(impls) {
            let name = last_name(&block.self_ty).unwrap_or_default();
            let is_async = functions(block).any(|method| method.sig.asyncness.is_some());
            if (is_future(block) || is_async) && name != STREAM {
                *twins.awaited.entry(name).or_default() |= is_future(block);
            }
        }
        for method in files.flat_map(impls).flat_map(functions) {
            let answer = answer(method).and_then(last_name).unwrap_or_default();
            if twins.is_awaited(&answer) && method.sig.receiver().is_some() {
                twins.starters.push(method.sig.ident.to_string());
            }
        }
        twins
    }

    fn is_awaited(&self, name: &str) -> bool {
        self.awaited.get(name).is_some_and(|awaited| *awaited)
    }

    /// The module with the twins of one file, if it has any.
    fn module(&self, name: &str, file: &File) -> Result<Option<TokenStream>, String> {
        let (mut made, mut names) = (Vec::new(), Vec::new());
        for item in &file.items {
            match item {
                Item::Struct(one) if self.awaited.contains_key(&one.ident.to_string()) => {
                    names.push(&one.ident);
                    made.push(self.structure(one)?);
                }
                Item::Impl(block) => made.extend(self.block(block)?),
                _ => {}
            }
        }
        if made.is_empty() {
            return Ok(None);
        }
        let others = self.awaited.keys().map(|name| format_ident!("{name}"));
        let others = others.filter(|name| !names.contains(&name));
        let imports = file.items.iter().filter(|item| is_kept(item, file));
        let module = format_ident!("from_{}", name.replace('/', "_"));
        Ok(Some(quote! {
            #(pub use #module::#names;)*
            mod #module {
                use super::{#(#others),*};
                use crate::blocking::{Client, RowIter as RowStream, Runtime};
                use crate::{error::*, resources::*, types::*};
                #(#imports)*
                #(#made)*
            }
        }))
    }

    fn structure(&self, one: &ItemStruct) -> Result<TokenStream, String> {
        let name = &one.ident;
        let text = if self.is_awaited(&name.to_string()) {
            format!(
                "The blocking [`{name}`](crate::resources::{name}): set it up, then \
                 [`run`](Self::run) it."
            )
        } else {
            self.docs(&one.attrs)
        };
        let must_use = self
            .is_awaited(&name.to_string())
            .then(|| quote!(#[must_use = "nothing is sent until run() is called"]));
        let text = quote!(#[doc = #text] #must_use);
        twin(one, &text, &quote!(crate::resources::#name))
    }

    fn block(&self, block: &ItemImpl) -> Result<Option<TokenStream>, String> {
        let name = last_name(&block.self_ty).unwrap_or_default();
        let runtime = match name.as_str() {
            "Client" => quote!(&self.runtime),
            _ if self.awaited.contains_key(&name) => quote!(self.runtime),
            _ => return Ok(None),
        };
        let mut made = Vec::new();
        if is_future(block) {
            made.push(run(block)?);
        }
        for method in functions(block) {
            made.push(self.method(method, &runtime)?);
        }
        if made.is_empty() {
            return Ok(None);
        }
        let (generics, _, bounds) = block.generics.split_for_impl();
        let ty = &block.self_ty;
        Ok(Some(quote!(impl #generics #ty #bounds { #(#made)* })))
    }

    fn method(&self, method: &ImplItemFn, runtime: &TokenStream) -> Result<TokenStream, String> {
        let docs = self.docs(&method.attrs);
        if method.sig.asyncness.is_some() {
            return waiting(method, &docs);
        }
        let name = answer(method).and_then(last_name).unwrap_or_default();
        let (signature, call) = passed_on(method)?;
        let body = if name == "Self" || name == STREAM || self.awaited.contains_key(&name) {
            let name = format_ident!("{name}");
            quote!(#name::new(#call, #runtime))
        } else {
            call
        };
        let must_use = method
            .attrs
            .iter()
            .filter(|a| a.path().is_ident("must_use"));
        Ok(quote!(#[doc = #docs] #(#must_use)* #signature { #body }))
    }

    fn docs(&self, attributes: &[Attribute]) -> String {
        examples::without_async(&docs(attributes), &self.starters)
    }
}

/// Whether an import means the same in the twins' module: it does not start at the file's parent or
/// at one of its modules. What is public of the resources is imported by itself.
fn is_kept(item: &Item, file: &File) -> bool {
    let Item::Use(item) = item else { return false };
    let UseTree::Path(first) = &item.tree else {
        return true;
    };
    let is_own = |next: &UsePath| next.ident == "client" || next.ident == "resources";
    let is_own = matches!(&*first.tree, UseTree::Path(next) if is_own(next));
    let is_near = |item: &Item| matches!(item, Item::Mod(module) if module.ident == first.ident);
    match first.ident.to_string().as_str() {
        "super" | "self" => false,
        "crate" => !is_own,
        _ => !file.items.iter().any(is_near),
    }
}
