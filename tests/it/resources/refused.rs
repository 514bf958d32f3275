//! What is refused before anything is sent: blank keys, and calls that make no sense.

use stocktrim::types::{
    BillOfMaterialsRequestDto, CustomerDto, Inventory, LocationRequestDto, OrderPlanFilterCriteria,
    OrderPlanFilterCriteriaDto, ProductsRequestDto, PurchaseOrderLineItem, PurchaseOrderRequestDto,
    PurchaseOrderSupplier, SalesOrderRequestDto, SalesOrderWithLineItemsRequestDto,
    SetInventoryRequest, SupplierRequestDto,
};
use stocktrim::{ErrorKind, Result};
use stocktrim_sandbox::Sandbox;

use super::scripted::client;
use super::shop::{self, days_ago};
use crate::support::Sent;
use crate::support::server::Server;

fn sale(reference: Option<&str>) -> SalesOrderRequestDto {
    let mut sale = SalesOrderRequestDto::new("A", days_ago(1), 1.0);
    sale.external_reference_id = reference.map(str::to_owned);
    sale
}

fn order_of(lines: Vec<SalesOrderRequestDto>) -> SalesOrderWithLineItemsRequestDto {
    SalesOrderWithLineItemsRequestDto::new(days_ago(1)).sale_order_line_items(lines)
}

fn all_refused(refusals: Vec<Result<()>>, asked: &Sent) {
    for (place, refusal) in refusals.into_iter().enumerate() {
        let error = refusal.expect_err(&place.to_string());
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{place}: {error}");
        assert_eq!(error.attempts(), 0);
    }
    assert_eq!(asked.count(), 0);
}

