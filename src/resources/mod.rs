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

/// The resources.
impl Client {
    /// Products: find, list, save and delete them.
    #[must_use]
    pub fn products(&self) -> Products {
        Products::new(self)
    }

    /// Customers: find, list and save them.
    #[must_use]
    pub fn customers(&self) -> Customers {
        Customers::new(self)
    }

    /// Suppliers: find, list, save and delete them.
    #[must_use]
    pub fn suppliers(&self) -> Suppliers {
        Suppliers::new(self)
    }

    /// Purchase orders: find, list, save, delete and generate them.
    #[must_use]
    pub fn purchase_orders(&self) -> PurchaseOrders {
        PurchaseOrders::new(self)
    }

    /// The order plan: what to order, and when.
    #[must_use]
    pub fn order_plan(&self) -> OrderPlan {
        OrderPlan::new(self)
    }

    /// Locations: find and save them, and see which are in use.
    #[must_use]
    pub fn locations(&self) -> Locations {
        Locations::new(self)
    }

    /// Stock levels: read and set them.
    #[must_use]
    pub fn inventory(&self) -> Inventory {
        Inventory::new(self)
    }

    /// Sales orders: write and delete them.
    #[must_use]
    pub fn sales_orders(&self) -> SalesOrders {
        SalesOrders::new(self)
    }

    /// The forecast: start it, and wait for it.
    #[must_use]
    pub fn forecast(&self) -> Forecast {
        Forecast::new(self)
    }

    /// Bills of materials: what products are made of.
    #[must_use]
    pub fn boms(&self) -> Boms {
        Boms::new(self)
    }

    /// Settings: configurations, and where the stock comes from.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings::new(self)
    }
}
