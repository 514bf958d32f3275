//! List, look up and upsert; what to do when nothing is found, and about an error.
//!
//! `cargo run --example quickstart` writes to the sandbox; with `--live` after
//! `--` it writes one product, `QUICKSTART-1`, to the real service.

use std::error::Error;

use stocktrim::types::ProductsRequestDto;
use stocktrim::{Applied, ErrorKind};

mod common;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let connection = common::connect_to_real_if_asked().await?;
    let products = connection.client.products();

    // List: page by page, one page in memory at a time.
    let mut all = products.stream();
    let mut count = 0;
    while let Some(product) = all.next().await {
        count += u32::from(product?.discontinued != Some(true));
    }
    println!("{count} products are not discontinued.");

    // Look up: what is not there is None, and no error.
    match products.get("QUICKSTART-1").await? {
        Some(product) => println!("QUICKSTART-1 is there: {:?}.", product.name),
        None => println!("QUICKSTART-1 is not there yet."),
    }

    // Upsert: the same call creates and updates.
    let request = ProductsRequestDto::new("QUICKSTART-1")
        .name("Quick start")
        .cost(12.5);
    let saved = products.upsert(request).await?;
    println!("QUICKSTART-1: {:?}.", saved.outcome);

    // An error says what happened, in which call, and whether the write was applied.
    let impossible = ProductsRequestDto::new("QUICKSTART-1").service_level(f64::NAN);
    match products.upsert(impossible).await {
        Ok(saved) => println!("Unexpected: {saved:?}"),
        Err(error) if error.kind() == ErrorKind::InvalidRequest => {
            println!("Refused before anything was sent: {error}");
            assert_eq!(error.applied(), Applied::No);
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
