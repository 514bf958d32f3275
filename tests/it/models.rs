//! Models that are sent: null, fields that the document lacks, and what was read turned into them.

use serde_json::{Value, json};
use stocktrim::types::*;
use stocktrim::{Applied, ErrorKind};
use stocktrim_sandbox::Sandbox;

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn sent(value: &impl serde::Serialize) -> Value {
    // By way of text, in which a key that is written twice would show.
    let text = serde_json::to_string(value).unwrap();
    let read: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read.to_string().len(), text.len(), "a key twice: {text}");
    read
}

#[test]
fn a_field_is_cleared_by_null_and_left_out_otherwise() {
    let product = ProductsRequestDto::new("OAK").category("Tables");
    assert_eq!(
        sent(&product.clone().clear_category().clear_cost()),
        json!({ "productId": "OAK", "category": null, "cost": null })
    );
    assert_eq!(
        sent(&product),
        json!({ "productId": "OAK", "category": "Tables" })
    );
}

#[test]
fn a_value_wins_over_null_however_it_was_set() {
    let cleared = ProductsRequestDto::new("OAK")
        .clear_cost()
        .clear_suppliers();
    let mut by_field = cleared.clone();
    by_field.cost = Some(2.5);
    by_field.suppliers = Some(vec![ProductSupplier::new("HT-01")]);
    let by_setter = cleared
        .cost(2.5)
        .suppliers(vec![ProductSupplier::new("HT-01")]);
    assert_eq!(by_field, by_setter);
    assert_eq!(
        sent(&by_field),
        json!({ "productId": "OAK", "cost": 2.5, "suppliers": [{ "supplierId": "HT-01" }] })
    );
}

#[test]
fn a_field_that_the_document_lacks_is_sent_beside_the_others() {
    let line = PurchaseOrderLineItem::new("OAK", 2.0)
        .extra("taxRate", 0.15)
        .clear_unit_price();
    let supplier = PurchaseOrderSupplier::new().supplier_code("HT-01");
    let order = PurchaseOrderRequestDto::new(supplier, vec![line])
        .extra("Notes", "first")
        .extra("notes", json!(["a"]));
    assert_eq!(
        sent(&order),
        json!({
            "notes": ["a"],
            "purchaseOrderLineItems": [{ "productId": "OAK", "quantity": 2.0, "unitPrice": null, "taxRate": 0.15 }],
            "supplier": { "supplierCode": "HT-01" },
        })
    );
}

#[tokio::test]
async fn a_name_of_the_model_is_refused_before_anything_is_sent() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = sandbox.client().unwrap();
    for name in ["category", "Category", "PRODUCTID"] {
        let product = ProductsRequestDto::new("OAK").extra(name, 1);
        let error = client.products().upsert(product).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.applied()),
            (ErrorKind::InvalidRequest, Applied::No),
            "{error}"
        );
        assert!(
            error
                .to_string()
                .contains(&format!("{name} is a field of ProductsRequestDto")),
            "{error}"
        );
    }
    let nested = PurchaseOrderLineItem::new("OAK", 2.0).extra("quantity", 3);
    let order = PurchaseOrderRequestDto::new(
        PurchaseOrderSupplier::new().supplier_code("HT-01"),
        vec![nested],
    );
    let error = client
        .api()
        .upsert_purchase_order()
        .body(order)
        .send()
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("purchaseOrderLineItems[0]"),
        "{error}"
    );
    assert!(sandbox.requests().all().is_empty());
}

