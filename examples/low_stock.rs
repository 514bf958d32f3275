//! The low-stock report: what is below its reorder point, the most urgent first.
//!
//! `cargo run --features sandbox --example low_stock` needs no account: without credentials it
//! reports on the sandbox's demo data. It only reads.

use std::error::Error;

use stocktrim::Client;
use stocktrim::types::{CurrentStatusEnum, OrderPlanFilterCriteria, SkuOptimizedResultsDto};

mod common;

const PER_PAGE: i32 = 200;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let connection = common::connect_to_real_if_configured().await?;
    let mut rows = order_plan(&connection.client).await?;
    let planned = rows.len();
    rows.retain(is_low);
    rows.sort_by_key(|row| {
        (
            row.days_until_stock_out.unwrap_or(i32::MAX),
            row.product_code.clone(),
        )
    });
    print(&rows);
    println!(
        "\n{} of {planned} products are below their reorder point.",
        rows.len()
    );
    Ok(())
}

/// Every row of the order plan, page by page.
async fn order_plan(client: &Client) -> Result<Vec<SkuOptimizedResultsDto>, stocktrim::Error> {
    let mut rows = Vec::new();
    for page in 0.. {
        let criteria = OrderPlanFilterCriteria::new()
            .current_status(CurrentStatusEnum::Current)
            .page(page)
            .per_page(PER_PAGE);
        let answer = client
            .api()
            .query_order_plan()
            .body(criteria)
            .send()
            .await?
            .into_inner();
        let found = answer.results.unwrap_or_default();
        let more = answer
            .filter_criteria
            .and_then(|criteria| criteria.has_next_page);
        let ended = found.is_empty() || more != Some(true);
        rows.extend(found);
        if ended {
            break;
        }
    }
    Ok(rows)
}

/// Whether what is in stock and on its way does not reach the reorder point. A row without a
/// forecast has none.
fn is_low(row: &SkuOptimizedResultsDto) -> bool {
    let at_hand = row.stock_on_hand.unwrap_or(0.0) + row.stock_on_order.unwrap_or(0.0);
    row.reorder_point.is_some_and(|point| at_hand < point)
}

fn print(rows: &[SkuOptimizedResultsDto]) {
    println!(
        "{:<18} {:<34} {:>9} {:>9} {:>8} {:>10} {:>9}",
        "code", "name", "on hand", "on order", "reorder", "days left", "order"
    );
    for row in rows {
        println!(
            "{:<18} {:<34} {:>9} {:>9} {:>8} {:>10} {:>9}",
            shortened(row.product_code.as_deref(), 18),
            shortened(row.name.as_deref(), 34),
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
