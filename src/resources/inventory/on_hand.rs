//! Stock set by those who know what is there, and not what is on order.

use super::{Inventory, InventoryLine, just};
use crate::call::Call;
use crate::operation::Operation;
use crate::resources::reading::{missing, require_key};

impl Inventory {
    /// Sets what is in stock of a product, overall or at a location, and keeps what is on order.
    ///
    /// Calls `list_products` once, for what is on order there, and `set_inventory`. What StockTrim does
    /// not say, at a location that is new to the product for instance, is sent as 0. What somebody else
    /// sets between the two requests is overwritten.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// client.inventory().set_on_hand("OAK-TOP-120", "NORTH", 4.0).await?;
    /// client.inventory().set_on_hand("OAK-TOP-120", None, 12.0).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when there is no such product, and those of `products().get` and
    /// [`set`](Self::set).
    pub fn set_on_hand<'a>(
        &self,
        product: impl AsRef<str>,
        location: impl Into<Option<&'a str>>,
        on_hand: f64,
    ) -> Call<()> {
        let (levels, code) = (self.clone(), product.as_ref().to_owned());
        let location = location.into().map(str::to_owned);
        self.client
            .calls("inventory.set_on_hand", move |client| async move {
                if let Some(location) = &location {
                    require_key(Operation::SetInventory, "locationCode", location)?;
                }
                let product = client.products().get(&code).await?.ok_or_else(|| {
                    let message = format!("there is no product with the code {code:?}");
                    missing(Operation::ListProducts, message)
                })?;
                let mut places = product.stock_locations.into_iter().flatten();
                let on_order = match &location {
                    None => product.stock_on_order,
                    here => places
                        .find(|row| row.location_code == *here)
                        .and_then(|row| row.stock_on_order),
                };
                let mut line =
                    InventoryLine::new(product.product_id, on_hand, on_order.unwrap_or_default());
                line.location_code = location;
                levels.of(client).set(just(line)).await
            })
    }
}
