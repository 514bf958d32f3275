//! A document that the build cannot use stops it with one sentence that names the place.

use serde_json::{Value, json};
use xtask::generate::generate;

fn document() -> Value {
    serde_json::from_str(include_str!("../../../spec/stocktrim.json")).unwrap()
}

/// The sentence for a document that `spoil` has spoilt.
fn refusal(spoil: impl FnOnce(&mut Value)) -> String {
    let mut document = document();
    spoil(&mut document);
    let sentence = generate(&document.to_string()).unwrap_err();
    assert!(!sentence.contains('\n'), "one sentence: {sentence}");
    sentence
}

#[test]
fn what_is_no_json_is_refused_with_its_line_and_column() {
    let sentence = generate("{ \"openapi\": \"3.0.1\",\n ").unwrap_err();
    assert!(sentence.contains("line 2 column 1"), "{sentence}");
}

#[test]
fn another_version_of_openapi_is_refused() {
    let sentence = refusal(|document| document["openapi"] = json!("3.1.0"));
    assert_eq!(sentence, "OpenAPI 3.1.0 is not supported, only 3.0 is");
}

#[test]
fn an_operation_without_a_name_is_refused_by_method_and_path() {
    let sentence = refusal(|document| {
        let get = document["paths"]["/api/Products"]["get"]
            .as_object_mut()
            .unwrap();
        get.shift_remove("operationId");
    });
    assert!(
        sentence.starts_with("GET /api/Products has no operationId"),
        "{sentence}"
    );
}

#[test]
fn a_part_that_is_not_openapi_is_refused() {
    let sentence = refusal(|document| {
        document["components"]["schemas"]["CustomerDto"] = json!({ "type": 5 });
    });
    assert!(
        sentence.contains("not an OpenAPI 3.0 document at components"),
        "{sentence}"
    );
}

#[test]
fn a_schema_that_progenitor_refuses_is_named() {
    let sentence = refusal(|document| {
        document["components"]["schemas"]["CustomerDto"]["properties"]["code"] =
            json!({ "$ref": "#/components/schemas/Nowhere" });
    });
    assert!(
        sentence.contains("progenitor refuses schema CustomerDto"),
        "{sentence}"
    );
}

#[test]
fn a_path_that_progenitor_panics_on_is_named() {
    let sentence = refusal(|document| {
        let answer = json!({
            "description": "a second success of another type",
            "content": { "application/json": { "schema": { "type": "string" } } },
        });
        document["paths"]["/api/Products"]["get"]["responses"]["201"] = answer;
    });
    assert!(
        sentence.contains("progenitor refuses path /api/Products"),
        "{sentence}"
    );
}

#[test]
fn an_enum_with_a_member_that_would_hide_the_unknown_ones_is_refused() {
    let sentence = refusal(|document| {
        let members = &mut document["components"]["schemas"]["CurrentStatusEnum"]["enum"];
        members.as_array_mut().unwrap().push(json!("Other"));
    });
    assert!(
        sentence.contains("enum CurrentStatusEnum cannot be opened"),
        "{sentence}"
    );
}

#[test]
fn numbers_of_an_enum_that_are_no_list_of_members_are_refused() {
    for (schema, numbers, due) in [
        (
            "PurchaseOrderStatusDto",
            json!("Draft"),
            "x-enum-numbers of schema PurchaseOrderStatusDto: invalid type",
        ),
        (
            "PurchaseOrderStatusDto",
            json!(["Nothing"]),
            "enum PurchaseOrderStatusDto has no member Nothing",
        ),
        (
            "CustomerDto",
            json!(["Draft"]),
            "schema CustomerDto has x-enum-numbers but no members",
        ),
    ] {
        let sentence = refusal(|document| {
            document["components"]["schemas"][schema]["x-enum-numbers"] = numbers;
        });
        assert!(sentence.contains(due), "{sentence}");
    }
}
