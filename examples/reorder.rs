//! From the order plan to draft purchase orders, one per supplier, shown before they are sent.
//!
//! `cargo run --example reorder` shows the drafts for the sandbox's demo shop.
//! After `--`: `--send` to send them, and `--live` to take the real service instead.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::time::SystemTime;

use stocktrim::types::{
    PurchaseOrderLineItem, PurchaseOrderRequestDto, PurchaseOrderStatusDto, PurchaseOrderSupplier,
    Timestamp,
};
use stocktrim::{Applied, Client};

mod common;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let connection = common::connect_to_real_if_asked().await?;
    let client = &connection.client;
    let drafts = drafts(client).await?;
    for draft in &drafts {
        show(draft);
    }
    if !std::env::args().any(|argument| argument == "--send") {
        println!("\nNothing was sent: --send does.");
        return Ok(());
    }
    for draft in drafts {
        let number = draft.client_reference_number.clone().unwrap_or_default();
        // Whether a second order with the same number replaces the lines or adds to them is not known (P2).
        if client.purchase_orders().exists(&number).await? {
            println!("{number} exists already, and is left as it is.");
            continue;
        }
        match client.purchase_orders().upsert(draft).await {
            Ok(saved) => println!("{number}: {:?}", saved.outcome),
            Err(error) if error.applied() == Applied::Unknown => {
                println!("{number}: look whether it exists before you repeat it: {error}");
            }
            Err(error) => println!("{number} was not created: {error}"),
        }
    }
    Ok(())
}

/// What is below its reorder point, by supplier. The plan does not say who supplies a product.
async fn drafts(client: &Client) -> Result<Vec<PurchaseOrderRequestDto>, stocktrim::Error> {
    let mut suppliers = HashMap::new();
    let mut products = client.products().stream();
    while let Some(product) = products.next().await {
        let product = product?;
        if let Some(supplier) = product.supplier_code {
            let code = product
                .product_code_readable
                .unwrap_or(product.product_id.clone());
            suppliers.insert(code, (supplier, product.product_id, product.cost));
        }
    }

    let mut lines: BTreeMap<String, Vec<PurchaseOrderLineItem>> = BTreeMap::new();
    let mut nobodys = 0;
    for row in client.order_plan().below_reorder_point().await? {
        let quantity = row.order_quantity.filter(|quantity| *quantity > 0.0);
        let (Some(code), Some(quantity)) = (row.product_code, quantity) else {
            continue;
        };
        let Some((supplier, product_id, cost)) = suppliers.get(&code) else {
            nobodys += 1;
            continue;
        };
        let mut line = PurchaseOrderLineItem::new(product_id.as_str(), quantity);
        line.unit_price = *cost;
        lines.entry(supplier.clone()).or_default().push(line);
    }
    if nobodys > 0 {
        println!("{nobodys} products to order have no supplier, and are left out.");
    }

    let today = Timestamp::from(SystemTime::now());
    let day = today.to_string().chars().take(10).collect::<String>();
    let draft = |(supplier, lines)| {
        let number = format!("RO-{day}-{supplier}");
        let supplier = PurchaseOrderSupplier::new().supplier_code(supplier);
        PurchaseOrderRequestDto::new(supplier, lines)
            .client_reference_number(number)
            .order_date(today)
            .status(PurchaseOrderStatusDto::Draft)
    };
    Ok(lines.into_iter().map(draft).collect())
}

fn show(draft: &PurchaseOrderRequestDto) {
    let lines = &draft.purchase_order_line_items;
    println!(
        "\n{}, {} lines",
        draft.client_reference_number.as_deref().unwrap_or("-"),
        lines.len()
    );
    for line in lines {
        let price = line
            .unit_price
            .map_or_else(|| "?".to_owned(), |price| format!("{price:.2}"));
        println!(
            "  {:>8} of {:<20} at {price}",
            line.quantity, line.product_id
        );
    }
    let total: Option<f64> = lines.iter().map(|l| Some(l.quantity * l.unit_price?)).sum();
    match total {
        Some(total) => println!("  {total:.2} in all"),
        None => println!("  the total is not known: a product has no cost"),
    }
}
