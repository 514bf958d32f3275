//! Every operation of the document, how it is called, and what is then sent.

use std::pin::Pin;

use serde_json::{Value, json};
use stocktrim::types::{
    BillOfMaterialsRequestDto, CurrentStatusEnum, CustomerDto, Inventory,
    InventoryManagementSystemRequest, LocationRequestDto, OrderPlanFilterCriteria,
    OrderPlanFilterCriteriaDto, ProcessingStatusRequestDto, ProductsRequestDto,
    PurchaseOrderLineItem, PurchaseOrderRequestDto, PurchaseOrderStatusDto, PurchaseOrderSupplier,
    SalesOrderRequestDto, SalesOrderWithLineItemsRequestDto, SetInventoryRequest,
    SupplierRequestDto, Timestamp,
};
use stocktrim::{Api, Result};

type Calling<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

pub struct Row {
    pub id: &'static str,
    /// Method and path.
    pub request: &'static str,
    pub query: &'static [(&'static str, &'static str)],
    pub body: Option<Value>,
    pub call: for<'a> fn(&'a Api) -> Calling<'a>,
}

macro_rules! row {
    ($id:ident, $request:literal, $query:expr, $body:expr, |$call:ident| $set:expr) => {
        Row {
            id: stringify!($id),
            request: $request,
            query: &$query,
            body: $body,
            call: |api| {
                Box::pin(async move {
                    let $call = api.$id();
                    $set.send().await?;
                    Ok(())
                })
            },
        }
    };
}

fn noon() -> Timestamp {
    "2026-03-01T12:00:00".parse().unwrap()
}

fn order() -> PurchaseOrderRequestDto {
    let lines = [PurchaseOrderLineItem::new("OAK", 3).unit_price(18.5)];
    PurchaseOrderRequestDto::new(PurchaseOrderSupplier::new().supplier_code("HT-01"), lines)
        .client_reference_number("PO-1")
        .order_date(noon())
        .status(PurchaseOrderStatusDto::Draft)
}

fn sale() -> SalesOrderRequestDto {
    SalesOrderRequestDto::new("OAK", noon(), 2).external_reference_id("S-1")
}

fn sales() -> SalesOrderWithLineItemsRequestDto {
    SalesOrderWithLineItemsRequestDto::new(noon())
        .customer_code("C-1")
        .sale_order_line_items([sale()])
}

fn sales_json() -> Value {
    json!({
        "orderDate": "2026-03-01T12:00:00Z", "customerCode": "C-1",
        "saleOrderLineItems": [sale_json()],
    })
}

fn sale_json() -> Value {
    json!({
        "productId": "OAK", "orderDate": "2026-03-01T12:00:00Z", "quantity": 2.0,
        "externalReferenceId": "S-1",
    })
}

