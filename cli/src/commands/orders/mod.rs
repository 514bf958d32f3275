//! `orders`: purchase orders, listed, generated, created, received and deleted.

pub(crate) mod create;
pub(crate) mod generate;
mod list;
mod receive;

use clap::{Args, Subcommand};
use serde_json::Value;
use stocktrim::types::PurchaseOrderResponseDto;

use crate::failure::Failure;
use crate::fields::number_value;
use crate::output::{Row, cell, quoted, row};
use crate::plan::{Action, Deed, Plan, Step};
use crate::session::Session;

pub use list::order_row;

/// The commands of purchase orders.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List orders
    List(list::Arguments),
    /// Show one with its lines
    Get(Number),
    /// Let StockTrim make draft orders from the order plan
    Generate(generate::Arguments),
    /// Make one whose number is not in use
    Create(create::Arguments),
    /// Book in what has come of one
    Receive(receive::Arguments),
    /// Delete one
    Delete(Number),
}

/// An order.
#[derive(Debug, Args)]
pub struct Number {
    /// Its number
    number: String,
}

/// Does what is said of purchase orders.
///
/// # Errors
/// What ends the command.
pub async fn run(session: &Session, command: Command) -> Result<(), Failure> {
    match command {
        Command::List(arguments) => list::run(session, &arguments).await,
        Command::Get(Number { number }) => list::get(session, &number).await,
        Command::Generate(arguments) => generate::run(session, arguments).await,
        Command::Create(arguments) => create::run(session, arguments).await,
        Command::Receive(arguments) => receive::run(session, &arguments).await,
        Command::Delete(Number { number }) => delete(session, number).await,
    }
}

/// There is no order with this number.
pub(crate) fn missing(number: &str) -> Failure {
    Failure::not_found(format!("there is no purchase order {number:?}"))
}

async fn delete(session: &Session, number: String) -> Result<(), Failure> {
    let order = session.client.purchase_orders().get(&number).await?;
    let order = order.ok_or_else(|| missing(&number))?;
    session.carry(delete_plan(&number, &order)?).await
}

/// The plan that deletes an order, which was read.
///
/// # Errors
/// None that a model can have.
pub(crate) fn delete_plan(number: &str, order: &PurchaseOrderResponseDto) -> Result<Plan, Failure> {
    let about = list::order_row(order)?;
    let about = ["status", "supplier", "lines", "units", "total"].map(|name| {
        let value = match about.get(name) {
            Some(Value::String(text)) => quoted(text),
            value => value.map_or_else(String::new, cell),
        };
        format!("{name} {value}")
    });
    let step = Step::new(
        Action::Delete,
        format!("purchase order {number}"),
        Deed::DeleteOrder(number.to_owned()),
    );
    Ok(Plan::one(step).remark(format!("It has {}.", about.join(", "))))
}

/// An order whole, with its sum.
fn whole(order: &PurchaseOrderResponseDto) -> Result<Row, Failure> {
    let mut whole = row(order)?;
    whole.insert(
        "total".into(),
        order.total().map_or(Value::Null, number_value),
    );
    Ok(whole)
}
