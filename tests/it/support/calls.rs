//! One call of each kind: a read, a write that sets a state, a keyed delete, and an order.

use stocktrim::types::{
    ProductsRequestDto, PurchaseOrderLineItem, PurchaseOrderRequestDto, PurchaseOrderSupplier,
};
use stocktrim::{Client, Error};

/// How many suppliers there are.
pub async fn list(client: &Client) -> Result<usize, Error> {
    Ok(client.api().list_suppliers().send().await?.len())
}

pub async fn upsert(client: &Client) -> Result<(), Error> {
    let product = ProductsRequestDto::new("OAK");
    client.api().upsert_product().body(product).send().await?;
    Ok(())
}

pub async fn delete(client: &Client) -> Result<(), Error> {
    let call = client.api().delete_product().product_id("OAK");
    call.send().await?;
    Ok(())
}

/// The call that must not be made twice.
pub async fn send_order(client: &Client) -> Result<(), Error> {
    let lines = [PurchaseOrderLineItem::new("OAK", 3)];
    let order = PurchaseOrderRequestDto::new(PurchaseOrderSupplier::new(), lines);
    client
        .api()
        .upsert_purchase_order()
        .body(order.client_reference_number("PO-1"))
        .send()
        .await?;
    Ok(())
}