#[test]
fn an_empty_map_is_not_shown_and_a_full_one_is() {
    let customer = CustomerDto::new().code("C-1");
    assert!(!format!("{customer:?}").contains("extra"), "{customer:?}");
    let shown = format!("{:?}", customer.clear_name().extra("vip", true));
    assert!(
        shown.contains(r#"cleared: {"name"}"#) && shown.contains(r#""vip": Bool(true)"#),
        "{shown}"
    );
}

#[test]
fn models_that_are_sent_are_compared_cloned_and_made_by_default() {
    let plain = CustomerDto::default();
    assert_eq!(plain, CustomerDto::new());
    let cleared = plain.clone().clear_phone();
    assert_eq!(cleared, cleared.clone());
    assert_ne!(plain, cleared);
    let again: CustomerDto = read(sent(&cleared));
    assert_eq!(again, plain, "what is read has no null to send");
}

#[test]
fn what_was_read_is_sent_without_null_and_without_what_is_only_read() {
    let location: LocationResponseDto = read(json!({
        "id": 7, "locationCode": "NORTH", "locationName": null, "externalId": "X", "new": 1
    }));
    assert_eq!(
        sent(&LocationRequestDto::from(location)),
        json!({ "locationCode": "NORTH", "externalId": "X" })
    );
}

#[test]
fn what_was_read_keeps_every_field_that_the_request_has() {
    let value = json!({
        "clientReferenceNumber": "PO-1", "createdDate": "2026-01-02T00:00:00Z", "externalId": "X",
        "fullyReceivedDate": "2026-01-04T00:00:00Z", "location": { "locationCode": "NORTH" },
        "orderDate": "2026-01-03T00:00:00Z", "referenceNumber": "7", "status": "Sent",
        "supplier": { "supplierCode": "HT-01", "supplierName": "Hill" },
        "purchaseOrderLineItems": [
            { "productId": "OAK", "quantity": 2.0, "receivedDate": "2026-01-04T00:00:00Z", "unitPrice": 41.5 }
        ],
    });
    let mut order = value.clone();
    order["id"] = json!(7);
    order["message"] = json!("only read");
    let order = PurchaseOrderRequestDto::try_from(read::<PurchaseOrderResponseDto>(order)).unwrap();
    assert_eq!(sent(&order), value);
    let fields = sent(&order).as_object().unwrap().len();
    let known = include_str!("../../spec/api.txt")
        .matches("field PurchaseOrderRequestDto.")
        .count();
    assert_eq!(fields, known, "the value above has every field");
}

#[test]
fn a_required_field_that_was_not_answered_is_named_by_its_place() {
    let path = |order: Value| {
        let order: PurchaseOrderResponseDto = read(order);
        let missing = PurchaseOrderRequestDto::try_from(order).unwrap_err();
        let error = stocktrim::Error::from(missing.clone());
        assert_eq!(
            (error.kind(), error.applied()),
            (ErrorKind::InvalidRequest, Applied::No)
        );
        assert!(error.to_string().contains(missing.path()), "{error}");
        missing.path().to_owned()
    };
    let lines =
        json!([{ "productId": "OAK", "quantity": 1 }, { "productId": null, "quantity": 1 }]);
    assert_eq!(path(json!({ "purchaseOrderLineItems": [] })), "supplier");
    assert_eq!(path(json!({ "supplier": {} })), "purchaseOrderLineItems");
    assert_eq!(
        path(json!({ "supplier": {}, "purchaseOrderLineItems": lines })),
        "purchaseOrderLineItems[1].productId"
    );
}

#[test]
fn every_pair_of_models_converts() {
    let api = include_str!("../../spec/api.txt");
    for line in api.lines().filter(|line| line.starts_with("struct ")) {
        let model = line.split(' ').nth(1).unwrap();
        let Some(stem) = model.strip_suffix("ResponseDto") else {
            continue;
        };
        let sent = |name: &&String| api.contains(&format!("method {name}.extra("));
        let Some(pair) = [format!("{stem}RequestDto"), stem.to_owned()]
            .iter()
            .find(sent)
            .cloned()
        else {
            assert_eq!(
                model, "BillOfMaterialsProductResponseDto",
                "it is only read"
            );
            continue;
        };
        assert!(
            api.contains(&format!("{pair}: From<{model}>"))
                || api.contains(&format!("{pair}: TryFrom<{model}>"))
        );
    }
}
