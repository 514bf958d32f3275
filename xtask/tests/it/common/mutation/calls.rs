//! Mutations of what a call sends: parameters and bodies.

use super::lookup::*;
use super::{Choose, Class, Due};
use serde_json::{Value, json};

/// Mutates a document and says what is due; none when the document has nothing for this class, or it is not one of these.
pub fn mutate(old: &Value, class: Class, choose: Choose<'_>) -> Option<(Value, Due)> {
    let mut new = old.clone();
    let due = match class {
        Class::AddParameter => {
            let (path, method) = pick(&operations(old), choose)?;
            let required = choose(2) == 1;
            let parameters = new["paths"][&path][&method]["parameters"].as_array_mut()?;
            parameters.push(json!({ "name": "brandNew", "in": "query", "required": required, "schema": { "type": "string" } }));
            let kind = if required { "required" } else { "optional" };
            let at = format!("{}/parameters/query/brandNew", operation(&path, &method));
            [finding(&format!("new-{kind}-request-parameter"), &at)].into()
        }
        Class::RemoveParameter => {
            let (path, method, index, name) = pick(&queries(old), choose)?;
            new["paths"][&path][&method]["parameters"]
                .as_array_mut()?
                .remove(index);
            [finding(
                "request-parameter-removed",
                &query(&path, &method, &name),
            )]
            .into()
        }
        Class::RequireParameter => {
            let (path, method, index, name) = pick(&queries(old), choose)?;
            let slot = &mut new["paths"][&path][&method]["parameters"][index];
            let was = slot["required"] == json!(true);
            slot["required"] = json!(!was);
            let how = if was { "optional" } else { "required" };
            [finding(
                &format!("request-parameter-became-{how}"),
                &query(&path, &method, &name),
            )]
            .into()
        }
        Class::MoveParameter => {
            let (path, method, index, name) = pick(&queries(old), choose)?;
            let slot = &mut new["paths"][&path][&method]["parameters"][index];
            let kind = if slot["required"] == json!(true) {
                "required"
            } else {
                "optional"
            };
            slot["in"] = json!("header");
            let to = format!("{}/parameters/header/{name}", operation(&path, &method));
            [
                finding("request-parameter-removed", &query(&path, &method, &name)),
                finding(&format!("new-{kind}-request-parameter"), &to),
            ]
            .into()
        }
        Class::AddMediaType => {
            let (path, method) = pick(&bodies(old), choose)?;
            let content = &mut new["paths"][&path][&method]["requestBody"]["content"];
            content["application/xml"] = content["application/json"].clone();
            let at = format!(
                "{}/requestBody/content/application~1xml",
                operation(&path, &method)
            );
            [finding("request-body-media-type-added", &at)].into()
        }
        Class::RemoveMediaType => {
            let (path, method) = pick(&bodies(old), choose)?;
            let content = new["paths"][&path][&method]["requestBody"]["content"].as_object_mut()?;
            let form = pick(&content.keys().cloned().collect::<Vec<_>>(), choose)?;
            content.shift_remove(&form);
            let id = if form == "application/json" {
                "media-type-removed"
            } else {
                "unused-media-type-removed"
            };
            let at = format!(
                "{}/requestBody/content/{}",
                operation(&path, &method),
                form.replace('/', "~1")
            );
            [finding(&format!("request-body-{id}"), &at)].into()
        }
        _ => return None,
    };
    Some((new, due))
}
