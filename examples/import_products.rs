//! Products from a CSV file: a progress bar, and a report of the bad rows with their line numbers.
//!
//! `cargo run --example import_products` imports a sample file, with a few bad
//! rows in it, into the sandbox. After `--`: another file, and `--live` to write to the real service.

use std::error::Error;

use csv::StringRecord;
use indicatif::{ProgressBar, ProgressStyle};
use stocktrim::types::{ProductSupplier, ProductsRequestDto};

mod common;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/products.csv");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with("--"));
    let (products, mut bad) = read(file.as_deref().unwrap_or(SAMPLE))?;
    let (lines, products): (Vec<u64>, Vec<ProductsRequestDto>) = products.into_iter().unzip();

    let connection = common::connect_to_real_if_asked().await?;
    let bar = ProgressBar::new(products.len() as u64);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}")?);
    let report = connection
        .client
        .products()
        .upsert_all(products)
        .on_progress(|now| {
            bar.set_position(now.done as u64);
            bar.set_message(format!("{} failed", now.failed));
        })
        .await;
    bar.finish();

    for row in report.failed() {
        let reason = row
            .outcome
            .error()
            .map(ToString::to_string)
            .unwrap_or_default();
        bad.push((lines[row.index], format!("{}: {reason}", row.key)));
    }
    bad.sort_unstable();
    println!(
        "{} products saved, {} rows bad.",
        report.saved().count(),
        bad.len()
    );
    for (line, reason) in &bad {
        println!("  line {line}: {reason}");
    }
    if let Some(error) = report.stopped() {
        println!(
            "Stopped, {} rows not sent: {error}",
            report.not_sent().count()
        );
    }
    Ok(())
}

/// Rows with their line numbers.
type Lines<T> = Vec<(u64, T)>;

/// The products of a file, and the rows that cannot be read, each with its line number.
fn read(file: &str) -> Result<(Lines<ProductsRequestDto>, Lines<String>), csv::Error> {
    let mut reader = csv::Reader::from_path(file)?;
    let headers = reader.headers()?.clone();
    let (mut products, mut bad) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                bad.push((line, error.to_string()));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        match product(&headers, &record) {
            Ok(product) => products.push((line, product)),
            Err(reason) => bad.push((line, reason)),
        }
    }
    Ok((products, bad))
}

/// A product; a column that is empty or missing is left out, so that StockTrim keeps its value.
fn product(headers: &StringRecord, record: &StringRecord) -> Result<ProductsRequestDto, String> {
    let column = |name: &str| {
        let index = headers.iter().position(|header| header == name)?;
        record
            .get(index)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    };
    let number = |name: &str| match column(name).map(str::parse::<f64>) {
        None => Ok(None),
        Some(Ok(number)) if number.is_finite() => Ok(Some(number)),
        Some(_) => Err(format!(
            "{name} is no number: {:?}",
            column(name).unwrap_or_default()
        )),
    };
    let days = |name: &str| match column(name).map(str::parse::<i32>) {
        None => Ok(None),
        Some(Ok(days)) => Ok(Some(days)),
        Some(Err(error)) => Err(format!("{name}: {error}")),
    };
    let mut product = ProductsRequestDto::new(column("productId").ok_or("productId is missing")?);
    product.name = column("name").map(str::to_owned);
    product.category = column("category").map(str::to_owned);
    product.cost = number("cost")?;
    product.price = number("price")?;
    product.stock_on_hand = number("stockOnHand")?;
    product.lead_time = days("leadTime")?;
    product.suppliers = column("suppliers").map(|codes| {
        codes
            .split(';')
            .map(|code| ProductSupplier::new(code.trim()))
            .collect()
    });
    Ok(product)
}
