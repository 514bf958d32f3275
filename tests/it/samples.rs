//! Answers in the live server's shape decode into the model of their endpoint.

use stocktrim::transport::testing::Answer;
use stocktrim::types::{OrderPlanFilterCriteria, PurchaseOrderStatusDto};
use stocktrim::{Client, ErrorKind, RetryConfig};

use crate::support::{operations, scripted};

fn answering(body: impl Into<String>) -> Client {
    let body = body.into();
    let (builder, _) = scripted(move |_| Answer::json(200, body.clone()));
    builder.build().unwrap()
}

#[tokio::test]
async fn an_order_plan_keeps_no_forecast_apart_from_zero() {
    let client = answering(include_str!("../samples/order_plan.json"));
    let criteria = OrderPlanFilterCriteria::new().page(0).per_page(25);
    let plan = client
        .api()
        .query_order_plan()
        .body(criteria)
        .send()
        .await
        .unwrap()
        .into_inner();
    let rows = plan.results.unwrap();
    assert_eq!(rows[0].product_code.as_deref(), Some("OAK-TOP-120"));
    assert_eq!(rows[0].days_until_stock_out, Some(6));
    assert_eq!(
        rows[0].optimial_stock_cycle,
        Some(14.0),
        "the wire's spelling stays (D8)"
    );
    assert_eq!(
        rows[0].calculated_date_time.unwrap().to_string(),
        "2025-11-19T02:00:11.870Z"
    );
    assert_eq!(rows[0].effective_to_date_time, None);
    assert_eq!(
        rows[1].days_until_stock_out, None,
        "no forecast is not zero days (O2)"
    );
    let criteria = plan.filter_criteria.unwrap();
    assert_eq!(
        (criteria.has_next_page, criteria.current_status),
        (Some(false), None)
    );
}

#[tokio::test]
async fn an_order_plan_without_rows_or_criteria_is_empty() {
    for body in [
        "",
        "null",
        "{}",
        r#"{"results":null,"filterCriteria":null}"#,
    ] {
        let client = answering(body);
        let criteria = OrderPlanFilterCriteria::new();
        let plan = client
            .api()
            .query_order_plan()
            .body(criteria)
            .send()
            .await
            .unwrap();
        assert_eq!(
            (&plan.results, &plan.filter_criteria),
            (&None, &None),
            "{body:?}"
        );
    }
}

#[tokio::test]
async fn purchase_orders_come_with_nulls_numbers_and_fields_of_next_year() {
    let client = answering(include_str!("../samples/purchase_orders_v2.json"));
    let orders = client.api().list_purchase_orders().send().await.unwrap();
    assert_eq!(orders[0].order_date, None);
    assert_eq!(
        orders[0].created_date.unwrap().to_string(),
        "2025-11-18T04:07:59.643Z"
    );
    let supplier = orders[0].supplier.as_ref().unwrap();
    assert_eq!(supplier.supplier_code, None);
    assert_eq!(supplier.supplier_name.as_deref(), Some("Harbour Timber"));
    assert_eq!(orders[0].status, Some(PurchaseOrderStatusDto::Draft));
    assert_eq!(
        orders[0].purchase_order_line_items.as_ref().unwrap()[0].unit_price,
        Some(18.4)
    );

    assert_eq!(
        orders[1].status,
        Some(PurchaseOrderStatusDto::Sent),
        "2 is Sent (P5)"
    );
    assert_eq!(
        orders[1].order_date.unwrap().to_string(),
        "2025-11-20T00:00:00Z"
    );
    assert_eq!(
        (&orders[1].supplier, &orders[1].purchase_order_line_items),
        (&None, &None)
    );

    let unknown = PurchaseOrderStatusDto::Other("PartlyReceived".to_owned());
    assert_eq!(orders[2].status, Some(unknown));
    assert_eq!(orders.len(), 3);
}

