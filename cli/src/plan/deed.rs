//! The writes there are: each is one call of the SDK.

use serde::Serialize;
use serde_json::{Value, json};
use stocktrim::resources::{FoundOrCreated, Receipt};
use stocktrim::types::{
    BillOfMaterialsRequestDto, CustomerDto, LocationRequestDto, OrderPlanFilterCriteriaDto,
    ProductsRequestDto, PurchaseOrderRequestDto, SalesOrderWithLineItemsRequestDto,
    SetInventoryRequest, SupplierRequestDto, Timestamp,
};
use stocktrim::{Client, DeleteOutcome, Operation, Result, Saved, WriteOutcome};

use super::body;
use crate::output::tidy;

/// One write.
#[derive(Clone, Debug)]
pub enum Deed {
    /// Creates or changes a product.
    SaveProduct(Box<ProductsRequestDto>),
    /// Creates or changes a customer.
    SaveCustomer(CustomerDto),
    /// Creates or changes a supplier.
    SaveSupplier(SupplierRequestDto),
    /// Creates or changes a location.
    SaveLocation(LocationRequestDto),
    /// Adds a component to a product.
    AddComponent(BillOfMaterialsRequestDto),
    /// Takes a component out of a product.
    RemoveComponent(String, String),
    /// Sets levels of stock.
    SetStock(SetInventoryRequest),
    /// Makes an order whose number is not in use.
    CreateOrder(PurchaseOrderRequestDto),
    /// Books in what has come of an order.
    ReceiveOrder(String, Receipt),
    /// Lets `StockTrim` make draft orders.
    GenerateOrders(OrderPlanFilterCriteriaDto),
    /// Writes the lines of a sale by their references.
    SaveSales(SalesOrderWithLineItemsRequestDto),
    /// Deletes a product.
    DeleteProduct(String),
    /// Deletes a supplier.
    DeleteSupplier(String),
    /// Deletes a purchase order.
    DeleteOrder(String),
    /// Deletes sales.
    DeleteSales(SalesScope),
    /// Starts a forecast.
    RunForecast,
    /// Any operation, with its values and its body.
    Any(Operation, Vec<(String, String)>, Option<Value>),
}

/// Which sales are deleted.
#[derive(Clone, Debug, PartialEq)]
pub enum SalesScope {
    /// Those of a product.
    Product(String),
    /// Those at a location.
    Location(String),
    /// Those of a time, perhaps of one product.
    Range(Timestamp, Timestamp, Option<String>),
    /// All of them.
    All,
}

/// What a write came to.
#[derive(Clone, Debug)]
pub struct Done {
    /// What became of it, in a word: `created`, `updated`, `saved`, `deleted`, `not_found`, `exists`, `started`.
    pub word: &'static str,
    /// What `StockTrim` answered.
    pub answer: Value,
}

impl Done {
    fn new(word: &'static str, answer: impl Serialize) -> Self {
        let answer = serde_json::to_value(answer).map_or(Value::Null, tidy);
        Self { word, answer }
    }

    fn saved<T: Serialize>(saved: &Saved<T>) -> Self {
        let word = match saved.outcome {
            WriteOutcome::Created => "created",
            WriteOutcome::Updated => "updated",
            _ => "saved",
        };
        Self::new(word, &saved.value)
    }

    fn deleted(outcome: DeleteOutcome) -> Self {
        Self::new(outcome.as_str(), ())
    }

    /// Whether what was wanted is so now.
    #[must_use]
    pub fn is_done(&self) -> bool {
        !matches!(self.word, "not_found" | "exists")
    }
}