#[allow(clippy::too_many_lines, reason = "a table: one row per operation")]
pub fn table() -> Vec<Row> {
    vec![
        row!(
            list_boms,
            "GET /api/boms",
            [("componentId", "LEG"), ("productId", "OAK")],
            None,
            |c| c.product_id("OAK").component_id("LEG")
        ),
        row!(
            create_bom,
            "POST /api/boms",
            [],
            Some(json!({"productId": "OAK", "componentId": "LEG", "quantity": 4.0})),
            |c| c.body(BillOfMaterialsRequestDto::new("OAK", "LEG").quantity(4))
        ),
        row!(
            delete_bom,
            "DELETE /api/boms",
            [("componentId", "LEG"), ("productId", "OAK")],
            None,
            |c| c.product_id("OAK").component_id("LEG")
        ),
        row!(
            get_configuration,
            "GET /api/Configuration/Api",
            [],
            None,
            |c| c.configuration_name("Api")
        ),
        row!(list_customers, "GET /api/Customers", [], None, |c| c),
        row!(
            upsert_customer,
            "PUT /api/Customers",
            [],
            Some(json!({"code": "C-1", "postCode": "6011"})),
            |c| c.body(CustomerDto::new().code("C-1").post_code("6011"))
        ),
        row!(get_customer, "GET /api/Customers/C-1", [], None, |c| c
            .code("C-1")),
        row!(
            set_inventory,
            "POST /api/Inventory",
            [],
            Some(json!({
                "updateOverallAllOnHandToBeSumOfLocation": true,
                "inventory": [{"productId": "OAK", "locationCode": "N", "stockOnHand": 4.0,
                    "stockOnOrder": 0.5}],
            })),
            |c| c.body(
                SetInventoryRequest::new()
                    .update_overall_all_on_hand_to_be_sum_of_location(true)
                    .inventory([Inventory::new("OAK", 4, 0.5).location_code("N")])
            )
        ),
        row!(
            get_inventory_system,
            "GET /api/InventoryManagementSystemSettings",
            [],
            None,
            |c| c
        ),
        row!(
            set_inventory_system,
            "POST /api/InventoryManagementSystemSettings",
            [],
            Some(json!({"api": "NewShop"})),
            |c| c.body(InventoryManagementSystemRequest::new("NewShop"))
        ),
        row!(
            find_location,
            "GET /api/Locations",
            [("code", "N")],
            None,
            |c| c.code("N")
        ),
        row!(
            upsert_location_by_code_or_name,
            "POST /api/Locations",
            [],
            Some(json!({"locationCode": "N", "locationName": "North"})),
            |c| c.body(LocationRequestDto::new("N").location_name("North"))
        ),
        row!(
            upsert_location,
            "POST /api/V2/Locations",
            [],
            Some(json!({"locationCode": "N"})),
            |c| c.body(LocationRequestDto::new("N"))
        ),
        row!(
            query_order_plan,
            "POST /api/OrderPlan",
            [],
            Some(json!({"currentStatus": "Current", "page": 0, "perPage": 25})),
            |c| c.body(
                OrderPlanFilterCriteria::new()
                    .current_status(CurrentStatusEnum::Current)
                    .page(0)
                    .per_page(25)
            )
        ),
        row!(
            get_processing_status,
            "GET /api/ProcessingStatus",
            [],
            None,
            |c| c
        ),
        row!(
            set_processing_status,
            "POST /api/ProcessingStatus",
            [],
            Some(json!({"isProcessing": false})),
            |c| c.body(ProcessingStatusRequestDto::new().is_processing(false))
        ),
        row!(
            find_purchase_order,
            "GET /api/PurchaseOrders",
            [("referenceNumber", "PO-1")],
            None,
            |c| c.reference_number("PO-1")
        ),
        row!(
            upsert_purchase_order,
            "POST /api/PurchaseOrders",
            [],
            Some(json!({
                "orderDate": "2026-03-01T12:00:00Z", "clientReferenceNumber": "PO-1",
                "supplier": {"supplierCode": "HT-01"}, "status": "Draft",
                "purchaseOrderLineItems": [{"productId": "OAK", "quantity": 3.0, "unitPrice": 18.5}],
            })),
            |c| c.body(order())
        ),
        row!(
            delete_purchase_order,
            "DELETE /api/PurchaseOrders",
            [("referenceNumber", "PO-1")],
            None,
            |c| c.reference_number("PO-1")
        ),
        row!(
            get_purchase_order,
            "GET /api/V2/PurchaseOrders/PO-1",
            [],
            None,
            |c| c.reference_number("PO-1")
        ),
        row!(
            generate_purchase_orders,
            "POST /api/V2/PurchaseOrders/OrderPlan",
            [],
            Some(json!({"locationCodes": ["N", "S"]})),
            |c| c.body(
                OrderPlanFilterCriteriaDto::new().location_codes(["N".to_owned(), "S".to_owned()])
            )
        ),
        row!(
            run_forecast,
            "POST /api/RunForecastCalculations",
            [],
            None,
            |c| c
        ),
        row!(
            list_sales_orders,
            "GET /api/SalesOrders",
            [("productId", "OAK")],
            None,
            |c| c.product_id("OAK")
        ),
        row!(
            create_sales_order,
            "POST /api/SalesOrders",
            [],
            Some(sale_json()),
            |c| c.body(sale())
        ),
        row!(
            delete_sales_orders,
            "DELETE /api/SalesOrders",
            [("productId", "OAK")],
            None,
            |c| c.product_id("OAK")
        ),
        row!(
            delete_all_sales_orders,
            "DELETE /api/SalesOrders/All",
            [],
            None,
            |c| c
        ),
        row!(
            delete_sales_orders_in_range,
            "DELETE /api/SalesOrders/Range",
            [
                ("fromDate", "2026-03-01T12:00:00Z"),
                ("toDate", "2026-03-01T12:00:00Z")
            ],
            None,
            |c| c.from_date(noon()).to_date(noon())
        ),
        row!(
            create_sales_orders,
            "POST /api/SalesOrdersBulk",
            [],
            Some(sales_json()),
            |c| c.body(sales())
        ),
        row!(
            upsert_sales_orders,
            "PUT /api/SalesOrdersBulk",
            [],
            Some(sales_json()),
            |c| c.body(sales())
        ),
        row!(
            delete_sales_orders_at_location,
            "DELETE /api/SalesOrdersLocation",
            [("locationCodeOrName", "N")],
            None,
            |c| c.location_code_or_name("N")
        ),
        row!(
            find_supplier,
            "GET /api/Suppliers",
            [("code", "HT-01")],
            None,
            |c| c.code("HT-01")
        ),
        row!(
            upsert_suppliers,
            "POST /api/Suppliers",
            [],
            Some(json!([{"supplierCode": "HT-01", "defaultLeadTime": 21}])),
            |c| c.body(vec![SupplierRequestDto::new("HT-01").default_lead_time(21)])
        ),
        row!(
            delete_supplier,
            "DELETE /api/Suppliers",
            [("supplierCodeOrName", "HT-01")],
            None,
            |c| c.supplier_code_or_name("HT-01")
        ),
        row!(list_suppliers, "GET /api/SuppliersBulk", [], None, |c| c),
        row!(
            list_products,
            "GET /api/Products",
            [("pageNo", "2")],
            None,
            |c| c.page_no("2")
        ),
        row!(
            upsert_product,
            "POST /api/Products",
            [],
            Some(json!({"productId": "OAK", "serviceLevel": 0.95})),
            |c| c.body(ProductsRequestDto::new("OAK").service_level(0.95))
        ),
        row!(
            delete_product,
            "DELETE /api/Products",
            [("productId", "OAK")],
            None,
            |c| c.product_id("OAK")
        ),
        row!(
            list_purchase_orders,
            "GET /api/V2/PurchaseOrders",
            [("page", "1"), ("pageSize", "50"), ("status", "Sent")],
            None,
            |c| c.page(1).page_size(50).status("Sent")
        ),
    ]
}
