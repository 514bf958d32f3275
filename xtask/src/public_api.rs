//! The public API of the generated code, read from its source: operations, types, fields, methods.

mod print;
mod source;
mod syntax;
mod types;

use std::collections::BTreeMap;

/// What a caller of the generated code can name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicApi {
    /// The operations by name.
    pub operations: BTreeMap<String, Operation>,
    /// The models and enums by name.
    pub types: BTreeMap<String, Type>,
}

/// One operation: a method of the client and the builder that it returns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Operation {
    /// Its variant of `Operation`.
    pub variant: String,
    /// Its variant of `Idempotency`.
    pub idempotency: String,
    /// Where its rows have the key that makes it idempotent; empty for most.
    pub key: String,
    /// The HTTP method.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The type of each value that the builder holds; `Option` where it may be left out.
    pub values: BTreeMap<String, String>,
    /// What each setter takes.
    pub setters: BTreeMap<String, String>,
    /// The type of a successful answer.
    pub answer: String,
}

/// One type: a model with its fields, or an enum with its members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Type {
    /// `struct` or `enum`.
    pub kind: &'static str,
    /// What it derives, sorted, without `Debug` and `Serialize`, which everything has.
    pub derives: Vec<String>,
    /// The fields or members by their Rust name.
    pub members: BTreeMap<String, Member>,
    /// The types that it is made from, each with its trait: `From` or `TryFrom`.
    pub conversions: BTreeMap<String, String>,
    /// The parameters of each of its own functions, as written.
    pub functions: BTreeMap<String, String>,
}

/// A field of a model, or a member of an enum.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Member {
    /// The field's type; empty for a member of an enum.
    pub ty: String,
    /// The name on the wire.
    pub wire: String,
}

impl PublicApi {
    /// Reads the API of the whole generated source.
    ///
    /// # Errors
    /// One sentence when the source is not what the generator writes.
    pub fn read(source: &str) -> Result<Self, String> {
        source::read(source)
    }

    /// The text of `spec/api.txt`: a line per operation, method, type, field and conversion, in the order of their names.
    #[must_use]
    pub fn text(&self) -> String {
        print::text(self)
    }
}
