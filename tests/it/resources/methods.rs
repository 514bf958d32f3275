//! Every method of every resource, with what it should come to in the small shop.

use std::pin::Pin;
use std::time::Duration;

use stocktrim::resources::{BulkReport, FoundOrCreated};
use stocktrim::types::{
    BillOfMaterialsRequestDto, CustomerDto, Inventory, LocationRequestDto, OrderPlanFilterCriteria,
    OrderPlanFilterCriteriaDto, ProcessingStatusRequestDto, ProductsRequestDto,
    PurchaseOrderLineItem, PurchaseOrderRequestDto, PurchaseOrderSupplier, SalesOrderRequestDto,
    SalesOrderWithLineItemsRequestDto, SetInventoryRequest, SupplierRequestDto,
};
use stocktrim::{Client, DeleteOutcome, Operation, Result, WriteOutcome};

use super::shop::days_ago;

/// What a call came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Came {
    /// So many rows.
    Rows(usize),
    /// Whether it was there.
    There(bool),
    /// It was written.
    Done(WriteOutcome),
    /// It was deleted.
    Gone(DeleteOutcome),
    /// So many rows were saved, refused, and are unknown.
    Bulk(usize, usize, usize),
    /// Anything that succeeded.
    Fine,
}

pub type Calling = Pin<Box<dyn Future<Output = Result<Came>> + Send>>;

/// A method and how it is called.
pub struct Method {
    pub name: &'static str,
    /// The operation that it stands or falls with.
    pub operation: Operation,
    /// Whether it changes anything.
    pub writes: bool,
    /// Whether doing it twice is doing it once.
    pub repeatable: bool,
    pub call: fn(Client) -> Calling,
    pub comes_to: Came,
}

fn bulk<R, T>(report: &BulkReport<R, T>) -> Came {
    let unknown = report.unknown().count();
    Came::Bulk(
        report.saved().count(),
        report.failed().count() - unknown,
        unknown,
    )
}

fn product(id: &str) -> ProductsRequestDto {
    ProductsRequestDto::new(id).name("A part")
}

fn order(number: &str) -> PurchaseOrderRequestDto {
    let supplier = PurchaseOrderSupplier::new().supplier_code("HT-01");
    let lines = vec![PurchaseOrderLineItem::new("P1", 5.0).unit_price(2.0)];
    PurchaseOrderRequestDto::new(supplier, lines).client_reference_number(number)
}

fn sale(reference: &str) -> SalesOrderRequestDto {
    SalesOrderRequestDto::new("P40", days_ago(2), 1.0).external_reference_id(reference)
}

fn sale_of_two() -> SalesOrderWithLineItemsRequestDto {
    let lines = vec![sale("N-1"), sale("N-2")];
    SalesOrderWithLineItemsRequestDto::new(days_ago(2)).sale_order_line_items(lines)
}

fn level(id: &str) -> Inventory {
    Inventory::new(id, 9.0, 1.0)
}

fn everything() -> OrderPlanFilterCriteria {
    OrderPlanFilterCriteria::new().per_page(7)
}

macro_rules! methods {
    ($($kind:ident $name:literal $operation:ident => $came:expr, |$client:ident| $body:expr;)*) => {
        /// All of them.
        pub fn all() -> Vec<Method> {
            vec![$(Method {
                name: $name,
                operation: Operation::from_id(stringify!($operation)).unwrap(),
                writes: stringify!($kind) != "read",
                repeatable: stringify!($kind) != "once",
                call: |$client| Box::pin(async move { $body }),
                comes_to: $came,
            }),*]
        }
    };
}

