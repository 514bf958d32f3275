//! `orders receive`: books in what has come of an order.

use std::collections::BTreeMap;

use clap::Args;
use stocktrim::resources::Receipt;
use stocktrim::types::{PurchaseOrderResponseDto, Timestamp};

use super::missing;
use crate::failure::Failure;
use crate::fields::number_value;
use crate::plan::{Action, Change, Deed, Plan, Step};
use crate::session::Session;

/// What `receive` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Its number
    number: String,
    /// What has come, as in `OAK-TOP-120=24`; without it all that is open
    #[arg(value_name = "PRODUCT=UNITS")]
    came: Vec<String>,
    /// When it came, as in 2026-11-25 [default: now]
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
}

pub(super) async fn run(session: &Session, arguments: &Arguments) -> Result<(), Failure> {
    let came = arguments.came.iter().map(|text| came(text));
    let came = came.collect::<Result<BTreeMap<String, f64>, _>>()?;
    if came.len() < arguments.came.len() {
        return Err(Failure::usage("a product is named twice"));
    }
    let date = arguments
        .date
        .as_deref()
        .map(str::parse::<Timestamp>)
        .transpose();
    let date = date.map_err(|error| Failure::usage(format!("--date: {error}")))?;
    let number = &arguments.number;
    let order = session.client.purchase_orders().get(number).await?;
    let order = order.ok_or_else(|| missing(number))?;
    session.carry(plan(number, &order, came, date)?).await
}

fn came(text: &str) -> Result<(String, f64), Failure> {
    let wrong = || Failure::usage(format!("{text:?}: expected PRODUCT=UNITS, more than 0"));
    let (product, units) = text.rsplit_once('=').ok_or_else(wrong)?;
    let units = units
        .trim()
        .parse::<f64>()
        .ok()
        .filter(|units| units.is_normal() && *units > 0.0);
    Ok((product.to_owned(), units.ok_or_else(wrong)?))
}

/// The plan that books in these units, or all that is open.
///
/// # Errors
/// When more came than is open.
pub fn plan(
    number: &str,
    order: &PurchaseOrderResponseDto,
    came: BTreeMap<String, f64>,
    date: Option<Timestamp>,
) -> Result<Plan, Failure> {
    let mut open: BTreeMap<&str, f64> = BTreeMap::new();
    let lines = order
        .lines()
        .iter()
        .filter(|line| line.received_date.is_none());
    for line in lines.filter(|_| !order.is_received()) {
        let product = line.product_id.as_deref().unwrap_or_default();
        *open.entry(product).or_default() += line.quantity.unwrap_or_default();
    }
    if let Some((product, units)) = came
        .iter()
        .find(|(product, units)| **units > open.get(product.as_str()).copied().unwrap_or_default())
    {
        let left = number_value(open.get(product.as_str()).copied().unwrap_or_default());
        return Err(Failure::usage(format!(
            "{units} of {product} cannot be received: {left} are open"
        )));
    }
    if open.is_empty() {
        return Ok(Plan::new(
            format!("purchase order {number} is received already"),
            Vec::new(),
        ));
    }
    let change = |(product, units): (&&str, &f64)| {
        let part = if came.is_empty() {
            *units
        } else {
            *came.get(*product)?
        };
        Some(Change {
            field: format!("open of {product}"),
            before: number_value(*units),
            after: number_value(units - part),
        })
    };
    let changes = open.iter().filter_map(change).collect();
    let receipt = if came.is_empty() {
        Receipt::whole()
    } else {
        Receipt::of(came)
    };
    let receipt = date.map_or(receipt.clone(), |date| receipt.on(date));
    Ok(Plan::one(Step {
        action: Action::Update,
        key: format!("purchase order {number}"),
        changes,
        deed: Deed::ReceiveOrder(number.to_owned(), receipt),
    }))
}
