//! What to order: the rows of the order plan as buyers read them, with units and cost.

use std::collections::{BTreeMap, HashMap};

use clap::Args;
use serde::Serialize;
use stocktrim::Client;
use stocktrim::resources::SupplierPlan;
use stocktrim::types::{OrderPlanFilterCriteria, SkuOptimizedResultsDto};

use crate::failure::Failure;

/// Which part of the plan is wanted; StockTrim takes one of each.
#[derive(Clone, Debug, Default, Args)]
pub struct Filter {
    /// Only what this supplier delivers
    #[arg(long, value_name = "CODE")]
    pub supplier: Option<String>,
    /// As this location needs it
    #[arg(long, value_name = "CODE")]
    pub location: Option<String>,
    /// Only this category
    #[arg(long)]
    pub category: Option<String>,
    /// Only what a text is found in: names, codes, categories
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
}

impl Filter {
    /// The same as criteria of the plan.
    ///
    /// # Errors
    /// For a text that is blank, which might mean everything.
    pub fn criteria(&self) -> Result<OrderPlanFilterCriteria, Failure> {
        let mut criteria = OrderPlanFilterCriteria::new();
        for (name, given, field) in [
            ("--supplier", &self.supplier, &mut criteria.supplier),
            ("--location", &self.location, &mut criteria.location),
            ("--category", &self.category, &mut criteria.category),
            ("--search", &self.search, &mut criteria.search_string),
        ] {
            if given.as_ref().is_some_and(|text| text.trim().is_empty()) {
                return Err(Failure::usage(format!("{name} is blank")));
            }
            field.clone_from(given);
        }
        Ok(criteria)
    }

    /// Whether nothing narrows the plan.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let all = [&self.supplier, &self.location, &self.category, &self.search];
        all.into_iter().all(Option::is_none)
    }
}

/// Which rows of the plan are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those below their reorder point.
    Below,
    /// Those that run out within so many days.
    Within(u32),
    /// All of them.
    All,
}

/// A row of the order plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// The code that people know the product by.
    pub code: Option<String>,
    /// The product's id, where the plan has it.
    pub product_id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// The location, of a plan by location.
    pub location: Option<String>,
    /// The supplier's code, where it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    /// What is on hand.
    pub on_hand: Option<f64>,
    /// What is on order.
    pub on_order: Option<f64>,
    /// Below this it is to be ordered.
    pub reorder_point: Option<f64>,
    /// Days until it runs out.
    pub days_left: Option<i32>,
    /// Units to order.
    pub order: Option<f64>,
    /// What a unit costs.
    pub unit_cost: Option<f64>,
    /// What the order of it costs.
    pub cost: Option<f64>,
}

/// The columns of a plan for people.
pub const COLUMNS: &[&str] = &[
    "code",
    "name",
    "supplier",
    "location",
    "onHand",
    "onOrder",
    "reorderPoint",
    "daysLeft",
    "order",
    "unitCost",
    "cost",
];
/// All columns of a plan.
pub const KNOWN: &[&str] = &["productId", "category"];

impl From<&SkuOptimizedResultsDto> for Line {
    fn from(row: &SkuOptimizedResultsDto) -> Self {
        let cost = row
            .order_quantity
            .zip(row.sku_cost)
            .map(|(units, cost)| cents(units * cost));
        Self {
            code: row.product_code.clone().or_else(|| row.sku_code.clone()),
            product_id: row.external_id.clone(),
            name: row.name.clone(),
            category: row.category.clone(),
            location: row.location_name.clone(),
            supplier: None,
            on_hand: row.stock_on_hand,
            on_order: row.stock_on_order,
            reorder_point: row.reorder_point,
            days_left: row.days_until_stock_out,
            order: row.order_quantity,
            unit_cost: row.sku_cost,
            cost,
        }
    }
}

impl Line {
    /// Whether the stock, on hand and on order, is below the reorder point.
    #[must_use]
    pub fn is_below_reorder_point(&self) -> bool {
        match (self.on_hand, self.reorder_point) {
            (Some(on_hand), Some(point)) => on_hand + self.on_order.unwrap_or_default() < point,
            _ => false,
        }
    }
}

