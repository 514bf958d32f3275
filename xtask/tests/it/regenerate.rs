//! What `cargo xtask regenerate` writes, and what it refuses with which sentence.

use crate::common::{self, Copy};
use serde_json::{Value, json};
use xtask::regenerate::{correct, regenerate};

fn vendor() -> Value {
    let text = std::fs::read_to_string(common::original().join("vendor.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn overlay() -> String {
    std::fs::read_to_string(common::original().join("overlay.yaml")).unwrap()
}

fn descriptions() -> String {
    std::fs::read_to_string(common::original().join("descriptions.yaml")).unwrap()
}

/// The sentence with which a document and an overlay are refused.
fn refusal(vendor: &Value, overlay: &str) -> String {
    correct(vendor, overlay, &descriptions()).expect_err("it should be refused")
}

/// The overlay without the lines that hold a text.
fn without(text: &str) -> String {
    let overlay = overlay();
    assert!(overlay.contains(text));
    overlay
        .lines()
        .filter(|line| !line.contains(text))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The overlay with one more action.
fn with(action: &str) -> String {
    format!("{}  - {action}\n", overlay())
}

#[test]
fn the_files_of_this_repository_are_up_to_date() {
    regenerate(&Copy::new().files(true), None).unwrap();
}

#[test]
fn a_check_writes_nothing_and_names_the_command() {
    let copy = Copy::new();
    copy.write("stocktrim.json", "{}\n");
    let before = copy.contents();
    let sentence = regenerate(&copy.files(true), None).unwrap_err();
    assert_eq!(
        sentence,
        "spec/stocktrim.json is out of date: run cargo xtask regenerate"
    );
    assert!(copy.contents() == before);
    assert_eq!(
        regenerate(&copy.files(false), None).unwrap(),
        ["spec/stocktrim.json"]
    );
    assert_eq!(regenerate(&copy.files(true), None).unwrap(), [""; 0]);
    assert!(copy.contents() == Copy::new().contents());
}

#[test]
fn both_files_are_named_when_both_are_out_of_date() {
    let copy = Copy::new();
    copy.write("stocktrim.json", "{}\n");
    copy.write("api.txt", "");
    let sentence = regenerate(&copy.files(true), None).unwrap_err();
    assert_eq!(
        sentence,
        "spec/stocktrim.json and spec/api.txt are out of date: run cargo xtask regenerate"
    );
}

#[test]
fn a_vendor_document_that_was_edited_by_hand_is_refused() {
    let copy = Copy::new();
    copy.write(
        "vendor.json",
        &copy
            .read("vendor.json")
            .replace("StockTrim API", "Stocktrim API"),
    );
    let before = copy.contents();
    let sentence = regenerate(&copy.files(false), None).unwrap_err();
    assert!(sentence.contains("spec/vendor.lock.toml"), "{sentence}");
    assert!(sentence.contains("cargo xtask fetch"), "{sentence}");
    assert!(copy.contents() == before);
}

#[test]
fn a_missing_operation_id_is_refused_with_the_line_to_add() {
    let sentence = refusal(&vendor(), &without("operationId: run_forecast }"));
    assert!(
        sentence.contains("POST /api/RunForecastCalculations has no operationId"),
        "{sentence}"
    );
    let line = "- { target: \"$.paths['/api/RunForecastCalculations'].post\", \
                update: { operationId: create_run_forecast_calculations }";
    assert!(sentence.contains(line), "{sentence}");
}

#[test]
fn what_is_not_said_of_retries_is_refused_with_the_line_to_add() {
    let mut vendor = vendor();
    vendor["paths"]["/api/boms"]["patch"] = json!({ "responses": {} });
    let named = "{ target: \"$.paths['/api/boms'].patch\", update: { operationId: adjust_bom, \
                 responses: { 2XX: { description: d } } }, description: d, x-matches: 1 }";
    let sentence = refusal(&vendor, &with(named));
    assert!(
        sentence.contains("PATCH /api/boms has no x-retry"),
        "{sentence}"
    );
    let line = "- { target: \"$.paths['/api/boms'].patch\", update: { x-retry: non-idempotent }";
    assert!(sentence.contains(line), "{sentence}");
}

#[test]
fn what_is_wrongly_said_of_retries_is_refused() {
    for (from, to, due) in [
        (
            "x-retry: safe",
            "x-retry: save",
            r#"POST /api/OrderPlan has the x-retry "save", which is none of safe, "#,
        ),
        (
            "x-retry: safe }",
            "x-retry: safe, x-retry-key: code }",
            r#"GET /api/Customers has an x-retry-key beside the x-retry "safe""#,
        ),
        (
            "x-retry-key: '[].supplierCode'",
            "x-retry-key: 'supplierCode'",
            r#"POST /api/Suppliers has the x-retry-key "supplierCode", which is no text in its body"#,
        ),
        (
            "x-retry-key: 'inventory[].productId'",
            "x-retry-key: 'inventory[].stockOnHand'",
            r#"POST /api/Inventory has the x-retry-key "inventory[].stockOnHand""#,
        ),
    ] {
        assert!(overlay().contains(from));
        let sentence = refusal(&vendor(), &overlay().replace(from, to));
        assert!(sentence.contains(due), "{sentence}");
    }
}

#[test]
fn a_model_that_is_answered_says_what_names_a_row() {
    let named = "x-identity: [supplierCode, supplierName]";
    assert!(overlay().contains(named));
    let sentence = refusal(&vendor(), &overlay().replace(named, "x-named: no"));
    assert!(
        sentence.contains("schema SupplierResponseDto is answered and has no x-identity"),
        "{sentence}"
    );
    let line = "- { target: \"$.components.schemas['SupplierResponseDto']\", update: { x-identity: [code] }";
    assert!(sentence.contains(line), "{sentence}");
}

#[test]
fn what_is_wrongly_said_of_rows_is_refused() {
    for (from, to, due) in [
        (
            "x-identity: [supplierCode, supplierName]",
            "x-identity: []",
            "schema SupplierResponseDto is answered and has no x-identity",
        ),
        (
            "x-identity: [supplierCode, supplierName]",
            "x-identity: [supplierCod]",
            r#"x-identity of schema SupplierResponseDto names "supplierCod", which is no property of it"#,
        ),
        (
            "x-no-clear: [code]",
            "x-no-clear: [cod]",
            r#"x-no-clear of schema CustomerDto names "cod", which is no property that may be null"#,
        ),
        (
            "x-no-clear: [orderDate,",
            "x-no-clear: [supplier,",
            r#"x-no-clear of schema PurchaseOrderRequestDto names "supplier", which is no property that may be null"#,
        ),
    ] {
        assert!(overlay().contains(from));
        let sentence = refusal(&vendor(), &overlay().replace(from, to));
        assert!(sentence.contains(due), "{sentence}");
    }
}

#[test]
fn a_name_that_two_operations_bear_is_refused() {
    let twice = overlay().replace("operationId: create_bom }", "operationId: list_boms }");
    let sentence = refusal(&vendor(), &twice);
    assert!(
        sentence.contains("named list_boms, as another operation already is"),
        "{sentence}"
    );
}

#[test]
fn an_action_that_hits_nothing_is_refused() {
    let action =
        "{ target: \"$.paths['/api/gone']\", update: { a: 1 }, description: Gone, x-matches: 1 }";
    let sentence = refusal(&vendor(), &with(action));
    assert!(
        sentence.contains("`$.paths['/api/gone']`: Gone) hits nothing"),
        "{sentence}"
    );
    assert!(sentence.contains("delete the action"), "{sentence}");
}

#[test]
fn an_action_that_hits_too_much_is_refused() {
    let mut vendor = vendor();
    vendor["paths"]["/api/boms"]["patch"] = vendor["paths"]["/api/boms"]["post"].clone();
    let sentence = refusal(&vendor, &overlay());
    assert!(sentence.contains("hits 78 places, not 76"), "{sentence}");
    assert!(sentence.contains("hits 16 places, not 15"), "{sentence}");
    assert!(
        sentence.contains("its x-matches in spec/overlay.yaml"),
        "{sentence}"
    );
    assert!(
        sentence.contains("PATCH /api/boms has no operationId"),
        "{sentence}"
    );
}

#[test]
fn an_action_that_changes_nothing_is_refused() {
    let mut vendor = vendor();
    vendor["paths"]["/api/boms"]["get"]["operationId"] = json!("list_boms");
    let sentence = refusal(&vendor, &overlay());
    assert!(sentence.contains("action 1 "), "{sentence}");
    assert!(
        sentence.contains("changes nothing at /paths/~1api~1boms/get"),
        "{sentence}"
    );
    assert!(sentence.contains("delete the action"), "{sentence}");
}

#[test]
fn an_action_that_is_idle_at_one_of_its_places_is_refused() {
    let mut vendor = vendor();
    vendor["paths"]["/api/boms"]["post"]["requestBody"]["required"] = json!(true);
    let sentence = refusal(&vendor, &overlay());
    assert!(
        sentence.contains("changes nothing at /paths/~1api~1boms/post/requestBody"),
        "{sentence}"
    );
    assert!(sentence.contains("narrow its target"), "{sentence}");
}

#[test]
fn every_fault_is_told_at_once() {
    let mut vendor = vendor();
    vendor["paths"].as_object_mut().unwrap().remove("/api/boms");
    let sentence = refusal(&vendor, &overlay());
    assert!(sentence.lines().count() >= 6, "{sentence}");
}

#[test]
fn a_missing_row_type_is_refused() {
    let sentence = refusal(
        &vendor(),
        &overlay().replacen("stocktrim::types::Rows", "other::Rows", 1),
    );
    assert!(
        sentence.contains("/api/boms should answer Rows<BillOfMaterialsResponseDto>"),
        "{sentence}"
    );
    assert!(
        sentence.contains("x-rust-type in spec/overlay.yaml"),
        "{sentence}"
    );
}

#[test]
fn a_row_type_of_another_model_is_refused() {
    let mut lines: Vec<String> = overlay().lines().map(str::to_owned).collect();
    let line = lines
        .iter_mut()
        .find(|line| line.contains("schemas/CustomerDto' }]"))
        .unwrap();
    *line = line.replace(
        "parameters: [{ $ref: '#/components/schemas/CustomerDto' }]",
        "parameters: [7]",
    );
    let sentence = refusal(&vendor(), &lines.join("\n"));
    assert!(
        sentence.contains("GET /api/Customers should answer Rows<"),
        "{sentence}"
    );
}

#[test]
fn a_list_without_a_row_type_is_refused() {
    let action = "{ target: \"$.paths['/api/boms'].get.responses['2XX'].content['application/json']\", \
                  update: { schema: { type: array, items: { type: string } } }, description: A list, x-matches: 1 }";
    let sentence = refusal(&vendor(), &with(action));
    assert!(
        sentence.contains("GET /api/boms answers a list without a row type"),
        "{sentence}"
    );
}

#[test]
fn an_operation_without_an_answer_is_refused() {
    let gone = overlay().replace(
        "@.operationId == 'set_processing_status'",
        "@.operationId == 'nobody'",
    );
    let sentence = refusal(&vendor(), &gone);
    assert!(
        sentence.contains("POST /api/ProcessingStatus has the answers []"),
        "{sentence}"
    );
}

#[test]
fn a_reference_that_leads_nowhere_is_refused() {
    let mut vendor = vendor();
    vendor["components"]["schemas"]
        .as_object_mut()
        .unwrap()
        .remove("CustomerDto");
    let sentence = refusal(&vendor, &overlay());
    assert!(
        sentence.contains("#/components/schemas/CustomerDto is used but not there"),
        "{sentence}"
    );
}

#[test]
fn an_action_without_reason_or_count_or_deed_is_refused() {
    for (action, due) in [
        (
            "{ target: $.info, update: { a: 1 }, x-matches: 1 }",
            "has no description",
        ),
        (
            "{ target: $.info, update: { a: 1 }, description: Why }",
            "has no x-matches",
        ),
        (
            "{ target: $.info, description: Why, x-matches: 1 }",
            "does nothing",
        ),
        (
            "{ target: '$.info[', update: { a: 1 }, description: Why, x-matches: 1 }",
            "spec/overlay.yaml",
        ),
    ] {
        let sentence = refusal(&vendor(), &with(action));
        assert!(sentence.contains(due), "{sentence}");
    }
}

#[test]
fn what_progenitor_refuses_is_named() {
    let action = "{ target: $.components.schemas.Inventory.properties.productId, \
                  update: { $ref: nowhere }, description: Why, x-matches: 1 }";
    let sentence = refusal(&vendor(), &with(action));
    assert!(sentence.contains("nowhere"), "{sentence}");
}

#[test]
fn the_corrected_document_keeps_the_vendors_order() {
    let (text, _) = correct(&vendor(), &overlay(), &descriptions()).unwrap();
    let corrected: Value = serde_json::from_str(&text).unwrap();
    let keys = |document: &Value| {
        document["paths"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(&corrected), keys(&vendor()));
    assert_eq!(
        corrected["components"]["schemas"]
            .as_object()
            .unwrap()
            .len(),
        45,
        "the vendor's 33, Square's, and the models that are split for reading"
    );
}

/// The sentence with which the words are refused.
fn refused_descriptions(text: &str) -> String {
    correct(&vendor(), &overlay(), text).expect_err("it should be refused")
}

#[test]
fn words_that_do_more_than_describe_are_refused() {
    let renaming = descriptions().replacen("get: { description:", "get: { operationId:", 1);
    let sentence = refused_descriptions(&renaming);
    assert!(
        sentence.contains("(`$.paths['/api/boms']`) does more than describe"),
        "{sentence}"
    );
}

#[test]
fn words_about_what_is_not_there_are_refused() {
    let sentence = refused_descriptions(&descriptions().replacen(
        "        minimumShelfLevel:",
        "        minimalShelfLevel:",
        1,
    ));
    assert!(
        sentence.contains(
            "describes /components/schemas/ProductsRequestDto/properties/minimalShelfLevel, "
        ),
        "{sentence}"
    );
    assert!(
        sentence.contains("correct spec/descriptions.yaml"),
        "{sentence}"
    );
}

#[test]
fn an_operation_a_parameter_and_a_model_without_words_are_refused_with_the_line_to_add() {
    let words = descriptions();
    let silent = |target: &str| {
        let start = words.find(&format!("  - target: {target}\n")).unwrap();
        let length = words[start + 1..].find("  - target:").unwrap();
        refused_descriptions(&format!(
            "{}{}",
            &words[..start],
            &words[start + 1 + length..]
        ))
    };
    for (target, line) in [
        (
            "\"$.paths['/api/OrderPlan']\"",
            "POST /api/OrderPlan has no sentence: say what it is, and add to spec/descriptions.yaml\n    \
             - { target: \"$.paths['/api/OrderPlan'].post\"",
        ),
        (
            "\"$.paths['/api/Products'].get.parameters[?@.name == 'pageNo']\"",
            "pageNo of GET /api/Products has no sentence",
        ),
        (
            "'$.components.schemas.CurrentStatusEnum'",
            "CurrentStatusEnum has no sentence",
        ),
    ] {
        let sentence = silent(target);
        assert!(sentence.contains(line), "{sentence}");
        assert_eq!(sentence.matches("has no sentence").count(), 1, "{sentence}");
    }
}

#[test]
fn words_that_the_document_has_already_are_idle() {
    let mut vendor = vendor();
    let words = "overlay: 1.1.0\ninfo: { title: t, version: '1' }\nactions:\n  \
                 - { target: $.info, update: { description: Same }, description: d, x-matches: 1 }\n";
    vendor["info"]["description"] = json!("Same");
    let sentence = correct(&vendor, &overlay(), words).unwrap_err();
    assert!(
        sentence.starts_with("descriptions action 1 (`$.info`: d) changes nothing at /info"),
        "{sentence}"
    );
    assert!(
        sentence.contains("delete the action from spec/descriptions.yaml"),
        "{sentence}"
    );
}
