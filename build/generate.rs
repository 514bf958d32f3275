//! From StockTrim's corrected OpenAPI document to the Rust source of the client.
//!
//! `build.rs` and `xtask` both compile this file, so that what is reviewed is what is built.

use proc_macro2::TokenStream;
use progenitor::{CrateVers, GenerationSettings, Generator, InterfaceStyle, TypeImpl, TypePatch};
use schemars::schema::{InstanceType, SchemaObject};

mod docs;
pub(crate) mod document;
mod enums;
mod models;
mod operation;
mod requests;
mod sent;
pub(crate) mod syntax;

use document::Document;

/// The generated source, formatted: three files that the crate includes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// A call of `operations!`, which defines `Operation`.
    pub operations: String,
    /// The keys that name a row, of each model that has such: an expression.
    pub identities: String,
    /// `Client`, `builder` and `types`.
    pub client: String,
}

/// Emits the source for a document.
///
/// # Errors
/// What progenitor refuses, or where its output is not what the rewriting was written for.
///
/// # Panics
/// Where progenitor does.
pub fn generate(document: &Document) -> Result<Generated, String> {
    let mut file =
        syn::parse2(progenitor(document)?).map_err(|e| format!("progenitor's output: {e}"))?;
    requests::rewrite(&mut file, document)?;
    models::rewrite(&mut file, document)?;
    Ok(Generated {
        operations: operation::table(document),
        identities: format!("&{:?}", document.identities()).replace("[\"", "&[\""),
        client: prettyplease::unparse(&file),
    })
}

/// Emits progenitor's own source for a document.
pub(crate) fn progenitor(document: &Document) -> Result<TokenStream, String> {
    generator(document)
        .generate_tokens(&document.openapi)
        .map_err(|e| format!("progenitor refuses the document: {e}"))
}

const STRING: &str = "::std::string::String";

/// progenitor as this crate uses it.
pub(crate) fn generator(document: &Document) -> Generator {
    let text = [TypeImpl::Display, TypeImpl::FromStr];
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_crate("stocktrim", CrateVers::Any, None)
        .with_derive("PartialEq");
    // Types of dates and ids that would need other crates, and might refuse what is answered, are plain text.
    let time = document::own_type("Timestamp");
    for (format, ty) in [("date-time", &*time), ("date", STRING), ("uuid", STRING)] {
        let schema = SchemaObject {
            instance_type: Some(InstanceType::String.into()),
            format: Some(format.to_owned()),
            ..SchemaObject::default()
        };
        settings.with_conversion(schema, ty, text.into_iter());
    }
    for (name, _) in document.enums() {
        settings.with_replacement(name, document::own_type(name), text.into_iter());
    }
    let mut model = TypePatch::default();
    model
        .with_attr("#[non_exhaustive]")
        .with_attr("#[cfg_attr(feature = \"schemars\", derive(::schemars::JsonSchema))]");
    for (name, _) in document.models() {
        settings.with_patch(name, &model);
    }
    Generator::new(&settings)
}
