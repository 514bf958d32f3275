//! Square's customers against StockTrim's: what is new, changed and equal.
//!
//! `cargo run --example sync_customers` compares a sample file with the sandbox
//! and writes nothing. After `--`: a JSON file with Square customers, `--apply` to write, and `--live`
//! to take the real service instead of the sandbox.

use std::collections::HashMap;
use std::error::Error;

use serde_json::{Map, Value};
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

    let connection = common::connect_to_real_if_asked().await?;
    let customers = connection.client.customers();
    let known = customers.list().await?;
    println!(
        "Square has {} customers, StockTrim {}.",
        from_square.len(),
        known.len()
    );
    let known: HashMap<_, _> = known
        .into_iter()
        .filter_map(|customer| Some((customer.code.clone()?, customer)))
        .collect();

    let mut equal = 0;
    let mut to_write = Vec::new();
    for customer in from_square {
        let wanted = CustomerDto::from(customer);
        let name = wanted.name.as_deref().unwrap_or("without a name");
        let Some(code) = wanted.code.clone() else {
            println!("  skipped  {name}: neither an id nor a reference_id");
            continue;
        };
        match known.get(&code) {
            None => {
                println!("  new      {code}: {name}");
                to_write.push(wanted);
            }
            Some(known) => {
                let (merged, changes) = merge(known, &wanted)?;
                if changes.is_empty() {
                    equal += 1;
                } else {
                    println!("  changed  {code}: {}", changes.join(", "));
                    to_write.push(merged);
                }
            }
        }
    }
    println!("{} to write, {equal} equal.", to_write.len());

    if !arguments.iter().any(|argument| argument == "--apply") {
        println!("Nothing was written: --apply does.");
        return Ok(());
    }
    let report = customers.upsert_all(to_write).await;
    for row in report.failed() {
        println!(
            "  failed   {}: {:?}",
            row.key,
            row.outcome.error().map(ToString::to_string)
        );
    }
    if let Some(error) = report.stopped() {
        println!("Stopped, {} not sent: {error}", report.not_sent().count());
    }
    println!("{} written.", report.saved().count());
    Ok(())
}

/// The customer that is known with what Square says laid over it, and what that changes.
///
/// What Square does not say stays: whether an upsert keeps fields that are left out is not known.
fn merge(
    known: &CustomerDto,
    wanted: &CustomerDto,
) -> serde_json::Result<(CustomerDto, Vec<String>)> {
    let mut merged = object(known)?;
    let mut changes = Vec::new();
    for (field, value) in object(wanted)? {
        let before = merged.insert(field.clone(), value.clone());
        if before.as_ref() != Some(&value) {
            changes.push(format!("{field} {} -> {value}", before.unwrap_or_default()));
        }
    }
    Ok((serde_json::from_value(Value::Object(merged))?, changes))
}

fn object(customer: &CustomerDto) -> serde_json::Result<Map<String, Value>> {
    serde_json::from_value(serde_json::to_value(customer)?)
}
