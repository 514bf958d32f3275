//! `orders list` and `orders get`.

use clap::Args;
use serde_json::{Value, json};
use stocktrim::types::{PurchaseOrderLineItemResponseDto, PurchaseOrderResponseDto};

use super::{missing, whole};
use crate::failure::Failure;
use crate::fields::number_value;
use crate::output::{Format, Row, row};
use crate::session::Session;

const COLUMNS: &[&str] = &[
    "number",
    "status",
    "supplier",
    "orderDate",
    "lines",
    "units",
    "openUnits",
    "total",
    "location",
];
const LINE_COLUMNS: &[&str] = &[
    "number",
    "status",
    "supplier",
    "productId",
    "quantity",
    "unitPrice",
    "receivedDate",
];

/// What `list` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Only orders of this status: Draft, Approved, Sent, Received
    #[arg(long, value_parser = ["Draft", "Approved", "Sent", "Received"], ignore_case = true)]
    status: Option<String>,
    /// Only orders to this supplier, by code, or by name where it has none
    #[arg(long, value_name = "CODE")]
    supplier: Option<String>,
    /// Only orders of this product
    #[arg(long, value_name = "CODE")]
    product: Option<String>,
    /// A row for each line
    #[arg(long)]
    lines: bool,
}

pub(super) async fn run(session: &Session, arguments: &Arguments) -> Result<(), Failure> {
    let mut view = session.client.purchase_orders();
    if let Some(status) = &arguments.status {
        view = view.with_status(status.as_str());
    }
    let orders = match &arguments.supplier {
        Some(supplier) => view.for_supplier(supplier).await?,
        None => view.list().await?,
    };
    let product = arguments.product.as_deref();
    let is_it = |line: &&PurchaseOrderLineItemResponseDto| {
        product.is_none() || line.product_id.as_deref() == product
    };
    let orders = orders
        .into_iter()
        .filter(|order| product.is_none() || order.lines().iter().any(|line| is_it(&line)));
    if !arguments.lines {
        let rows = orders
            .map(|order| order_row(&order))
            .collect::<Result<Vec<Row>, _>>()?;
        return session.out.rows(
            rows,
            COLUMNS,
            &["supplierName", "fullyReceivedDate", "createdDate"],
        );
    }
    let mut rows = Vec::new();
    for order in orders {
        for line in order.lines().iter().filter(is_it) {
            rows.push(line_row(&order, line)?);
        }
    }
    session.out.rows(rows, LINE_COLUMNS, &[])
}

/// An order as a row, with what it does not say of itself.
///
/// # Errors
/// None that a model can have.
pub fn order_row(order: &PurchaseOrderResponseDto) -> Result<Row, Failure> {
    let supplier = order.supplier.as_ref();
    let location = order.location.as_ref();
    row(json!({
        "number": order.number(),
        "status": order.status,
        "supplier": supplier.and_then(|one| one.supplier_code.as_ref().or(one.supplier_name.as_ref())),
        "supplierName": supplier.and_then(|one| one.supplier_name.as_ref()),
        "orderDate": order.order_date,
        "createdDate": order.created_date,
        "fullyReceivedDate": order.fully_received_date,
        "lines": order.lines().len(),
        "units": order.quantity(),
        "openUnits": order.open_quantity(),
        "total": order.total(),
        "location": location.and_then(|one| one.location_code.as_ref().or(one.location_name.as_ref())),
    }))
}

fn line_row(
    order: &PurchaseOrderResponseDto,
    line: &PurchaseOrderLineItemResponseDto,
) -> Result<Row, Failure> {
    let mut whole = order_row(order)?;
    let line = row(line)?;
    let mut row = Row::new();
    for name in LINE_COLUMNS {
        let value = whole.remove(*name).or_else(|| line.get(*name).cloned());
        row.insert((*name).to_owned(), value.unwrap_or(Value::Null));
    }
    Ok(row)
}

pub(super) async fn get(session: &Session, number: &str) -> Result<(), Failure> {
    let order = session.client.purchase_orders().get(number).await?;
    let order = order.ok_or_else(|| missing(number))?;
    if session.out.format == Format::Json {
        return session.out.one(whole(&order)?);
    }
    if session.out.format != Format::Table {
        let rows = order.lines().iter().map(|line| line_row(&order, line));
        return session
            .out
            .rows(rows.collect::<Result<_, _>>()?, LINE_COLUMNS, &[]);
    }
    session.out.one(order_row(&order)?)?;
    let lines = order.lines().iter().map(|line| {
        let mut shown = row(line)?;
        let cost = line
            .quantity
            .zip(line.unit_price)
            .map(|(units, price)| crate::buying::cents(units * price));
        shown.insert("cost".into(), cost.map_or(Value::Null, number_value));
        Ok(shown)
    });
    let lines = lines.collect::<Result<Vec<Row>, Failure>>()?;
    session.out.text(b"\n")?;
    session.out.rows(
        lines,
        &["productId", "quantity", "unitPrice", "cost", "receivedDate"],
        &[],
    )
}