methods! {
    read "products.list" list_products => Came::Rows(64), |c| Ok(Came::Rows(c.products().list().await?.len()));
    read "products.stream" list_products => Came::Rows(64), |c| {
        let mut stream = c.products().stream();
        let mut rows = 0;
        while let Some(row) = stream.next().await {
            row?;
            rows += 1;
        }
        Ok(Came::Rows(rows))
    };
    read "products.list_page" list_products => Came::Rows(50), |c| Ok(Came::Rows(c.products().list_page(None).await?.len()));
    read "products.get" list_products => Came::There(true), |c| Ok(Came::There(c.products().get("P7").await?.is_some()));
    read "products.get none" list_products => Came::There(false), |c| Ok(Came::There(c.products().get("P").await?.is_some()));
    read "products.get_many" list_products => Came::Rows(2), |c| Ok(Came::Rows(c.products().get_many(["P7", "none", "P8"]).await?.iter().flatten().count()));
    read "products.exists" list_products => Came::There(true), |c| Ok(Came::There(c.products().exists("P7").await?));
    read "products.variants" list_products => Came::Rows(3), |c| Ok(Came::Rows(c.products().variants("OAK").await?.len()));
    write "products.upsert new" upsert_product => Came::Done(WriteOutcome::Created), |c| Ok(Came::Done(c.products().upsert(product("NEW")).await?.outcome));
    write "products.upsert" upsert_product => Came::Done(WriteOutcome::Updated), |c| Ok(Came::Done(c.products().upsert(product("P9")).await?.outcome));
    write "products.upsert_all" upsert_product => Came::Bulk(3, 0, 0), |c| Ok(bulk(&c.products().upsert_all(["N1", "N2", "P3"].map(product)).await));
    write "products.delete" delete_product => Came::Gone(DeleteOutcome::Deleted), |c| Ok(Came::Gone(c.products().delete("P50").await?));
    write "products.delete none" delete_product => Came::Gone(DeleteOutcome::NotFound), |c| Ok(Came::Gone(c.products().delete("none").await?));

    read "customers.list" list_customers => Came::Rows(1), |c| Ok(Came::Rows(c.customers().list().await?.len()));
    read "customers.get" get_customer => Came::There(true), |c| Ok(Came::There(c.customers().get("A/B 1").await?.is_some()));
    read "customers.get none" get_customer => Came::There(false), |c| Ok(Came::There(c.customers().get("A").await?.is_some()));
    read "customers.exists" get_customer => Came::There(true), |c| Ok(Came::There(c.customers().exists("A/B 1").await?));
    read "customers.find_or_create found" get_customer => Came::There(true), |c| {
        let found = c.customers().find_or_create(CustomerDto::new().code("A/B 1")).await?;
        Ok(Came::There(matches!(found, FoundOrCreated::Found(_))))
    };
    write "customers.find_or_create" upsert_customer => Came::There(false), |c| {
        let found = c.customers().find_or_create(CustomerDto::new().code("new")).await?;
        Ok(Came::There(matches!(found, FoundOrCreated::Found(_))))
    };
    write "customers.upsert" upsert_customer => Came::Done(WriteOutcome::Unknown), |c| Ok(Came::Done(c.customers().upsert(CustomerDto::new().code("%#ü")).await?.outcome));
    write "customers.upsert_all" upsert_customer => Came::Bulk(2, 0, 0), |c| Ok(bulk(&c.customers().upsert_all(["1", "2"].map(|code| CustomerDto::new().code(code))).await));

    read "suppliers.list" list_suppliers => Came::Rows(2), |c| Ok(Came::Rows(c.suppliers().list().await?.len()));
    read "suppliers.get" find_supplier => Came::There(true), |c| Ok(Came::There(c.suppliers().get("HT-01").await?.is_some()));
    read "suppliers.get none" find_supplier => Came::There(false), |c| Ok(Came::There(c.suppliers().get("HT").await?.is_some()));
    read "suppliers.exists" find_supplier => Came::There(true), |c| Ok(Came::There(c.suppliers().exists("HT-01").await?));
    write "suppliers.upsert" upsert_suppliers => Came::Done(WriteOutcome::Unknown), |c| Ok(Came::Done(c.suppliers().upsert(SupplierRequestDto::new("HT-02")).await?.outcome));
    write "suppliers.upsert_all" upsert_suppliers => Came::Bulk(2, 0, 0), |c| Ok(bulk(&c.suppliers().upsert_all(["HT-01", "HT-03"].map(SupplierRequestDto::new)).await));
    write "suppliers.delete" delete_supplier => Came::Gone(DeleteOutcome::Deleted), |c| Ok(Came::Gone(c.suppliers().delete("HT-01").await?));
    write "suppliers.delete none" delete_supplier => Came::Gone(DeleteOutcome::NotFound), |c| Ok(Came::Gone(c.suppliers().delete("none").await?));

    read "locations.get" find_location => Came::There(true), |c| Ok(Came::There(c.locations().get("NORTH").await?.is_some()));
    read "locations.get none" find_location => Came::There(false), |c| Ok(Came::There(c.locations().get("N").await?.is_some()));
    read "locations.exists" find_location => Came::There(true), |c| Ok(Came::There(c.locations().exists("NORTH").await?));
    write "locations.upsert" upsert_location => Came::Done(WriteOutcome::Unknown), |c| Ok(Came::Done(c.locations().upsert(LocationRequestDto::new("SOUTH")).await?.outcome));
    write "locations.upsert_all" upsert_location => Came::Bulk(2, 0, 0), |c| Ok(bulk(&c.locations().upsert_all(["SOUTH", "WEST"].map(LocationRequestDto::new)).await));
    read "locations.in_use" list_products => Came::Rows(1), |c| Ok(Came::Rows(c.locations().in_use().await?.len()));

    read "inventory.levels" list_products => Came::Rows(64), |c| Ok(Came::Rows(c.inventory().levels().await?.len()));
    write "inventory.set" set_inventory => Came::Fine, |c| {
        let request = SetInventoryRequest::new().inventory(vec![level("P1"), level("P2")]);
        c.inventory().set(request).await.map(|()| Came::Fine)
    };
    write "inventory.set_for_product" set_inventory => Came::Fine, |c| c.inventory().set_for_product("P3", 1.0, 2.0).await.map(|()| Came::Fine);
    write "inventory.set_at_location" set_inventory => Came::Fine, |c| {
        let levels = c.inventory().with_overall_sums();
        levels.set_at_location("P3", "NORTH", 1.0, 2.0).await.map(|()| Came::Fine)
    };
    write "inventory.set_all" set_inventory => Came::Bulk(2, 1, 0), |c| Ok(bulk(&c.inventory().set_all(["P1", "unknown", "P2"].map(level)).await));

    read "sales_orders.list_for_product" list_sales_orders => Came::Rows(0), |c| Ok(Came::Rows(c.sales_orders().list_for_product("P1").await?.len()));
    once "sales_orders.create" create_sales_order => Came::Fine, |c| c.sales_orders().create(sale("N-3")).await.map(|_| Came::Fine);
    once "sales_orders.create_with_lines" create_sales_orders => Came::Fine, |c| c.sales_orders().create_with_lines(sale_of_two()).await.map(|_| Came::Fine);
    write "sales_orders.upsert_with_lines" upsert_sales_orders => Came::Fine, |c| c.sales_orders().upsert_with_lines(sale_of_two()).await.map(|_| Came::Fine);
    write "sales_orders.upsert_all" upsert_sales_orders => Came::Bulk(1, 0, 0), |c| Ok(bulk(&c.sales_orders().upsert_all([sale_of_two()]).await));
    once "sales_orders.delete_for_product" delete_sales_orders => Came::Fine, |c| c.sales_orders().delete_for_product("P1").await.map(|()| Came::Fine);
    once "sales_orders.delete_in_range" delete_sales_orders_in_range => Came::Fine, |c| c.sales_orders().delete_in_range(days_ago(9), days_ago(4)).await.map(|()| Came::Fine);
    once "sales_orders.delete_in_range_for_product" delete_sales_orders_in_range => Came::Fine, |c| c.sales_orders().delete_in_range_for_product("P2", days_ago(9), days_ago(4)).await.map(|()| Came::Fine);
    once "sales_orders.delete_at_location" delete_sales_orders_at_location => Came::Fine, |c| c.sales_orders().delete_at_location("NORTH").await.map(|()| Came::Fine);
    once "sales_orders.delete_all_permanently" delete_all_sales_orders => Came::Fine, |c| c.sales_orders().delete_all_permanently().await.map(|()| Came::Fine);

    read "purchase_orders.list" list_purchase_orders => Came::Rows(23), |c| Ok(Came::Rows(c.purchase_orders().with_page_size(10).list().await?.len()));
    read "purchase_orders.stream" list_purchase_orders => Came::Rows(23), |c| Ok(Came::Rows(c.purchase_orders().stream().into_vec().await?.len()));
    read "purchase_orders.with_status" list_purchase_orders => Came::Rows(0), |c| Ok(Came::Rows(c.purchase_orders().with_status("Draft").list().await?.len()));
    read "purchase_orders.list_page" list_purchase_orders => Came::Rows(3), |c| Ok(Came::Rows(c.purchase_orders().with_page_size(10).list_page(2).await?.len()));
    read "purchase_orders.get" find_purchase_order => Came::There(true), |c| Ok(Came::There(c.purchase_orders().get("PO-7").await?.is_some()));
    read "purchase_orders.get none" find_purchase_order => Came::There(false), |c| Ok(Came::There(c.purchase_orders().get("PO").await?.is_some()));
    read "purchase_orders.exists" find_purchase_order => Came::There(true), |c| Ok(Came::There(c.purchase_orders().exists("PO-7").await?));
    read "purchase_orders.for_supplier" list_purchase_orders => Came::Rows(23), |c| Ok(Came::Rows(c.purchase_orders().for_supplier("HT-01").await?.len()));
    once "purchase_orders.upsert new" upsert_purchase_order => Came::Done(WriteOutcome::Created), |c| Ok(Came::Done(c.purchase_orders().upsert(order("PO-NEW")).await?.outcome));
    once "purchase_orders.upsert" upsert_purchase_order => Came::Done(WriteOutcome::Updated), |c| Ok(Came::Done(c.purchase_orders().upsert(order("PO-3")).await?.outcome));
    write "purchase_orders.delete" delete_purchase_order => Came::Gone(DeleteOutcome::Deleted), |c| Ok(Came::Gone(c.purchase_orders().delete("PO-4").await?));
    write "purchase_orders.delete none" delete_purchase_order => Came::Gone(DeleteOutcome::NotFound), |c| Ok(Came::Gone(c.purchase_orders().delete("none").await?));
    once "purchase_orders.generate_from_order_plan" generate_purchase_orders => Came::Rows(1), |c| {
        let criteria = OrderPlanFilterCriteriaDto::new().supplier_codes(vec!["HT-01".to_owned()]);
        Ok(Came::Rows(c.purchase_orders().generate_from_order_plan(criteria).await?.len()))
    };

    read "order_plan.query" query_order_plan => Came::Rows(64), |c| Ok(Came::Rows(c.order_plan().query(everything()).await?.len()));
    read "order_plan.stream" query_order_plan => Came::Rows(64), |c| Ok(Came::Rows(c.order_plan().stream(everything().per_page(100)).into_vec().await?.len()));
    read "order_plan.search" query_order_plan => Came::Rows(5), |c| Ok(Came::Rows(c.order_plan().search("part 6").await?.len()));
    read "order_plan.urgent" query_order_plan => Came::Rows(10), |c| {
        let urgent = c.order_plan().urgent(10).await?;
        assert!(urgent.without_forecast.is_empty() || urgent.without_forecast.len() == 54);
        Ok(Came::Rows(urgent.rows.len()))
    };
    read "order_plan.below_reorder_point" query_order_plan => Came::Rows(10), |c| Ok(Came::Rows(c.order_plan().below_reorder_point().await?.len()));
    read "order_plan.for_supplier" query_order_plan => Came::Rows(64), |c| Ok(Came::Rows(c.order_plan().for_supplier("HT-01").await?.len()));
    read "order_plan.for_category" query_order_plan => Came::Rows(64), |c| Ok(Came::Rows(c.order_plan().for_category("Parts").await?.len()));

    once "forecast.run" run_forecast => Came::Fine, |c| c.forecast().run().await.map(|()| Came::Fine);
    read "forecast.status" get_processing_status => Came::Fine, |c| c.forecast().status().await.map(|_| Came::Fine);
    read "forecast.finished" get_processing_status => Came::There(false), |c| Ok(Came::There(c.forecast().finished().timeout(Duration::from_millis(500)).await?.seen_running));
    once "forecast.run_to_end" run_forecast => Came::There(true), |c| {
        let run = c.forecast().run_to_end().poll_every(Duration::from_millis(1));
        Ok(Came::There(run.timeout(Duration::from_secs(5)).await?.seen_running))
    };

    read "boms.list" list_boms => Came::Rows(1), |c| Ok(Came::Rows(c.boms().list().await?.len()));
    read "boms.for_product" list_boms => Came::Rows(1), |c| Ok(Came::Rows(c.boms().for_product("P0").await?.len()));
    read "boms.for_product none" list_boms => Came::Rows(0), |c| Ok(Came::Rows(c.boms().for_product("P1").await?.len()));
    read "boms.uses_of_component" list_boms => Came::Rows(1), |c| Ok(Came::Rows(c.boms().uses_of_component("P1").await?.len()));
    once "boms.create" create_bom => Came::Fine, |c| c.boms().create(BillOfMaterialsRequestDto::new("P2", "P3").quantity(2.0)).await.map(|_| Came::Fine);
    once "boms.create_all" create_bom => Came::Bulk(1, 0, 0), |c| Ok(bulk(&c.boms().create_all([BillOfMaterialsRequestDto::new("P2", "P4")]).await));
    write "boms.delete" delete_bom => Came::Gone(DeleteOutcome::Deleted), |c| Ok(Came::Gone(c.boms().delete("P0", "P1").await?));
    write "boms.delete none" delete_bom => Came::Gone(DeleteOutcome::NotFound), |c| Ok(Came::Gone(c.boms().delete("P1", "P0").await?));

    read "settings.configuration" get_configuration => Came::There(true), |c| {
        Ok(Came::There(c.settings().configuration("InventoryManagementSystem").await?.is_some()))
    };
    read "settings.inventory_system" get_inventory_system => Came::Fine, |c| c.settings().inventory_system().await.map(|_| Came::Fine);
    write "settings.set_inventory_system" set_inventory_system => Came::Fine, |c| c.settings().set_inventory_system("Cin7").await.map(|()| Came::Fine);
    write "settings.set_processing_status" set_processing_status => Came::Fine, |c| {
        let status = ProcessingStatusRequestDto::new().is_processing(false).percentage_complete(3);
        c.settings().set_processing_status(status).await.map(|_| Came::Fine)
    };
}
