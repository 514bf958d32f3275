//! Mutations of one schema.

use super::lookup::*;
use super::{Choose, Class, Due};
use serde_json::{Value, json};

/// Mutates a document and says what is due; none when the document has nothing for this class, or it is not one of these.
pub fn mutate(old: &Value, class: Class, choose: Choose<'_>) -> Option<(Value, Due)> {
    let mut new = old.clone();
    let due = match class {
        Class::AddMember | Class::RemoveMember => {
            let schema = pick(&enums(old), choose)?;
            let members = new["components"]["schemas"][&schema]["enum"].as_array_mut()?;
            let change = if class == Class::AddMember {
                members.insert(0, json!("BrandNew"));
                "enum-value-added"
            } else {
                members.remove(choose(members.len()));
                "enum-value-removed"
            };
            [of_schema(
                old,
                &schema,
                change,
                &format!("/components/schemas/{schema}/enum"),
            )]
            .into()
        }
        Class::AddSchema => {
            new["components"]["schemas"]["BrandNew"] =
                json!({ "type": "object", "properties": { "name": { "type": "string" } } });
            [finding("api-schema-added", "/components/schemas/BrandNew")].into()
        }
        Class::RenameSchema => {
            let schema = pick(&objects(old), choose)?;
            let text = new.to_string();
            let text = text.replace(&format!("schemas/{schema}\""), "schemas/Renamed\"");
            new = serde_json::from_str(&text.replace(&format!("\"{schema}\":"), "\"Renamed\":"))
                .ok()?;
            [finding("api-schema-renamed", "/components/schemas/Renamed")].into()
        }
        _ => return None,
    };
    Some((new, due))
}
