//! A pair of documents for every rule of the diff, read in both directions.

use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use xtask::diff;
use xtask::diff::rules::{RULES, Wire};

use Wire::{Breaking, Risky, Safe};

/// A rule's change with its gravity when the schema is sent and when it is answered.
type Judged = (String, Gravity, Gravity);

/// A pair of schemas with what the step from one to the other is, there and back.
#[derive(Deserialize)]
struct Step<T = Judged> {
    old: Value,
    new: Value,
    there: T,
    back: T,
}

/// How grave a step is.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Gravity {
    Safe,
    Risky,
    Breaking,
}

impl From<Gravity> for Wire {
    fn from(gravity: Gravity) -> Self {
        match gravity {
            Gravity::Safe => Safe,
            Gravity::Risky => Risky,
            Gravity::Breaking => Breaking,
        }
    }
}

/// The steps that a schema can take wherever it stands.
fn steps() -> Vec<Step> {
    let table = xtask::document::read(include_str!("fixtures/steps.yaml")).unwrap();
    serde_json::from_value(table).unwrap()
}

/// Several steps at once.
fn combined() -> Vec<Step<Vec<Judged>>> {
    let table = xtask::document::read(include_str!("fixtures/combined.yaml")).unwrap();
    serde_json::from_value(table).unwrap()
}

/// The places where a schema can stand: where it is put, and how ids begin there.
const PLACES: [(&str, &str); 5] = [
    (
        "/components/schemas/Sent/properties/field",
        "request-property",
    ),
    (
        "/components/schemas/Answered/properties/field",
        "response-property",
    ),
    (
        "/paths/~1plain/post/requestBody/content/application~1json/schema",
        "request-body",
    ),
    (
        "/paths/~1plain/post/responses/200/content/application~1json/schema",
        "response-body",
    ),
    (
        "/paths/~1plain/post/parameters/0/schema",
        "request-parameter",
    ),
];

/// A document in which everything has its place.
fn base() -> Value {
    let json = |schema: Value| json!({ "application/json": { "schema": schema } });
    let model = |name: &str| json(json!({ "$ref": format!("#/components/schemas/{name}") }));
    json!({
        "openapi": "3.0.1",
        "info": { "title": "StockTrim", "version": "v1" },
        "paths": {
            "/plain": { "post": {
                "tags": ["a"],
                "parameters": [{ "name": "key", "in": "query", "schema": { "type": "string" } }],
                "requestBody": { "content": json(json!({ "type": "string" })) },
                "responses": {
                    "200": { "description": "Success", "content": json(json!({ "type": "string" })) },
                    "400": { "description": "Failure" }
                }
            } },
            "/named/{key}": { "put": {
                "parameters": [{ "name": "key", "in": "path", "required": true, "schema": { "type": "string" } }],
                "requestBody": { "content": model("Sent") },
                "responses": { "200": { "description": "Success", "content": model("Answered") } }
            } },
            "/both": { "post": {
                "requestBody": { "content": model("Both") },
                "responses": { "200": { "description": "Success", "content": model("Both") } }
            } }
        },
        "components": { "schemas": {
            "Sent": { "type": "object", "required": ["must"], "properties": {
                "field": { "type": "string" }, "must": { "type": "string" }, "may": { "type": "string" }
            } },
            "Answered": { "type": "object", "required": ["must"], "properties": {
                "field": { "type": "string" }, "must": { "type": "string" }, "may": { "type": "string" }
            } },
            "Both": { "type": "object", "properties": { "field": { "type": "string" } } },
            "Unused": { "type": "object", "properties": { "field": { "type": "string" } } },
            "Other": { "type": "object" }
        } }
    })
}

/// The ids, gravities and places of the findings between two documents.
fn findings(old: &Value, new: &Value) -> BTreeSet<(String, Wire, String)> {
    diff::wire(old, new)
        .into_iter()
        .map(|finding| (finding.id, finding.wire, finding.path))
        .collect()
}

fn with(pointer: &str, value: &Value) -> Value {
    let mut document = base();
    *document.pointer_mut(pointer).unwrap() = value.clone();
    document
}

