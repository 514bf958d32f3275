//! A file of products against StockTrim's: what is new, changed and equal, and then only that is written.
//!
//! `cargo run --example sync_products` compares a sample file with the sandbox and writes nothing. After
//! `--`: a CSV file whose columns have the names of the fields, `--apply` to write, `--discontinue` to
//! discontinue what the file lacks, and `--live` to take the real service instead of the sandbox.

use std::error::Error;

use stocktrim::types::ProductsRequestDto;

mod common;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/catalogue.csv");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let file = arguments
        .iter()
        .find(|argument| !argument.starts_with("--"));
    let mut reader = csv::Reader::from_path(file.map_or(SAMPLE, String::as_str))?;
    let desired = reader
        .deserialize()
        .collect::<Result<Vec<ProductsRequestDto>, _>>()?;

    let connection = common::connect_to_real_if_asked().await?;
    let mut sync = connection.client.products().sync(desired);
    if has("--discontinue") {
        sync = sync.discontinue_missing();
    }
    let mut plan = sync.plan().await?;
    if !has("--discontinue") {
        println!(
            "{} products are not in the file, and stay.",
            plan.gone.len()
        );
        plan.gone.clear();
    }
    println!("{plan}");
    if !has("--apply") {
        println!("Nothing was written: --apply does.");
        return Ok(());
    }
    let report = plan.apply().await;
    for row in report.failed() {
        println!("{}: {:?}", row.key, row.outcome);
    }
    println!("{} written.", report.saved().count());
    report.into_result()?;
    Ok(())
}
