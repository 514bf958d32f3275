//! Purchase orders: found by number, listed page by page, saved, deleted and generated.

use super::reading::{deleted, keyed, look_up, refused, written};
use super::saved::{Deleted, Saved};
use super::writing::send_row;
use crate::client::Client;
use crate::error::Result;
use crate::generated::Client as Api;
use crate::generated::types::{
    OrderPlanFilterCriteriaDto, PurchaseOrderRequestDto, PurchaseOrderResponseDto,
    PurchaseOrderStatusDto,
};

mod list;
mod model;

/// Orders on a page, unless told; StockTrim's own page is 10 (P1).
const PAGE_SIZE: u16 = 100;

/// The purchase orders of a tenant; made by [`Client::purchase_orders`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = stocktrim_sandbox::Sandbox::start().await?;
/// # let client = sandbox.client()?;
/// use stocktrim::types::{
///     PurchaseOrderLineItem, PurchaseOrderRequestDto, PurchaseOrderStatusDto,
///     PurchaseOrderSupplier,
/// };
///
/// let supplier = PurchaseOrderSupplier::new().supplier_code("HT-01");
/// let lines = vec![PurchaseOrderLineItem::new("OAK-TOP-120", 24.0).unit_price(18.4)];
/// let order = PurchaseOrderRequestDto::new(supplier, lines).client_reference_number("PO-77001");
/// client.purchase_orders().upsert(&order).await?;
///
/// let mut drafts =
///     client.purchase_orders().with_status(PurchaseOrderStatusDto::Draft).stream();
/// while let Some(order) = drafts.next().await {
///     let order = order?;
///     println!("{:?}: {:?}, {} to come", order.number(), order.total(), order.open_quantity());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct PurchaseOrders<'a> {
    client: &'a Client,
    status: Option<PurchaseOrderStatusDto>,
    page_size: u16,
}

