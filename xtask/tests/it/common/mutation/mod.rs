//! Mutations of a document, and the findings that each calls for.

mod calls;
mod lookup;
mod operations;
mod properties;
mod schemas;

use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What a mutation does, in the words of the classes of change that a vendor makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Class {
    AddProperty,
    AddRequiredProperty,
    RemoveProperty,
    RenameProperty,
    MoveProperty,
    RetypeProperty,
    RequireProperty,
    NullableProperty,
    AddMember,
    RemoveMember,
    AddSchema,
    RenameSchema,
    AddOperation,
    RemoveOperation,
    MoveOperation,
    RenamePath,
    AddParameter,
    RemoveParameter,
    RequireParameter,
    MoveParameter,
    AddMediaType,
    RemoveMediaType,
    Status,
    Describe,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 24] = [
        Self::AddProperty,
        Self::AddRequiredProperty,
        Self::RemoveProperty,
        Self::RenameProperty,
        Self::MoveProperty,
        Self::RetypeProperty,
        Self::RequireProperty,
        Self::NullableProperty,
        Self::AddMember,
        Self::RemoveMember,
        Self::AddSchema,
        Self::RenameSchema,
        Self::AddOperation,
        Self::RemoveOperation,
        Self::MoveOperation,
        Self::RenamePath,
        Self::AddParameter,
        Self::RemoveParameter,
        Self::RequireParameter,
        Self::MoveParameter,
        Self::AddMediaType,
        Self::RemoveMediaType,
        Self::Status,
        Self::Describe,
    ];
}

/// The findings that are due, by id and place.
pub type Due = BTreeSet<(String, String)>;

/// Chooses one of several things; the number comes from the test.
pub type Choose<'a> = &'a mut dyn FnMut(usize) -> usize;

/// Mutates a document and says what is due; none when the document has nothing for this class.
pub fn mutate(old: &Value, class: Class, choose: Choose<'_>) -> Option<(Value, Due)> {
    properties::mutate(old, class, choose)
        .or_else(|| schemas::mutate(old, class, choose))
        .or_else(|| operations::mutate(old, class, choose))
        .or_else(|| calls::mutate(old, class, choose))
}

/// The same document with the keys of every object turned round.
pub fn reordered(value: &Value) -> Value {
    match value {
        Value::Object(object) => object
            .iter()
            .rev()
            .map(|(key, value)| (key.clone(), reordered(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(list) => list.iter().map(reordered).collect(),
        other => other.clone(),
    }
}
