//! What `cargo xtask regenerate --fetch` says of a document that has changed.

use crate::common::Copy;
use serde_json::{Value, json};
use xtask::regenerate::regenerate;

/// What `regenerate --fetch` says of a new document.
fn after_fetching(edit: impl FnOnce(&mut Value)) -> Result<Vec<String>, String> {
    let copy = Copy::new();
    let mut new: Value = serde_json::from_str(&copy.read("vendor.json")).unwrap();
    edit(&mut new);
    let folder = tempfile::tempdir().unwrap();
    let live = folder.path().join("live.json");
    std::fs::write(&live, new.to_string()).unwrap();
    let files = copy.files(false);
    let taken = xtask::vendor::take(
        &files,
        live.to_str().unwrap(),
        &xtask::fetch::Limits::default(),
        chrono::Utc::now(),
    );
    regenerate(&files, taken.unwrap().before.as_ref())
}

#[test]
fn a_new_document_that_the_overlay_fits_is_followed() {
    let written = after_fetching(|new| {
        new["components"]["schemas"]["CustomerDto"]["properties"]["fax"] =
            json!({ "type": "string" });
    });
    assert_eq!(written.unwrap(), ["spec/stocktrim.json", "spec/api.txt"]);
}

#[test]
fn a_new_document_that_breaks_the_overlay_is_told_in_full() {
    let sentence = after_fetching(|new| {
        let paths = new["paths"].as_object_mut().unwrap();
        let item = paths.shift_remove("/api/SuppliersBulk").unwrap();
        paths.insert("/api/V2/Suppliers".to_owned(), item);
        new["components"]["schemas"]["SupplierResponseDto"]
            .as_object_mut()
            .unwrap()
            .shift_remove("required");
        new["paths"]["/api/boms"]["post"]["requestBody"]["required"] = json!(true);
        new["paths"]["/api/Customers"]["put"]["responses"]["200"]["content"]["application/json"]
            ["schema"] = json!({ "$ref": "#/components/schemas/CustomerDto" });
    })
    .unwrap_err();
    for due in [
        "Orphans come without a code (S2).) hits nothing",
        "changes nothing at /paths/~1api~1boms/post/requestBody",
        "names list_suppliers, whose operation is gone",
        "GET /api/V2/Suppliers has no operationId",
        "update: { operationId: list_v2_suppliers }",
        "PUT /api/Customers answers {\"$ref\":\"#/components/schemas/CustomerDto\"} where it answered",
    ] {
        assert!(sentence.contains(due), "{due} is not in\n{sentence}");
    }
}

#[test]
fn an_answer_that_changed_behind_its_action_stops_once() {
    let sentence = after_fetching(|new| {
        let responses = &mut new["paths"]["/api/Inventory"]["post"]["responses"]["200"];
        responses.as_object_mut().unwrap().shift_remove("content");
    })
    .unwrap_err();
    assert!(
        sentence.starts_with("POST /api/Inventory answers nothing where it answered"),
        "{sentence}"
    );
    assert!(
        sentence.ends_with("then run cargo xtask regenerate"),
        "{sentence}"
    );
}
