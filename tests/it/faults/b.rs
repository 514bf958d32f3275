//! Reading: what is no row, what may be null, what comes in another form.

use stocktrim::square::Event;
use stocktrim::transport::testing::Answer;
use stocktrim::types::{CustomerDto, OrderPlanFilterCriteria, ProductsRequestDto};
use stocktrim::{Applied, Client, ErrorKind, Operation, Result};

use crate::support::scripted;

pub fn answering(body: impl Into<bytes::Bytes>) -> Client {
    let body = body.into();
    let (builder, _) = scripted(move |_| Answer::json(200, body.clone()));
    builder.build().unwrap()
}

async fn reads(body: &'static str) -> [Result<usize>; 5] {
    let client = answering(body);
    let api = client.api();
    let plan = api.query_order_plan().body(OrderPlanFilterCriteria::new());
    [
        api.list_suppliers().send().await.map(|rows| rows.len()),
        api.list_customers().send().await.map(|rows| rows.len()),
        api.list_purchase_orders()
            .send()
            .await
            .map(|rows| rows.len()),
        api.list_products().send().await.map(|rows| rows.len()),
        plan.send()
            .await
            .map(|plan| plan.results.as_ref().map_or(0, Vec::len)),
    ]
}

#[tokio::test]
async fn b1_what_has_nothing_of_a_row_is_not_stocktrims() {
    for body in [
        r#"{"error":"session expired","login":"/login"}"#,
        r#"{"data":[{"supplierCode":"A"}],"total":1}"#,
        r#"{"type":"about:blank","title":"Moved","status":200}"#,
        r#"{"message":"session expired","code":401}"#,
        r#"{"message":"session expired","id":7,"status":"Draft"}"#,
        r#"{"id":1}"#,
        "[{}]",
        r#"[{"error":"session expired"}]"#,
    ] {
        for read in reads(body).await {
            let error = read.expect_err(body);
            // The plan is an object: a list is not even one that cannot be recognized.
            let is_list =
                error.operation() == Some(Operation::QueryOrderPlan) && body.starts_with('[');
            let kind = if is_list {
                ErrorKind::Decode
            } else {
                ErrorKind::UnexpectedContent
            };
            assert_eq!(error.kind(), kind, "{body}: {error}");
            assert_eq!(error.applied(), Applied::No);
        }
    }
    let [error, ..] = reads(r#"{"error":"session expired","login":"/login"}"#).await;
    assert!(error.unwrap_err().to_string().contains("session expired"));
}

#[tokio::test]
async fn b1_null_nothing_and_an_empty_object_alone_stay_none() {
    for body in ["", "null", "{}", "[]", r#"{"results":null}"#] {
        let [suppliers, customers, orders, products, plan] = reads(body).await;
        assert_eq!(
            plan.unwrap_or(usize::from(body == "[]")),
            usize::from(body == "[]")
        );
        if !body.contains("results") {
            for read in [suppliers, customers, orders, products] {
                assert_eq!(read.unwrap(), 0, "{body}");
            }
        }
    }
}

#[tokio::test]
async fn b1_a_row_with_a_null_key_or_fields_of_next_year_is_a_row() {
    let client = answering(r#"[{"supplierCode":null},{"supplierName":"A","message":"x","id":1}]"#);
    assert_eq!(client.suppliers().list().await.unwrap().len(), 2);
    let order =
        r#"[{"message":null,"supplier":null},{"purchaseOrderLineItems":[{}],"title":1,"id":2}]"#;
    assert_eq!(
        answering(order)
            .api()
            .list_purchase_orders()
            .send()
            .await
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn b1_a_write_is_saved_unless_its_answer_says_that_it_failed() {
    for (body, saved) in [
        (r#"{"deleted":true}"#, true),
        (r#"{"success":true,"error":null,"errors":[]}"#, true),
        (r#"{"message":"ok"}"#, true),
        (r#"{"error":"session expired"}"#, false),
        (r#"[{"errors":{"code":["is odd"]}}]"#, false),
        (r#"{"title":"Wrong","status":400}"#, false),
    ] {
        let client = answering(body);
        let product = client
            .products()
            .upsert(ProductsRequestDto::new("A"))
            .await
            .map(drop);
        let customer = client
            .customers()
            .upsert(CustomerDto::new().code("A"))
            .await
            .map(drop);
        let deleted = client.products().delete("A").await.map(drop);
        for outcome in [product, customer, deleted] {
            assert_eq!(outcome.is_ok(), saved, "{body}: {outcome:?}");
            if let Err(error) = outcome {
                assert_eq!(error.kind(), ErrorKind::UnexpectedContent);
                assert_eq!(error.applied(), Applied::Unknown);
            }
        }
    }
}

#[tokio::test]
async fn b2_a_nested_key_may_be_null() {
    let products = answering(
        r#"[{"productId":"A","suppliers":[{"supplierId":null}],"stockLocations":[{"locationCode":null},{}]}]"#,
    );
    let products = products.products().list().await.unwrap();
    assert_eq!(products[0].suppliers.as_ref().unwrap()[0].supplier_id, None);
    assert_eq!(products[0].stock_locations.as_ref().unwrap().len(), 2);
    let orders = answering(
        r#"[{"referenceNumber":"1","purchaseOrderLineItems":[{"productId":null,"quantity":null}]}]"#,
    );
    let orders = orders.api().list_purchase_orders().send().await.unwrap();
    assert_eq!(orders[0].lines()[0].quantity, None);
    assert_eq!((orders[0].total(), orders[0].quantity()), (None, 0.0));
    let boms = answering(
        r#"[{"productId":"A","componentId":"B","skuProduct":{"productId":null,"suppliers":[{}]},"skuComponent":null}]"#,
    );
    assert_eq!(boms.boms().list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn b3_numbers_and_dates_come_in_other_forms() {
    let rows = answering(
        r#"[{"supplierCode":"A","id":3000000000,"defaultLeadTime":14.0},
            {"supplierCode":"B","id":"7","defaultLeadTime":" 14.0 "},
            {"supplierCode":"C","id":1e10,"defaultLeadTime":""}]"#,
    );
    let rows = rows.suppliers().list().await.unwrap();
    let read: Vec<_> = rows
        .iter()
        .map(|row| (row.id, row.default_lead_time))
        .collect();
    let expected = [
        (Some(3_000_000_000), Some(14)),
        (Some(7), Some(14)),
        (Some(10_000_000_000), None),
    ];
    assert_eq!(read, expected);
    let orders = answering(
        r#"[{"referenceNumber":"1","orderDate":"","createdDate":" ","purchaseOrderLineItems":[{"quantity":"12.5","unitPrice":3}]}]"#,
    );
    let orders = orders.api().list_purchase_orders().send().await.unwrap();
    assert_eq!((orders[0].order_date, orders[0].created_date), (None, None));
    assert_eq!(orders[0].total(), Some(37.5));
}

#[tokio::test]
async fn b3_what_does_not_fit_names_its_place_and_the_way_round() {
    for odd in [
        "14.5",
        "3000000000",
        r#""soon""#,
        r#""NaN""#,
        r#""1,5""#,
        "true",
        "[]",
        "{}",
        "1e300",
    ] {
        let client = answering(format!(
            r#"[{{"supplierCode":"A"}},{{"supplierCode":"B","defaultLeadTime":{odd}}}]"#
        ));
        let error = client.suppliers().list().await.unwrap_err();
        let says = error.to_string();
        assert_eq!(error.kind(), ErrorKind::Decode, "{odd}: {says}");
        assert!(
            says.contains("[1].defaultLeadTime") && says.contains("send_raw"),
            "{says}"
        );
    }
}

#[tokio::test]
async fn b4_a_byte_order_mark_is_skipped() {
    let client = answering("\u{feff}[{\"supplierCode\":\"A\"}]");
    assert_eq!(client.suppliers().list().await.unwrap().len(), 1);
    assert!(
        answering("\u{feff}")
            .suppliers()
            .list()
            .await
            .unwrap()
            .is_empty()
    );
    let page = answering("\u{feff}<html>")
        .suppliers()
        .list()
        .await
        .unwrap_err();
    assert_eq!(page.kind(), ErrorKind::UnexpectedContent);
    let (builder, _) = scripted(|_| Answer::json(400, "\u{feff}{\"title\":\"Wrong\"}"));
    let error = builder
        .build()
        .unwrap()
        .suppliers()
        .list()
        .await
        .unwrap_err();
    assert_eq!(error.problem().unwrap().title(), Some("Wrong"));
    let event = "\u{feff}{\"type\":\"customer.created\",\"data\":{\"object\":{\"customer\":{}}}}";
    Event::from_json(event.as_bytes()).unwrap();
}
