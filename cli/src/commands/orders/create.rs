//! `orders create`: an order whose number is not in use.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;
use stocktrim::types::{
    PurchaseOrderLineItem, PurchaseOrderLocation, PurchaseOrderRequestDto, PurchaseOrderSupplier,
    Timestamp,
};

use crate::buying::cents;
use crate::failure::{Exit, Failure};
use crate::fields::number_value;
use crate::plan::{Action, Change, Deed, Plan, Step};
use crate::session::Session;

/// What `create` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Its number
    number: String,
    /// The supplier's code
    #[arg(long, value_name = "CODE")]
    supplier: String,
    /// Where it goes
    #[arg(long, value_name = "CODE")]
    location: Option<String>,
    /// Its date, as in 2026-11-25
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Its status
    #[arg(long, default_value = "Draft", value_parser = ["Draft", "Approved", "Sent"], ignore_case = true)]
    status: String,
    /// A CSV file with productId, quantity and unitPrice
    #[arg(long, value_name = "FILE", conflicts_with = "lines")]
    input: Option<PathBuf>,
    /// What is ordered, as in `OAK-TOP-120=24@41.50`; the price may be left out
    #[arg(
        value_name = "PRODUCT=UNITS[@PRICE]",
        required_unless_present = "input"
    )]
    lines: Vec<String>,
}

pub(super) async fn run(session: &Session, arguments: Arguments) -> Result<(), Failure> {
    let order = order(&arguments)?;
    let number = &arguments.number;
    if session.client.purchase_orders().exists(number).await? {
        let message = format!("the number {number:?} is in use: nothing was written");
        return Err(Failure::new(Exit::Refused, "exists", message).hint(format!(
            "`stocktrim orders get {number}` shows the order that has it."
        )));
    }
    session.carry(plan(number, order)).await
}

/// The plan that makes an order.
#[must_use]
pub fn plan(number: &str, order: PurchaseOrderRequestDto) -> Plan {
    let change = |line: &PurchaseOrderLineItem| Change {
        field: line.product_id.clone(),
        before: Value::Null,
        after: number_value(line.quantity),
    };
    let lines = &order.purchase_order_line_items;
    let total: Option<f64> = lines
        .iter()
        .map(|line| Some(line.quantity * line.unit_price?))
        .sum();
    let total = total.map_or_else(
        || "not known".to_owned(),
        |total| number_value(cents(total)).to_string(),
    );
    let step = Step {
        action: Action::Create,
        key: format!("purchase order {number}"),
        changes: lines.iter().map(change).collect(),
        deed: Deed::CreateOrder(order),
    };
    Plan::one(step).remark(format!("What it costs: {total}."))
}

fn order(arguments: &Arguments) -> Result<PurchaseOrderRequestDto, Failure> {
    let lines = match &arguments.input {
        Some(path) => lines_of(path)?,
        None => arguments
            .lines
            .iter()
            .map(|text| line(text))
            .collect::<Result<_, _>>()?,
    };
    let date = arguments.date.as_deref().unwrap_or_default();
    let date = match date {
        "" => Timestamp::from(chrono::Utc::now()),
        date => date
            .parse()
            .map_err(|error| Failure::usage(format!("--date: {error}")))?,
    };
    let supplier = PurchaseOrderSupplier::new().supplier_code(&arguments.supplier);
    let order = PurchaseOrderRequestDto::new(supplier, lines)
        .client_reference_number(&arguments.number)
        .status(arguments.status.as_str())
        .order_date(date);
    Ok(to(order, arguments.location.as_deref()))
}

/// The order, with the location where it goes if one is given.
#[must_use]
pub fn to(order: PurchaseOrderRequestDto, location: Option<&str>) -> PurchaseOrderRequestDto {
    match location {
        Some(code) => order.location(PurchaseOrderLocation::new().location_code(code)),
        None => order,
    }
}

/// A line, with its price if that is known.
#[must_use]
pub fn priced(product: &str, units: f64, price: Option<f64>) -> PurchaseOrderLineItem {
    let line = PurchaseOrderLineItem::new(product, units);
    match price {
        Some(price) => line.unit_price(price),
        None => line,
    }
}

fn line(text: &str) -> Result<PurchaseOrderLineItem, Failure> {
    let wrong = || {
        Failure::usage(format!(
            "{text:?}: expected PRODUCT=UNITS or PRODUCT=UNITS@PRICE"
        ))
    };
    let (product, rest) = text.rsplit_once('=').ok_or_else(wrong)?;
    let (units, price) = rest
        .split_once('@')
        .map_or((rest, None), |(units, price)| (units, Some(price)));
    let number = |text: &str| {
        text.trim()
            .parse::<f64>()
            .ok()
            .filter(|n| n.is_finite() && *n >= 0.0)
    };
    let units = number(units)
        .filter(|units| *units > 0.0)
        .ok_or_else(wrong)?;
    let price = price.map(|price| number(price).ok_or_else(wrong));
    Ok(priced(product, units, price.transpose()?))
}

fn lines_of(path: &PathBuf) -> Result<Vec<PurchaseOrderLineItem>, Failure> {
    let file = std::fs::File::open(path).map_err(|error| Failure::file(path, &error))?;
    let mut lines = Vec::new();
    for (at, row) in csv::Reader::from_reader(file).deserialize().enumerate() {
        let row: Line = row.map_err(|error| Failure::file(path, &error))?;
        if row.product_id.trim().is_empty() || !(row.quantity.is_finite() && row.quantity > 0.0) {
            return Err(Failure::usage(format!(
                "{}: row {} has no product or no units",
                path.display(),
                at + 1
            )));
        }
        lines.push(priced(&row.product_id, row.quantity, row.unit_price));
    }
    if lines.is_empty() {
        return Err(Failure::usage(format!(
            "{}: it has no rows",
            path.display()
        )));
    }
    Ok(lines)
}

/// A row of a file of lines.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    product_id: String,
    quantity: f64,
    unit_price: Option<f64>,
}