impl Deed {
    /// The operation that writes.
    #[must_use]
    pub fn operation(&self) -> Operation {
        match self {
            Self::SaveProduct(_) => Operation::UpsertProduct,
            Self::SaveCustomer(_) => Operation::UpsertCustomer,
            Self::SaveSupplier(_) => Operation::UpsertSuppliers,
            Self::SaveLocation(_) => Operation::UpsertLocation,
            Self::AddComponent(_) => Operation::CreateBom,
            Self::RemoveComponent(..) => Operation::DeleteBom,
            Self::SetStock(_) => Operation::SetInventory,
            Self::CreateOrder(_) | Self::ReceiveOrder(..) => Operation::UpsertPurchaseOrder,
            Self::GenerateOrders(_) => Operation::GeneratePurchaseOrders,
            Self::SaveSales(_) => Operation::UpsertSalesOrders,
            Self::DeleteProduct(_) => Operation::DeleteProduct,
            Self::DeleteSupplier(_) => Operation::DeleteSupplier,
            Self::DeleteOrder(_) => Operation::DeletePurchaseOrder,
            Self::DeleteSales(SalesScope::Product(_)) => Operation::DeleteSalesOrders,
            Self::DeleteSales(SalesScope::Location(_)) => Operation::DeleteSalesOrdersAtLocation,
            Self::DeleteSales(SalesScope::Range(..)) => Operation::DeleteSalesOrdersInRange,
            Self::DeleteSales(SalesScope::All) => Operation::DeleteAllSalesOrders,
            Self::RunForecast => Operation::RunForecast,
            Self::Any(operation, ..) => *operation,
        }
    }

    /// What is sent, as JSON.
    #[must_use]
    pub fn request(&self) -> Value {
        match self {
            Self::SaveProduct(row) => body(row),
            Self::SaveCustomer(row) => body(row),
            Self::SaveSupplier(row) => body(row),
            Self::SaveLocation(row) => body(row),
            Self::AddComponent(row) => body(row),
            Self::RemoveComponent(product, component) => {
                json!({ "productId": product, "componentId": component })
            }
            Self::SetStock(levels) => body(levels),
            Self::CreateOrder(order) => body(order),
            Self::ReceiveOrder(number, _) => json!({ "clientReferenceNumber": number }),
            Self::GenerateOrders(criteria) => body(criteria),
            Self::SaveSales(order) => body(order),
            Self::DeleteSupplier(key) => json!({ "supplierCodeOrName": key }),
            Self::DeleteOrder(key) => json!({ "referenceNumber": key }),
            Self::DeleteProduct(key) | Self::DeleteSales(SalesScope::Product(key)) => {
                json!({ "productId": key })
            }
            Self::DeleteSales(SalesScope::Location(key)) => json!({ "locationCodeOrName": key }),
            Self::DeleteSales(SalesScope::Range(from, to, product)) => {
                json!({ "fromDate": from, "toDate": to, "productId": product })
            }
            Self::DeleteSales(SalesScope::All) | Self::RunForecast => Value::Null,
            Self::Any(_, values, body) => {
                let values: serde_json::Map<String, Value> = values
                    .iter()
                    .map(|(name, value)| (name.clone(), value.clone().into()))
                    .collect();
                json!({ "values": values, "body": body })
            }
        }
    }

    /// The command that shows whether it was applied.
    #[must_use]
    pub fn look(&self) -> String {
        let number = |order: &PurchaseOrderRequestDto| order.client_reference_number.clone();
        match self {
            Self::SaveProduct(row) => format!("products get {}", word(&row.product_id)),
            Self::SaveCustomer(row) => {
                format!(
                    "customers get {}",
                    word(row.code.as_deref().unwrap_or_default())
                )
            }
            Self::SaveSupplier(row) => format!("suppliers get {}", word(&row.supplier_code)),
            Self::SaveLocation(row) => format!("locations get {}", word(&row.location_code)),
            Self::AddComponent(row) => format!("boms get {}", word(&row.product_id)),
            Self::RemoveComponent(product, _) => format!("boms get {}", word(product)),
            Self::SetStock(_) => "stock list".to_owned(),
            Self::CreateOrder(order) => {
                format!("orders get {}", word(&number(order).unwrap_or_default()))
            }
            Self::ReceiveOrder(number, _) => format!("orders get {}", word(number)),
            Self::GenerateOrders(_) => "orders list --status Draft".to_owned(),
            Self::SaveSales(_) | Self::DeleteSales(_) => "api list_sales_orders".to_owned(),
            Self::DeleteProduct(key) => format!("products get {}", word(key)),
            Self::DeleteSupplier(key) => format!("suppliers get {}", word(key)),
            Self::DeleteOrder(key) => format!("orders get {}", word(key)),
            Self::RunForecast => "forecast status".to_owned(),
            Self::Any(..) => "api --list".to_owned(),
        }
    }

