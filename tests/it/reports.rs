//! Results as JSON, and every result made by hand, as the tests of a program need it.

use std::time::Duration;

use serde_json::{Value, json};
use stocktrim::http::{HeaderMap, StatusCode};
use stocktrim::resources::{
    Change, FieldChange, ForecastRun, FoundOrCreated, LocationInUse, Progress, RowOutcome,
    RowReport, StockLevel, SupplierPlan,
};
use stocktrim::types::*;
use stocktrim::{
    Applied, Attempt, BulkReport, DeleteOutcome, Error, ErrorKind, Operation, Response, Saved,
    WriteOutcome,
};
use stocktrim_sandbox::Sandbox;

fn refused() -> Error {
    Error::builder(ErrorKind::Validation, "leadTime is odd")
        .operation(Operation::UpsertProduct)
        .status(StatusCode::BAD_REQUEST)
        .attempts(1)
        .body(r#"{"title":"Wrong","errors":{"leadTime":["must be at most 365"]}}"#)
        .build()
}

fn refused_as_json() -> Value {
    json!({
        "kind": "validation", "operation": "upsert_product", "status": 400, "applied": "no", "attempts": 1,
        "message": "leadTime is odd", "fields": { "leadTime": ["must be at most 365"] },
    })
}

#[test]
fn an_error_is_an_object_whose_parts_are_told_apart() {
    assert_eq!(json!(refused()), refused_as_json());
    let stopped = Error::builder(ErrorKind::Connect, "no route")
        .applied(Applied::Unknown)
        .build();
    assert_eq!(
        json!(stopped),
        json!({
            "kind": "connect", "operation": null, "status": null, "applied": "unknown", "attempts": 0,
            "message": "no route", "fields": {},
        })
    );
}

#[test]
fn the_reasons_of_a_real_refusal_stand_in_the_object() {
    let built = refused();
    let fields: Vec<_> = built.validation_errors().collect();
    assert_eq!(
        fields,
        [("leadTime", &["must be at most 365".to_owned()][..])]
    );
}

#[test]
fn a_report_is_written_row_by_row() {
    let row = |index, key: &str, outcome| RowReport::new(index, key, outcome);
    let saved = Saved::new(WriteOutcome::Created, Some(LocationResponseDto::new("A")));
    let mut failed = row(1, "B", RowOutcome::Refused(refused()));
    failed.request = Some(LocationRequestDto::new("B").clear_location_name());
    let report = BulkReport::new(
        vec![
            row(0, "A", RowOutcome::Saved(saved)),
            failed,
            row(2, "C", RowOutcome::NotSent),
        ],
        None,
    );
    assert_eq!(
        json!(report),
        json!({
            "rows": [
                { "index": 0, "key": "A", "attempts": 1, "request": null,
                  "outcome": { "saved": { "outcome": "created", "value": { "locationCode": "A" } } } },
                { "index": 1, "key": "B", "attempts": 1, "outcome": { "refused": refused_as_json() },
                  "request": { "locationCode": "B", "locationName": null } },
                { "index": 2, "key": "C", "attempts": 1, "outcome": "not_sent", "request": null },
            ],
            "stopped": null,
        })
    );
}

#[test]
fn every_result_can_be_made_by_hand() {
    let answer = Response::new(StatusCode::OK, HeaderMap::new(), 7);
    assert_eq!(
        (*answer, answer.attempts(), answer.status()),
        (7, 1, StatusCode::OK)
    );
    let run = ForecastRun::new(
        ProcessingStatusResponseDto::new(),
        true,
        Duration::from_secs(60),
    );
    assert!(run.seen_running);
    let mut attempt = Attempt::new(Operation::ListProducts);
    attempt.status = Some(StatusCode::OK);
    assert_eq!(attempt.number, 1);
    let mut progress = Progress::default();
    progress.done = 3;
    assert_eq!(
        json!(progress),
        json!({ "done": 3, "failed": 0, "total": null })
    );
    let level = StockLevel::from(ProductsResponseDto::new("OAK").stock_on_hand(2));
    assert_eq!(json!(level)["on_hand"], 2.0);
    assert_eq!(
        json!(LocationInUse::new("NORTH", 2)),
        json!({ "code": "NORTH", "name": null, "products": 2 })
    );
    let row = SkuOptimizedResultsDto::new()
        .product_code("OAK")
        .order_quantity(2);
    let plan = SupplierPlan::join([row], &[], &[]);
    assert_eq!(json!(plan)[0]["lines"][0]["quantity"], 2.0);
    let change = Change::new("OAK", vec![FieldChange::new("cost", json!(1), json!(2))], 0);
    assert_eq!(
        json!(change)["fields"][0],
        json!({ "field": "cost", "before": 1, "after": 2 })
    );
    assert_eq!(json!(FoundOrCreated::Found(1)), json!({ "found": 1 }));
    assert_eq!(
        json!([DeleteOutcome::Deleted, DeleteOutcome::NotFound]),
        json!(["deleted", "not_found"])
    );
}

#[tokio::test]
async fn a_sync_writes_null_and_is_a_report_too() {
    let sandbox = Sandbox::builder().empty().start().await.unwrap();
    let client = sandbox.client().unwrap();
    let oak = || ProductsRequestDto::new("OAK");
    client
        .products()
        .upsert(oak().category("Tables").name("Oak"))
        .await
        .unwrap();
    let desired = || vec![oak().clear_category().name("Oak")];
    let report = client.products().sync(desired()).await.unwrap();
    assert_eq!(
        json!(report.plan.changed[0].request),
        json!({ "productId": "OAK", "category": null })
    );
    assert_eq!(json!(report)["written"]["rows"][0]["key"], "OAK");
    assert_eq!(json!(report)["plan"]["equal"], 0);
    let stored = client.products().get("OAK").await.unwrap().unwrap();
    assert_eq!(
        (stored.category, stored.name.as_deref()),
        (None, Some("Oak"))
    );
    let again = client.products().sync(desired()).plan().await.unwrap();
    assert!(again.is_empty(), "{again}");
}
