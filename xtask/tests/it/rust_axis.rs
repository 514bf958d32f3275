//! The rust axis on StockTrim's real document: what the generator emits decides.

use serde_json::{Value, json};
use std::sync::LazyLock;
use xtask::diff::print::{Format, print};
use xtask::diff::{Axis, Finding, Report, Rust, Step, diff};
use xtask::overlay;

fn spec(name: &str) -> String {
    std::fs::read_to_string(format!("{}/../spec/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

static VENDOR: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&spec("vendor.json")).unwrap());

/// What is said about an edit of the real document.
fn report(edit: impl FnOnce(&mut Value)) -> Report {
    let overlay = overlay::read(&spec("overlay.yaml")).unwrap();
    let mut new = VENDOR.clone();
    edit(&mut new);
    diff(&VENDOR, &new, &overlay).unwrap()
}

/// Each finding's id, its rust axis, and the generated items.
fn said(report: &Report) -> Vec<(&str, &str, Vec<&str>)> {
    let items = |items: &'_ [String]| {
        items
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("; ")
            .leak()
            .split("; ")
            .collect()
    };
    report
        .findings
        .iter()
        .map(|f| (f.id.as_str(), f.rust.name(), items(&f.items)))
        .collect()
}

#[test]
fn a_new_field_is_additive() {
    let report = report(|new| {
        new["components"]["schemas"]["ProductsResponseDto"]["properties"]["volume"] =
            json!({ "type": "number" });
    });
    let due = (
        "response-optional-property-added",
        "additive",
        // The overlay's copy of the model, within bills of materials, has it too.
        vec![
            "BillOfMaterialsProductResponseDto.volume",
            "BillOfMaterialsProductResponseDto.volume()",
            "ProductsResponseDto.volume",
            "ProductsResponseDto.volume()",
        ],
    );
    assert_eq!(said(&report), [due]);
    assert_eq!(
        report.findings[0].operation,
        [
            "GET /api/Products",
            "GET /api/boms",
            "POST /api/Products",
            "POST /api/boms"
        ]
    );
    assert_eq!(report.step(), Some(Step::Minor));
}

#[test]
fn a_field_that_becomes_required_breaks_only_if_the_generated_code_changes() {
    let said_of = |schema: &'static str, field: &'static str| {
        let report = report(|new| {
            let required = &mut new["components"]["schemas"][schema]["required"];
            required.as_array_mut().unwrap().push(json!(field));
        });
        (
            report.findings[0].rust.clone(),
            report.findings[0].items.clone(),
        )
    };
    assert_eq!(
        said_of("ProductsRequestDto", "name"),
        (Rust::None, Vec::new())
    );
    let (rust, items) = said_of("ProductsResponseDto", "id");
    assert_eq!(rust, Rust::Breaking);
    assert_eq!(
        items,
        ["ProductsResponseDto.id", "ProductsResponseDto::new()"]
    );
}

#[test]
fn a_field_that_must_not_be_null_any_more_can_no_longer_be_cleared() {
    let report = report(|new| {
        let name =
            &mut new["components"]["schemas"]["ProductsRequestDto"]["properties"]["subCategory"];
        name["nullable"] = json!(false);
    });
    assert_eq!(report.findings.len(), 1, "{report:?}");
    assert_eq!(report.findings[0].rust, Rust::Breaking);
    assert_eq!(
        report.findings[0].items,
        ["ProductsRequestDto.clear_sub_category()"]
    );
}

#[test]
fn a_conversion_that_may_fail_now_is_told_with_the_field_that_may_lack() {
    let items = |edit: fn(&mut Value)| {
        let report = report(|new| {
            edit(new);
            // Beside a change elsewhere, so that the place decides.
            new["components"]["schemas"]["CustomerDto"]["properties"]["vip"] =
                json!({ "type": "boolean" });
        });
        let finding = |schema: &str| {
            let of = |finding: &&xtask::diff::Finding| finding.path.contains(schema);
            let finding = report.findings.iter().find(of).unwrap();
            (finding.rust.clone(), finding.items.clone())
        };
        let none = report
            .findings
            .iter()
            .find(|finding| !finding.code || finding.path.is_empty());
        assert!(none.is_none(), "without a place: {none:?}");
        assert_eq!(finding("CustomerDto").0, Rust::Additive);
        finding("LocationRe")
    };
    let made = [
        "From<LocationResponseDto> for LocationRequestDto",
        "TryFrom<LocationResponseDto> for LocationRequestDto",
    ];
    let (rust, said) = items(|new| {
        let required = &mut new["components"]["schemas"]["LocationResponseDto"]["required"];
        *required = json!([]);
    });
    assert_eq!(rust, Rust::Breaking);
    assert!(
        made.iter().all(|item| said.iter().any(|said| said == item)),
        "{said:?}"
    );
    let (rust, said) = items(|new| {
        let required = &mut new["components"]["schemas"]["LocationRequestDto"]["required"];
        required.as_array_mut().unwrap().push(json!("externalId"));
        let field =
            &mut new["components"]["schemas"]["LocationRequestDto"]["properties"]["externalId"];
        field["nullable"] = json!(false);
    });
    assert_eq!(rust, Rust::Breaking);
    assert!(
        made.iter().all(|item| said.iter().any(|said| said == item)),
        "{said:?}"
    );
}

