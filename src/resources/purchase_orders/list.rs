//! Listing purchase orders, page by page.

use super::PurchaseOrders;
use crate::error::Result;
use crate::generated::types::PurchaseOrderResponseDto;
use crate::resources::paging::{self, At};
use crate::resources::reading::{keyed, refused};
use crate::resources::row_stream::RowStream;

/// Of the view's status, if it has one: see [`with_status`](PurchaseOrders::with_status).
impl<'a> PurchaseOrders<'a> {
    /// All orders, or all of the view's status.
    ///
    /// Calls `list_purchase_orders` once per page, and once more to see the end. All of them are in
    /// memory: [`stream`](Self::stream) holds one page at a time.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let sent = client.purchase_orders().with_status("Sent").list().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The transport kinds, for any of the pages: the list is whole or an error.
    pub async fn list(&self) -> Result<Vec<PurchaseOrderResponseDto>> {
        self.stream().into_vec().await
    }

    /// The same, one page at a time.
    ///
    /// Calls `list_purchase_orders` as it is read, from page 0 (P1). It ends at a page without rows
    /// or with no new order. While nobody changes the orders, every one comes once.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let mut orders = client.purchase_orders().stream();
    /// while let Some(order) = orders.next().await {
    ///     println!("{:?}", order?.number());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(&self) -> RowStream<'a, PurchaseOrderResponseDto> {
        let view = self.clone();
        paging::rows(At::Number(0), identity, move |at| {
            let view = view.clone();
            async move {
                view.list_page(at.number().unwrap_or(0))
                    .await
                    .map(Into::into)
            }
        })
    }

    /// One page, counted from 0; no rows past the last one (P1).
    ///
    /// Calls `list_purchase_orders` once.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let first_ten = client.purchase_orders().with_page_size(10).list_page(0).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The transport kinds. A 404 is an error: StockTrim is not known to answer it here.
    pub async fn list_page(&self, page: u32) -> Result<Vec<PurchaseOrderResponseDto>> {
        let page = i32::try_from(page).map_err(|_| refused("the page number is too large"))?;
        let call = self.client.api().list_purchase_orders();
        let call = call.page(page).page_size(i32::from(self.page_size));
        let call = match &self.status {
            None => call,
            Some(status) => call.status(status.clone()),
        };
        Ok(call.send().await?.into_inner().into_vec())
    }

    /// The orders of one supplier, of the view's status.
    ///
    /// Reads every page, since the server cannot be asked for them: as many requests as
    /// [`list`](Self::list), one page in memory. An order counts by the code of its supplier; one
    /// whose supplier has no code (P3) counts by the supplier's name.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let orders = client.purchase_orders().with_status("Sent").for_supplier("HT-01").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank key, and the
    /// transport kinds.
    pub async fn for_supplier(&self, code_or_name: &str) -> Result<Vec<PurchaseOrderResponseDto>> {
        keyed("the supplier", code_or_name)?;
        let mut found = Vec::new();
        let mut all = self.stream();
        while let Some(order) = all.next().await {
            let order = order?;
            let supplier = order.supplier.as_ref();
            let known =
                supplier.and_then(|s| s.supplier_code.as_ref().or(s.supplier_name.as_ref()));
            if known.is_some_and(|known| known == code_or_name) {
                found.push(order);
            }
        }
        Ok(found)
    }
}

/// What tells orders apart: StockTrim's number of the row, beside the two that people know.
type Identity = (Option<i32>, Option<String>, Option<String>, Option<String>);

fn identity(order: &PurchaseOrderResponseDto) -> Identity {
    let (number, reference) = (&order.client_reference_number, &order.reference_number);
    let nameless = order.id.is_none() && number.is_none() && reference.is_none();
    let whole = if nameless { paging::whole(order) } else { None };
    (order.id, number.clone(), reference.clone(), whole)
}
