//! A blank key is refused before anything is sent, and the error names the operation.

use stocktrim::types::*;
use stocktrim::{Applied, Call, Error, ErrorKind, Operation};
use stocktrim_sandbox::Sandbox;

async fn error<T: 'static>(call: Call<T>) -> Error {
    match call.await {
        Ok(_) => panic!("a blank key was taken"),
        Err(error) => error,
    }
}

#[tokio::test]
#[allow(clippy::too_many_lines, reason = "it is one table")]
async fn a_blank_key_names_its_operation_everywhere() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = sandbox.client().unwrap();
    let (from, to): (Timestamp, Timestamp) =
        ("2026-01-02".parse().unwrap(), "2026-01-01".parse().unwrap());
    let line = || PurchaseOrderLineItem::new(" ", 1);
    let order = || {
        PurchaseOrderRequestDto::new(PurchaseOrderSupplier::new(), vec![line()])
            .client_reference_number("PO")
    };
    let sale = SalesOrderRequestDto::new(" ", from, 1);
    let lines =
        SalesOrderWithLineItemsRequestDto::new(from).sale_order_line_items(vec![sale.clone()]);
    let (products, orders, sales) = (
        client.products(),
        client.purchase_orders(),
        client.sales_orders(),
    );
    let (boms, plan, stock) = (client.boms(), client.order_plan(), client.inventory());
    let table = [
        (Operation::ListProducts, error(products.get(" ")).await),
        (Operation::ListProducts, error(products.exists("")).await),
        (Operation::ListProducts, error(products.variants(" ")).await),
        (Operation::DeleteProduct, error(products.delete(" ")).await),
        (
            Operation::UpsertProduct,
            error(products.upsert(ProductsRequestDto::new(" "))).await,
        ),
        (
            Operation::GetCustomer,
            error(client.customers().get(" ")).await,
        ),
        (
            Operation::UpsertCustomer,
            error(client.customers().upsert(CustomerDto::new())).await,
        ),
        (
            Operation::FindSupplier,
            error(client.suppliers().get(" ")).await,
        ),
        (
            Operation::DeleteSupplier,
            error(client.suppliers().delete(" ")).await,
        ),
        (
            Operation::UpsertSuppliers,
            error(client.suppliers().upsert(SupplierRequestDto::new(" "))).await,
        ),
        (
            Operation::FindLocation,
            error(client.locations().get(" ")).await,
        ),
        (
            Operation::UpsertLocation,
            error(client.locations().upsert(LocationRequestDto::new(" "))).await,
        ),
        (Operation::FindPurchaseOrder, error(orders.get(" ")).await),
        (
            Operation::DeletePurchaseOrder,
            error(orders.delete(" ")).await,
        ),
        (
            Operation::UpsertPurchaseOrder,
            error(orders.upsert(order())).await,
        ),
        (
            Operation::UpsertPurchaseOrder,
            error(orders.create_once(order())).await,
        ),
        (
            Operation::ListPurchaseOrders,
            error(orders.for_supplier(" ")).await,
        ),
        (
            Operation::ListPurchaseOrders,
            error(orders.list_page(u32::MAX)).await,
        ),
        (Operation::ListBoms, error(boms.for_product(" ")).await),
        (
            Operation::ListBoms,
            error(boms.uses_of_component(" ")).await,
        ),
        (
            Operation::CreateBom,
            error(boms.create(BillOfMaterialsRequestDto::new(" ", "A"))).await,
        ),
        (Operation::DeleteBom, error(boms.delete("A", " ")).await),
        (
            Operation::GetConfiguration,
            error(client.settings().configuration(" ")).await,
        ),
        (
            Operation::SetInventorySystem,
            error(
                client
                    .settings()
                    .set_inventory_system(ApiEnum::Other(" ".into())),
            )
            .await,
        ),
        (
            Operation::ListSalesOrders,
            error(sales.list_for_product(" ")).await,
        ),
        (Operation::CreateSalesOrder, error(sales.create(sale)).await),
        (
            Operation::CreateSalesOrders,
            error(sales.create_with_lines(lines.clone())).await,
        ),
        (
            Operation::UpsertSalesOrders,
            error(sales.upsert_with_lines(lines)).await,
        ),
        (
            Operation::DeleteSalesOrders,
            error(sales.delete_for_product(" ")).await,
        ),
        (
            Operation::DeleteSalesOrdersInRange,
            error(sales.delete_in_range(from, to)).await,
        ),
        (
            Operation::DeleteSalesOrdersInRange,
            error(sales.delete_in_range_for_product(" ", to, from)).await,
        ),
        (
            Operation::DeleteSalesOrdersAtLocation,
            error(sales.delete_at_location(" ")).await,
        ),
        (
            Operation::QueryOrderPlan,
            error(plan.for_supplier(" ")).await,
        ),
        (Operation::QueryOrderPlan, error(plan.search(" ")).await),
        (
            Operation::QueryOrderPlan,
            error(plan.query(OrderPlanFilterCriteria::new().page(-1))).await,
        ),
        (
            Operation::SetInventory,
            error(stock.set_for_product(" ", 1.0, 1.0)).await,
        ),
        (
            Operation::SetInventory,
            error(stock.set_at_location("A", " ", 1.0, 1.0)).await,
        ),
    ];
    for (operation, error) in table {
        assert_eq!(error.operation(), Some(operation), "{error}");
        assert_eq!(
            (error.kind(), error.applied()),
            (ErrorKind::InvalidRequest, Applied::No),
            "{error}"
        );
        assert_eq!(error.attempts(), 0);
    }
    assert!(sandbox.requests().all().is_empty());
}
