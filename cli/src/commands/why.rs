//! `why`: everything that bears on one product.

use clap::Args;
use serde_json::{Value, json};
use stocktrim::Client;
use stocktrim::types::{
    BillOfMaterialsResponseDto, ProductsResponseDto, PurchaseOrderResponseDto,
    SkuOptimizedResultsDto, SupplierResponseDto,
};

use crate::buying::{Filter, Line, cents};
use crate::failure::Failure;
use crate::fields::number_value;
use crate::output::{Format, Row, cell, printable, row};
use crate::session::Session;

/// What `why` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The product's code
    code: String,
}

/// Shows one product.
///
/// # Errors
/// What ends the command.
pub async fn run(session: &Session, arguments: &Arguments) -> Result<(), Failure> {
    let told = explain(&session.client, &arguments.code).await?;
    match session.out.format {
        Format::Table => session.out.text(text(&told).as_bytes()),
        Format::Json => session.out.json(&told),
        Format::Csv | Format::Ndjson => session.out.one(told),
    }
}

/// What bears on a product, as one object.
///
/// # Errors
/// When there is no such product, and those of the calls.
pub async fn explain(client: &Client, code: &str) -> Result<Row, Failure> {
    let facts = Facts::read(client, code).await?;
    row(facts.told())
}

/// What was read of a product.
struct Facts {
    product: ProductsResponseDto,
    supplier: Option<SupplierResponseDto>,
    plan: Option<SkuOptimizedResultsDto>,
    orders: Vec<PurchaseOrderResponseDto>,
    parts: Vec<BillOfMaterialsResponseDto>,
    uses: Vec<BillOfMaterialsResponseDto>,
}

impl Facts {
    async fn read(client: &Client, code: &str) -> Result<Self, Failure> {
        let product = client.products().get(code).await?;
        let product =
            product.ok_or_else(|| Failure::not_found(format!("there is no product {code:?}")))?;
        let id = &product.product_id;
        let known_as = product.product_code_readable.as_deref().unwrap_or(id);
        let search = Filter {
            search: Some(known_as.to_owned()),
            ..Filter::default()
        };
        let criteria = search.criteria()?.current_status("All");
        let supplier = async {
            match &product.supplier_code {
                Some(code) => client.suppliers().get(code).await,
                None => Ok(None),
            }
        };
        let (plan, orders, parts, uses, supplier) = tokio::try_join!(
            client.order_plan().query(criteria),
            client.purchase_orders().list(),
            client.boms().for_product(id),
            client.boms().uses_of_component(id),
            supplier,
        )?;
        let is_it = |row: &SkuOptimizedResultsDto| match &row.external_id {
            Some(own) => own == id,
            None => row.product_code.as_deref() == Some(known_as),
        };
        let plan = plan.into_iter().find(is_it);
        Ok(Self {
            product,
            supplier,
            plan,
            orders,
            parts,
            uses,
        })
    }

    fn told(&self) -> Value {
        let (product, plan) = (&self.product, self.plan.as_ref());
        let line = plan.map(Line::from).unwrap_or_default();
        let supplier = self.supplier.as_ref();
        let lead_time = product.lead_time.or_else(|| supplier?.default_lead_time);
        let (id, readable) = (
            &product.product_id,
            product.product_code_readable.as_deref(),
        );
        let orders = self
            .orders
            .iter()
            .filter_map(|order| open(order, id, readable));
        let component = |one: &BillOfMaterialsResponseDto| json!({ "productId": one.product_id, "componentId": one.component_id, "quantity": one.quantity });
        json!({
            "code": readable.unwrap_or(id),
            "productId": id,
            "name": product.name,
            "category": product.category,
            "supplier": product.supplier_code,
            "supplierName": supplier.and_then(|supplier| supplier.supplier_name.as_ref()),
            "onHand": product.stock_on_hand,
            "onOrder": product.stock_on_order,
            "leadTimeDays": plan.and_then(|plan| plan.lead_time_days).or(lead_time),
            "minimumOrderQuantity": product.minimum_order_quantity,
            "batchSize": product.batch_size,
            "serviceLevel": product.service_level.or_else(|| plan?.service_level),
            "reorderPoint": line.reorder_point,
            "leadDemand": plan.and_then(|plan| plan.lead_demand).map(cents),
            "safetyStock": plan.and_then(|plan| plan.safety_stock_level).map(cents),
            "daysLeft": line.days_left,
            "order": line.order,
            "cost": line.cost,
            "forecastOf": plan.and_then(|plan| plan.calculated_date_time),
            "places": product.stock_locations,
            "openOrders": orders.collect::<Vec<_>>(),
            "madeOf": self.parts.iter().map(component).collect::<Vec<_>>(),
            "partOf": self.uses.iter().map(component).collect::<Vec<_>>(),
            "remarks": self.remarks(&line),
        })
    }

