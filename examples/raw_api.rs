//! The generated client: status, headers, and an operation that no resource has.
//!
//! `cargo run --example raw_api` talks to the sandbox; with `--live` after `--` it
//! writes one location, `RAW-API`, to the real service.

use std::error::Error;
use std::time::Duration;

use stocktrim::types::LocationRequestDto;
use stocktrim::{CallOptions, Error as StockTrimError};

mod common;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let connection = common::connect_to_real_if_told().await?;
    let client = &connection.client;
    println!("StockTrim has {} operations.", stocktrim::OPERATIONS.len());

    // Every operation answers its value together with status and headers.
    let suppliers = client
        .api()
        .list_suppliers()
        .send()
        .await
        .map_err(StockTrimError::from)?;
    println!(
        "list_suppliers: {}, {} rows",
        suppliers.status(),
        suppliers.len()
    );
    for (name, value) in suppliers.headers() {
        println!("  {name}: {value:?}");
    }

    // V1 of this operation goes by the name too (L2); `client.locations().upsert()` takes V2.
    let location = LocationRequestDto::new("RAW-API").location_name("Made by an example");
    let saved = client
        .api()
        .upsert_location_by_code_or_name()
        .body(location)
        .send()
        .await
        .map_err(StockTrimError::from)?;
    println!("upsert_location_by_code_or_name: {}", saved.status());
    println!("  {:?}", saved.into_inner().into_first());

    // Options for some calls only.
    let options = CallOptions::new()
        .deadline(Duration::from_secs(5))
        .header("x-request-from", "the example raw_api");
    let hurried = client.with_options(options);
    let refused = hurried
        .api()
        .find_location()
        .code("nowhere-at-all")
        .send()
        .await;
    match refused.map_err(StockTrimError::from) {
        Ok(rows) => println!("find_location: {}, {} rows", rows.status(), rows.len()),
        Err(error) if error.is_not_found() => println!("find_location: {error}"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