    /// Carries it out.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn send(self, client: &Client) -> Result<Done> {
        Ok(match self {
            Self::SaveProduct(row) => Done::saved(&client.products().upsert(*row).await?),
            Self::SaveCustomer(row) => Done::saved(&client.customers().upsert(row).await?),
            Self::SaveSupplier(row) => Done::saved(&client.suppliers().upsert(row).await?),
            Self::SaveLocation(row) => Done::saved(&client.locations().upsert(row).await?),
            Self::AddComponent(row) => Done::new("created", client.boms().create(row).await?),
            Self::RemoveComponent(product, component) => {
                Done::deleted(client.boms().delete(product, component).await?)
            }
            Self::SetStock(levels) => Done::new("saved", client.inventory().set(levels).await?),
            Self::CreateOrder(order) => create_order(client, order).await?,
            Self::ReceiveOrder(number, receipt) => {
                let orders = client.purchase_orders().with_look_again([]);
                Done::new("updated", orders.receive(number, receipt).await?)
            }
            Self::GenerateOrders(criteria) => generate(client, criteria).await?,
            Self::SaveSales(order) => Done::new(
                "saved",
                client.sales_orders().upsert_with_lines(order).await?,
            ),
            Self::DeleteProduct(key) => Done::deleted(client.products().delete(key).await?),
            Self::DeleteSupplier(key) => Done::deleted(client.suppliers().delete(key).await?),
            Self::DeleteOrder(key) => Done::deleted(client.purchase_orders().delete(key).await?),
            Self::DeleteSales(scope) => {
                let sales = client.sales_orders();
                match scope {
                    SalesScope::Product(key) => sales.delete_for_product(key).await?,
                    SalesScope::Location(key) => sales.delete_at_location(key).await?,
                    SalesScope::Range(from, to, None) => sales.delete_in_range(from, to).await?,
                    SalesScope::Range(from, to, Some(key)) => {
                        sales.delete_in_range_for_product(key, from, to).await?;
                    }
                    SalesScope::All => sales.delete_all_permanently().await?,
                }
                Done::new("deleted", ())
            }
            Self::RunForecast => Done::new("started", client.forecast().run().await?),
            Self::Any(operation, values, body) => {
                let answer = send_any(client, operation, &values, body.as_ref()).await?;
                Done::new("done", answer)
            }
        })
    }
}

/// Sends any operation, and reads its answer as JSON, or as text where it is none.
///
/// # Errors
/// Those of the call.
pub async fn send_any(
    client: &Client,
    operation: Operation,
    values: &[(String, String)],
    body: Option<&Value>,
) -> Result<Value> {
    let values: Vec<_> = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let mut request = client.operation(operation, &values);
    if let Some(body) = body {
        request = request.json(body);
    }
    let answer = request.send_raw().await?.into_inner();
    if answer.is_empty() {
        return Ok(Value::Null);
    }
    Ok(serde_json::from_slice(&answer)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&answer).into_owned())))
}

/// After a lost answer it looks once: to look again later is the user's, whom exit code 7 tells how.
async fn create_order(client: &Client, order: PurchaseOrderRequestDto) -> Result<Done> {
    let orders = client.purchase_orders().with_look_again([]);
    Ok(match orders.create_once(order).await? {
        FoundOrCreated::Found(order) => Done::new("exists", order),
        FoundOrCreated::Created(saved) => Done::saved(&saved),
        _ => Done::new("saved", ()),
    })
}

/// Criteria that are empty mean the whole catalogue, which the resource refuses and the user has confirmed.
async fn generate(client: &Client, criteria: OrderPlanFilterCriteriaDto) -> Result<Done> {
    let answer = if criteria == OrderPlanFilterCriteriaDto::new() {
        let all = client.api().generate_purchase_orders().body(criteria);
        all.send().await?.into_inner().into_vec()
    } else {
        client
            .purchase_orders()
            .generate_from_order_plan(criteria)
            .await?
    };
    Ok(Done::new("created", answer))
}

/// A word of the shell.
fn word(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:@".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!(
        "'{}'",
        crate::output::printable(text).replace('\'', r"'\''")
    )
}