    fn remarks(&self, line: &Line) -> Vec<String> {
        let product = &self.product;
        let forecast = if self.plan.is_none() {
            Some("It is not in the order plan: no forecast has run since it was made.".to_owned())
        } else if line.reorder_point.is_none() {
            Some(
                "It was never forecast: there are no sales to forecast from, which is not zero."
                    .to_owned(),
            )
        } else {
            reason(line)
        };
        let others = [
            (
                product.discontinued == Some(true),
                "It is discontinued, so that nothing is ordered.",
            ),
            (product.unstocked == Some(true), "It is not kept in stock."),
            (
                product.supplier_code.is_none(),
                "It has no supplier, so that no draft order can have it.",
            ),
            (
                product.maximum_shelf_level == Some(0.0),
                "Its maximumShelfLevel is 0, a cap of zero: nothing is ordered.",
            ),
        ];
        let others = others.into_iter().filter(|(holds, _)| *holds);
        forecast
            .into_iter()
            .chain(others.map(|(_, words)| words.to_owned()))
            .collect()
    }
}

/// Why it is, or is not, to be ordered.
fn reason(line: &Line) -> Option<String> {
    let stock = line.on_hand? + line.on_order.unwrap_or_default();
    let (stock, point) = (number_value(stock), number_value(line.reorder_point?));
    Some(
        if line.on_hand? + line.on_order.unwrap_or_default() < line.reorder_point? {
            format!("On hand and on order there are {stock}, below the reorder point of {point}.")
        } else {
            format!(
                "On hand and on order there are {stock}, which reaches the reorder point of {point}."
            )
        },
    )
}

/// An order with open lines of the product.
fn open(order: &PurchaseOrderResponseDto, id: &str, readable: Option<&str>) -> Option<Row> {
    if order.is_received() {
        return None;
    }
    let is_it = |product: &str| product == id || Some(product) == readable;
    let lines = order.lines().iter().filter(|line| {
        line.received_date.is_none() && line.product_id.as_deref().is_some_and(is_it)
    });
    let (mut count, mut units) = (0, 0.0);
    for line in lines {
        count += 1;
        units += line.quantity.unwrap_or_default();
    }
    let about = json!({
        "number": order.number(), "status": order.status, "orderDate": order.order_date, "units": units,
    });
    (count > 0).then(|| row(about).ok()).flatten()
}

fn text(told: &Row) -> String {
    let mut lines = Vec::new();
    let width = told.keys().map(String::len).max().unwrap_or_default();
    for (name, value) in told {
        match value {
            Value::Null => {}
            Value::Array(rows) if name == "remarks" => {
                lines.push(String::new());
                lines.extend(rows.iter().map(cell));
            }
            Value::Array(rows) if rows.is_empty() => {}
            Value::Array(rows) => {
                lines.push(format!("{name}:"));
                lines.extend(rows.iter().map(|row| format!("  {}", pairs(row))));
            }
            value => lines.push(format!("{name:width$}  {}", cell(value))),
        }
    }
    lines.iter().map(|line| printable(line) + "\n").collect()
}

fn pairs(row: &Value) -> String {
    let fields = row
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null());
    let words = fields.map(|(name, value)| format!("{name} {}", cell(value)));
    words.collect::<Vec<_>>().join(", ")
}
