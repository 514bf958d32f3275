//! Goods that come in: a part of an order, then the rest.
//!
//! `cargo run --example receive` receives an order of the sandbox's demo shop that is sent and open. After
//! `--`: the number of an order, `product=quantity` for each product that came (all that is open, without
//! one), and `--live` to take the real service instead.

use std::error::Error;

use stocktrim::resources::Receipt;
use stocktrim::{ErrorKind, types::PurchaseOrderResponseDto};

mod common;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    arguments.retain(|argument| !argument.starts_with("--"));
    let connection = common::connect_to_real_if_asked().await?;
    let orders = connection.client.purchase_orders();
    if let [number, came @ ..] = &arguments[..] {
        let came = came.iter().map(|text| {
            let (product, quantity) = text.split_once('=').ok_or("product=quantity is wanted")?;
            Ok((product, quantity.parse()?))
        });
        let came = came.collect::<Result<Vec<(&str, f64)>, Box<dyn Error>>>()?;
        let receipt = if came.is_empty() {
            Receipt::whole()
        } else {
            Receipt::of(came)
        };
        return show(orders.receive(number, receipt).await);
    }

    let mut sent = orders.clone().with_status("Sent").stream();
    let mut open = None;
    while let (None, Some(order)) = (&open, sent.next().await) {
        open = Some(order?).filter(|order| order.open_quantity() > 2.0);
    }
    let order = open.ok_or("no order is open")?;
    let number = order.number().ok_or("the order has no number")?;
    println!("{number}: {} ordered", order.quantity());
    let line = order
        .lines()
        .iter()
        .find(|line| line.received_date.is_none());
    let line = line
        .and_then(|line| line.product_id.as_deref())
        .ok_or("no line is open")?;
    show(orders.receive(number, Receipt::of([(line, 1.0)])).await)?;
    show(orders.receive(number, Receipt::whole()).await)
}

fn show(received: stocktrim::Result<PurchaseOrderResponseDto>) -> Result<(), Box<dyn Error>> {
    match received {
        Ok(order) if order.is_received() => println!("all of {} is received", order.quantity()),
        Ok(order) => println!("{} of {} to come", order.open_quantity(), order.quantity()),
        Err(error) if error.kind() == ErrorKind::Mismatch => {
            println!("put it right by hand: {error}");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
