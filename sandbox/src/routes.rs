//! The table of operations, and finding the one that a request means (paths match without regard to case, D10).

use super::decode;
use super::document::{Contract, VENDOR};
use super::handlers::{
    boms, customers, forecast, inventory, locations, order_plan, products, purchase_orders,
    sales_orders, settings, suppliers,
};
use super::outcome::{Call, Outcome};
use std::fmt;
use std::sync::LazyLock;
use stocktrim::{Idempotency, Operation};

/// What carries out an operation.
pub(super) struct Handler {
    pub(super) operation: Operation,
    /// How the live server answers it.
    pub(super) shape: ResponseShape,
    pub(super) handle: fn(&mut Call<'_>) -> Outcome,
}

impl fmt::Debug for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.operation, f)
    }
}

/// How the live server says what an operation did; the numbers are those of `behaviour.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResponseShape {
    /// A list.
    List,
    /// An object, or 404.
    Exact,
    /// An object or a list, and a 404, `[]` or null (S1, L1, P1).
    LookUp,
    /// A list or an object with 200 or 201; no rows is 404 (B1).
    Boms,
    /// 201 or 200, and the row (R3, P2).
    Upsert,
    /// The document's form, with a status that is open (S3, L2).
    Documented,
    /// Written customers (C2).
    Customer,
    /// Written levels (I2).
    Inventory,
    /// Written sales orders (A2).
    Sales,
    /// A delete with this status (R4, P6).
    Delete(u16),
    /// A delete for which only the document speaks (S4, B2).
    OpenDelete,
    /// An answer of its own.
    Value,
}

/// Whether an operation can change anything.
pub(super) fn writes(operation: Operation) -> bool {
    operation.idempotency() != Idempotency::Safe
}

macro_rules! handlers {
    ($($name:ident $shape:expr => $handle:path;)*) => {
        /// What carries out each of the operations.
        static HANDLERS: &[Handler] = &[$(Handler {
            operation: Operation::$name,
            shape: $shape,
            handle: $handle,
        }),*];
    };
}

handlers! {
    ListBoms ResponseShape::Boms => boms::list;
    CreateBom ResponseShape::Upsert => boms::create;
    DeleteBom ResponseShape::OpenDelete => boms::delete;
    GetConfiguration ResponseShape::Value => settings::configuration;
    ListCustomers ResponseShape::List => customers::list;
    UpsertCustomer ResponseShape::Customer => customers::upsert;
    GetCustomer ResponseShape::Exact => customers::get;
    SetInventory ResponseShape::Inventory => inventory::set;
    GetInventorySystem ResponseShape::Value => settings::inventory_system;
    SetInventorySystem ResponseShape::Value => settings::set_inventory_system;
    FindLocation ResponseShape::LookUp => locations::find;
    UpsertLocationByCodeOrName ResponseShape::Documented => locations::upsert_by_code_or_name;
    UpsertLocation ResponseShape::Documented => locations::upsert;
    QueryOrderPlan ResponseShape::Value => order_plan::query;
    GetProcessingStatus ResponseShape::Value => forecast::status;
    SetProcessingStatus ResponseShape::Value => forecast::set_status;
    FindPurchaseOrder ResponseShape::LookUp => purchase_orders::find;
    UpsertPurchaseOrder ResponseShape::Upsert => purchase_orders::upsert;
    DeletePurchaseOrder ResponseShape::Delete(204) => purchase_orders::delete;
    ListPurchaseOrders ResponseShape::List => purchase_orders::list;
    GetPurchaseOrder ResponseShape::LookUp => purchase_orders::find;
    GeneratePurchaseOrders ResponseShape::Documented => purchase_orders::generate;
    RunForecast ResponseShape::Value => forecast::run;
    ListSalesOrders ResponseShape::List => sales_orders::list;
    CreateSalesOrder ResponseShape::Sales => sales_orders::create;
    DeleteSalesOrders ResponseShape::Delete(200) => sales_orders::delete_for_product;
    DeleteAllSalesOrders ResponseShape::Delete(200) => sales_orders::delete_all;
    DeleteSalesOrdersInRange ResponseShape::Delete(200) => sales_orders::delete_in_range;
    CreateSalesOrders ResponseShape::Sales => sales_orders::create_lines;
    UpsertSalesOrders ResponseShape::Sales => sales_orders::upsert_lines;
    DeleteSalesOrdersAtLocation ResponseShape::Delete(200) => sales_orders::delete_at_location;
    FindSupplier ResponseShape::LookUp => suppliers::find;
    UpsertSuppliers ResponseShape::Documented => suppliers::upsert;
    DeleteSupplier ResponseShape::OpenDelete => suppliers::delete;
    ListSuppliers ResponseShape::List => suppliers::list;
    ListProducts ResponseShape::List => products::list;
    UpsertProduct ResponseShape::Upsert => products::upsert;
    DeleteProduct ResponseShape::Delete(200) => products::delete;
}