#[test]
fn what_the_overlay_already_corrects_changes_nothing() {
    let report = report(|new| {
        new["components"]["schemas"]["SupplierResponseDto"]
            .as_object_mut()
            .unwrap()
            .shift_remove("required");
    });
    assert_eq!(
        said(&report),
        [("response-property-became-optional", "none", vec![""])]
    );
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("Orphans come without a code")),
        "{:?}",
        report.notes
    );
    assert_eq!(report.step(), Some(Step::Patch));
}

#[test]
fn each_of_several_changes_in_one_schema_bears_its_own_part() {
    let report = report(|new| {
        let schema = &mut new["components"]["schemas"]["CustomerDto"];
        schema["properties"]["fax"] = json!({ "type": "string" });
        schema["properties"]["city"]["type"] = json!("boolean");
        schema["properties"]
            .as_object_mut()
            .unwrap()
            .shift_remove("phone");
        schema["properties"]["name"]["nullable"] = json!(false);
    });
    let due = [
        (
            "request-property-type-changed",
            "breaking",
            vec!["CustomerDto.city", "CustomerDto.city()"],
        ),
        (
            "request-property-became-not-nullable",
            "breaking",
            vec!["CustomerDto.clear_name()"],
        ),
        (
            "request-property-removed",
            "breaking",
            vec![
                "CustomerDto.clear_phone()",
                "CustomerDto.phone",
                "CustomerDto.phone()",
            ],
        ),
        (
            "new-optional-request-property",
            "additive",
            vec!["CustomerDto.fax", "CustomerDto.fax()"],
        ),
    ];
    assert_eq!(said(&report), due);
    assert_eq!(report.step(), Some(Step::Major));
}

#[test]
fn a_member_that_goes_breaks_and_one_that_comes_adds() {
    let report = report(|new| {
        let members = new["components"]["schemas"]["PurchaseOrderStatusDto"]["enum"]
            .as_array_mut()
            .unwrap();
        members[3] = json!("Delivered");
    });
    let due = [
        (
            "request-property-enum-value-removed",
            "breaking",
            vec!["PurchaseOrderStatusDto::Received"],
        ),
        (
            "response-property-enum-value-added",
            "additive",
            vec!["PurchaseOrderStatusDto::Delivered"],
        ),
    ];
    assert_eq!(said(&report), due);
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("the numbers of `PurchaseOrderStatusDto`"))
    );
}

#[test]
fn an_operation_that_moves_is_gone_and_new() {
    let report = report(|new| {
        let item = new["paths"]
            .as_object_mut()
            .unwrap()
            .shift_remove("/api/SuppliersBulk")
            .unwrap();
        new["paths"]["/api/V2/Suppliers"] = item;
    });
    let due = [
        (
            "api-removed-without-deprecation",
            "breaking",
            vec!["operation list_suppliers"],
        ),
        (
            "endpoint-added",
            "additive",
            vec!["operation list_v2_suppliers"],
        ),
    ];
    assert_eq!(said(&report), due);
}

#[test]
fn a_required_parameter_breaks_the_wire_and_adds_to_the_code() {
    let report = report(|new| {
        let parameters = new["paths"]["/api/Customers"]["get"]["parameters"]
            .as_array_mut()
            .unwrap();
        parameters.push(json!({ "name": "pageNo", "in": "query", "required": true, "schema": { "type": "string" } }));
    });
    assert_eq!(
        said(&report),
        [(
            "new-required-request-parameter",
            "additive",
            vec!["list_customers().page_no()"]
        )]
    );
    assert_eq!(
        report.worst(Axis::Both),
        Some(xtask::diff::rules::Wire::Breaking)
    );
}

#[test]
fn what_cannot_be_generated_is_unknown_with_the_reason_and_counts_as_breaking() {
    let report = report(|new| {
        new["components"]["schemas"]["CustomerDto"]["properties"]["inline"] =
            json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    });
    let Rust::Unknown(reason) = &report.findings[0].rust else {
        panic!("{:?}", report.findings)
    };
    assert!(reason.starts_with("the new document: "), "{reason}");
    assert_eq!(report.step(), Some(Step::Major));
}

