//! What only a scripted answer shows: 404s of others, two rows with one code, bounds.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use stocktrim::transport::testing::Answer;
use stocktrim::types::{
    BillOfMaterialsRequestDto, CustomerDto, Inventory, OrderPlanFilterCriteria, ProductsRequestDto,
    PurchaseOrderLineItem, PurchaseOrderRequestDto, PurchaseOrderSupplier, SetInventoryRequest,
    SupplierRequestDto,
};
use stocktrim::{Client, DeleteOutcome, ErrorKind, Result, RetryConfig, WriteOutcome};
use stocktrim_sandbox::Sandbox;

use super::shop::{self, days_ago};
use crate::support::{Sent, builder, scripted};

/// A client that gets one answer for everything, and what it asked for.
pub fn client(status: u16, body: &'static str) -> (Client, Sent) {
    let (builder, sent) = scripted(move |_| {
        if body.is_empty() {
            Answer::status(status)
        } else {
            Answer::json(status, body)
        }
    });
    (
        builder.retry(RetryConfig::disabled()).build().unwrap(),
        sent,
    )
}

/// How many rows each look-up and list finds; the error if it fails.
async fn look_ups(c: &Client) -> Vec<(&'static str, Result<usize>)> {
    let one = |found: Result<bool>| found.map(usize::from);
    vec![
        ("products.get", one(c.products().exists("A").await)),
        (
            "products.list",
            c.products().list().await.map(|rows| rows.len()),
        ),
        ("customers.get", one(c.customers().exists("A").await)),
        ("suppliers.get", one(c.suppliers().exists("A").await)),
        ("locations.get", one(c.locations().exists("A").await)),
        (
            "purchase_orders.get",
            one(c.purchase_orders().exists("A").await),
        ),
        (
            "sales_orders.list",
            c.sales_orders()
                .list_for_product("A")
                .await
                .map(|rows| rows.len()),
        ),
        ("boms.list", c.boms().list().await.map(|rows| rows.len())),
    ]
}