/// An operation with what the document says about it.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) handler: &'static Handler,
    pub(super) contract: &'static Contract,
    segments: Vec<&'static str>,
}

static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let mut routes: Vec<Route> = HANDLERS
        .iter()
        .filter_map(|handler| {
            let operation = handler.operation;
            let contract = VENDOR.contract(operation.method().as_str(), operation.path())?;
            Some(Route {
                handler,
                contract,
                segments: segments(operation.path()).collect(),
            })
        })
        .collect();
    // A literal segment goes before a parameter.
    routes.sort_by_key(|route| {
        route
            .segments
            .iter()
            .filter(|part| part.starts_with('{'))
            .count()
    });
    routes
});

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

/// What a request line means.
#[derive(Debug)]
pub(super) enum Match {
    /// This operation, with the parameters of its path.
    Route(&'static Route, Vec<(String, String)>),
    /// The path exists with these methods only.
    OtherMethods(Vec<&'static str>),
    /// No such path.
    Nothing,
}

/// Finds what a method and a path, still encoded, mean.
pub(super) fn find(method: &str, path: &str) -> Match {
    let path = path
        .strip_suffix('/')
        .filter(|rest| !rest.is_empty())
        .unwrap_or(path);
    let Some(given) = segments(path)
        .map(|part| decode::percent(part, false))
        .collect::<Option<Vec<_>>>()
    else {
        return Match::Nothing;
    };
    let mut others = Vec::new();
    for route in ROUTES.iter() {
        let Some(parameters) = parameters(&route.segments, &given) else {
            continue;
        };
        let known = route.handler.operation.method().as_str();
        if known == method {
            return Match::Route(route, parameters);
        }
        others.push(known);
    }
    if others.is_empty() {
        Match::Nothing
    } else {
        Match::OtherMethods(others)
    }
}

fn parameters(wanted: &[&str], given: &[String]) -> Option<Vec<(String, String)>> {
    if wanted.len() != given.len() {
        return None;
    }
    let mut parameters = Vec::new();
    for (wanted, given) in wanted.iter().zip(given) {
        match wanted
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        {
            Some(_) if given.is_empty() => return None,
            Some(name) => parameters.push((name.to_owned(), given.clone())),
            None if wanted.eq_ignore_ascii_case(given) => {}
            None => return None,
        }
    }
    Some(parameters)
}

#[cfg(test)]
mod tests {
    use super::{HANDLERS, Match, Operation, ROUTES, VENDOR, find};

    #[test]
    fn the_table_and_the_document_name_the_same_operations() {
        assert_eq!(
            (HANDLERS.len(), ROUTES.len(), VENDOR.operations()),
            (38, 38, Operation::ALL.len())
        );
    }

    fn id(method: &str, path: &str) -> String {
        match find(method, path) {
            Match::Route(route, given) => {
                let given = given
                    .first()
                    .map(|(name, value)| format!(" {name}={value}"));
                route.handler.operation.to_string() + &given.unwrap_or_default()
            }
            Match::OtherMethods(methods) => methods.join(","),
            Match::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn paths_match_without_regard_to_case_and_values_exactly() {
        assert_eq!(id("GET", "/API/products"), "list_products");
        assert_eq!(id("GET", "/api/customers/"), "list_customers");
        assert_eq!(
            id("GET", "/api/Customers/A%2Fb%25%20"),
            "get_customer code=A/b% "
        );
        assert_eq!(id("GET", "/api/Customers/a/b"), "nothing");
        assert_eq!(
            id("POST", "/api/v2/purchaseorders/orderplan"),
            "generate_purchase_orders"
        );
        assert_eq!(
            id("GET", "/api/V2/PurchaseOrders/OrderPlan"),
            "get_purchase_order referenceNumber=OrderPlan"
        );
        assert_eq!(id("GET", "/api/SalesOrdersLocation"), "DELETE");
        assert_eq!(id("GET", "/api/Products%ff"), "nothing");
        assert_eq!(id("GET", "/"), "nothing");
    }
}
