//! Which operations a schema reaches, and in which direction.

use crate::document;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The operations that send a schema, and those that answer with it.
#[derive(Debug, Clone, Default)]
pub struct Reached {
    /// The operations that send it.
    pub request: BTreeSet<String>,
    /// The operations that answer with it.
    pub response: BTreeSet<String>,
}

/// For every schema, the operations that it reaches.
#[derive(Debug, Default)]
pub struct Reach(BTreeMap<String, Reached>);

impl Reach {
    /// What the schemas of some documents reach, taken together.
    #[must_use]
    pub fn of(documents: &[&Value]) -> Self {
        let mut reach = Self::default();
        for document in documents {
            for operation in document::operations(document) {
                let part = |name: &str| operation.value.get(name).cloned().unwrap_or_default();
                let shared = document["paths"][operation.path].get("parameters").cloned();
                let sent = [
                    part("parameters"),
                    part("requestBody"),
                    shared.unwrap_or_default(),
                ];
                for name in sent.iter().flat_map(|part| closure(document, part)) {
                    reach
                        .0
                        .entry(name)
                        .or_default()
                        .request
                        .insert(operation.title());
                }
                for name in closure(document, &part("responses")) {
                    reach
                        .0
                        .entry(name)
                        .or_default()
                        .response
                        .insert(operation.title());
                }
            }
        }
        reach
    }

    /// What one schema reaches.
    #[must_use]
    pub fn schema(&self, name: &str) -> Reached {
        self.0.get(name).cloned().unwrap_or_default()
    }
}

/// The schemas that a value refers to, directly or through others.
fn closure(document: &Value, value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        let mut references = BTreeSet::new();
        crate::check::references(value, &mut references);
        for reference in references {
            if !seen.insert(reference.to_owned()) {
                continue;
            }
            found.extend(
                reference
                    .strip_prefix("#/components/schemas/")
                    .map(str::to_owned),
            );
            waiting.extend(
                reference
                    .strip_prefix('#')
                    .and_then(|pointer| document.pointer(pointer)),
            );
        }
    }
    found
}
