//! From the order plan to draft purchase orders, one per supplier, shown before they are sent, and sent once.
//!
//! `cargo run --example reorder` shows the drafts for the sandbox's demo shop.
//! After `--`: `--send` to send them, and `--live` to take the real service instead.

use std::error::Error;
use std::time::SystemTime;

use stocktrim::Applied;
use stocktrim::resources::{FoundOrCreated, SupplierPlan, exact_sum};
use stocktrim::types::Timestamp;

mod common;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let connection = common::connect_to_real_if_asked().await?;
    let client = &connection.client;
    let groups = client.order_plan().by_supplier().await?;
    groups.iter().for_each(show);
    let orders = groups.iter().filter(|group| group.supplier_code.is_some());
    let totals: Vec<f64> = orders.filter_map(SupplierPlan::total).collect();
    println!(
        "\n{} orders, {:.2} in all",
        totals.len(),
        exact_sum(totals.iter().copied())
    );
    if !std::env::args().any(|argument| argument == "--send") {
        println!("Nothing was sent: --send does.");
        return Ok(());
    }

    // The same number when this runs again today: then nothing is ordered twice.
    let today = Timestamp::from(SystemTime::now());
    let day = today.to_utc().format("%Y-%m-%d");
    for group in groups {
        let number = format!(
            "RO-{day}-{}",
            group.supplier_code.as_deref().unwrap_or_default()
        );
        let Some(draft) = group.draft(&number) else {
            continue;
        };
        match client
            .purchase_orders()
            .create_once(draft.order_date(today))
            .await
        {
            Ok(FoundOrCreated::Found(_)) => {
                println!("{number} exists already, and is left as it is.");
            }
            Ok(_) => println!("{number}: created"),
            Err(error) if error.applied() == Applied::Unknown => {
                println!("{number}: run this again later: {error}");
            }
            Err(error) => println!("{number} was not created: {error}"),
        }
    }
    Ok(())
}

fn show(group: &SupplierPlan) {
    let supplier = group
        .supplier_code
        .as_deref()
        .unwrap_or("no supplier, not ordered");
    println!("\n{supplier}, {} lines", group.lines.len());
    for line in &group.lines {
        let code = line.row.product_code.as_deref().unwrap_or("?");
        let price = line
            .unit_price()
            .map_or_else(|| "?".to_owned(), |price| format!("{price:.2}"));
        println!("  {:>8} of {code:<20} at {price}", line.quantity);
    }
    match group.total() {
        Some(total) => println!("  {total:.2} in all"),
        None => println!("  the total is not known: a product has no cost"),
    }
}
