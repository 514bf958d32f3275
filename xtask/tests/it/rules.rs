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
        "description-changed" | "extension-changed" | "unclassified-change" => change.to_owned(),
        other => format!("{begins}-{other}"),
    }
}

/// Asserts that a step between two schemas is told as these changes at every place where a schema can stand.
fn assert_judged(old: &Value, new: &Value, due: &[Judged]) {
    for (pointer, begins) in PLACES {
        let judged = |(change, sent, answered): &Judged| {
            let sends = begins.starts_with("request");
            let wire = if sends { *sent } else { *answered };
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
        (|d| { d["paths"]["/plain"]["post"]["security"] = json!([]); },
            &[("api-security-changed", Breaking, "/paths/~1plain/post/security")], &[("api-security-changed", Breaking, "/paths/~1plain/post/security")]),
        (|d| { d["security"] = json!([]); },
            &[("api-global-security-changed", Breaking, "/security")], &[("api-global-security-changed", Breaking, "/security")]),
        (|d| { d["components"]["securitySchemes"] = json!({}); },
            &[("api-global-security-changed", Breaking, "/components/securitySchemes")], &[("api-global-security-changed", Breaking, "/components/securitySchemes")]),
        (|d| { d["servers"] = json!([]); }, &[("servers-changed", Risky, "/servers")], &[("servers-changed", Risky, "/servers")]),
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
            &[("request-parameter-became-required", Breaking, KEY)], &[("request-parameter-became-optional", Safe, KEY)]),
        (|d| { d["paths"]["/plain"]["post"]["parameters"][0]["in"] = json!("header"); },
            &[("new-optional-request-parameter", Safe, "/paths/~1plain/post/parameters/header/key"), ("request-parameter-removed", Risky, KEY)],
            &[("new-optional-request-parameter", Safe, KEY), ("request-parameter-removed", Risky, "/paths/~1plain/post/parameters/header/key")]),
        // Bodies that are sent.
        (|d| { d["paths"]["/plain"]["post"].as_object_mut().unwrap().remove("requestBody"); },
            &[("request-body-removed", Risky, BODY)], &[("request-body-added-optional", Safe, BODY)]),
        (|d| { d["paths"]["/new"] = json!({ "get": { "responses": {} } }); d["paths"]["/plain"]["post"]["requestBody"]["required"] = json!(true); },
            &[("endpoint-added", Safe, "/paths/~1new/get"), ("request-body-became-required", Breaking, BODY)],
            &[("api-removed-without-deprecation", Breaking, "/paths/~1new/get"), ("request-body-became-optional", Safe, BODY)]),
        (|d| { let content = &mut d["paths"]["/plain"]["post"]["requestBody"]["content"]; content["text/json"] = content["application/json"].clone(); },
            &[("request-body-media-type-added", Safe, TEXT)], &[("request-body-unused-media-type-removed", Safe, TEXT)]),
        (|d| { let content = &mut d["paths"]["/plain"]["post"]["requestBody"]["content"]; *content = json!({ "text/json": content["application/json"] }); },
            &[("request-body-media-type-added", Safe, TEXT), ("request-body-media-type-removed", Breaking, JSON)],
            &[("request-body-media-type-added", Safe, JSON), ("request-body-unused-media-type-removed", Safe, TEXT)]),
        // Answers.
        (|d| { let responses = d["paths"]["/plain"]["post"]["responses"].as_object_mut().unwrap(); let ok = responses.remove("200").unwrap(); responses.insert("201".into(), ok); },
            &[("response-success-status-added", Safe, "/paths/~1plain/post/responses/201"), ("response-success-status-removed", Risky, OK)],
            &[("response-success-status-added", Safe, OK), ("response-success-status-removed", Risky, "/paths/~1plain/post/responses/201")]),
        (|d| { d["paths"]["/plain"]["post"]["responses"]["404"] = json!({ "description": "" }); },
            &[("response-non-success-status-added", Safe, "/paths/~1plain/post/responses/404")], &[("response-non-success-status-removed", Safe, "/paths/~1plain/post/responses/404")]),
        (|d| { d["paths"]["/plain"]["post"]["responses"]["200"].as_object_mut().unwrap().remove("content"); },
            &[("response-body-removed", Breaking, OK)], &[("response-body-added", Safe, OK)]),
        (|d| { let content = &mut d["paths"]["/plain"]["post"]["responses"]["200"]["content"]; content["text/json"] = content["application/json"].clone(); },
            &[("response-media-type-added", Safe, OK_TEXT)], &[("response-unused-media-type-removed", Safe, OK_TEXT)]),
        (|d| { let content = &mut d["paths"]["/plain"]["post"]["responses"]["200"]["content"]; *content = json!({ "text/json": content["application/json"] }); },
            &[("response-media-type-added", Safe, OK_TEXT), ("response-media-type-removed", Breaking, OK_JSON)],
            &[("response-media-type-added", Safe, OK_JSON), ("response-unused-media-type-removed", Safe, OK_TEXT)]),
        (|d| { d["paths"]["/plain"]["post"]["responses"]["200"]["headers"] = json!({ "a": {} }); },
            &[("response-header-added", Safe, "/paths/~1plain/post/responses/200/headers/a")], &[("response-header-removed", Risky, "/paths/~1plain/post/responses/200/headers/a")]),
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

#[test]
fn every_rule_has_a_pair() {
    let mut seen: BTreeSet<String> = steps()
        .into_iter()
        .flat_map(|step| [step.there.0, step.back.0])
        .collect();
    for (_, there, back) in edits() {
        seen.extend(there.iter().chain(back).map(|(id, ..)| (*id).to_owned()));
    }
    // These two have tests of their own.
    seen.extend(["request-body-added-required", "generated-code-changed"].map(str::to_owned));
    for rule in RULES {
        let ids = [rule.request.0, rule.response.0].map(|id| id.replace("{}", "property"));
        let paired = seen.contains(rule.change) || ids.iter().all(|id| seen.contains(id));
        assert!(paired, "no pair for {}", rule.change);
    }
}
