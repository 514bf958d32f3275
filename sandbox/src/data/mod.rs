//! What the sandbox knows: a table per area, the settings, the last forecast.

mod area;
mod forecast;
mod row;
mod table;

pub use area::Area;
pub(super) use forecast::{Demand, DemandByPlace, Forecast, Progress};
pub(super) use row::{Row, into_row, is_true, items, number, text};
pub(super) use table::{Shared, Table};

use serde_json::{Map, Value};
use std::sync::Arc;

/// All the state of a sandbox; cheap to clone, because tables are copied only when they change.
#[derive(Debug, Clone)]
pub(super) struct Data {
    tables: [Arc<Table>; Area::ALL.len()],
    /// Settings by name, as `get_configuration` reads them.
    pub(super) configuration: Map<String, Value>,
    pub(super) forecast: Option<Arc<Forecast>>,
    pub(super) progress: Progress,
    /// Counts the changes, so that what was computed from the data knows when it is stale.
    version: u64,
    /// The rows of the whole order plan, with the version they were computed from.
    pub(super) plan: Option<(u64, Arc<Vec<Shared>>)>,
}

/// The setting that holds the inventory management system.
pub(super) const INVENTORY_SYSTEM: &str = "InventoryManagementSystem";

impl Data {
    /// Nothing but the settings of a new tenant.
    pub(super) fn empty() -> Self {
        let system = Value::from("StockTrimIncomingApi");
        Self {
            tables: Area::ALL.map(|area| Arc::new(Table::new(area))),
            configuration: Map::from_iter([(INVENTORY_SYSTEM.to_owned(), system)]),
            forecast: None,
            progress: Progress::default(),
            version: 0,
            plan: None,
        }
    }

    /// Reads a table.
    pub(super) fn table(&self, area: Area) -> &Table {
        &self.tables[area as usize]
    }

    /// Changes a table.
    pub(super) fn change(&mut self, area: Area) -> &mut Table {
        self.version += 1;
        Arc::make_mut(&mut self.tables[area as usize])
    }

    /// How often the data has changed.
    pub(super) const fn version(&self) -> u64 {
        self.version
    }

    /// The product that a key names: its `productId`, or StockTrim's own number as text (R5).
    pub(super) fn product(&self, key: &str) -> Option<&Shared> {
        let products = self.table(Area::Products);
        products
            .by_key(key)
            .or_else(|| products.by_id(key.parse().ok()?))
    }
}