/// The id that a change has at a place, as the vocabulary builds it.
fn id(change: &str, begins: &str) -> String {
    match change {
        "description-changed"
        | "extension-changed"
        | "unclassified-change"
        | "reference-changed"
        | "reference-sibling-changed"
        | "reference-not-followed" => change.to_owned(),
        // What is sent narrower is another type in oasdiff's words.
        "type-specialized" if begins.starts_with("request") => format!("{begins}-type-changed"),
        only if only.ends_with("-only") => {
            let (way, what) = begins.split_once('-').unwrap();
            format!("{way}-optional-{what}-{only}")
        }
        other => format!("{begins}-{other}"),
    }
}

/// Asserts that a step between two schemas is told as these changes at every place where a schema can stand.
fn assert_judged(old: &Value, new: &Value, due: &[Judged]) {
    for (pointer, begins) in PLACES {
        let judged = |(change, sent, answered): &Judged| {
            let sends = begins.starts_with("request");
            let default = begins == "request-parameter" && change.starts_with("default-value");
            let wire = match (default, sends) {
                (true, _) => Gravity::Breaking,
                (false, true) => *sent,
                (false, false) => *answered,
            };
            (id(change, begins), Wire::from(wire))
        };
        let mut due: Vec<_> = due.iter().map(judged).collect();
        due.sort();
        let found = findings(&with(pointer, old), &with(pointer, new));
        let found: Vec<_> = found.into_iter().map(|(id, wire, _)| (id, wire)).collect();
        assert_eq!(found, due, "from {old} to {new} at {pointer}");
    }
}

#[test]
fn every_step_of_a_schema_is_judged_by_its_direction() {
    for step in steps() {
        assert_judged(&step.old, &step.new, &[step.there]);
        assert_judged(&step.new, &step.old, &[step.back]);
    }
}

#[test]
fn a_wider_or_narrower_type_hides_no_other_step() {
    for step in combined() {
        assert_judged(&step.old, &step.new, &step.there);
        assert_judged(&step.new, &step.old, &step.back);
    }
}

/// What is changed in the base document.
type Edit = fn(&mut Value);

/// What is due, by id, gravity and place.
type Due = &'static [(&'static str, Wire, &'static str)];

