//! The calls of `sdk.rs` with reqwest, retries by its middleware, serde and tokio, and nothing else that the SDK does.

use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::StatusCode;
use reqwest_middleware::ClientBuilder;
use reqwest_retry::RetryTransientMiddleware;
use reqwest_retry::policies::ExponentialBackoff;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Product {
    product_id: String,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct NewProduct {
    product_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<f64>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut headers = HeaderMap::new();
    for (header, variable) in [
        ("api-auth-id", "STOCKTRIM_API_AUTH_ID"),
        ("api-auth-signature", "STOCKTRIM_API_AUTH_SIGNATURE"),
    ] {
        headers.insert(header, HeaderValue::from_str(&std::env::var(variable)?)?);
    }
    let client = reqwest::Client::builder().default_headers(headers).build()?;
    let backoff = ExponentialBackoff::builder().build_with_max_retries(5);
    let retries = RetryTransientMiddleware::new_with_policy(backoff);
    let client = ClientBuilder::new(client).with(retries).build();
    let url = format!("{}/api/Products", std::env::var("STOCKTRIM_BASE_URL")?);

    let answer = client.get(&url).send().await?.error_for_status()?;
    let page: Vec<Product> = answer.json().await?;
    println!("The first page has {} products.", page.len());

    let query = [("code", "QUICKSTART-1")];
    let answer = client.get(&url).query(&query).send().await?;
    if answer.status() == StatusCode::NOT_FOUND {
        println!("QUICKSTART-1 is not there yet.");
    } else {
        let found: Vec<Product> = answer.error_for_status()?.json().await?;
        for product in found {
            println!("{} is there.", product.product_id);
        }
    }

    let request = NewProduct {
        product_id: "QUICKSTART-1".to_owned(),
        name: Some("Quick start".to_owned()),
        cost: Some(12.5),
    };
    let answer = client.post(&url).json(&request).send().await?;
    println!("Saved: {}.", answer.error_for_status()?.status());

    let answer = client.post(&url).json(&NewProduct::default());
    let answer = answer.send().await?;
    if answer.status() == StatusCode::BAD_REQUEST {
        println!("Refused: {}", answer.text().await?);
    } else {
        println!("Unexpected: {answer:?}");
    }
    Ok(())
}
