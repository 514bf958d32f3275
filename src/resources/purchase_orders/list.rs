//! Listing purchase orders, page by page.

use std::hash::Hash;

use super::PurchaseOrders;
use crate::call::Call;
use crate::client::Client;
use crate::generated::types::PurchaseOrderResponseDto;
use crate::operation::Operation;
use crate::resources::paging;
use crate::resources::reading::{before, rejected, require_key};
use crate::resources::row_stream::RowStream;

/// Of the view's status, if it has one: see [`with_status`](PurchaseOrders::with_status).
impl PurchaseOrders {
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
    pub fn list(&self) -> Call<Vec<PurchaseOrderResponseDto>> {
        let view = self.clone();
        self.client.calls("purchase_orders.list", |client| {
            view.of(client).stream().all_ahead().into_vec()
        })
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
    pub fn stream(&self) -> RowStream<PurchaseOrderResponseDto> {
        let view = self.clone();
        paging::rows(&self.client, Some(0), identity, move |number| {
            let page = view.list_page(number.unwrap_or_default());
            async { page.await.map(Into::into) }
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
    pub fn list_page(&self, page: u32) -> Call<Vec<PurchaseOrderResponseDto>> {
        let (status, size) = (self.status.clone(), self.page_size);
        self.client.call(move |client| async move {
            let page = i32::try_from(page).map_err(|_| {
                before(Operation::ListPurchaseOrders)(rejected("the page number is too large"))
            })?;
            let request = client.api().list_purchase_orders();
            let mut request = request.page(page).page_size(i32::from(size));
            if let Some(status) = status {
                request = request.status(status);
            }
            Ok(request.send().await?.into_inner().into_vec())
        })
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
    pub fn for_supplier(
        &self,
        code_or_name: impl AsRef<str>,
    ) -> Call<Vec<PurchaseOrderResponseDto>> {
        let (view, wanted) = (self.clone(), code_or_name.as_ref().to_owned());
        self.client
            .calls("purchase_orders.for_supplier", |client| async move {
                require_key(Operation::ListPurchaseOrders, "the supplier", &wanted)?;
                let orders = view.of(client).stream().all_ahead();
                orders
                    .into_vec_of(|order| {
                        let supplier = order.supplier.as_ref();
                        let known = supplier
                            .and_then(|s| s.supplier_code.as_ref().or(s.supplier_name.as_ref()));
                        known == Some(&wanted)
                    })
                    .await
            })
    }

    /// The same view of the client of one call.
    pub(super) fn of(self, client: Client) -> Self {
        Self { client, ..self }
    }
}

/// What tells orders apart: StockTrim's number of the row, beside the two that people know.
fn identity(order: &PurchaseOrderResponseDto) -> impl Hash + use<> {
    let (number, reference) = (&order.client_reference_number, &order.reference_number);
    let nameless = order.id.is_none() && number.is_none() && reference.is_none();
    let whole = if nameless { paging::whole(order) } else { None };
    (order.id, number.clone(), reference.clone(), whole)
}
