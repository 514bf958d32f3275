//! Runs the forecast, waits for it, and shows what runs out first.
//!
//! `cargo run --example forecast` runs it in the sandbox, `-- --live` in the real
//! service, where it takes minutes.

use std::error::Error;
use std::time::Duration;

mod common;

const DAYS: u32 = 14;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let connection = common::connect_to_real_if_asked().await?;
    let client = &connection.client;
    // The sandbox moves on with every request for the status; the real service takes minutes.
    let is_live = std::env::args().any(|argument| argument == "--live");
    let pause = if is_live {
        Duration::from_secs(5)
    } else {
        Duration::from_millis(50)
    };

    let run = client
        .forecast()
        .run_to_end()
        .poll_every(pause)
        .timeout(Duration::from_secs(30 * 60))
        .on_progress(|status| {
            let message = status.status_message.as_deref().unwrap_or("no message");
            println!(
                "{:>3} %  {message}",
                status.percentage_complete.unwrap_or_default()
            );
        })
        .await?;
    if run.seen_running {
        println!("Done after {:.1?}.", run.elapsed);
    } else {
        println!("The run was never seen at work: it may be over, or not have begun.");
    }

    let urgent = client.order_plan().urgent(DAYS).await?;
    println!(
        "\n{} products run out within {DAYS} days:",
        urgent.rows.len()
    );
    for row in urgent.rows.iter().take(10) {
        println!(
            "  {:>3} days  {:<20} {} on hand",
            row.days_until_stock_out.unwrap_or_default(),
            row.product_code.as_deref().unwrap_or("-"),
            row.stock_on_hand.unwrap_or_default(),
        );
    }
    println!(
        "{} products have no forecast.",
        urgent.without_forecast.len()
    );
    Ok(())
}
