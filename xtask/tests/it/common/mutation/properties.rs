//! Mutations of one property.

use super::lookup::*;
use super::{Choose, Class, Due};
use serde_json::{Value, json};

/// Mutates a document and says what is due; none when the document has nothing for this class, or it is not one of these.
pub fn mutate(old: &Value, class: Class, choose: Choose<'_>) -> Option<(Value, Due)> {
    let mut new = old.clone();
    let due = match class {
        Class::AddProperty | Class::AddRequiredProperty => {
            let schema = pick(&objects(old), choose)?;
            let required = class == Class::AddRequiredProperty;
            new["components"]["schemas"][&schema]["properties"]["brandNew"] =
                json!({ "type": "string" });
            if required {
                require(&mut new, &schema, "brandNew");
            }
            let kind = if required { "required" } else { "optional" };
            [of_schema(
                old,
                &schema,
                &format!("property-added-{kind}"),
                &property(&schema, "brandNew"),
            )]
            .into()
        }
        Class::RemoveProperty => {
            let (schema, name) = pick(&properties(old), choose)?;
            take(&mut new, &schema, &name);
            [removed(old, &schema, &name)].into()
        }
        Class::RenameProperty => {
            let (schema, name) = pick(&properties(old), choose)?;
            let value = take(&mut new, &schema, &name);
            new["components"]["schemas"][&schema]["properties"]["renamed"] = value;
            let added = added(old, &schema, "renamed");
            [removed(old, &schema, &name), added].into()
        }
        Class::MoveProperty => {
            let (schema, name) = pick(&properties(old), choose)?;
            let value = take(&mut new, &schema, &name);
            let others: Vec<String> = objects(old)
                .into_iter()
                .filter(|other| *other != schema)
                .collect();
            let other = pick(&others, choose)?;
            new["components"]["schemas"][&other]["properties"]["moved"] = value;
            let added = added(old, &other, "moved");
            [removed(old, &schema, &name), added].into()
        }
        Class::RetypeProperty => {
            let (schema, name) = pick(&properties(old), choose)?;
            let slot = &mut new["components"]["schemas"][&schema]["properties"][&name];
            let becomes = if slot["type"] == "boolean" {
                "string"
            } else {
                "boolean"
            };
            let nullable = slot["nullable"] == json!(true);
            *slot = json!({ "type": becomes });
            if nullable {
                slot["nullable"] = json!(true);
            }
            [of_schema(
                old,
                &schema,
                "type-changed",
                &property(&schema, &name),
            )]
            .into()
        }
        Class::RequireProperty => {
            let (schema, name) = pick(&properties(old), choose)?;
            let change = if required(old, &schema).contains(&name) {
                unrequire(&mut new, &schema, &name);
                "became-optional"
            } else {
                require(&mut new, &schema, &name);
                "became-required"
            };
            [of_schema(old, &schema, change, &property(&schema, &name))].into()
        }
        Class::NullableProperty => {
            let own = |(schema, name): &(String, String)| {
                old["components"]["schemas"][schema]["properties"][name]
                    .get("$ref")
                    .is_none()
            };
            let (schema, name) = pick(
                &properties(old).into_iter().filter(own).collect::<Vec<_>>(),
                choose,
            )?;
            let slot = &mut new["components"]["schemas"][&schema]["properties"][&name];
            let was = slot["nullable"] == json!(true);
            slot["nullable"] = json!(!was);
            let change = if was {
                "became-not-nullable"
            } else {
                "became-nullable"
            };
            [of_schema(old, &schema, change, &property(&schema, &name))].into()
        }
        _ => return None,
    };
    Some((new, due))
}
