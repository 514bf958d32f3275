//! JSON Schemas: every model has one, in the wire's names, that takes what is read and what is written.

use std::collections::BTreeSet;

use boon::{Compiler, Schemas};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, schema_for};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use stocktrim::types::*;

macro_rules! schemas {
    ($($name:ident)+) => { vec![$((stringify!($name), schema_for!($name))),+] };
}

fn all() -> Vec<(&'static str, Schema)> {
    schemas! {
        ApiEnum BillOfMaterialsProductResponseDto BillOfMaterialsRequestDto BillOfMaterialsResponseDto CurrentStatusEnum CustomerDto
        Inventory InventoryManagementSystemRequest InventoryManagementSystemResponse
        LocationRequestDto LocationResponseDto OrderPlanFilterCriteria OrderPlanFilterCriteriaDto
        OrderPlanResultsDto ProblemDetails ProcessingStatusRequestDto ProcessingStatusResponseDto
        ProductLocation ProductLocationResponseDto ProductSupplier ProductSupplierResponseDto
        ProductsRequestDto ProductsResponseDto PurchaseOrderLineItem PurchaseOrderLineItemResponseDto
        PurchaseOrderLocation PurchaseOrderRequestDto PurchaseOrderResponseDto
        PurchaseOrderStatusDto PurchaseOrderSupplier SalesOrderRequestDto SalesOrderResponseDto
        SalesOrderWithLineItemsRequestDto SetInventoryRequest SkuOptimizedResultsDto SquareAddress
        SquareCustomer SquareInventoryCount SquareWebHook SquareWebHookCatalog SquareWebHookData
        SquareWebHookObject SquareWebHookOrderUpdatedData SupplierRequestDto SupplierResponseDto
    }
}

/// The lines of `spec/api.txt` that begin with a word, without it.
fn face(word: &str) -> impl Iterator<Item = &'static str> {
    let lines = include_str!("../../spec/api.txt").lines();
    let word = format!("{word} ");
    lines.filter_map(move |line| line.strip_prefix(&word))
}

/// What is wrong with a value, if anything; formats such as `date-time` are checked too.
fn wrong(schema: &Schema, value: &Value) -> Option<String> {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.enable_format_assertions();
    compiler
        .add_resource("schema.json", schema.as_value().clone())
        .unwrap();
    let index = compiler.compile("schema.json", &mut schemas).unwrap();
    let outcome = schemas.validate(value, index).map_err(|e| format!("{e:#}"));
    outcome.err()
}

fn written<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<T>()
}

/// A sample is taken by the schema for reading, and what is written of it by the one for writing.
fn fits<T: JsonSchema + DeserializeOwned + serde::Serialize>(sample: &str) {
    let sample: Value = serde_json::from_str(sample).unwrap();
    assert_eq!(wrong(&schema_for!(T), &sample), None);
    let read: T = serde_json::from_value(sample).unwrap();
    let again = serde_json::to_value(read).unwrap();
    assert_eq!(wrong(&written::<T>(), &again), None);
}

#[test]
fn every_model_and_every_enum_has_a_schema_with_a_description() {
    let all = all();
    let named: BTreeSet<_> = all.iter().map(|(name, _)| *name).collect();
    let models = face("struct").chain(face("enum"));
    let documented: BTreeSet<_> = models.filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(named, documented);
    for (name, schema) in &all {
        assert_eq!(schema.get("title"), Some(&json!(name)));
        let description = schema.get("description").and_then(Value::as_str);
        assert!(description.is_some_and(|text| !text.is_empty()), "{name}");
    }
}

#[test]
fn fields_have_the_names_of_the_wire() {
    for (name, schema) in &all() {
        let fields: BTreeSet<&str> = face("field")
            .filter(|line| line.split('.').next() == Some(name))
            .filter_map(|line| line.rsplit('"').nth(1))
            .collect();
        let properties = schema.get("properties").and_then(Value::as_object);
        let properties = properties.into_iter().flat_map(|map| map.keys());
        assert_eq!(
            properties.map(String::as_str).collect::<BTreeSet<_>>(),
            fields,
            "{name}"
        );
    }
}