/// The changes that are not steps of a schema: what is changed, and what is due there and back.
#[rustfmt::skip]
fn edits() -> Vec<(Edit, Due, Due)> {
    const PLAIN: &str = "/paths/~1plain/post";
    const KEY: &str = "/paths/~1plain/post/parameters/query/key";
    const BODY: &str = "/paths/~1plain/post/requestBody";
    const JSON: &str = "/paths/~1plain/post/requestBody/content/application~1json";
    const TEXT: &str = "/paths/~1plain/post/requestBody/content/text~1json";
    const STAR: &str = "/paths/~1plain/post/requestBody/content/application~1*";
    const OK_STAR: &str = "/paths/~1plain/post/responses/200/content/application~1*";
    const OK: &str = "/paths/~1plain/post/responses/200";
    const OK_JSON: &str = "/paths/~1plain/post/responses/200/content/application~1json";
    const OK_TEXT: &str = "/paths/~1plain/post/responses/200/content/text~1json";
    vec![
        (|d| { d["paths"]["/new"] = json!({ "get": { "responses": {} } }); },
            &[("endpoint-added", Safe, "/paths/~1new/get")], &[("api-removed-without-deprecation", Breaking, "/paths/~1new/get")]),
        (|d| { d["paths"]["/new"] = json!({ "get": { "deprecated": true, "responses": {} } }); },
            &[("endpoint-added", Safe, "/paths/~1new/get")], &[("api-removed-with-deprecation", Breaking, "/paths/~1new/get")]),
        (|d| { d["paths"]["/plain"]["post"]["deprecated"] = json!(true); },
            &[("endpoint-deprecated", Safe, "/paths/~1plain/post/deprecated")], &[("endpoint-reactivated", Safe, "/paths/~1plain/post/deprecated")]),
        (|d| { let item = d["paths"].as_object_mut().unwrap().remove("/plain").unwrap(); d["paths"]["/Plain"] = item; },
            &[("endpoint-path-case-changed", Safe, "/paths/~1Plain/post")], &[("endpoint-path-case-changed", Safe, PLAIN)]),
        (|d| {
            let mut item = d["paths"].as_object_mut().unwrap().remove("/named/{key}").unwrap();
            item["put"]["parameters"][0]["name"] = json!("code");
            d["paths"]["/named/{code}"] = item;
        }, &[("path-parameter-renamed", Safe, "/paths/~1named~1{code}/put/parameters/path/code")],
           &[("path-parameter-renamed", Safe, "/paths/~1named~1{key}/put/parameters/path/key")]),
        (|d| { d["paths"]["/plain"]["post"]["operationId"] = json!("plain"); },
            &[("api-operation-id-added", Safe, "/paths/~1plain/post/operationId")], &[("api-operation-id-removed", Safe, "/paths/~1plain/post/operationId")]),
        (|d| { d["paths"]["/plain"]["post"]["tags"] = json!(["b", "a"]); },
            &[("api-tag-added", Safe, "/paths/~1plain/post/tags")], &[("api-tag-removed", Safe, "/paths/~1plain/post/tags")]),
        (|d| { d["paths"]["/plain"]["post"]["security"] = json!([{ "a": [] }]); },
            &[("api-security-added", Risky, "/paths/~1plain/post/security")], &[("api-security-removed", Safe, "/paths/~1plain/post/security")]),
        (|d| { d["security"] = json!([{ "a": [] }]); },
            &[("api-security-added", Risky, "/security")], &[("api-security-removed", Safe, "/security")]),
        (|d| { d["paths"]["/plain"]["post"]["deprecated"] = json!(true); d["paths"]["/plain"]["post"]["x-sunset"] = json!("2030-01-01"); },
            &[("endpoint-deprecated-with-sunset", Safe, "/paths/~1plain/post/deprecated"), ("extension-changed", Safe, "/paths/~1plain/post/x-sunset")],
            &[("endpoint-reactivated", Safe, "/paths/~1plain/post/deprecated"), ("extension-changed", Safe, "/paths/~1plain/post/x-sunset")]),
        (|d| { d["paths"]["/named/{code}"] = json!({ "get": { "responses": {} } }); },
            &[("endpoint-added", Safe, "/paths/~1named~1{code}/get"), ("path-ambiguous", Risky, "/paths/~1named~1{code}")],
            &[("api-removed-without-deprecation", Breaking, "/paths/~1named~1{code}/get")]),
        (|d| { d["components"]["securitySchemes"] = json!({ "a": { "type": "http" } }); },
            &[("api-security-component-added", Safe, "/components/securitySchemes/a")], &[("api-security-component-removed", Risky, "/components/securitySchemes/a")]),
        (|d| { d["components"]["parameters"] = json!({ "a": { "name": "a", "in": "query" } }); },
            &[("unused-component-changed", Safe, "/components/parameters/a")], &[("unused-component-changed", Safe, "/components/parameters/a")]),
        (|d| { d["servers"] = json!([{ "url": "https://example.org" }]); }, &[("servers-changed", Risky, "/servers")], &[("servers-changed", Risky, "/servers")]),
        (|d| { d["info"]["version"] = json!("v2"); },
            &[("document-info-changed", Safe, "/info/version")], &[("document-info-changed", Safe, "/info/version")]),
        (|d| { d["info"]["description"] = json!("New"); },
            &[("description-changed", Safe, "/info/description")], &[("description-changed", Safe, "/info/description")]),
        // Parameters.
        (|d| { d["paths"]["/both"]["post"]["parameters"] = json!([{ "name": "a", "in": "query", "schema": {} }]); },
            &[("new-optional-request-parameter", Safe, "/paths/~1both/post/parameters/query/a")], &[("request-parameter-removed", Risky, "/paths/~1both/post/parameters/query/a")]),
        (|d| { d["paths"]["/both"]["parameters"] = json!([{ "name": "a", "in": "query", "required": true, "schema": {} }]); },
            &[("new-required-request-parameter", Breaking, "/paths/~1both/post/parameters/query/a")], &[("request-parameter-removed", Risky, "/paths/~1both/post/parameters/query/a")]),
        (|d| { d["paths"]["/plain"]["post"]["parameters"][0]["required"] = json!(true); },
            &[("request-parameter-became-required", Breaking, "/paths/~1plain/post/parameters/query/key/required")], &[("request-parameter-became-optional", Safe, "/paths/~1plain/post/parameters/query/key/required")]),
        (|d| { d["paths"]["/plain"]["post"]["parameters"][0]["in"] = json!("header"); },
            &[("new-optional-request-parameter", Safe, "/paths/~1plain/post/parameters/header/key"), ("request-parameter-removed", Risky, KEY)],
            &[("new-optional-request-parameter", Safe, KEY), ("request-parameter-removed", Risky, "/paths/~1plain/post/parameters/header/key")]),
        // Bodies that are sent.
        (|d| { d["paths"]["/plain"]["post"].as_object_mut().unwrap().remove("requestBody"); },
            &[("request-body-removed", Breaking, BODY)], &[("request-body-added-optional", Safe, BODY)]),
        (|d| { d["paths"]["/new"] = json!({ "get": { "responses": {} } }); d["paths"]["/plain"]["post"]["requestBody"]["required"] = json!(true); },
            &[("endpoint-added", Safe, "/paths/~1new/get"), ("request-body-became-required", Breaking, "/paths/~1plain/post/requestBody/required")],
            &[("api-removed-without-deprecation", Breaking, "/paths/~1new/get"), ("request-body-became-optional", Safe, "/paths/~1plain/post/requestBody/required")]),
        (|d| { let content = &mut d["paths"]["/plain"]["post"]["requestBody"]["content"]; content["text/json"] = content["application/json"].clone(); },
            &[("request-body-media-type-added", Safe, TEXT)], &[("request-body-media-type-removed", Safe, TEXT)]),
        (|d| { let content = &mut d["paths"]["/plain"]["post"]["requestBody"]["content"]; *content = json!({ "text/json": content["application/json"] }); },
            &[("request-body-media-type-added", Safe, TEXT), ("request-body-media-type-removed", Breaking, JSON)],
            &[("request-body-media-type-added", Safe, JSON), ("request-body-media-type-removed", Breaking, TEXT)]),
        // Answers.
        (|d| { let responses = d["paths"]["/plain"]["post"]["responses"].as_object_mut().unwrap(); let ok = responses.remove("200").unwrap(); responses.insert("201".into(), ok); },
            &[("response-success-status-added", Safe, "/paths/~1plain/post/responses/201"), ("response-success-status-removed", Risky, OK)],
            &[("response-success-status-added", Safe, OK), ("response-success-status-removed", Risky, "/paths/~1plain/post/responses/201")]),
        (|d| { d["paths"]["/plain"]["post"]["responses"]["404"] = json!({ "description": "" }); },
            &[("response-non-success-status-added", Safe, "/paths/~1plain/post/responses/404")], &[("response-non-success-status-removed", Safe, "/paths/~1plain/post/responses/404")]),
        (|d| { d["paths"]["/plain"]["post"]["responses"]["200"].as_object_mut().unwrap().remove("content"); },
            &[("response-body-removed", Breaking, "/paths/~1plain/post/responses/200/content")], &[("response-body-added", Safe, "/paths/~1plain/post/responses/200/content")]),
        (|d| { let content = &mut d["paths"]["/plain"]["post"]["responses"]["200"]["content"]; content["text/json"] = content["application/json"].clone(); },
            &[("response-media-type-added", Safe, OK_TEXT)], &[("response-media-type-removed", Safe, OK_TEXT)]),
        (|d| { let content = &mut d["paths"]["/plain"]["post"]["responses"]["200"]["content"]; *content = json!({ "text/json": content["application/json"] }); },
            &[("response-media-type-added", Safe, OK_TEXT), ("response-media-type-removed", Breaking, OK_JSON)],
            &[("response-media-type-added", Safe, OK_JSON), ("response-media-type-removed", Breaking, OK_TEXT)]),
        (|d| { d["paths"]["/plain"]["post"]["responses"]["200"]["headers"] = json!({ "a": {} }); },
            &[("response-header-added", Safe, "/paths/~1plain/post/responses/200/headers/a")], &[("optional-response-header-removed", Risky, "/paths/~1plain/post/responses/200/headers/a")]),
        (|d| { d["paths"]["/plain"]["post"]["responses"]["200"]["headers"] = json!({ "A": { "required": true } }); },
            &[("response-header-added", Safe, "/paths/~1plain/post/responses/200/headers/a")], &[("required-response-header-removed", Breaking, "/paths/~1plain/post/responses/200/headers/a")]),
        // Media types.
        (|d| { let content = &mut d["paths"]["/plain"]["post"]["requestBody"]["content"]; *content = json!({ "application/*": content["application/json"] }); },
            &[("request-body-media-type-name-generalized", Safe, STAR)], &[("request-body-media-type-name-specialized", Risky, JSON)]),
        (|d| { let content = &mut d["paths"]["/plain"]["post"]["responses"]["200"]["content"]; *content = json!({ "application/*": content["application/json"] }); },
            &[("response-media-type-name-generalized", Breaking, OK_STAR)], &[("response-media-type-name-specialized", Safe, OK_JSON)]),
        (|d| { let content = &mut d["paths"]["/plain"]["post"]["responses"]["200"]["content"]; *content = json!({ "application/json; v=2": content["application/json"] }); },
            &[("response-media-type-name-changed", Risky, "/paths/~1plain/post/responses/200/content/application~1json; v=2")], &[("response-media-type-name-changed", Risky, OK_JSON)]),
        (|d| { let content = &mut d["paths"]["/plain"]["post"]["requestBody"]["content"]; *content = json!({ "application/json; v=2": content["application/json"] }); },
            &[("request-body-media-type-name-changed", Risky, "/paths/~1plain/post/requestBody/content/application~1json; v=2")], &[("request-body-media-type-name-changed", Risky, JSON)]),
        (|d| { d["paths"]["/plain"]["post"]["requestBody"]["content"] = json!({ "application/json": {} }); },
            &[("request-body-media-type-schema-removed", Safe, "/paths/~1plain/post/requestBody/content/application~1json/schema")], &[("request-body-media-type-schema-added", Breaking, "/paths/~1plain/post/requestBody/content/application~1json/schema")]),
        (|d| { d["paths"]["/plain"]["post"]["responses"]["200"]["content"] = json!({ "application/json": {} }); },
            &[("response-body-media-type-schema-removed", Risky, "/paths/~1plain/post/responses/200/content/application~1json/schema")], &[("response-body-media-type-schema-added", Safe, "/paths/~1plain/post/responses/200/content/application~1json/schema")]),
        (|d| { d["paths"]["/plain"]["post"]["requestBody"]["content"]["application/json"]["encoding"] = json!({ "a": {} }); },
            &[("serialization-changed", Risky, "/paths/~1plain/post/requestBody/content/application~1json/encoding")], &[("serialization-changed", Risky, "/paths/~1plain/post/requestBody/content/application~1json/encoding")]),

        // Schemas.
        (|d| { d["components"]["schemas"]["New"] = json!({ "type": "string" }); },
            &[("api-schema-added", Safe, "/components/schemas/New")], &[("api-schema-removed", Safe, "/components/schemas/New")]),
        (|d| {
            let text = d.to_string().replace("schemas/Sent\"", "schemas/Given\"").replace("\"Sent\":", "\"Given\":");
            *d = serde_json::from_str(&text).unwrap();
        }, &[("api-schema-renamed", Safe, "/components/schemas/Given")], &[("api-schema-renamed", Safe, "/components/schemas/Sent")]),
        (|d| { d["components"]["schemas"]["Sent"]["properties"]["new"] = json!({ "type": "string" }); },
            &[("new-optional-request-property", Safe, "/components/schemas/Sent/properties/new")], &[("request-property-removed", Risky, "/components/schemas/Sent/properties/new")]),
        (|d| { let sent = &mut d["components"]["schemas"]["Sent"]; sent["properties"]["new"] = json!({ "type": "string" }); sent["required"] = json!(["new", "must"]); },
            &[("new-required-request-property", Breaking, "/components/schemas/Sent/properties/new")], &[("request-property-removed", Risky, "/components/schemas/Sent/properties/new")]),
        (|d| { d["components"]["schemas"]["Answered"]["properties"]["new"] = json!({ "type": "string" }); },
            &[("response-optional-property-added", Safe, "/components/schemas/Answered/properties/new")], &[("response-optional-property-removed", Risky, "/components/schemas/Answered/properties/new")]),
        (|d| { let answered = &mut d["components"]["schemas"]["Answered"]; answered["properties"]["new"] = json!({ "type": "string" }); answered["required"] = json!(["new", "must"]); },
            &[("response-required-property-added", Safe, "/components/schemas/Answered/properties/new")], &[("response-required-property-removed", Breaking, "/components/schemas/Answered/properties/new")]),
        (|d| { let sent = &mut d["components"]["schemas"]["Sent"]; sent["properties"]["new"] = json!({ "type": "string", "default": "a" }); sent["required"] = json!(["new", "must"]); },
            &[("new-required-request-property-with-default", Breaking, "/components/schemas/Sent/properties/new")], &[("request-property-removed", Risky, "/components/schemas/Sent/properties/new")]),
        (|d| { d["components"]["schemas"]["Sent"]["required"] = json!(["must", "may"]); },
            &[("request-property-became-required", Breaking, "/components/schemas/Sent/properties/may")], &[("request-property-became-optional", Safe, "/components/schemas/Sent/properties/may")]),
        (|d| { d["components"]["schemas"]["Answered"]["required"] = json!(["must", "may"]); },
            &[("response-property-became-required", Safe, "/components/schemas/Answered/properties/may")], &[("response-property-became-optional", Breaking, "/components/schemas/Answered/properties/may")]),
    ]
}