#[tokio::test]
async fn a_404_means_none_only_where_it_is_known_to_and_only_from_stocktrim_itself() {
    let problem =
        r#"{"type":"https://tools.ietf.org/html/rfc7231","title":"Not Found","status":404}"#;
    for body in ["", problem] {
        let (client, _) = client(404, body);
        for (name, found) in look_ups(&client).await {
            assert_eq!(found.unwrap(), 0, "{name}");
        }
        for found in [
            client.customers().list().await.map(drop),
            client.suppliers().list().await.map(drop),
            client.purchase_orders().list().await.map(drop),
            client
                .order_plan()
                .query(OrderPlanFilterCriteria::new())
                .await
                .map(drop),
            client.settings().configuration("A").await.map(drop),
            client.settings().inventory_system().await.map(drop),
            client.forecast().status().await.map(drop),
            client.sales_orders().delete_for_product("A").await,
            client.sales_orders().delete_all_permanently().await,
            client
                .products()
                .upsert(ProductsRequestDto::new("A"))
                .await
                .map(drop),
        ] {
            assert_eq!(found.unwrap_err().kind(), ErrorKind::NotFound);
        }
        for deleted in [
            client.products().delete("A").await,
            client.suppliers().delete("A").await,
            client.purchase_orders().delete("A").await,
            client.boms().delete("A", "B").await,
        ] {
            assert_eq!(deleted.unwrap(), DeleteOutcome::NotFound);
        }
    }
    for (body, kind) in [
        ("<html><h1>404</h1></html>", ErrorKind::UnexpectedContent),
        ("no such host", ErrorKind::NotFound),
        ("[]", ErrorKind::NotFound),
        (r#"{"message":"no route"}"#, ErrorKind::NotFound),
    ] {
        let (client, _) = client(404, body);
        for (name, found) in look_ups(&client).await {
            assert_eq!(found.unwrap_err().kind(), kind, "{name}: {body}");
        }
        let deleted = client.products().delete("A").await;
        assert_eq!(deleted.unwrap_err().kind(), kind, "{body}");
    }
}

#[tokio::test]
async fn refused_credentials_are_never_an_empty_answer() {
    for (status, body) in [
        (401, ""),
        (403, r#"{"title":"Forbidden","status":403}"#),
        (401, "null"),
    ] {
        let (client, _) = client(status, body);
        for (name, found) in look_ups(&client).await {
            assert!(found.unwrap_err().is_auth(), "{name}");
        }
    }
}

#[tokio::test]
async fn no_rows_come_as_a_list_as_null_and_as_nothing() {
    for body in ["[]", "null", "{}", ""] {
        let (client, _) = client(200, body);
        for (name, found) in look_ups(&client).await {
            assert_eq!(found.unwrap(), 0, "{name}: {body}");
        }
    }
}

#[tokio::test]
async fn only_a_row_with_the_code_counts_and_two_are_ambiguous() {
    let rows = r#"[
        {"productId":"A","code":"A","supplierCode":"A","locationCode":"A","clientReferenceNumber":"A"},
        {"productId":"B","code":"B","supplierCode":"B","locationCode":"B","clientReferenceNumber":"B"}
    ]"#;
    let (client_of_both, _) = client(200, rows);
    for (name, found) in look_ups(&client_of_both)
        .await
        .into_iter()
        .filter(|(n, _)| n.ends_with("get"))
    {
        assert_eq!(found.unwrap(), 1, "{name}");
    }
    let c = client_of_both;
    assert!(!c.products().exists("C").await.unwrap());
    assert!(!c.customers().exists("a").await.unwrap(), "case counts");

    let twins = r#"[
        {"productId":"A","id":1,"code":"A","name":"1","supplierCode":"A","supplierName":"1",
         "locationCode":"A","locationName":"1","clientReferenceNumber":"A","externalId":"1"},
        {"productId":"7","productCodeReadable":"A","code":"A","name":"2","supplierCode":"A",
         "locationCode":"A","locationName":"2","referenceNumber":"A","externalId":"2"}
    ]"#;
    let (client, _) = client(200, twins);
    for (name, found) in look_ups(&client)
        .await
        .into_iter()
        .filter(|(n, _)| n.ends_with("get"))
    {
        let error = found.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Ambiguous, "{name}");
        assert!(error.operation().is_some(), "{name}");
        assert_eq!(error.attempts(), 1, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_ambiguous_look_up_says_how_often_it_was_tried_and_how_long_it_took() {
    let answers = Mutex::new(vec![
        Answer::json(200, r#"[{"code":"A","name":"1"},{"code":"A","name":"2"}]"#),
        Answer::status(503),
    ]);
    let client = builder()
        .in_process(move |_| {
            let answer = answers.lock().unwrap().pop().unwrap();
            async move {
                tokio::time::sleep(Duration::from_secs(3)).await;
                answer
            }
        })
        .build()
        .unwrap();
    let error = client.customers().get("A").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ambiguous);
    assert_eq!(error.attempts(), 2);
    assert!(
        error.elapsed() >= Duration::from_secs(6),
        "{:?}",
        error.elapsed()
    );
}

#[tokio::test]
async fn the_overall_levels_become_sums_where_the_view_says_so_whatever_the_call() {
    let sandbox = shop::open(Sandbox::builder()).await;
    let client = shop::client(&sandbox);
    let (levels, sums) = (client.inventory(), client.inventory().with_overall_sums());
    let overall = async || {
        let product = client.products().get("P1").await.unwrap().unwrap();
        (product.stock_on_hand, product.stock_on_order)
    };
    let south = |on_hand| Inventory::new("P1", on_hand, 1.0).location_code("SOUTH");
    let request = |on_hand| SetInventoryRequest::new().inventory(vec![south(on_hand)]);

    levels.set(request(3.0)).await.unwrap();
    levels
        .set_at_location("P1", "SOUTH", 4.0, 1.0)
        .await
        .unwrap();
    assert_eq!(overall().await, (Some(2.0), Some(0.0)), "NORTH has 2");
    sums.set(request(5.0)).await.unwrap();
    assert_eq!(overall().await, (Some(7.0), Some(1.0)));
    sums.set_at_location("P1", "SOUTH", 6.0, 2.0).await.unwrap();
    assert_eq!(overall().await, (Some(8.0), Some(2.0)));
    assert!(sums.set_all([south(8.0)]).await.is_complete());
    assert_eq!(overall().await, (Some(10.0), Some(1.0)));
}

#[tokio::test]
async fn created_and_updated_are_said_where_a_status_tells_them() {
    let supplier = PurchaseOrderSupplier::new();
    let lines = vec![PurchaseOrderLineItem::new("P1", 1.0)];
    let order = PurchaseOrderRequestDto::new(supplier, lines).client_reference_number("A");
    for (status, outcome) in [
        (201, WriteOutcome::Created),
        (200, WriteOutcome::Updated),
        (204, WriteOutcome::Unknown),
        (202, WriteOutcome::Unknown),
    ] {
        let (client, _) = client(status, "");
        let saved = client
            .products()
            .upsert(ProductsRequestDto::new("A"))
            .await
            .unwrap();
        assert_eq!((saved.outcome, saved.value), (outcome, None));
        let saved = client
            .purchase_orders()
            .upsert(order.clone())
            .await
            .unwrap();
        assert_eq!((saved.outcome, saved.value), (outcome, None));
        let saved = client
            .suppliers()
            .upsert(SupplierRequestDto::new("A"))
            .await
            .unwrap();
        assert_eq!((saved.outcome, saved.value), (WriteOutcome::Unknown, None));
    }
}

#[tokio::test]
async fn the_order_plan_is_read_from_the_page_that_was_asked_for_to_a_page_that_is_not_full() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    let client = builder().in_process(move |request| {
        let criteria: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
        let page = criteria["page"].as_i64();
        log.lock().unwrap().push(page);
        // Twelve rows, five to a page, the first of them being page 0.
        let from = page.unwrap_or(0) * 5;
        let rows: Vec<_> = (from..12.min(from + 5))
            .map(|id| json!({ "id": id }))
            .collect();
        let answer = json!({
            "results": rows,
            "filterCriteria": { "perPage": criteria["perPage"], "hasNextPage": from + 5 < 12 },
        });
        async move { Answer::json(200, answer.to_string()) }
    });
    let client = client.build().unwrap();
    let criteria = OrderPlanFilterCriteria::new().per_page(5);
    let ids = |rows: Vec<stocktrim::types::SkuOptimizedResultsDto>| {
        rows.into_iter()
            .filter_map(|row| row.id)
            .collect::<Vec<_>>()
    };
    let rows = client.order_plan().query(criteria.clone()).await.unwrap();
    assert_eq!(ids(rows), (0..12).collect::<Vec<_>>());
    // One more may be asked for before the last one has come.
    let numbers = std::mem::take(&mut *asked.lock().unwrap());
    assert!(numbers.starts_with(&[None, Some(1), Some(2)]) && numbers.len() <= 4);
    let rows = client.order_plan().query(criteria.page(1)).await.unwrap();
    assert_eq!(ids(rows), (5..12).collect::<Vec<_>>());
    let numbers = asked.lock().unwrap();
    assert!(numbers.starts_with(&[Some(1), Some(2)]) && numbers.len() <= 3);
}

#[test]
fn resources_and_their_futures_cross_threads() {
    fn crosses<T: Send + Sync>(_: &T) {}
    fn is_send<T: Send>(_: T) {}
    let (c, _) = client(200, "");
    crosses(&c.products());
    crosses(&c.customers());
    crosses(&c.suppliers());
    crosses(&c.locations());
    crosses(&c.inventory());
    crosses(&c.sales_orders());
    crosses(&c.purchase_orders());
    crosses(&c.order_plan());
    crosses(&c.forecast());
    crosses(&c.boms());
    crosses(&c.settings());
    is_send(c.products().list());
    is_send(c.products().stream());
    is_send(c.products().upsert(ProductsRequestDto::new("A")));
    is_send(
        c.products()
            .upsert_all(vec![ProductsRequestDto::new("A")])
            .into_future(),
    );
    is_send(c.inventory().set_all(vec![Inventory::new("A", 1.0, 1.0)]));
    is_send(c.locations().in_use());
    is_send(c.sales_orders().delete_in_range(days_ago(1), days_ago(1)));
    is_send(c.purchase_orders().for_supplier("A"));
    is_send(c.order_plan().urgent(1));
    is_send(c.forecast().run_to_end().into_future());
    is_send(c.boms().create(BillOfMaterialsRequestDto::new("A", "B")));
    is_send(c.settings().set_inventory_system("Cin7"));
    is_send(c.customers().find_or_create(CustomerDto::new()));
}
