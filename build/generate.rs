//! From StockTrim's corrected OpenAPI document to the Rust source of the client.
//!
//! `build.rs` and `xtask` both compile this file, so that what is reviewed is what is built.

use progenitor::{
    CrateVers, GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle, TypeImpl,
};
use quote::quote;
use schemars::schema::{InstanceType, SchemaObject};

pub(crate) mod document;
mod enums;
pub(crate) mod rewrite;
mod setters;
pub(crate) mod syntax;
mod words;

use document::Document;

/// Emits the formatted source of the generated module: `Client`, `builder`, `types`, `OPERATIONS`.
///
/// # Errors
/// One sentence that names the place: no OpenAPI 3.0, or what progenitor refuses or panics on.
pub fn generate(text: &str) -> Result<String, String> {
    let document = Document::parse(text)?;
    let tokens =
        quietly(|| progenitor_tokens(&document.openapi)).map_err(|refusal| {
            match document.find_culprit(|part| quietly(|| progenitor_tokens(part)).is_err()) {
                Some(place) => format!("progenitor refuses {place}: {refusal}"),
                None => format!("progenitor refuses the document: {refusal}"),
            }
        })?;
    let mut file = syn::parse2(tokens).map_err(|e| format!("progenitor's output: {e}"))?;
    rewrite::client(&mut file, &document)?;
    words::client(&mut file, &document)?;
    enums::open(&mut file, &document)?;
    setters::add(&mut file, &document)?;
    file.items.push(document.operations_table());
    Ok(prettyplease::unparse(&file))
}

fn progenitor_tokens(openapi: &openapiv3::OpenAPI) -> Result<proc_macro2::TokenStream, String> {
    generator()
        .generate_tokens(openapi)
        .map_err(|e| e.to_string())
}

/// progenitor as this crate uses it.
pub(crate) fn generator() -> Generator {
    let date_time = SchemaObject {
        instance_type: Some(InstanceType::String.into()),
        format: Some("date-time".to_owned()),
        ..SchemaObject::default()
    };
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::transport::Transport))
        .with_crate("stocktrim", CrateVers::Any, None)
        .with_derive("PartialEq")
        .with_conversion(
            date_time,
            "::stocktrim::types::Timestamp",
            [TypeImpl::Display, TypeImpl::FromStr].into_iter(),
        );
    Generator::new(&settings)
}

/// Runs a generator that may panic, and turns the panic's message into an error.
fn quietly<T>(run: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
    std::panic::set_hook(hook);
    outcome.unwrap_or_else(|payload| {
        Err(payload
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string))
            .unwrap_or_else(|| "a panic without a message".to_owned()))
    })
}
