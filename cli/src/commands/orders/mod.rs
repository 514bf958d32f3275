//! `orders`: purchase orders, listed, generated, created, received and deleted.

mod create;
mod generate;
mod list;
mod receive;

use clap::{Args, Subcommand};

use crate::failure::Failure;
use crate::output::row;
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

fn missing(number: &str) -> Failure {
    Failure::not_found(format!("there is no purchase order {number:?}"))
}

async fn delete(session: &Session, number: String) -> Result<(), Failure> {
    let order = session.client.purchase_orders().get(&number).await?;
    let order = order.ok_or_else(|| missing(&number))?;
    let about = list::order_row(&order)?;
    let about = ["status", "supplier", "lines", "units", "total"].map(|name| {
        let value = about
            .get(name)
            .map_or_else(String::new, crate::output::cell);
        format!("{name} {value}")
    });
    let step = Step::new(
        Action::Delete,
        format!("purchase order {number}"),
        Deed::DeleteOrder(number),
    );
    session
        .carry(Plan::one(step).remark(format!("It has {}.", about.join(", "))))
        .await
}

/// An order whole, with its sum.
fn whole(
    order: &stocktrim::types::PurchaseOrderResponseDto,
) -> Result<crate::output::Row, Failure> {
    let mut whole = row(order)?;
    whole.insert(
        "total".into(),
        order
            .total()
            .map_or(serde_json::Value::Null, crate::fields::number_value),
    );
    Ok(whole)
}
