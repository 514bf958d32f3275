//! A document that the build cannot use stops it with one sentence that names the place.

use serde_json::{Value, json};
use xtask::check;
use xtask::emit::{source, source_or_culprit};

fn document() -> Value {
    serde_json::from_str(include_str!("../../../spec/stocktrim.json")).unwrap()
}

/// The sentence for a document that `spoil` has spoilt.
fn refusal(spoil: impl FnOnce(&mut Value)) -> String {
    let mut document = document();
    spoil(&mut document);
    let sentence = source_or_culprit(&document).unwrap_err();
    assert!(!sentence.contains('\n'), "one sentence: {sentence}");
    sentence
}

#[test]
fn what_is_no_json_is_refused_with_its_line_and_column() {
    let sentence = source("{ \"openapi\": \"3.0.1\",\n ").unwrap_err();
    assert!(sentence.contains("line 2 column 1"), "{sentence}");
}

#[test]
fn another_version_of_openapi_is_refused() {
    let sentence = refusal(|document| document["openapi"] = json!("3.1.0"));
    assert!(sentence.contains("invalid version: 3.1.0"), "{sentence}");
}

#[test]
fn an_operation_without_a_name_is_refused_by_its_path() {
    let sentence = refusal(|document| {
        let get = document["paths"]["/api/Products"]["get"]
            .as_object_mut()
            .unwrap();
        get.shift_remove("operationId");
    });
    assert!(
        sentence.contains("path /api/Products is missing operation ID"),
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
    for (schema, numbers) in [
        ("PurchaseOrderStatusDto", json!("Draft")),
        ("PurchaseOrderStatusDto", json!(["Nothing"])),
        ("CustomerDto", json!(["Draft"])),
    ] {
        let mut document = document();
        assert_eq!(check::enum_numbers(&document), [""; 0]);
        document["components"]["schemas"][schema]["x-enum-numbers"] = numbers;
        let sentences = check::enum_numbers(&document);
        assert!(
            sentences[0].contains(&format!("schema {schema} is no list")),
            "{sentences:?}"
        );
        assert_eq!(sentences.len(), 1);
    }
}
