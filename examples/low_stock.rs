//! The low-stock report: what is below its reorder point, the most urgent first.
//!
//! `cargo run --example low_stock` needs no account: without credentials it
//! reports on the sandbox's demo data. It only reads.

use std::error::Error;

use stocktrim::types::SkuOptimizedResultsDto;

mod common;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let connection = common::connect_to_real_if_configured().await?;
    let mut rows = connection.client.order_plan().below_reorder_point().await?;
    rows.sort_by_key(|row| {
        let days = row.days_until_stock_out.unwrap_or(i32::MAX);
        (days, row.product_code.clone())
    });
    print(&rows);
    println!("\n{} products are below their reorder point.", rows.len());
    Ok(())
}

fn print(rows: &[SkuOptimizedResultsDto]) {
    println!(
        "{:<16} {:<27} {:>8} {:>9} {:>8} {:>10} {:>6}",
        "code", "name", "on hand", "on order", "reorder", "days left", "order"
    );
    for row in rows {
        println!(
            "{:<16} {:<27} {:>8} {:>9} {:>8} {:>10} {:>6}",
            shortened(row.product_code.as_deref(), 16),
            shortened(row.name.as_deref(), 27),
            number(row.stock_on_hand),
            number(row.stock_on_order),
            number(row.reorder_point),
            row.days_until_stock_out
                .map_or_else(|| "-".to_owned(), |days| days.to_string()),
            number(row.order_quantity),
        );
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.0}"))
}

fn shortened(text: Option<&str>, width: usize) -> String {
    let text = text.unwrap_or("-");
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width - 1).chain(['…']).collect()
}
