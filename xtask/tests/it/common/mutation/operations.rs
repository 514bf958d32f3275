//! Mutations of one operation.

use super::lookup::*;
use super::{Choose, Class, Due};
use serde_json::{Value, json};

/// Mutates a document and says what is due; none when the document has nothing for this class, or it is not one of these.
pub fn mutate(old: &Value, class: Class, choose: Choose<'_>) -> Option<(Value, Due)> {
    let mut new = old.clone();
    let due = match class {
        Class::AddOperation => {
            new["paths"]["/api/BrandNew"]["get"] =
                json!({ "responses": { "200": { "description": "Success" } } });
            [finding("endpoint-added", "/paths/~1api~1BrandNew/get")].into()
        }
        Class::RemoveOperation => {
            let (path, method) = pick(&operations(old), choose)?;
            new["paths"][&path].as_object_mut()?.shift_remove(&method);
            [finding(
                "api-removed-without-deprecation",
                &operation(&path, &method),
            )]
            .into()
        }
        Class::MoveOperation => {
            let plain = |(path, _): &(String, String)| !path.contains('{');
            let (path, method) = pick(
                &operations(old)
                    .into_iter()
                    .filter(plain)
                    .collect::<Vec<_>>(),
                choose,
            )?;
            let moved = new["paths"][&path].as_object_mut()?.shift_remove(&method)?;
            new["paths"]["/api/Moved"][&method] = moved;
            [
                finding(
                    "api-removed-without-deprecation",
                    &operation(&path, &method),
                ),
                finding("endpoint-added", &operation("/api/Moved", &method)),
            ]
            .into()
        }
        Class::RenamePath => {
            let (path, _) = pick(&operations(old), choose)?;
            let item = new["paths"].as_object_mut()?.shift_remove(&path)?;
            let to = format!("{path}/Renamed");
            new["paths"][&to] = item.clone();
            let methods: Vec<&String> = item.as_object()?.keys().collect();
            let gone = methods
                .iter()
                .map(|m| finding("api-removed-without-deprecation", &operation(&path, m)));
            let come = methods
                .iter()
                .map(|m| finding("endpoint-added", &operation(&to, m)));
            gone.chain(come).collect()
        }
        Class::Status => {
            let (path, method) = pick(&operations(old), choose)?;
            let responses = new["paths"][&path][&method]["responses"].as_object_mut()?;
            let status = pick(&responses.keys().cloned().collect::<Vec<_>>(), choose)?;
            let answer = responses.shift_remove(&status)?;
            let (to, kind) = if status.starts_with('2') {
                ("202", "success")
            } else {
                ("422", "non-success")
            };
            responses.insert(to.to_owned(), answer);
            let at = format!("{}/responses", operation(&path, &method));
            [
                finding(
                    &format!("response-{kind}-status-removed"),
                    &format!("{at}/{status}"),
                ),
                finding(
                    &format!("response-{kind}-status-added"),
                    &format!("{at}/{to}"),
                ),
            ]
            .into()
        }
        Class::Describe => {
            let (path, method) = pick(&operations(old), choose)?;
            new["paths"][&path][&method]["description"] = json!("Something else altogether");
            [finding(
                "description-changed",
                &format!("{}/description", operation(&path, &method)),
            )]
            .into()
        }
        _ => return None,
    };
    Some((new, due))
}