#[test]
fn every_other_change_is_found_where_it_is() {
    let due = |due: Due| -> BTreeSet<_> {
        due.iter()
            .map(|(id, wire, path)| ((*id).to_owned(), *wire, (*path).to_owned()))
            .collect()
    };
    for (edit, there, back) in edits() {
        let mut new = base();
        edit(&mut new);
        assert_eq!(findings(&base(), &new), due(there));
        assert_eq!(findings(&new, &base()), due(back));
    }
}

#[test]
fn a_body_that_becomes_due_is_breaking_only_when_it_is_required() {
    let mut without = base();
    without["paths"]["/plain"]["post"]
        .as_object_mut()
        .unwrap()
        .remove("requestBody");
    let mut required = base();
    required["paths"]["/plain"]["post"]["requestBody"]["required"] = json!(true);
    let found: Vec<_> = diff::wire(&without, &required)
        .into_iter()
        .map(|f| (f.id, f.wire))
        .collect();
    assert_eq!(
        found,
        [("request-body-added-required".to_owned(), Breaking)]
    );
}

#[test]
fn a_schema_that_goes_both_ways_is_reported_once_by_its_graver_side() {
    for (old, new, due) in [
        (
            json!({ "type": "string" }),
            json!({ "type": "string", "nullable": true }),
            "response-property-became-nullable",
        ),
        (
            json!({ "type": "string", "nullable": true }),
            json!({ "type": "string" }),
            "request-property-became-not-nullable",
        ),
    ] {
        let at = "/components/schemas/Both/properties/field";
        let found = diff::wire(&with(at, &old), &with(at, &new));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].id.as_str(), found[0].wire), (due, Breaking));
        assert_eq!(found[0].operation, ["POST /both"]);
        assert_eq!(found[0].schema.as_deref(), Some("Both"));
    }
}

