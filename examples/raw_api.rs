//! The generated client: status, headers, an operation that no resource has, and raw bodies.
//!
//! `cargo run --example raw_api` talks to the sandbox; with `--live` after `--` it
//! writes one location, `RAW-API`, to the real service.

use std::error::Error;
use std::time::Duration;

use stocktrim::http::Method;
use stocktrim::types::LocationRequestDto;
use stocktrim::{CallOptions, Operation};

mod common;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let connection = common::connect_to_real_if_asked().await?;
    let client = &connection.client;
    println!("StockTrim has {} operations.", Operation::ALL.len());

    // Every operation answers its value together with status and headers.
    let suppliers = client.api().list_suppliers().send().await?;
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
        .await?;
    println!("upsert_location_by_code_or_name: {}", saved.status());
    println!("  {:?}", saved.into_inner().into_first());

    // The body as it came, without decoding; also for a path that the document lacks.
    let raw = client.api().list_suppliers().send_raw().await?;
    println!("list_suppliers: {} bytes", raw.len());
    let raw = client.request(Method::GET, "/api/SuppliersBulk");
    println!(
        "GET /api/SuppliersBulk: {} bytes",
        raw.send_raw().await?.len()
    );

    // Options for some calls only.
    let options = CallOptions::new()
        .timeout(Duration::from_secs(5))
        .header("x-request-from", "the example raw_api");
    let hurried = client.with_options(options);
    let refused = hurried
        .api()
        .find_location()
        .code("nowhere-at-all")
        .send()
        .await;
    match refused {
        Ok(rows) => println!("find_location: {}, {} rows", rows.status(), rows.len()),
        Err(error) if error.is_not_found() => println!("find_location: {error}"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
