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

/// The products of a file, and the rows that are none, each with its line.
fn read(file: &str) -> Result<(Lines<ProductsRequestDto>, Lines<String>), Box<dyn Error>> {
    let bytes = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| format!("{file} is not UTF-8: export it as \"CSV UTF-8\""))?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::Headers)
        .from_reader(text.as_bytes());
    let headers = reader.headers()?.clone();
    check(file, &headers)?;
    let (mut products, mut bad) = (Vec::new(), Vec::new());
    let mut lines = LineCounter {
        text,
        at: 0,
        line: 1,
    };
    for record in reader.records() {
        let position = match &record {
            Ok(record) => record.position(),
            Err(error) => error.position(),
        };
        let line = lines.of(position.map_or(0, csv::Position::byte));
        let product = match &record {
            Ok(record) => product(&headers, record),
            Err(error) => Err(error.to_string()),
        };
        match product {
            Ok(product) => products.push((line, product)),
            Err(reason) => bad.push((line, reason)),
        }
    }
    Ok((products, bad))
}

/// Complains once about a file whose every row would be bad.
fn check(file: &str, headers: &StringRecord) -> Result<(), String> {
    if headers.iter().any(|header| header == KEY) {
        return Ok(());
    }
    let all = headers.iter().collect::<Vec<_>>().join(", ");
    let separated = |by: char| {
        all.split(by)
            .any(|header| header.trim().trim_matches('"') == KEY)
    };
    let separators = [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")];
    let hint = if let Some((_, by)) = separators.iter().find(|(by, _)| separated(*by)) {
        format!("its columns are separated by {by}: export it with commas")
    } else if let Some(like) = headers
        .iter()
        .find(|header| header.eq_ignore_ascii_case(KEY))
    {
        format!("rename the column {like}")
    } else if all.is_empty() {
        "the file is empty".to_owned()
    } else {
        format!("its first line names the columns {all}")
    };
    Err(format!("{file} has no column {KEY}: {hint}"))
}

/// The column that every product needs.
const KEY: &str = "productId";

/// Finds the lines of rising places in a text, as an editor counts them.
struct LineCounter<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl LineCounter<'_> {
    /// The line of the row whose reading began at this byte: perhaps at the end of the line before, or at blank ones.
    fn of(&mut self, byte: u64) -> u64 {
        let bytes = self.text.as_bytes();
        let byte = usize::try_from(byte).unwrap_or(bytes.len());
        while let Some(letter) = bytes.get(self.at) {
            let ends = match letter {
                b'\n' => true,
                b'\r' => bytes.get(self.at + 1) != Some(&b'\n'),
                _ => false,
            };
            if self.at >= byte && !matches!(letter, b'\r' | b'\n') {
                break;
            }
            self.line += u64::from(ends);
            self.at += 1;
        }
        self.line
    }
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
    let mut product = ProductsRequestDto::new(column(KEY).ok_or("productId is missing")?);
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
