//! Square's customers against StockTrim's: what is new, changed and equal.
//!
//! `cargo run --example sync_customers` compares a sample file with the sandbox
//! and writes nothing. After `--`: a JSON file with Square customers, `--apply` to write, and `--live`
//! to take the real service instead of the sandbox.

use std::error::Error;

use stocktrim::square;
use stocktrim::types::CustomerDto;

mod common;

const SAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/examples/data/square_customers.json"
);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let file = arguments
        .iter()
        .find(|argument| !argument.starts_with("--"));
    let text = std::fs::read_to_string(file.map_or(SAMPLE, String::as_str))?;
    let from_square: Vec<square::Customer> = serde_json::from_str(&text)?;
    let wanted = from_square.into_iter().map(CustomerDto::from);
    let (wanted, nameless): (Vec<_>, Vec<_>) = wanted.partition(|row| row.code.is_some());
    for customer in nameless {
        let name = customer.name.as_deref().unwrap_or("without a name");
        println!("skipped  {name}: neither an id nor a reference_id");
    }

    let connection = common::connect_to_real_if_asked().await?;
    let mut plan = connection.client.customers().sync(wanted).plan().await?;
    println!(
        "{} customers of StockTrim are not Square's, and stay.",
        plan.gone.len()
    );
    plan.gone.clear();
    println!("{plan}");
    if !arguments.iter().any(|argument| argument == "--apply") {
        println!("Nothing was written: --apply does.");
        return Ok(());
    }
    let report = plan.apply().await;
    for row in report.failed() {
        println!("failed   {}: {:?}", row.key, row.outcome.error());
    }
    if let Some(error) = report.stopped() {
        println!("Stopped, {} not sent: {error}", report.not_sent().count());
    }
    println!("{} written.", report.saved().count());
    Ok(())
}
