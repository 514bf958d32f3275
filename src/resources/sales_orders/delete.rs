//! Deleting sales orders, by what they share.

use super::SalesOrders;
use crate::error::Result;
use crate::resources::reading::{keyed, refused};
use crate::values::Timestamp;

/// What is deleted here is deleted for good, and a delete is not sent again when its answer is lost.
impl SalesOrders<'_> {
    /// Deletes all orders of a product (A3).
    ///
    /// Calls `delete_sales_orders` once.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// client.sales_orders().delete_for_product("OAK-TOP-120").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank key, and the
    /// transport kinds. A 404 is an error: it is not known to mean that there were none.
    pub async fn delete_for_product(&self, product_id: &str) -> Result<()> {
        keyed("productId", product_id)?;
        self.client
            .api()
            .delete_sales_orders()
            .product_id(product_id)
            .send()
            .await?;
        Ok(())
    }

    /// Deletes all orders, of every product, whose date is between two times (A3).
    ///
    /// Calls `delete_sales_orders_in_range` once. A bare date is its first instant in UTC, so that a
    /// range up to `2026-01-31` ends as that day begins. Whether an order at exactly either end is
    /// deleted is not known, nor in which zone StockTrim compares them (G1).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use stocktrim::types::Timestamp;
    ///
    /// // January, by UTC; an order at the very start of February may go with it.
    /// let (from, to): (Timestamp, Timestamp) = ("2026-01-01".parse()?, "2026-02-01".parse()?);
    /// client.sales_orders().delete_in_range(from, to).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when `from` is after `to`, and
    /// the transport kinds; 404 as for [`delete_for_product`](Self::delete_for_product).
    pub async fn delete_in_range(
        &self,
        from: impl Into<Timestamp>,
        to: impl Into<Timestamp>,
    ) -> Result<()> {
        self.delete_between(from.into(), to.into(), None).await
    }

    /// Deletes the orders of one product whose date is between two times (A3).
    ///
    /// Calls `delete_sales_orders_in_range` once. The ends are those of
    /// [`delete_in_range`](Self::delete_in_range).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use stocktrim::types::Timestamp;
    ///
    /// // January, by UTC; an order at the very start of February may go with it.
    /// let (from, to): (Timestamp, Timestamp) = ("2026-01-01".parse()?, "2026-02-01".parse()?);
    /// client.sales_orders().delete_in_range_for_product("OAK-TOP-120", from, to).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank key, and those of
    /// [`delete_in_range`](Self::delete_in_range).
    pub async fn delete_in_range_for_product(
        &self,
        product_id: &str,
        from: impl Into<Timestamp>,
        to: impl Into<Timestamp>,
    ) -> Result<()> {
        keyed("productId", product_id)?;
        self.delete_between(from.into(), to.into(), Some(product_id))
            .await
    }

    async fn delete_between(
        &self,
        from: Timestamp,
        to: Timestamp,
        product_id: Option<&str>,
    ) -> Result<()> {
        if from > to {
            return Err(refused(format!("fromDate {from} is after toDate {to}")));
        }
        let call = self
            .client
            .api()
            .delete_sales_orders_in_range()
            .from_date(from)
            .to_date(to);
        let call = match product_id {
            None => call,
            Some(product_id) => call.product_id(product_id),
        };
        call.send().await?;
        Ok(())
    }

    /// Deletes all orders at a location, given by its code or name (A3).
    ///
    /// Calls `delete_sales_orders_at_location` once.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// client.sales_orders().delete_at_location("NORTH").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank key, and the
    /// transport kinds; 404 as for [`delete_for_product`](Self::delete_for_product).
    pub async fn delete_at_location(&self, code_or_name: &str) -> Result<()> {
        keyed("locationCodeOrName", code_or_name)?;
        let call = self.client.api().delete_sales_orders_at_location();
        call.location_code_or_name(code_or_name).send().await?;
        Ok(())
    }

    /// Deletes **every sales order of the tenant**, for good (A3).
    ///
    /// Calls `delete_all_sales_orders` once. The forecasts are made from these orders.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// client.sales_orders().delete_all_permanently().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The transport kinds; 404 as for [`delete_for_product`](Self::delete_for_product).
    pub async fn delete_all_permanently(&self) -> Result<()> {
        self.client.api().delete_all_sales_orders().send().await?;
        Ok(())
    }
}
