//! Deleting sales orders, by what they share.

use super::SalesOrders;
use crate::call::Call;
use crate::operation::Operation;
use crate::resources::reading::{before, rejected};
use crate::values::Timestamp;

/// Deletes are permanent, and are not retried when their answer is lost.
impl SalesOrders {
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
    pub fn delete_for_product(&self, product_id: impl AsRef<str>) -> Call<()> {
        let id = product_id.as_ref().to_owned();
        self.client.call(|client| async move {
            let request = client.api().delete_sales_orders().product_id(id);
            request.send().await.map(drop)
        })
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
    pub fn delete_in_range(
        &self,
        from: impl Into<Timestamp>,
        to: impl Into<Timestamp>,
    ) -> Call<()> {
        self.delete_between(from.into(), to.into(), None)
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
    pub fn delete_in_range_for_product(
        &self,
        product_id: impl AsRef<str>,
        from: impl Into<Timestamp>,
        to: impl Into<Timestamp>,
    ) -> Call<()> {
        let id = product_id.as_ref().to_owned();
        self.delete_between(from.into(), to.into(), Some(id))
    }

    fn delete_between(
        &self,
        from: Timestamp,
        to: Timestamp,
        product_id: Option<String>,
    ) -> Call<()> {
        self.client.call(move |client| async move {
            if from > to {
                let turned = rejected(format!("fromDate {from} is after toDate {to}"));
                return Err(before(Operation::DeleteSalesOrdersInRange)(turned));
            }
            let request = client.api().delete_sales_orders_in_range();
            let mut request = request.from_date(from).to_date(to);
            if let Some(id) = product_id {
                request = request.product_id(id);
            }
            request.send().await.map(drop)
        })
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
    pub fn delete_at_location(&self, code_or_name: impl AsRef<str>) -> Call<()> {
        let key = code_or_name.as_ref().to_owned();
        self.client.call(|client| async move {
            let request = client.api().delete_sales_orders_at_location();
            let request = request.location_code_or_name(key);
            request.send().await.map(drop)
        })
    }

    /// Deletes **every sales order of the tenant**, permanently (A3).
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
    pub fn delete_all_permanently(&self) -> Call<()> {
        self.client.call(|client| async move {
            let request = client.api().delete_all_sales_orders();
            request.send().await.map(drop)
        })
    }
}
