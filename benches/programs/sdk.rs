//! The calls of `examples/quickstart.rs` with the SDK, as a program that somebody else would write.

use stocktrim::types::ProductsRequestDto;
use stocktrim::{Client, ErrorKind};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    let products = client.products();

    let page = products.list_page(None).await?;
    println!("The first page has {} products.", page.len());

    match products.get("QUICKSTART-1").await? {
        Some(found) => println!("{} is there.", found.product_id),
        None => println!("QUICKSTART-1 is not there yet."),
    }

    let request = ProductsRequestDto::new("QUICKSTART-1")
        .name("Quick start")
        .cost(12.5);
    println!("Saved: {:?}.", products.upsert(request).await?.outcome);

    let nameless = client
        .api()
        .upsert_product()
        .body(ProductsRequestDto::new(""));
    match nameless.send().await.map_err(stocktrim::Error::from) {
        Err(error) if error.kind() == ErrorKind::Validation => println!("Refused: {error}"),
        other => println!("Unexpected: {other:?}"),
    }
    Ok(())
}