#[test]
fn what_the_generator_refuses_does_not_hide_what_the_rest_does() {
    let report = report(|new| {
        let schemas = &mut new["components"]["schemas"];
        schemas["CustomerDto"]["properties"]["inline"] =
            json!({ "type": "object", "properties": { "a": { "type": "string" } } });
        schemas["Fresh"] = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
        schemas["ProductsResponseDto"]["properties"]["fresh"] =
            json!({ "$ref": "#/components/schemas/Fresh" });
        schemas["LocationResponseDto"]["properties"]
            .as_object_mut()
            .unwrap()
            .shift_remove("id");
        new["paths"]["/api/Odd/{key}"]["get"] =
            json!({ "responses": { "200": { "description": "" } } });
    });
    let mut said: Vec<_> = report
        .findings
        .iter()
        .map(|f| (f.path.as_str(), f.rust.name()))
        .collect();
    said.sort_unstable();
    let due = [
        // The overlay's copy of the products' model has the fresh field and its setter too.
        ("", "additive"),
        ("", "additive"),
        (
            "/components/schemas/CustomerDto/properties/inline",
            "unknown",
        ),
        ("/components/schemas/Fresh", "additive"),
        (
            "/components/schemas/LocationResponseDto/properties/id",
            "breaking",
        ),
        (
            "/components/schemas/ProductsResponseDto/properties/fresh",
            "additive",
        ),
        ("/paths/~1api~1Odd~1{key}/get", "unknown"),
    ];
    assert_eq!(said, due);
}

#[test]
fn a_change_of_words_never_generates() {
    let report =
        report(|new| new["paths"]["/api/Customers"]["get"]["description"] = json!("All of them"));
    assert_eq!(said(&report), [("description-changed", "none", vec![""])]);
    assert_eq!(report.step(), Some(Step::None));
}

#[test]
fn a_report_reads_well_in_every_format() {
    let report = report(|new| {
        new["components"]["schemas"]["ApiEnum"]["enum"]
            .as_array_mut()
            .unwrap()
            .push(json!("A|B"));
    });
    let print_of = &report.findings[0].fingerprint;
    let json: Value = serde_json::from_str(&print(&report, Format::Json)).unwrap();
    let findings = &json["findings"];
    let keys: Vec<_> = findings[0].as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "id",
            "wire",
            "rust",
            "operation",
            "schema",
            "path",
            "text",
            "fingerprint",
            "items"
        ]
    );
    assert_eq!(findings[0]["path"], "/components/schemas/ApiEnum/enum");
    assert_eq!(
        (&json["axis"], &json["step"]),
        (&json!("both"), &json!("minor"))
    );
    let markdown = print(&report, Format::Markdown);
    assert!(markdown.contains(&format!("| safe | additive | `ApiEnum` has a new member: A\\|B<br>`request-property-enum-value-added` | `POST /api/InventoryManagementSystemSettings` | `ApiEnum::AB` | `{print_of}` |")), "{markdown}");
    assert!(markdown.contains("Version step: minor"), "{markdown}");
    let text = print(&report, Format::Text);
    assert!(
        text.ends_with("1 change. Version step: minor (before 1.0: patch).\n"),
        "{text}"
    );
}

#[test]
fn a_format_that_rust_has_a_type_for_changes_no_code() {
    for format in ["date", "uuid"] {
        let report = report(|new| {
            let schemas = &mut new["components"]["schemas"];
            schemas["CustomerDto"]["properties"]["name"]["format"] = json!(format);
        });
        let [finding] = &report.findings[..] else {
            panic!("{:?}", report.findings);
        };
        assert_eq!(finding.rust, Rust::None);
    }
}

#[test]
fn a_member_twice_or_a_null_that_is_required_makes_no_other_code() {
    let report = report(|new| {
        let schemas = &mut new["components"]["schemas"];
        let members = schemas["ApiEnum"]["enum"].as_array_mut().unwrap();
        members.push(members[0].clone());
        schemas["ProductsResponseDto"]["required"] = json!(["leadTime", "productId"]);
    });
    assert!(!report.findings.is_empty());
    let touched = |finding: &&Finding| finding.rust != Rust::None;
    let touched: Vec<_> = report.findings.iter().filter(touched).collect();
    assert!(touched.is_empty(), "{touched:?}");
}

#[test]
fn a_parameter_of_a_wider_number_breaks_no_caller() {
    for format in ["int64", ""] {
        let report = report(|new| {
            let page =
                &mut new["paths"]["/api/V2/PurchaseOrders"]["get"]["parameters"][0]["schema"];
            page["format"] = json!(format);
            if format.is_empty() {
                *page = json!({ "type": "number", "format": "double" });
            }
        });
        let worst = report.findings.iter().map(|finding| finding.rust.clone());
        assert_eq!(worst.max(), Some(Rust::Additive), "{:?}", report.findings);
    }
}
