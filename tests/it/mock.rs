//! Stubs: what is asked is matched, and what is answered arrives, by the way of the wire.

use std::time::Duration;

use serde_json::json;
use stocktrim::mock::{self, MockServer, MockServerExt};
use stocktrim::types::{
    CustomerDto, ProductsRequestDto, ProductsResponseDto, PurchaseOrderStatusDto,
    SupplierRequestDto, SupplierResponseDto, Timestamp,
};
use stocktrim::{Applied, Client, DeleteOutcome, ErrorKind, WriteOutcome};

fn server() -> (MockServer, Client) {
    let server = MockServer::start();
    let client = mock::client(&server).unwrap();
    (server, client)
}

#[tokio::test]
async fn a_read_is_answered_with_the_rows_of_the_stub() {
    let (server, client) = server();
    let rows = [
        ProductsResponseDto::new("OAK-1").cost(18.5),
        ProductsResponseDto::new("OAK-2"),
    ];
    let first = server.list_products(|when, then| {
        when.page_no(None).code(None);
        then.success(200, rows.clone());
    });
    assert_eq!(client.products().list_page(None).await.unwrap(), rows);
    first.assert();

    let none = server.find_supplier(|when, then| {
        when.code("HT-01");
        then.success(200, None);
    });
    assert_eq!(client.suppliers().get("HT-01").await.unwrap(), None);
    none.assert();
}

#[tokio::test]
async fn one_row_is_answered_as_an_object_and_rows_as_a_list() {
    let (server, client) = server();
    let supplier = SupplierResponseDto::new().supplier_code("HT-01");
    server.find_supplier(|when, then| {
        when.code("HT-01");
        then.success(200, supplier.clone());
    });
    server.list_suppliers(|_, then| {
        then.success(200, vec![supplier.clone()]);
    });
    let object = client.api().find_supplier().code("HT-01").send_raw();
    let list = client.api().list_suppliers().send_raw();
    let (object, list) = tokio::try_join!(object, list).unwrap();
    assert_eq!(object.as_ref(), br#"{"supplierCode":"HT-01"}"#);
    assert_eq!(list.as_ref(), br#"[{"supplierCode":"HT-01"}]"#);
    let found = client.suppliers().get("HT-01").await.unwrap();
    assert_eq!(found, Some(supplier));
}

#[tokio::test]
async fn a_stub_answers_its_own_arguments_alone() {
    let (server, client) = server();
    let oak = server.list_products(|when, then| {
        when.code("OAK");
        then.success(200, [ProductsResponseDto::new("OAK")]);
    });
    assert!(client.products().exists("OAK").await.unwrap());
    let stranger = client.products().exists("OAK-2").await.unwrap_err();
    assert_eq!(stranger.kind(), ErrorKind::NotFound, "{stranger}");
    assert_eq!(oak.calls(), 1);
}

#[tokio::test]
async fn a_path_value_is_matched_as_it_is_sent_and_not_as_a_pattern() {
    let (server, client) = server();
    let codes = ["A.B", "AxB", "WALK/IN 7", "(50% off", "Müller+#1"];
    let stubs = codes.map(|code| {
        server.get_customer(|when, then| {
            when.code(code);
            then.success(200, [CustomerDto::new().code(code)]);
        })
    });
    for (code, stub) in codes.iter().zip(&stubs) {
        assert!(client.customers().exists(code).await.unwrap(), "{code}");
        assert_eq!(stub.calls(), 1, "{code}");
    }
    server.get_customer(|when, then| {
        when.code("..");
        then.status(500);
    });
    assert!(
        client.customers().exists("A.B").await.unwrap(),
        "what is never sent meets nothing"
    );
}

#[tokio::test]
async fn a_write_is_matched_by_its_body() {
    let (server, client) = server();
    let oak = ProductsRequestDto::new("OAK").name("Oak").cost(18.5);
    let created = server.upsert_product(|when, then| {
        when.body(&oak);
        then.success(201, [ProductsResponseDto::new("OAK").name("Oak")]);
    });
    let saved = client.products().upsert(oak).await.unwrap();
    assert_eq!(saved.outcome, WriteOutcome::Created);
    assert_eq!(saved.value.unwrap().name.as_deref(), Some("Oak"));
    created.assert();

    let list = vec![SupplierRequestDto::new("HT-01")];
    let suppliers = server.upsert_suppliers(|when, then| {
        when.body(&list);
        then.success(200, [SupplierResponseDto::new().supplier_code("HT-01")]);
    });
    client.suppliers().upsert(list[0].clone()).await.unwrap();
    suppliers.assert();
}

#[tokio::test]
async fn dates_enums_and_numbers_are_typed() {
    let (server, client) = server();
    let from: Timestamp = "2026-01-01T00:00:00".parse().unwrap();
    let to: Timestamp = "2026-02-01T12:30:00.5".parse().unwrap();
    let range = server.delete_sales_orders_in_range(|when, then| {
        when.from_date(&from).to_date(&to).product_id(None);
        then.success(204);
    });
    client
        .sales_orders()
        .delete_in_range(from, to)
        .await
        .unwrap();
    range.assert();

    let drafts = server.list_purchase_orders(|when, then| {
        when.page(3).status(&PurchaseOrderStatusDto::Draft);
        then.success(200, []);
    });
    let orders = client
        .purchase_orders()
        .with_status(PurchaseOrderStatusDto::Draft);
    assert_eq!(orders.list_page(3).await.unwrap(), []);
    drafts.assert();
}

#[tokio::test]
async fn a_refusal_arrives_with_its_reasons() {
    let (server, client) = server();
    server.upsert_product(|_, then| {
        then.validation([
            ("productId", "is too long"),
            ("cost", "is negative"),
            ("productId", "has a space"),
        ]);
    });
    let product = ProductsRequestDto::new("OAK");
    let error = client.products().upsert(product).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert_eq!(error.applied(), Applied::No);
    let reasons: Vec<_> = error.validation_errors().collect();
    assert_eq!(reasons[0].0, "cost");
    assert_eq!(reasons[1].1, ["is too long", "has a space"]);
}

#[tokio::test]
async fn problems_texts_and_statuses_are_answered_as_they_are() {
    let (server, client) = server();
    let mut gone = server.delete_product(|_, then| {
        then.problem(404, "Not Found");
    });
    assert_eq!(
        client.products().delete("OAK").await.unwrap(),
        DeleteOutcome::NotFound
    );
    gone.delete();

    server.delete_product(|_, then| {
        then.text(502, "the proxy is tired");
    });
    let error = client.products().delete("OAK").await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.body()),
        (502, "the proxy is tired")
    );

    server.list_customers(|_, then| {
        then.status(401);
    });
    assert!(client.customers().list().await.unwrap_err().is_auth());

    server.list_suppliers(|_, then| {
        then.status(429).header("Retry-After", "7");
    });
    let error = client.suppliers().list().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
}