#[test]
fn fields_say_what_the_document_says_and_numbers_stay_numbers() {
    for schema in [schema_for!(Inventory), written::<Inventory>()] {
        let field = &schema.get("properties").unwrap()["stockOnHand"];
        assert_eq!(field["type"], "number");
        assert!(
            field["description"]
                .as_str()
                .unwrap()
                .starts_with("Units in stock")
        );
    }
}

#[test]
fn what_the_server_sends_fits() {
    fits::<OrderPlanResultsDto>(include_str!("../samples/order_plan.json"));
    fits::<Rows<PurchaseOrderResponseDto>>(include_str!("../samples/purchase_orders_v2.json"));
    fits::<Rows<SupplierResponseDto>>(include_str!("../samples/supplier_as_list.json"));
    fits::<Rows<SupplierResponseDto>>(include_str!("../samples/supplier_one.json"));
    fits::<Rows<SupplierResponseDto>>(include_str!("../samples/suppliers_bulk.json"));
    fits::<ProblemDetails>(include_str!("../samples/problem_404.json"));
}

#[test]
fn what_is_wrong_does_not_fit() {
    let product = schema_for!(ProductsRequestDto);
    assert_eq!(
        wrong(
            &product,
            &json!({ "productId": "OAK", "cost": null, "new": [1] })
        ),
        None
    );
    assert!(
        wrong(&product, &json!({ "cost": 1.0 })).is_some(),
        "the key is missing"
    );
    assert!(wrong(&product, &json!({ "productId": "OAK", "cost": "1" })).is_some());
    let rows = schema_for!(Rows<ProductsRequestDto>);
    assert!(wrong(&rows, &json!("OAK")).is_some());
    for none in [json!(null), json!({}), json!([])] {
        assert_eq!(wrong(&rows, &none), None, "{none}");
    }
    assert!(wrong(&written::<Rows<ProductsRequestDto>>(), &json!(null)).is_some());
}

#[test]
fn enums_are_open_and_name_what_they_know() {
    for text in ["Shopify", "A system of next year", ""] {
        assert_eq!(wrong(&schema_for!(ApiEnum), &json!(text)), None);
    }
    assert!(wrong(&schema_for!(ApiEnum), &json!(3)).is_some());
    assert!(
        schema_for!(ApiEnum)
            .as_value()
            .to_string()
            .contains("\"WooCommerce\"")
    );
    assert_eq!(
        wrong(&schema_for!(PurchaseOrderStatusDto), &json!(2)),
        None,
        "P5"
    );
    assert!(wrong(&written::<PurchaseOrderStatusDto>(), &json!(2)).is_some());
}

#[test]
fn times_are_read_with_and_without_an_offset_and_written_with_one() {
    let read = schema_for!(Timestamp);
    let times = [
        "2025-10-30T22:21:33.307",
        "2025-10-30T22:21:33",
        "2025-10-30T22:21:33Z",
    ];
    for time in times
        .into_iter()
        .chain(["2025-10-30T22:21:33+13:00", "2025-10-30"])
    {
        assert_eq!(wrong(&read, &json!(time)), None);
        let parsed: Timestamp = time.parse().unwrap();
        assert_eq!(wrong(&written::<Timestamp>(), &json!(parsed)), None);
    }
    for text in ["tomorrow", "", "2025-10-30T22:21"] {
        assert!(wrong(&read, &json!(text)).is_some(), "{text}");
    }
}

#[test]
fn a_schema_names_each_part_once() {
    let schema = schema_for!((
        ApiEnum,
        Rows<ProductsResponseDto>,
        Rows<CustomerDto>,
        Timestamp
    ));
    let parts = schema.get("$defs").and_then(Value::as_object).unwrap();
    for part in [
        "ApiEnum",
        "ProductsResponseDto",
        "RowsOfCustomerDto",
        "RowsOfProductsResponseDto",
    ] {
        assert!(parts.contains_key(part), "{part}: {:?}", parts.keys());
    }
}
