//! What people come to do, in one call each: products, customers, what to order, and the order.
//!
//! Every resource is a handle on a [`Client`], as in `client.products()`: it costs next to nothing to
//! make, and its calls follow the client's settings. Its methods return a
//! [`Call`](crate::Call), which takes options of its own and borrows nothing. What is said of
//! StockTrim with a number, as in R1, is in the [guide on behaviour](crate::guide::behaviour).
//!
//! * **Reading**: `get` answers `None` for a 404 only where StockTrim is known to say "none" so, and
//!   only when the answer is StockTrim's own: its body is empty or a problem (G6). Refused
//!   credentials, a failing server and a proxy's page are errors, never an empty answer.
//! * **Comparing**: `get` counts only rows that have the code that was asked for; two different ones
//!   are [`ErrorKind::Ambiguous`](crate::ErrorKind::Ambiguous).
//! * **Keys**: one that is empty or blank is rejected with
//!   [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) before anything is sent.
//! * **Writing**: what may be retried after a failure is in
//!   [the guide on retries](crate::guide::retries). The error of a write says by
//!   [`Error::applied`](crate::Error::applied) whether it was applied.
//! * **Errors**: "the transport kinds" are those with which any call may end: `Connect`, `Tls`,
//!   `Connection`, `Timeout`, `TooLarge`, `Auth`, `NotFound`, `Validation`, `RateLimited`, `Server`,
//!   `Status`, `UnexpectedContent`, `Decode` and `Middleware` of [`ErrorKind`](crate::ErrorKind).
//! * **Cost**: "one request" means one unless it has to be retried.

mod boms;
mod bulk;
mod customers;
mod forecast;
mod inventory;
mod locations;
mod order_plan;
mod paging;
mod products;
mod purchase_orders;
mod reading;
mod row_stream;
mod sales_orders;
mod saved;
mod settings;
mod suppliers;
mod sync;

pub use boms::Boms;
pub use bulk::{Bulk, BulkReport, BulkStream, Progress, RowAction, RowOutcome, RowReport};
pub use customers::Customers;
pub use forecast::{Forecast, ForecastRun, ForecastWait};
pub use inventory::{Inventory, StockLevel};
pub use locations::{LocationInUse, Locations};
pub use order_plan::{OrderPlan, PlanLine, SupplierPlan, UrgentItems};
pub use products::Products;
pub use purchase_orders::{PurchaseOrders, Receipt};
pub use row_stream::RowStream;
pub use sales_orders::SalesOrders;
pub use saved::{DeleteOutcome, FoundOrCreated, Saved, WriteOutcome};
pub use settings::Settings;
pub use suppliers::Suppliers;
pub use sync::{Change, FieldChange, Sync, SyncPlan, SyncReport};

pub use crate::values::exact_sum;

use crate::client::Client;

/// For each area the method that makes its handle, which holds the client and what else it begins with.
macro_rules! areas {
    ($($(#[$docs:meta])* $method:ident: $area:ident $({ $($field:ident: $value:expr,)+ })?;)+) => {
        /// The resources.
        impl Client {$(
            $(#[$docs])*
            #[must_use]
            pub fn $method(&self) -> $area {
                $area { client: self.clone(), $($($field: $value,)+)? }
            }
        )+}
    };
}

areas! {
    /// Products: find, list, save and delete them.
    products: Products;
    /// Customers: find, list and save them.
    customers: Customers;
    /// Suppliers: find, list, save and delete them.
    suppliers: Suppliers;
    /// Purchase orders: find, list, save, delete and generate them.
    purchase_orders: PurchaseOrders {
        status: None,
        page_size: purchase_orders::PAGE_SIZE,
        look_again: (&purchase_orders::LOOK_AGAIN).into(),
    };
    /// The order plan: what to order, and when.
    order_plan: OrderPlan;
    /// Locations: find and save them, and see which are in use.
    locations: Locations;
    /// Stock levels: read and set them.
    inventory: Inventory { sums: false, };
    /// Sales orders: write and delete them.
    sales_orders: SalesOrders;
    /// The forecast: start it, and wait for it.
    forecast: Forecast;
    /// Bills of materials: what products are made of.
    boms: Boms;
    /// Settings: configurations, and where the stock comes from.
    settings: Settings;
}