#[tokio::test]
async fn an_answer_can_break_the_document_and_take_its_time() {
    let (server, client) = server();
    server.find_supplier(|_, then| {
        then.json(200, &json!({ "supplierCode": "HT-01", "tomorrow": true }));
    });
    assert!(
        client.suppliers().exists("HT-01").await.unwrap(),
        "one object where a list is likely"
    );

    server.list_boms(|_, then| {
        then.success(200, []).delay(Duration::from_secs(5));
    });
    let hasty = Client::builder()
        .credentials("mock-id", "mock name")
        .base_url(server.base_url())
        .retry(stocktrim::RetryConfig::disabled())
        .attempt_timeout(Duration::from_millis(20))
        .build()
        .unwrap();
    assert!(hasty.boms().list().await.unwrap_err().is_timeout());
}

#[test]
#[should_panic(expected = "left == right")]
fn a_success_is_a_success() {
    MockServer::start().run_forecast(|_, then| {
        then.success(500);
    });
}

#[tokio::test]
async fn every_stub_can_be_made_and_printed() {
    let (server, _) = server();
    server.get_processing_status(|when, then| {
        assert_eq!(format!("{when:?}"), "GetProcessingStatusWhen { .. }");
        assert_eq!(format!("{then:?}"), "GetProcessingStatusThen { .. }");
        when.into_inner().header_exists("api-auth-id");
        then.into_inner().status(200);
    });
}

#[tokio::test]
async fn e12_one_row_is_answered_as_an_object_and_rows_as_a_list_whatever_the_document_promises() {
    let (server, client) = server();
    let api = client.api();
    // The document promises a list of products, and one supplier.
    let row = || ProductsResponseDto::new("OAK");
    let mut one = server.list_products(|_, then| {
        then.success(200, row());
    });
    let body = api.list_products().send_raw().await.unwrap().into_inner();
    assert!(body.starts_with(b"{"), "{body:?}");
    assert_eq!(client.products().list_page(None).await.unwrap(), [row()]);
    one.delete();
    server.list_products(|_, then| {
        then.success(200, vec![row(), row()]);
    });
    let body = api.list_products().send_raw().await.unwrap().into_inner();
    assert!(body.starts_with(b"[{"), "{body:?}");

    let row = || SupplierResponseDto::new().supplier_code("S");
    for (begins, list) in [("{", false), ("[{", true)] {
        let mut stub = server.find_supplier(|_, then| {
            if list {
                then.success(200, [row()]);
            } else {
                then.success(200, row());
            }
        });
        let body = api
            .find_supplier()
            .code("S")
            .send_raw()
            .await
            .unwrap()
            .into_inner();
        assert!(body.starts_with(begins.as_bytes()), "{body:?}");
        assert_eq!(client.suppliers().get("S").await.unwrap(), Some(row()));
        stub.delete();
    }
}