/// An amount of money, to the cent.
#[must_use]
pub fn cents(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}

/// Rows with their sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Totals {
    /// How many rows.
    pub rows: usize,
    /// Units to order.
    pub units: f64,
    /// What they cost, as far as the costs are known.
    pub cost: f64,
    /// How many of the rows to be ordered have no known cost.
    #[serde(rename = "withoutCost")]
    pub without_cost: usize,
}

impl Totals {
    /// The sums over rows.
    pub fn of<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Self {
        let mut totals = Self::default();
        for line in lines {
            let units = line.order.unwrap_or_default();
            totals.rows += 1;
            totals.units += units;
            totals.cost += line.cost.unwrap_or_default();
            totals.without_cost += usize::from(units > 0.0 && line.cost.is_none());
        }
        totals.cost = cents(totals.cost);
        totals
    }
}

/// The order plan, read.
#[derive(Clone, Debug, Default)]
pub struct Buying {
    /// The rows that are wanted, those that run out first before others.
    pub lines: Vec<Line>,
    /// The rows of the plan that have no forecast.
    pub without_forecast: Vec<Line>,
    /// Every row that was read.
    pub read: Vec<SkuOptimizedResultsDto>,
}

impl Buying {
    /// Reads the plan, whole, and picks the rows that are wanted.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn read(client: &Client, filter: &Filter, which: Which) -> Result<Self, Failure> {
        let read = client.order_plan().query(filter.criteria()?).await?;
        let is_wanted = |row: &&SkuOptimizedResultsDto| match which {
            Which::Below => row.is_below_reorder_point(),
            Which::Within(days) => row
                .days_until_stock_out
                .is_some_and(|left| i64::from(left) <= i64::from(days)),
            Which::All => true,
        };
        let mut lines: Vec<Line> = read.iter().filter(is_wanted).map(Line::from).collect();
        lines.sort_by(|one, other| {
            let key = |line: &Line| (line.days_left.unwrap_or(i32::MAX), line.code.clone());
            key(one).cmp(&key(other))
        });
        let has_none = |row: &&SkuOptimizedResultsDto| {
            row.reorder_point.is_none() && row.days_until_stock_out.is_none()
        };
        let without_forecast = read.iter().filter(has_none).map(Line::from).collect();
        Ok(Self {
            lines,
            without_forecast,
            read,
        })
    }

    /// Adds the suppliers of what is to be ordered, which the plan does not have: reads every product
    /// and supplier.
    ///
    /// # Errors
    /// Those of the calls.
    pub async fn with_suppliers(mut self, client: &Client) -> Result<Self, Failure> {
        let (products, suppliers) = (client.products().list(), client.suppliers().list());
        let (products, suppliers) = tokio::try_join!(products, suppliers)?;
        let mut of = HashMap::new();
        for plan in SupplierPlan::join(self.read.clone(), &products, &suppliers) {
            for line in plan.lines {
                let line = Line::from(&line.row);
                of.insert((line.product_id, line.code), plan.supplier_code.clone());
            }
        }
        for line in &mut self.lines {
            let key = (line.product_id.clone(), line.code.clone());
            line.supplier = of.get(&key).cloned().flatten();
        }
        Ok(self)
    }

    /// The rows by their suppliers, the dearest first.
    #[must_use]
    pub fn by_supplier(&self) -> Vec<(Option<&str>, Vec<&Line>, Totals)> {
        Self::grouped(&self.lines)
    }

    /// These rows by their suppliers, the dearest first.
    pub fn grouped<'a>(
        lines: impl IntoIterator<Item = &'a Line>,
    ) -> Vec<(Option<&'a str>, Vec<&'a Line>, Totals)> {
        let mut groups: BTreeMap<Option<&str>, Vec<&Line>> = BTreeMap::new();
        for line in lines {
            groups
                .entry(line.supplier.as_deref())
                .or_default()
                .push(line);
        }
        let mut groups: Vec<_> = groups
            .into_iter()
            .map(|(supplier, lines)| {
                let totals = Totals::of(lines.iter().copied());
                (supplier, lines, totals)
            })
            .collect();
        groups.sort_by(|one, other| other.2.cost.total_cmp(&one.2.cost));
        groups
    }
}