#[test]
fn a_schema_that_no_operation_uses_harms_nobody() {
    let at = "/components/schemas/Unused/properties/field";
    let found = diff::wire(&base(), &with(at, &json!({ "type": "boolean" })));
    assert_eq!(
        (found[0].id.as_str(), found[0].wire),
        ("response-property-type-changed", Safe)
    );
    assert_eq!(found[0].operation, [""; 0]);
}

/// What is found between two documents that know a way to identify oneself, by id and gravity.
fn credentials(old: &Value, new: &Value) -> Vec<(String, Wire)> {
    let with = |about: &Value| {
        let mut document = base();
        document["security"] = about["security"].clone();
        document["components"]["securitySchemes"]["a"] = about["scheme"].clone();
        document
    };
    let found = findings(&with(old), &with(new)).into_iter();
    found.map(|(id, wire, _)| (id, wire)).collect()
}

#[test]
fn credentials_are_judged_by_what_a_caller_must_do() {
    let flow = |address: &str, scopes: Value| json!({ "implicit": { "authorizationUrl": address, "scopes": scopes } });
    let known = json!({
        "security": [{ "a": ["read"] }],
        "scheme": { "type": "oauth2", "flows": flow("/a", json!({ "read": "Read" })) }
    });
    let edited = |pointer: &str, value: Value| {
        let mut about = known.clone();
        *about.pointer_mut(pointer).unwrap() = value;
        about
    };
    for (new, there, back) in [
        (
            edited("/security", json!([{ "a": ["read", "write"] }])),
            ("api-security-scope-added", Risky),
            ("api-security-scope-removed", Safe),
        ),
        (
            edited("/security", json!([{ "a": ["read"] }, { "b": [] }])),
            ("api-security-added", Safe),
            ("api-security-removed", Risky),
        ),
        (
            edited("/security", json!([])),
            ("api-security-removed", Safe),
            ("api-security-added", Risky),
        ),
        (
            edited("/scheme/type", json!("http")),
            ("api-security-component-changed", Risky),
            ("api-security-component-changed", Risky),
        ),
        (
            edited("/scheme/flows", flow("/b", json!({ "read": "Read" }))),
            ("api-security-component-oauth-url-changed", Risky),
            ("api-security-component-oauth-url-changed", Risky),
        ),
        (
            edited(
                "/scheme/flows",
                flow("/a", json!({ "read": "Read", "write": "" })),
            ),
            ("api-security-component-oauth-scope-added", Safe),
            ("api-security-component-oauth-scope-removed", Risky),
        ),
        (
            edited("/scheme/flows", flow("/a", json!({ "read": "Read all" }))),
            ("api-security-component-oauth-scope-changed", Safe),
            ("api-security-component-oauth-scope-changed", Safe),
        ),
    ] {
        assert_eq!(credentials(&known, &new), [(there.0.to_owned(), there.1)]);
        assert_eq!(credentials(&new, &known), [(back.0.to_owned(), back.1)]);
    }
}

