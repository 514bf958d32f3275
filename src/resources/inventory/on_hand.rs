//! Stock set by those who know what is there, and not what is on order.

use super::{Inventory, InventoryLine, just};
use crate::call::Call;
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::resources::reading::require_key;

impl Inventory {
    /// Sets what is in stock of a product, overall or at a location, and keeps what is on order.
    ///
    /// Calls `list_products` once, for what is on order there, and `set_inventory`. What StockTrim does
    /// not say, at a location that is new to the product for instance, is sent as 0. What somebody else
    /// sets between the two requests is overwritten. The location is a code or a name that the
    /// product has, else a code.
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
    /// [`ErrorKind::NotFound`] when there is no such product, and those of `products().get` and
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
                location
                    .as_ref()
                    .map_or(Ok(()), |location| require_key("locationCode", location))?;
                let Some(product) = client.products().get(&code).await? else {
                    let message = format!("there is no product with the code {code:?}");
                    let error = Error::builder(ErrorKind::NotFound, message);
                    return Err(error.operation(Operation::ListProducts).build());
                };
                let place = location.map(|location| {
                    let mut places = product.stock_locations.into_iter().flatten();
                    let known = places.find(|place| {
                        [&place.location_code, &place.location_name]
                            .contains(&&Some(location.clone()))
                    });
                    let code = known.as_ref().and_then(|place| place.location_code.clone());
                    (
                        code.unwrap_or(location),
                        known.and_then(|place| place.stock_on_order),
                    )
                });
                let mut line = InventoryLine::new(product.product_id, on_hand, 0);
                (line.location_code, line.stock_on_order) = match place {
                    Some((code, on_order)) => (Some(code), on_order.unwrap_or_default()),
                    None => (None, product.stock_on_order.unwrap_or_default()),
                };
                levels.of(client).send(just(line)).await?;
                Ok(())
            })
    }
}
