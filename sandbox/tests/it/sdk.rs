//! Every operation through the generated client, in both behaviours and under many seeds.

use crate::conformance::calls;
use serde::de::DeserializeOwned;
use serde_json::Value;
use stocktrim::Operation;
use stocktrim::{Api, Error, types};
use stocktrim_sandbox::{Behaviour, Sandbox};

fn model<T: DeserializeOwned>(body: Option<&Value>) -> T {
    serde_json::from_value(body.unwrap().clone()).unwrap()
}

const LOOK_UPS: [Operation; 7] = [
    Operation::FindSupplier,
    Operation::FindLocation,
    Operation::GetCustomer,
    Operation::ListProducts,
    Operation::FindPurchaseOrder,
    Operation::GetPurchaseOrder,
    Operation::ListBoms,
];

/// The request of that operation, and how many rows its answer had, if it was one of rows.
#[expect(
    clippy::too_many_lines,
    reason = "a table, with an entry per operation"
)]
async fn call(api: &Api, id: Operation, body: Option<&Value>) -> Result<Option<usize>, Error> {
    macro_rules! rows {
        ($call:expr) => {
            Some($call.send().await?.into_inner().len())
        };
    }
    macro_rules! done {
        ($call:expr) => {{
            $call.send().await?;
            None
        }};
    }
    let (day, next) = ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
    Ok(match id {
        Operation::ListBoms => rows!(api.list_boms().product_id("p")),
        Operation::CreateBom => {
            rows!(
                api.create_bom()
                    .body(model::<types::BillOfMaterialsRequestDto>(body))
            )
        }
        Operation::DeleteBom => done!(api.delete_bom().product_id("p").component_id("p")),
        Operation::GetConfiguration => {
            rows!(
                api.get_configuration()
                    .configuration_name("InventoryManagementSystem")
            )
        }
        Operation::ListCustomers => rows!(api.list_customers()),
        Operation::UpsertCustomer => done!(
            api.upsert_customer()
                .body(model::<types::CustomerDto>(body))
        ),
        Operation::GetCustomer => rows!(api.get_customer().code("c/1")),
        Operation::SetInventory => {
            let line = types::Inventory::new("p", 1, 2);
            done!(
                api.set_inventory()
                    .body(types::SetInventoryRequest::new().inventory(vec![line]))
            )
        }
        Operation::GetInventorySystem => {
            let system = api.get_inventory_system().send().await?.into_inner();
            assert_eq!(system.name.as_deref(), Some("Xero"));
            None
        }
        Operation::SetInventorySystem => {
            let request = types::InventoryManagementSystemRequest::new(types::ApiEnum::Xero);
            done!(api.set_inventory_system().body(request))
        }
        Operation::FindLocation => rows!(api.find_location().code("l")),
        Operation::UpsertLocationByCodeOrName => {
            let request = model::<types::LocationRequestDto>(body);
            rows!(api.upsert_location_by_code_or_name().body(request))
        }
        Operation::UpsertLocation => {
            rows!(
                api.upsert_location()
                    .body(model::<types::LocationRequestDto>(body))
            )
        }
        Operation::QueryOrderPlan => {
            let request = model::<types::OrderPlanFilterCriteria>(body);
            let plan = api
                .query_order_plan()
                .body(request)
                .send()
                .await?
                .into_inner();
            assert!(!plan.results.unwrap_or_default().is_empty());
            None
        }
        Operation::GetProcessingStatus => done!(api.get_processing_status()),
        Operation::SetProcessingStatus => {
            let request = model::<types::ProcessingStatusRequestDto>(body);
            rows!(api.set_processing_status().body(request))
        }
        Operation::FindPurchaseOrder => rows!(api.find_purchase_order().reference_number("MINE-1")),
        Operation::UpsertPurchaseOrder => {
            let request = model::<types::PurchaseOrderRequestDto>(body);
            rows!(api.upsert_purchase_order().body(request))
        }
        Operation::DeletePurchaseOrder => {
            done!(api.delete_purchase_order().reference_number("MINE-1"))
        }
        Operation::ListPurchaseOrders => rows!(api.list_purchase_orders().page_size(5)),
        Operation::GetPurchaseOrder => rows!(api.get_purchase_order().reference_number("MINE-1")),
        Operation::GeneratePurchaseOrders => {
            let request = model::<types::OrderPlanFilterCriteriaDto>(body);
            rows!(api.generate_purchase_orders().body(request))
        }
        Operation::RunForecast => done!(api.run_forecast()),
        Operation::ListSalesOrders => rows!(api.list_sales_orders().product_id("p")),
        Operation::CreateSalesOrder => {
            rows!(
                api.create_sales_order()
                    .body(model::<types::SalesOrderRequestDto>(body))
            )
        }
        Operation::DeleteSalesOrders => done!(api.delete_sales_orders().product_id("p")),
        Operation::DeleteAllSalesOrders => done!(api.delete_all_sales_orders()),
        Operation::DeleteSalesOrdersInRange => {
            done!(
                api.delete_sales_orders_in_range()
                    .from_date(day)
                    .to_date(next)
            )
        }
        Operation::CreateSalesOrders => {
            let request = model::<types::SalesOrderWithLineItemsRequestDto>(body);
            rows!(api.create_sales_orders().body(request))
        }
        Operation::UpsertSalesOrders => {
            let request = model::<types::SalesOrderWithLineItemsRequestDto>(body);
            rows!(api.upsert_sales_orders().body(request))
        }
        Operation::DeleteSalesOrdersAtLocation => {
            done!(
                api.delete_sales_orders_at_location()
                    .location_code_or_name("l")
            )
        }
        Operation::FindSupplier => rows!(api.find_supplier().code("s")),
        Operation::UpsertSuppliers => {
            rows!(
                api.upsert_suppliers()
                    .body(model::<Vec<types::SupplierRequestDto>>(body))
            )
        }
        Operation::DeleteSupplier => done!(api.delete_supplier().supplier_code_or_name("s")),
        Operation::ListSuppliers => rows!(api.list_suppliers()),
        Operation::ListProducts => rows!(api.list_products().code("p")),
        Operation::UpsertProduct => {
            rows!(
                api.upsert_product()
                    .body(model::<types::ProductsRequestDto>(body))
            )
        }
        Operation::DeleteProduct => done!(api.delete_product().product_id("p")),
        other => panic!("{other} is not called"),
    })
}

#[tokio::test]
async fn every_operation_works_through_the_sdk_in_both_behaviours() {
    let live = (0..12).map(|seed| (Behaviour::Live, seed));
    for (behaviour, seed) in live.chain([(Behaviour::Document, 0)]) {
        let sandbox = Sandbox::builder()
            .behaviour(behaviour)
            .seed(seed)
            .start()
            .await
            .unwrap();
        let client = sandbox.client().unwrap();
        for (id, _, _, body) in calls() {
            let answer = call(client.api(), id, body.as_ref()).await;
            let record = sandbox.requests().last().unwrap();
            assert_eq!(record.operation, Some(id));
            match (behaviour, id, answer) {
                // Sales orders cannot be read (A1).
                (Behaviour::Live, Operation::ListSalesOrders, Err(error)) => {
                    assert!(error.is_not_found());
                }
                // What is looked up is there.
                (_, look_up, Ok(rows)) if LOOK_UPS.contains(&look_up) => {
                    assert_eq!(rows, Some(1), "{id} under {seed}");
                }
                (_, _, answer) => assert!(answer.is_ok(), "{id} under {seed}: {answer:?}"),
            }
        }
        let applied = sandbox.requests().total().applied;
        assert_eq!(applied, 23, "each write once");
    }
}
