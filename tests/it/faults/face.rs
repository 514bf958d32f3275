//! Section A of what the field found: what users read and write.

use std::sync::{Arc, Mutex};

use stocktrim::resources::RowOutcome;
use stocktrim::transport::testing::Answer;
use stocktrim::types::{
    Inventory, ProductsRequestDto, PurchaseOrderLineItemResponseDto, PurchaseOrderResponseDto,
};
use stocktrim::{Applied, Attempt, BulkReport, Error, ErrorKind, Operation, Saved, WriteOutcome};

use crate::support::scripted;

#[tokio::test]
async fn a6_the_shown_key_tells_product_and_location_and_lines_of_a_product_go_in_order() {
    let (builder, sent) = scripted(|_| Answer::status(200));
    let client = builder.build().unwrap();
    let places = ["NORTH", "SOUTH", "WEST"];
    let mut lines: Vec<_> = places
        .iter()
        .map(|place| Inventory::new("OAK", 1.0, 0.0).location_code(*place))
        .collect();
    lines.push(Inventory::new("OAK", 3.0, 0.0));
    let report = client.inventory().set_all(lines).await;
    let keys: Vec<_> = report.rows().iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys, ["OAK at NORTH", "OAK at SOUTH", "OAK at WEST", "OAK"]);
    let sent = sent.take();
    for (request, place) in sent.iter().zip(places) {
        let body = String::from_utf8_lossy(request.body());
        assert!(body.contains(place), "{place}: {body}");
    }
}

#[test]
fn a7_a_short_number_is_sent_as_it_is_written() {
    let product = ProductsRequestDto::new("OAK").price(19.99f32).cost(7);
    let sent = serde_json::to_string(&product).unwrap();
    assert!(
        sent.contains(r#""price":19.99"#) && !sent.contains("19.98"),
        "{sent}"
    );
    assert!(sent.contains(r#""cost":7.0"#), "{sent}");
}

#[test]
#[allow(clippy::float_cmp, reason = "this value is exact")]
fn a9_the_total_of_an_order_is_exact_to_the_cent() {
    let lines = vec![
        PurchaseOrderLineItemResponseDto::new()
            .quantity(3.0)
            .unit_price(596.12),
    ];
    let order = PurchaseOrderResponseDto::new().purchase_order_line_items(lines);
    assert_eq!(order.total(), Some(1788.36));
}

#[test]
fn a13_results_can_be_made_by_hand() {
    let lost = Error::builder(ErrorKind::Timeout, "no answer")
        .operation(Operation::UpsertPurchaseOrder)
        .applied(Applied::Unknown)
        .attempts(2)
        .body(r#"{"title":"Gateway Timeout"}"#)
        .build();
    assert_eq!(
        lost.to_string(),
        "upsert_purchase_order: no answer (after 2 attempts); whether StockTrim applied it is not known"
    );
    assert_eq!(lost.problem().unwrap().title(), Some("Gateway Timeout"));
    let saved = RowOutcome::Saved(Saved::new(WriteOutcome::Created, Some(7)));
    let rows = vec![
        stocktrim::resources::RowReport::new(1, "B", RowOutcome::Unknown(lost)),
        stocktrim::resources::RowReport::<(), i32>::new(0, "A", saved),
    ];
    let report = BulkReport::new(rows, None);
    assert_eq!((report.saved().count(), report.unknown().count()), (1, 1));
    assert_eq!(report.rows()[0].key, "A");
    assert!(report.into_result().unwrap_err().is_timeout());

    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let hook = move |attempt: &Attempt| kept.lock().unwrap().push(attempt.number);
    let mut attempt = Attempt::new(Operation::ListProducts);
    attempt.number = 3;
    hook(&attempt);
    assert_eq!(*seen.lock().unwrap(), [3]);
}
