//! List, look up, upsert, and what to do about "not there" and about an error.
//!
//! `cargo run --features sandbox --example quickstart` writes to the sandbox; with `--live` after
//! `--` it writes one product, `QUICKSTART-1`, to the real service.

use std::error::Error;

use stocktrim::types::ProductsRequestDto;
use stocktrim::{Applied, Error as StockTrimError, ErrorKind};

mod common;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let connection = common::connect_to_real_if_told().await?;
    let api = connection.client.api();

    // List: the first page of the catalogue.
    let products = api
        .list_products()
        .send()
        .await
        .map_err(StockTrimError::from)?;
    println!("The first page has {} products.", products.len());

    // Look up: an unknown code is answered with 404, which is no failure.
    match api
        .list_products()
        .code("QUICKSTART-1")
        .send()
        .await
        .map_err(StockTrimError::from)
    {
        Ok(found) => println!("QUICKSTART-1 is there: {} row(s).", found.len()),
        Err(error) if error.is_not_found() => println!("QUICKSTART-1 is not there yet."),
        Err(error) => return Err(error.into()),
    }

    // Upsert: the same call creates and updates.
    let request = ProductsRequestDto::new("QUICKSTART-1")
        .name("Quick start")
        .cost(12.5);
    let saved = api
        .upsert_product()
        .body(request)
        .send()
        .await
        .map_err(StockTrimError::from)?;
    println!("Saved with status {}.", saved.status());

    // An error says what happened, to which call, and whether it was done all the same.
    let nameless = ProductsRequestDto::new("");
    let refused = api
        .upsert_product()
        .body(nameless)
        .send()
        .await
        .map_err(StockTrimError::from);
    match refused {
        Err(error) if error.kind() == ErrorKind::Validation => {
            println!("Refused as it should be: {error}");
            assert_eq!(error.applied(), Applied::No);
        }
        other => println!("Unexpected: {other:?}"),
    }
    Ok(())
}