#[tokio::test]
async fn a_supplier_is_read_from_an_object_a_list_null_or_nothing() {
    for body in [
        include_str!("../samples/supplier_one.json"),
        include_str!("../samples/supplier_as_list.json"),
    ] {
        let found = answering(body)
            .api()
            .find_supplier()
            .code("HT-01")
            .send()
            .await
            .unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].supplier_code.as_deref(), Some("HT-01"));
        assert_eq!(found[0].default_lead_time, Some(21));
    }
    for body in ["", "null", "[]", "{}"] {
        let found = answering(body)
            .api()
            .find_supplier()
            .code("HT-01")
            .send()
            .await
            .unwrap();
        assert!(found.is_empty(), "{body:?}");
    }
}

#[tokio::test]
async fn an_orphaned_supplier_without_a_code_is_read() {
    let client = answering(include_str!("../samples/suppliers_bulk.json"));
    let suppliers = client.api().list_suppliers().send().await.unwrap();
    assert_eq!(suppliers[1].supplier_code, None, "S2");
    assert_eq!(
        suppliers[1].supplier_name.as_deref(),
        Some("Imported without a code")
    );
}

#[tokio::test]
async fn problems_and_error_pages_become_the_right_error() {
    for (status, body, kind) in [
        (
            400,
            include_str!("../samples/problem_400_validation.json"),
            ErrorKind::Validation,
        ),
        (
            404,
            include_str!("../samples/problem_404.json"),
            ErrorKind::NotFound,
        ),
        (
            500,
            include_str!("../samples/error_500.html"),
            ErrorKind::Server,
        ),
    ] {
        let (builder, _) = scripted(move |_| Answer::json(status, body));
        let client = builder.retry(RetryConfig::disabled()).build().unwrap();
        let error: stocktrim::Error = client
            .api()
            .get_customer()
            .code("C-1")
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind);
    }
}

#[tokio::test]
async fn every_model_of_a_read_lets_null_and_unknown_fields_pass() {
    // Every field null but the rows' identities, beside a field that nobody knows yet.
    let keys =
        r#""productId":"a","componentId":"b","locationCode":"c","supplierCode":null,"code":null"#;
    let body = format!(r#"[{{{keys},"name":null,"aFieldOfNextYear":{{"any":["thing"]}}}}]"#);
    let client = answering(body);
    let api = client.api();
    assert_eq!(api.list_products().send().await.unwrap().len(), 1);
    assert_eq!(api.list_customers().send().await.unwrap().len(), 1);
    assert_eq!(api.list_boms().send().await.unwrap().len(), 1);
    assert_eq!(api.find_location().send().await.unwrap().len(), 1);
    assert_eq!(api.list_sales_orders().send().await.unwrap().len(), 1);
    assert_eq!(api.list_suppliers().send().await.unwrap().len(), 1);
    assert_eq!(
        api.get_configuration()
            .configuration_name("a")
            .send()
            .await
            .unwrap()
            .len(),
        1
    );
}

/// Only a text that identifies a row may be required of an answer; the document says which.
#[tokio::test]
async fn a_row_of_nulls_is_read_by_every_get() {
    let document: serde_json::Value =
        serde_json::from_str(include_str!("../../spec/stocktrim.json")).unwrap();
    let mut checked = 0;
    for call in operations::table() {
        let operation = stocktrim::Operation::from_id(call.id).unwrap();
        let path = operation.path();
        if operation.method() != http::Method::GET {
            continue;
        }
        let schema = &document["paths"][path]["get"]["responses"]["2XX"]["content"]["application/json"]
            ["schema"];
        let reference = schema["x-rust-type"]["parameters"][0]["$ref"]
            .as_str()
            .or_else(|| schema["$ref"].as_str())
            .unwrap_or_else(|| panic!("{path} answers with a model"));
        let name = reference.rsplit('/').next().unwrap();
        let model = &document["components"]["schemas"][name];
        let required: Vec<_> = model["required"].as_array().into_iter().flatten().collect();
        let fields = model["properties"].as_object().unwrap().keys();
        let row: serde_json::Map<_, _> = fields
            .map(|field| {
                let is_required = required.iter().any(|name| *name == field);
                (field.clone(), is_required.then_some("a").into())
            })
            .collect();
        let client = answering(serde_json::Value::from(row).to_string());
        let came = (call.call)(client.api()).await;
        came.unwrap_or_else(|error| panic!("{operation} with a {name} of nulls: {error}"));
        checked += 1;
    }
    assert_eq!(checked, 14, "the document has 14 GETs");
}
