//! The call that must not be made twice: a purchase order.

use stocktrim::types::{PurchaseOrderLineItem, PurchaseOrderRequestDto, PurchaseOrderSupplier};
use stocktrim::{Client, Error};

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
