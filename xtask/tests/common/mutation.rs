//! Mutations of a document, and the findings that each calls for.

use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use xtask::diff::rules::{Wire, rule};

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
            let added = of_schema(
                old,
                &schema,
                "property-added-optional",
                &property(&schema, "renamed"),
            );
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
            let added = of_schema(
                old,
                &other,
                "property-added-optional",
                &property(&other, "moved"),
            );
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
            let was = &old["components"]["schemas"][&schema]["properties"][&name];
            let wider = was["format"].is_string() && was["type"] == becomes;
            let change = if wider {
                "type-generalized"
            } else {
                "type-changed"
            };
            [of_schema(old, &schema, change, &property(&schema, &name))].into()
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
                json!({ "type": "object", "properties": {} });
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
    };
    Some((new, due))
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

fn pick<T: Clone>(things: &[T], choose: Choose<'_>) -> Option<T> {
    (!things.is_empty()).then(|| things[choose(things.len())].clone())
}

fn finding(id: &str, path: &str) -> (String, String) {
    (id.to_owned(), path.to_owned())
}

/// The finding for a change in a schema: the id of the graver direction in which the schema travels.
fn of_schema(old: &Value, schema: &str, change: &str, path: &str) -> (String, String) {
    let rule = rule(change);
    let (sent, answered) = (
        reaches(old, schema, &["parameters", "requestBody"]),
        reaches(old, schema, &["responses"]),
    );
    let gravity = |wire: Wire| wire as u8;
    let (id, _) = match (sent, answered) {
        (true, true) if gravity(rule.response.1) > gravity(rule.request.1) => rule.response,
        (true, _) => rule.request,
        (false, _) => rule.response,
    };
    finding(&id.replace("{}", "property"), path)
}

/// Whether a schema is used in some parts of some operation, through others or not.
fn reaches(document: &Value, schema: &str, parts: &[&str]) -> bool {
    let mut users = vec![schema.to_owned()];
    let mut seen = BTreeSet::new();
    while let Some(user) = users.pop() {
        if !seen.insert(user.clone()) {
            continue;
        }
        let mark = format!("schemas/{user}\"");
        let uses = |value: &Value| value.to_string().contains(&mark);
        let mut all = operations(document).into_iter();
        if all.any(|(path, method)| {
            parts
                .iter()
                .any(|part| uses(&document["paths"][&path][&method][*part]))
        }) {
            return true;
        }
        let schemas = document["components"]["schemas"].as_object().unwrap();
        users.extend(
            schemas
                .iter()
                .filter(|(_, value)| uses(value))
                .map(|(name, _)| name.clone()),
        );
    }
    false
}

fn removed(old: &Value, schema: &str, name: &str) -> (String, String) {
    let kind = if required(old, schema).contains(name) {
        "required"
    } else {
        "optional"
    };
    of_schema(
        old,
        schema,
        &format!("property-removed-{kind}"),
        &property(schema, name),
    )
}

fn schemas(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    document["components"]["schemas"]
        .as_object()
        .unwrap()
        .iter()
}

fn objects(document: &Value) -> Vec<String> {
    schemas(document)
        .filter(|(_, schema)| schema["type"] == "object")
        .map(|(name, _)| name.clone())
        .collect()
}

fn enums(document: &Value) -> Vec<String> {
    schemas(document)
        .filter(|(_, schema)| schema["enum"].is_array())
        .map(|(name, _)| name.clone())
        .collect()
}

fn properties(document: &Value) -> Vec<(String, String)> {
    let of = |name: &String| {
        let properties = document["components"]["schemas"][name]["properties"]
            .as_object()
            .cloned();
        properties
            .unwrap_or_default()
            .into_iter()
            .map(|(property, _)| property)
            .collect::<Vec<_>>()
    };
    objects(document)
        .iter()
        .flat_map(|name| of(name).into_iter().map(move |p| (name.clone(), p)))
        .collect()
}

fn operations(document: &Value) -> Vec<(String, String)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .keys()
                .map(move |m| (path.clone(), m.clone()))
        })
        .collect()
}

fn bodies(document: &Value) -> Vec<(String, String)> {
    let has = |(path, method): &(String, String)| {
        document["paths"][path][method]["requestBody"].is_object()
    };
    operations(document).into_iter().filter(has).collect()
}

fn queries(document: &Value) -> Vec<(String, String, usize, String)> {
    let of = |(path, method): (String, String)| {
        let list = document["paths"][&path][&method]["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let query = list
            .into_iter()
            .enumerate()
            .filter(|(_, parameter)| parameter["in"] == "query");
        query
            .map(|(index, p)| {
                (
                    path.clone(),
                    method.clone(),
                    index,
                    p["name"].as_str().unwrap().to_owned(),
                )
            })
            .collect::<Vec<_>>()
    };
    operations(document).into_iter().flat_map(of).collect()
}

fn required(document: &Value, schema: &str) -> BTreeSet<String> {
    let names = document["components"]["schemas"][schema]["required"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    names
        .iter()
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

fn require(document: &mut Value, schema: &str, name: &str) {
    let mut names = required(document, schema);
    names.insert(name.to_owned());
    document["components"]["schemas"][schema]["required"] = json!(names);
}

fn unrequire(document: &mut Value, schema: &str, name: &str) {
    let mut names = required(document, schema);
    names.remove(name);
    document["components"]["schemas"][schema]["required"] = json!(names);
}

/// Takes a property out of a schema, and out of what it requires.
fn take(document: &mut Value, schema: &str, name: &str) -> Value {
    if required(document, schema).contains(name) {
        unrequire(document, schema, name);
    }
    let properties = document["components"]["schemas"][schema]["properties"]
        .as_object_mut()
        .unwrap();
    properties.shift_remove(name).unwrap()
}

fn property(schema: &str, name: &str) -> String {
    format!("/components/schemas/{schema}/properties/{name}")
}

fn operation(path: &str, method: &str) -> String {
    format!("/paths/{}/{method}", path.replace('/', "~1"))
}

fn query(path: &str, method: &str, name: &str) -> String {
    format!("{}/parameters/query/{name}", operation(path, method))
}
