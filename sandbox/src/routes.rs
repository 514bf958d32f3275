//! The table of operations, and finding the one that a request means (paths match without regard to case, D10).

use super::areas::{
    boms, customers, forecast, inventory, locations, order_plan, products, purchase_orders,
    sales_orders, settings, suppliers,
};
use super::decode;
use super::document::{Contract, VENDOR};
use super::outcome::{Call, Outcome};
use std::fmt;
use std::sync::LazyLock;

/// An operation of the API.
pub(super) struct Operation {
    pub(super) id: &'static str,
    pub(super) method: &'static str,
    /// The path as the document writes it.
    pub(super) path: &'static str,
    /// How the live server answers it.
    pub(super) manner: Manner,
    pub(super) handle: fn(&mut Call<'_>) -> Outcome,
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// How the live server says what an operation did; the numbers are those of `behaviour.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
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

impl Operation {
    /// Whether it can change anything; the order plan is asked by POST, but only read (O1).
    pub(super) fn writes(&self) -> bool {
        self.method != "GET" && self.id != "query_order_plan"
    }
}

macro_rules! operations {
    ($($id:ident $method:ident $path:literal $manner:expr => $handle:path;)*) => {
        /// All operations, by the ids that the SDK uses.
        pub(super) static OPERATIONS: &[Operation] = &[$(Operation {
            id: stringify!($id),
            method: stringify!($method),
            path: $path,
            manner: $manner,
            handle: $handle,
        }),*];
    };
}

operations! {
    list_boms GET "/api/boms" Manner::Boms => boms::list;
    create_bom POST "/api/boms" Manner::Upsert => boms::create;
    delete_bom DELETE "/api/boms" Manner::OpenDelete => boms::delete;
    get_configuration GET "/api/Configuration/{configurationName}" Manner::Value => settings::configuration;
    list_customers GET "/api/Customers" Manner::List => customers::list;
    upsert_customer PUT "/api/Customers" Manner::Customer => customers::upsert;
    get_customer GET "/api/Customers/{code}" Manner::Exact => customers::get;
    set_inventory POST "/api/Inventory" Manner::Inventory => inventory::set;
    get_inventory_system GET "/api/InventoryManagementSystemSettings" Manner::Value => settings::inventory_system;
    set_inventory_system POST "/api/InventoryManagementSystemSettings" Manner::Value => settings::set_inventory_system;
    find_location GET "/api/Locations" Manner::LookUp => locations::find;
    upsert_location_by_code_or_name POST "/api/Locations" Manner::Documented => locations::upsert_by_code_or_name;
    upsert_location POST "/api/V2/Locations" Manner::Documented => locations::upsert;
    query_order_plan POST "/api/OrderPlan" Manner::Value => order_plan::query;
    get_processing_status GET "/api/ProcessingStatus" Manner::Value => forecast::status;
    set_processing_status POST "/api/ProcessingStatus" Manner::Value => forecast::set_status;
    find_purchase_order GET "/api/PurchaseOrders" Manner::LookUp => purchase_orders::find;
    upsert_purchase_order POST "/api/PurchaseOrders" Manner::Upsert => purchase_orders::upsert;
    delete_purchase_order DELETE "/api/PurchaseOrders" Manner::Delete(204) => purchase_orders::delete;
    list_purchase_orders GET "/api/V2/PurchaseOrders" Manner::List => purchase_orders::list;
    get_purchase_order GET "/api/V2/PurchaseOrders/{referenceNumber}" Manner::LookUp => purchase_orders::find;
    generate_purchase_orders POST "/api/V2/PurchaseOrders/OrderPlan" Manner::Documented => purchase_orders::generate;
    run_forecast POST "/api/RunForecastCalculations" Manner::Value => forecast::run;
    list_sales_orders GET "/api/SalesOrders" Manner::List => sales_orders::list;
    create_sales_order POST "/api/SalesOrders" Manner::Sales => sales_orders::create;
    delete_sales_orders DELETE "/api/SalesOrders" Manner::Delete(200) => sales_orders::delete_for_product;
    delete_all_sales_orders DELETE "/api/SalesOrders/All" Manner::Delete(200) => sales_orders::delete_all;
    delete_sales_orders_in_range DELETE "/api/SalesOrders/Range" Manner::Delete(200) => sales_orders::delete_in_range;
    create_sales_orders POST "/api/SalesOrdersBulk" Manner::Sales => sales_orders::create_lines;
    upsert_sales_orders PUT "/api/SalesOrdersBulk" Manner::Sales => sales_orders::upsert_lines;
    delete_sales_orders_at_location DELETE "/api/SalesOrdersLocation" Manner::Delete(200) => sales_orders::delete_at_location;
    find_supplier GET "/api/Suppliers" Manner::LookUp => suppliers::find;
    upsert_suppliers POST "/api/Suppliers" Manner::Documented => suppliers::upsert;
    delete_supplier DELETE "/api/Suppliers" Manner::OpenDelete => suppliers::delete;
    list_suppliers GET "/api/SuppliersBulk" Manner::List => suppliers::list;
    list_products GET "/api/Products" Manner::List => products::list;
    upsert_product POST "/api/Products" Manner::Upsert => products::upsert;
    delete_product DELETE "/api/Products" Manner::Delete(200) => products::delete;
}

/// An operation with what the document says about it.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) operation: &'static Operation,
    pub(super) contract: &'static Contract,
    segments: Vec<&'static str>,
}

static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let mut routes: Vec<Route> = OPERATIONS
        .iter()
        .filter_map(|operation| {
            let contract = VENDOR.contract(operation.method, operation.path)?;
            Some(Route {
                operation,
                contract,
                segments: segments(operation.path).collect(),
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

/// The operation with that id.
pub(super) fn by_id(id: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.id == id)
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
        if route.operation.method == method {
            return Match::Route(route, parameters);
        }
        others.push(route.operation.method);
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
    use super::{Match, OPERATIONS, ROUTES, VENDOR, find};

    #[test]
    fn the_table_and_the_document_name_the_same_operations() {
        assert_eq!(
            (OPERATIONS.len(), ROUTES.len(), VENDOR.operations()),
            (38, 38, 38)
        );
    }

    fn id(method: &str, path: &str) -> String {
        match find(method, path) {
            Match::Route(route, given) => {
                let given = given
                    .first()
                    .map(|(name, value)| format!(" {name}={value}"));
                route.operation.id.to_owned() + &given.unwrap_or_default()
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