#[test]
fn every_rule_has_a_pair() {
    let mut seen: BTreeSet<String> = steps()
        .into_iter()
        .flat_map(|step| [step.there.0, step.back.0])
        .chain(
            combined()
                .into_iter()
                .flat_map(|step| step.there)
                .map(|(change, ..)| change),
        )
        .collect();
    for (_, there, back) in edits() {
        seen.extend(there.iter().chain(back).map(|(id, ..)| (*id).to_owned()));
    }
    let mut missing = Vec::new();
    // These have tests of their own.
    let scopes = ["added", "removed", "changed"]
        .map(|verb| format!("api-security-component-oauth-scope-{verb}"));
    let own = [
        "request-body-added-required",
        "generated-code-changed",
        "api-security-scope-added",
        "api-security-scope-removed",
        "api-security-component-changed",
        "api-security-component-oauth-url-changed",
    ];
    seen.extend(own.map(str::to_owned).into_iter().chain(scopes));
    for rule in RULES.iter() {
        let regular = |way: &str| format!("{way}-property-{}", rule.change);
        let ids = match rule.ids {
            Some((sent, answered)) => [sent, answered].map(|id| id.replace("{}", "property")),
            None => ["request", "response"].map(regular),
        };
        let paired = seen.contains(rule.change) || ids.iter().all(|id| seen.contains(id));
        if !paired {
            missing.push(rule.change);
        }
    }
    assert!(missing.is_empty(), "no pair for {missing:?}");
}