impl<'a> PurchaseOrders<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self {
            client,
            status: None,
            page_size: PAGE_SIZE,
        }
    }

    /// The same view, whose `list`, `stream`, `list_page` and `for_supplier` give only orders of
    /// this status; the server chooses them (P1).
    #[must_use]
    pub fn with_status(mut self, status: impl Into<PurchaseOrderStatusDto>) -> Self {
        self.status = Some(status.into());
        self
    }

    /// The same view with pages of so many orders, at least 1; 100 unless told.
    #[must_use]
    pub fn with_page_size(mut self, orders: u16) -> Self {
        self.page_size = orders.max(1);
        self
    }

    /// Finds an order by its number, matched exactly.
    ///
    /// Calls `find_purchase_order` once, which takes any text as a number and answers an object, a
    /// list or null (P1). An order counts if its `clientReferenceNumber` or its `referenceNumber`
    /// equals the one asked for (P7). `None` when there is no such order.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// if let Some(order) = client.purchase_orders().get("PO-01188").await? {
    ///     println!("{:?}", order.total());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Ambiguous`](crate::ErrorKind::Ambiguous) when two orders bear the number,
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank one, and the
    /// transport kinds.
    pub async fn get(&self, number: &str) -> Result<Option<PurchaseOrderResponseDto>> {
        keyed("referenceNumber", number)?;
        let send = |api: Api| async move {
            let call = api.find_purchase_order();
            call.reference_number(number).send().await
        };
        look_up(self.client, "find_purchase_order", number, send, |order| {
            order.bears(number)
        })
        .await
    }

    /// Whether there is an order with this number; the same request as [`get`](Self::get).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let known = client.purchase_orders().exists("PO-01188").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`get`](Self::get).
    pub async fn exists(&self, number: &str) -> Result<bool> {
        Ok(self.get(number).await?.is_some())
    }

    /// Creates or updates an order by its `clientReferenceNumber` (P2).
    ///
    /// Calls `upsert_purchase_order` once. **Whether an order that is there gets its lines replaced or
    /// added to is not known** (P2), which is also why it is not sent again when its answer is lost:
    /// then [`Error::applied`](crate::Error::applied) is unknown, and [`get`](Self::get) tells. An
    /// `orderDate` that is left out keeps its value; it cannot be cleared (P4). An order without lines
    /// is refused, since it might empty one that is there; `client.api()` sends it.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::{
    ///     PurchaseOrderLineItem, PurchaseOrderRequestDto, PurchaseOrderSupplier,
    /// };
    ///
    /// let supplier = PurchaseOrderSupplier::new().supplier_code("HT-01");
    /// let lines = vec![PurchaseOrderLineItem::new("OAK-TOP-120", 24.0)];
    /// let order = PurchaseOrderRequestDto::new(supplier, lines);
    /// client.purchase_orders().upsert(&order.client_reference_number("PO-01200")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when the
    /// `clientReferenceNumber` is missing or blank, without which every call would make another
    /// order, there are no lines, or a line has a blank `productId` or a quantity that is no number;
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) with the server's reasons, and the
    /// transport kinds.
    pub async fn upsert(
        &self,
        order: &PurchaseOrderRequestDto,
    ) -> Result<Saved<PurchaseOrderResponseDto>> {
        let number = order.client_reference_number.as_deref().unwrap_or_default();
        keyed("clientReferenceNumber", number)?;
        if order.purchase_order_line_items.is_empty() {
            return Err(refused(
                "purchaseOrderLineItems is empty, which might empty an order that is there: nothing \
                 was sent",
            ));
        }
        for line in &order.purchase_order_line_items {
            keyed("productId of a line", &line.product_id)?;
        }
        let order = order.clone();
        let send = |api: Api| async move { api.upsert_purchase_order().body(order).send().await };
        let tried = send_row(self.client, Ok(()), send, |status, attempts, rows| {
            let value = written(rows, |row| row.bears(number));
            Saved::told(status, attempts, value)
        });
        tried.await.result
    }

    /// Deletes an order by its number, and says whether it was there (P6).
    ///
    /// Calls `delete_purchase_order` once.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// client.purchase_orders().delete("PO-01200").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank number, and the
    /// transport kinds.
    pub async fn delete(&self, number: &str) -> Result<Deleted> {
        keyed("referenceNumber", number)?;
        let call = self
            .client
            .api()
            .delete_purchase_order()
            .reference_number(number);
        deleted(call.send().await)
    }

    /// Lets StockTrim make draft orders from the order plan, and answers them (P8).
    ///
    /// Calls `generate_purchase_orders` once, and is not sent again when its answer is lost. The
    /// criteria must name a text, a location or a supplier, so that nothing is left out by mistake
    /// and ordered for; to order for the whole catalogue, call the operation by `client.api()`. No
    /// rows mean that nothing was ordered, or that the answer was empty (G8):
    /// [`with_status`](Self::with_status) and [`list`](Self::list) tell.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::OrderPlanFilterCriteriaDto;
    ///
    /// let criteria = OrderPlanFilterCriteriaDto::new().supplier_codes(vec!["HT-01".to_owned()]);
    /// let drafts = client.purchase_orders().generate_from_order_plan(&criteria).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when the criteria have none of
    /// `searchString`, `locationCodes` and `supplierCodes`, or one that is empty or blank, all of
    /// which might order for everything; and the transport kinds.
    pub async fn generate_from_order_plan(
        &self,
        criteria: &OrderPlanFilterCriteriaDto,
    ) -> Result<Vec<PurchaseOrderResponseDto>> {
        narrowed(criteria)?;
        let call = self
            .client
            .api()
            .generate_purchase_orders()
            .body(criteria.clone());
        Ok(call.send().await?.into_inner().into_vec())
    }
}

/// Refuses criteria that may mean the whole catalogue: `currentStatus` alone hardly narrows it.
fn narrowed(criteria: &OrderPlanFilterCriteriaDto) -> Result<()> {
    let (text, places, suppliers) = (
        &criteria.search_string,
        &criteria.location_codes,
        &criteria.supplier_codes,
    );
    if text.is_none() && places.is_none() && suppliers.is_none() {
        return Err(refused(
            "the criteria have no searchString, locationCodes or supplierCodes, which would order \
             for everything: nothing was sent",
        ));
    }
    if let Some(text) = text {
        keyed("searchString", text)?;
    }
    for (name, codes) in [("locationCodes", places), ("supplierCodes", suppliers)] {
        let Some(codes) = codes else { continue };
        if codes.is_empty() {
            return Err(refused(format!(
                "{name} is empty, which may mean all of them: nothing was sent"
            )));
        }
        for code in codes {
            keyed(&format!("a code in {name}"), code)?;
        }
    }
    Ok(())
}