#[tokio::test]
async fn blank_keys_are_refused_before_anything_is_sent() {
    let (c, asked) = client(200, "null");
    let mut refusals: Vec<Result<()>> = Vec::new();
    for key in ["", " ", "\t\u{a0}"] {
        refusals.extend([
            c.products().get(key).await.map(drop),
            c.products().variants(key).await.map(drop),
            c.products().delete(key).await.map(drop),
            c.products()
                .upsert(ProductsRequestDto::new(key))
                .await
                .map(drop),
            c.customers().get(key).await.map(drop),
            c.customers()
                .upsert(CustomerDto::new().code(key))
                .await
                .map(drop),
            c.customers().upsert(CustomerDto::new()).await.map(drop),
            c.customers()
                .find_or_create(CustomerDto::new())
                .await
                .map(drop),
            c.suppliers().get(key).await.map(drop),
            c.suppliers().delete(key).await.map(drop),
            c.suppliers()
                .upsert(SupplierRequestDto::new(key))
                .await
                .map(drop),
            c.locations().get(key).await.map(drop),
            c.locations()
                .upsert(LocationRequestDto::new(key))
                .await
                .map(drop),
            c.inventory().set_for_product(key, 1.0, 1.0).await,
            c.inventory().set_at_location(key, "N", 1.0, 1.0).await,
            c.inventory().set_at_location("A", key, 1.0, 1.0).await,
            c.sales_orders().list_for_product(key).await.map(drop),
            c.sales_orders().delete_for_product(key).await,
            c.sales_orders().delete_at_location(key).await,
            c.sales_orders()
                .delete_in_range_for_product(key, days_ago(2), days_ago(1))
                .await,
            c.purchase_orders().get(key).await.map(drop),
            c.purchase_orders().delete(key).await.map(drop),
            c.purchase_orders().for_supplier(key).await.map(drop),
            c.order_plan().search(key).await.map(drop),
            c.order_plan().for_supplier(key).await.map(drop),
            c.order_plan().for_category(key).await.map(drop),
            c.boms().for_product(key).await.map(drop),
            c.boms().uses_of_component(key).await.map(drop),
            c.boms().delete("A", key).await.map(drop),
            c.boms().delete(key, "A").await.map(drop),
            c.boms()
                .create(BillOfMaterialsRequestDto::new("A", key))
                .await
                .map(drop),
            c.settings().configuration(key).await.map(drop),
            c.settings().set_inventory_system(key).await,
            c.sales_orders()
                .upsert_with_lines(order_of(vec![sale(Some(key))]))
                .await
                .map(drop),
        ]);
    }
    all_refused(refusals, &asked);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_before_anything_is_sent() {
    let (c, asked) = client(200, "null");
    let supplier = PurchaseOrderSupplier::new;
    let lines = |id: &str, quantity| vec![PurchaseOrderLineItem::new(id, quantity)];
    let codes = vec![" ".to_owned()];
    let order = |lines| PurchaseOrderRequestDto::new(supplier(), lines);
    let set = SetInventoryRequest::new();
    let nan = vec![Inventory::new("A", f64::NAN, 0.0)];
    let criteria = OrderPlanFilterCriteriaDto::new().supplier_codes(codes);
    let refusals = vec![
        c.customers().get("..").await.map(drop),
        c.purchase_orders()
            .upsert(order(lines("A", 1.0)))
            .await
            .map(drop),
        c.purchase_orders()
            .upsert(order(lines(" ", 1.0)).client_reference_number("P"))
            .await
            .map(drop),
        c.purchase_orders()
            .upsert(order(lines("A", f64::INFINITY)).client_reference_number("P"))
            .await
            .map(drop),
        c.purchase_orders()
            .generate_from_order_plan(criteria)
            .await
            .map(drop),
        c.inventory().set(set.clone()).await,
        c.inventory().set(set.clone().inventory(vec![])).await,
        c.inventory().set(set.inventory(nan)).await,
        c.sales_orders()
            .delete_in_range(days_ago(1), days_ago(2))
            .await,
        c.sales_orders()
            .upsert_with_lines(order_of(vec![]))
            .await
            .map(drop),
        c.sales_orders()
            .create_with_lines(order_of(vec![]))
            .await
            .map(drop),
        c.sales_orders()
            .upsert_with_lines(order_of(vec![sale(None)]))
            .await
            .map(drop),
        c.sales_orders()
            .upsert_with_lines(order_of(vec![
                sale(Some("1")),
                sale(Some("2")),
                sale(Some("1")),
            ]))
            .await
            .map(drop),
        c.order_plan()
            .query(OrderPlanFilterCriteria::new().page(-1))
            .await
            .map(drop),
    ];
    all_refused(refusals, &asked);

    let one_day = days_ago(1);
    c.sales_orders()
        .delete_in_range(one_day, one_day)
        .await
        .unwrap();
    assert_eq!(asked.count(), 1);
}

#[tokio::test]
async fn nothing_is_ordered_for_the_whole_catalogue_by_omission() {
    let (c, asked) = client(200, "null");
    let criteria = OrderPlanFilterCriteriaDto::new;
    let named = criteria().supplier_codes(vec!["HT-01".to_owned()]);
    let mut refusals = Vec::new();
    for criteria in [
        criteria(),
        criteria().current_status("Current"),
        criteria().supplier_codes(vec![]),
        criteria().location_codes(vec![]),
        criteria().search_string(""),
        criteria().search_string(" \t"),
        criteria().location_codes(vec!["N".to_owned(), " ".to_owned()]),
        // One that is named does not make another, which is empty, mean none.
        named.clone().location_codes(vec![]),
        named.clone().search_string(" "),
    ] {
        let orders = c.purchase_orders();
        let drafts = orders.generate_from_order_plan(criteria).await;
        refusals.push(drafts.map(drop));
    }
    all_refused(refusals, &asked);

    for criteria in [
        named,
        criteria().location_codes(vec!["N".to_owned()]),
        criteria().search_string("oak"),
    ] {
        let orders = c.purchase_orders();
        orders.generate_from_order_plan(criteria).await.unwrap();
    }
    assert_eq!(asked.count(), 3);
}

#[tokio::test]
async fn overall_levels_are_not_set_where_they_are_to_be_sums() {
    let (c, asked) = client(200, "null");
    let sums = c.inventory().with_overall_sums();
    let overall = || Inventory::new("A", 1.0, 0.0);
    let mixed = vec![overall().location_code("N"), overall()];
    let mut refusals = vec![
        sums.set_for_product("A", 1.0, 0.0).await,
        sums.set(SetInventoryRequest::new().inventory(mixed)).await,
    ];
    for line in [overall(), overall().location_code(" ")] {
        let report = sums.set_all([line]).await;
        refusals.push(Err(report.rows()[0].outcome.error().unwrap().clone()));
    }
    all_refused(refusals, &asked);
    let named = overall().location_name("The north store");
    assert!(sums.set_all([named]).await.is_complete());
    assert_eq!(asked.count(), 1);
}

#[tokio::test]
async fn an_order_without_lines_is_refused_and_does_not_empty_the_one_that_is_there() {
    let sandbox = shop::open(Sandbox::builder()).await;
    let supplier = PurchaseOrderSupplier::new().supplier_code("HT-01");
    let empty = PurchaseOrderRequestDto::new(supplier, vec![]).client_reference_number("PO-3");
    let client = shop::client(&sandbox);
    let error = client
        .purchase_orders()
        .upsert(empty.clone())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(
        error.to_string().contains("purchaseOrderLineItems"),
        "{error}"
    );
    let kept = client.purchase_orders().get("PO-3").await.unwrap().unwrap();
    assert_eq!(kept.lines().len(), 1);

    let (client, asked) = self::client(200, "null");
    all_refused(
        vec![client.purchase_orders().upsert(empty).await.map(drop)],
        &asked,
    );
}

#[tokio::test]
async fn a_404_whose_body_was_cut_is_not_taken_for_none() {
    let cut = "HTTP/1.1 404 Not Found\r\ncontent-length: 50\r\n\r\n";
    let server = Server::raw(cut).await;
    let client = server.builder().build().unwrap();
    let error = client.customers().get("C-1").await.unwrap_err();
    assert!(error.is_not_found() && error.body().is_empty(), "{error:?}");
}
