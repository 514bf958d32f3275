//! What an error names: the place in what was sent, and the reason in what was answered.

use stocktrim::square::Event;
use stocktrim::transport::testing::Answer;
use stocktrim::types::{
    ProductsRequestDto, PurchaseOrderLineItem, PurchaseOrderRequestDto, PurchaseOrderSupplier,
};
use stocktrim::{ErrorKind, Operation};

use super::b::answering;
use crate::support::scripted;

fn order(lines: [(&str, f64); 5]) -> PurchaseOrderRequestDto {
    let lines = lines.map(|(id, quantity)| PurchaseOrderLineItem::new(id, quantity));
    PurchaseOrderRequestDto::new(PurchaseOrderSupplier::new(), lines).client_reference_number("1")
}

#[tokio::test]
async fn a5_a_value_that_cannot_be_sent_is_named_by_its_path_and_the_operation() {
    let client = answering("");
    let blank = order([("A", 1.0), ("B", 1.0), ("C", 1.0), (" ", 1.0), ("E", 1.0)]);
    let odd = order([
        ("A", 1.0),
        ("B", f64::NAN),
        ("C", 1.0),
        ("D", 1.0),
        ("E", 1.0),
    ]);
    let product = ProductsRequestDto::new("A").minimum_shelf_level(f64::INFINITY);
    let raw = client
        .request(http::Method::POST, "/api/New")
        .json(&[serde_json::Value::Null])
        .send::<serde_json::Value>();
    raw.await.unwrap();
    let upsert = Some(Operation::UpsertPurchaseOrder);
    for (error, path, operation) in [
        (
            client.purchase_orders().upsert(blank).await.unwrap_err(),
            "purchaseOrderLineItems[3].productId",
            upsert,
        ),
        (
            client.purchase_orders().upsert(odd).await.unwrap_err(),
            "purchaseOrderLineItems[1].quantity",
            upsert,
        ),
        (
            client.products().upsert(product).await.unwrap_err(),
            "minimumShelfLevel",
            Some(Operation::UpsertProduct),
        ),
    ] {
        let says = error.to_string();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{says}");
        assert_eq!(error.operation(), operation, "{says}");
        assert!(says.contains(path), "{says}");
        assert_eq!(error.attempts(), 0);
    }
    let webhook = br#"{"data":{"object":{"customer":{"version":"new"}}}}"#;
    let event = Event::from_json(webhook).unwrap();
    assert_eq!(event.unread, ["data.object.customer.version"]);
}

#[tokio::test]
async fn a10_the_reason_is_in_the_message_and_in_the_validation_errors() {
    let mut table = vec![
        ("The code is odd", "", "The code is odd"),
        (r#""The code is odd""#, "", "The code is odd"),
        (r#"{"errors":"The code is odd"}"#, "", "The code is odd"),
        (r#"{"errors":["The code is odd"]}"#, "", "The code is odd"),
        (r#"["The code is odd"]"#, "", "The code is odd"),
        (
            r#"{"errors":[{"field":"Code","message":"is odd"}]}"#,
            "Code",
            "is odd",
        ),
        (
            r#"{"Errors":[{"propertyName":"Code","errorMessage":"is odd"}]}"#,
            "Code",
            "is odd",
        ),
        (r#"{"errors":{"Code":["is odd"]}}"#, "Code", "is odd"),
        (r#"{"errors":{"Code":"is odd"}}"#, "Code", "is odd"),
        (r#"{"Code":["is odd"]}"#, "Code", "is odd"),
        (
            r#"{"Message":"Invalid.","ModelState":{"Code":["is odd"]}}"#,
            "Code",
            "is odd",
        ),
        (
            r#"{"Message":"Failed.","ExceptionMessage":"Code is odd"}"#,
            "",
            "Code is odd",
        ),
        (r#"{"message":"Code is odd"}"#, "", "Code is odd"),
        (r#"{"error":"Code is odd"}"#, "", "Code is odd"),
        (
            r#"{"error":{"code":7,"message":"Code is odd"}}"#,
            "",
            "Code is odd",
        ),
        (
            r#"{"title":"Wrong","detail":"Code is odd"}"#,
            "",
            "Code is odd",
        ),
        (r#"{"title":"Code is odd","errors":{}}"#, "", "Code is odd"),
    ];
    for (status, kind) in [(400, ErrorKind::Validation), (500, ErrorKind::Server)] {
        if kind == ErrorKind::Validation {
            table.extend([
                ("", "", "no reason"),
                ("{}", "", "no reason"),
                ("[]", "", "no reason"),
            ]);
        } else {
            table.truncate(17);
        }
        for (body, field, message) in &table {
            let body = (*body).to_owned();
            let (builder, _) = scripted(move |_| Answer::json(status, body.clone()));
            let product = ProductsRequestDto::new("A");
            let error = builder
                .build()
                .unwrap()
                .products()
                .upsert(product)
                .await
                .unwrap_err();
            let says = error.to_string();
            assert_eq!(error.kind(), kind);
            assert!(says.contains(message) && says.contains(field), "{says}");
            // As the loop in the README has it.
            let lines = error
                .validation_errors()
                .map(|(field, messages)| (field, messages.join(" ")));
            let lines: Vec<_> = lines.collect();
            assert!(
                lines
                    .iter()
                    .any(|(name, text)| name == field && text.contains(message)),
                "{lines:?}"
            );
        }
    }
}
