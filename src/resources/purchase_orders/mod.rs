//! Purchase orders: found by number, listed page by page, saved, deleted and generated.

use std::borrow::Cow;
use std::time::Duration;

use super::reading::{before, check_key, deleted, found, rejected, saved_row};
use super::saved::{DeleteOutcome, Saved};
use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::generated::types::{
    OrderPlanFilterCriteriaDto, PurchaseOrderRequestDto, PurchaseOrderResponseDto,
    PurchaseOrderStatusDto,
};
use crate::operation::Operation;
use crate::values::setters;

mod list;
mod model;
mod once;
mod receive;

pub use receive::Receipt;

/// Orders on a page, by default; StockTrim's own page is 10 (P1).
pub(super) const PAGE_SIZE: u16 = 100;

/// The waits before each further look for a write whose answer is lost.
pub(super) const LOOK_AGAIN: [Duration; 3] = [
    Duration::from_secs(60),
    Duration::from_secs(2 * 60),
    Duration::from_secs(5 * 60),
];

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
/// client.purchase_orders().upsert(order).await?;
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
pub struct PurchaseOrders {
    pub(super) client: Client,
    pub(super) status: Option<PurchaseOrderStatusDto>,
    pub(super) page_size: u16,
    pub(super) look_again: Cow<'static, [Duration]>,
}

impl PurchaseOrders {
    setters! {
        /// The same view, whose [`create_once`](Self::create_once) and [`receive`](Self::receive) look again
        /// after each of these waits when the answer of their write is lost. They look at once, too.
        /// Default: 1, then 2, then 5 minutes.
        #[must_use]
        pub fn with_look_again(self, waits: impl IntoIterator<Item = Duration>) {
            self.look_again = waits.into_iter().collect();
        }

        /// The same view, whose `list`, `stream`, `list_page` and `for_supplier` give only orders of
        /// this status; the server chooses them (P1).
        #[must_use]
        pub fn with_status(self, status: impl Into<PurchaseOrderStatusDto>) {
            self.status = Some(status.into());
        }

        /// The same view with pages of so many orders, at least 1. Default: 100.
        #[must_use]
        pub fn with_page_size(self, orders: u16) { self.page_size = orders.max(1) }
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
    /// [`ErrorKind::Ambiguous`](crate::ErrorKind::Ambiguous) when two orders have the number,
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank one, and the
    /// transport kinds.
    pub fn get(&self, number: impl AsRef<str>) -> Call<Option<PurchaseOrderResponseDto>> {
        let number = number.as_ref().to_owned();
        self.client.call(|client| async move {
            let request = client.api().find_purchase_order();
            let answer = request.reference_number(number.as_str()).send().await;
            found(Operation::FindPurchaseOrder, &number, answer, |order| {
                order.bears(&number)
            })
        })
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
    pub fn exists(&self, number: impl AsRef<str>) -> Call<bool> {
        let number = number.as_ref().to_owned();
        self.client
            .call(|client| async move { Ok(client.purchase_orders().get(number).await?.is_some()) })
    }

    /// Creates or updates an order by its `clientReferenceNumber` (P2).
    ///
    /// Calls `upsert_purchase_order` once. **Whether an order that is there gets its lines replaced or
    /// added to is not known** (P2), which is also why it is not retried when its answer is lost: then
    /// [`Error::applied`](crate::Error::applied) is unknown, and [`get`](Self::get) shows whether it exists. An
    /// `orderDate` that is left out keeps its value; it cannot be cleared (P4). An order without lines
    /// is rejected, since it might empty one that is there; `client.api()` sends it.
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
    /// client.purchase_orders().upsert(order.client_reference_number("PO-01200")).await?;
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
    pub fn upsert(&self, order: PurchaseOrderRequestDto) -> Call<Saved<PurchaseOrderResponseDto>> {
        self.client.call(|client| async move {
            check(&order).map_err(before(Operation::UpsertPurchaseOrder))?;
            let number = order.client_reference_number.clone().unwrap_or_default();
            let request = client.api().upsert_purchase_order().body(order);
            let answer = request.send().await?;
            let (status, attempts) = (answer.status(), answer.attempts());
            let value = saved_row(answer.into_inner(), |row| row.bears(&number));
            Ok(Saved::from_status(status, attempts, value))
        })
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
    pub fn delete(&self, number: impl AsRef<str>) -> Call<DeleteOutcome> {
        let number = number.as_ref().to_owned();
        self.client.call(|client| async move {
            let request = client.api().delete_purchase_order();
            deleted(request.reference_number(number).send().await)
        })
    }

    /// Lets StockTrim make draft orders from the order plan, and answers them (P8).
    ///
    /// Calls `generate_purchase_orders` once, and is not retried when its answer is lost. The
    /// criteria must name a text, a location or a supplier, so that nothing is left out by mistake
    /// and ordered for; to order for the whole catalogue, call the operation by `client.api()`. No
    /// rows mean that nothing was ordered, or that the answer was empty (G8):
    /// [`with_status`](Self::with_status) and [`list`](Self::list) show which.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::OrderPlanFilterCriteriaDto;
    ///
    /// let criteria = OrderPlanFilterCriteriaDto::new().supplier_codes(vec!["HT-01".to_owned()]);
    /// let drafts = client.purchase_orders().generate_from_order_plan(criteria).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when the criteria have none of
    /// `searchString`, `locationCodes` and `supplierCodes`, or one that is empty or blank, all of
    /// which might order for everything; and the transport kinds.
    pub fn generate_from_order_plan(
        &self,
        criteria: OrderPlanFilterCriteriaDto,
    ) -> Call<Vec<PurchaseOrderResponseDto>> {
        self.client.call(|client| async move {
            narrowed(&criteria).map_err(before(Operation::GeneratePurchaseOrders))?;
            let request = client.api().generate_purchase_orders().body(criteria);
            Ok(request.send().await?.into_inner().into_vec())
        })
    }
}

/// Rejects an order that would be made anew with every call, or that would empty one.
fn check(order: &PurchaseOrderRequestDto) -> Result<()> {
    let number = order.client_reference_number.as_deref().unwrap_or_default();
    check_key("clientReferenceNumber", number)?;
    if order.purchase_order_line_items.is_empty() {
        return Err(rejected(
            "purchaseOrderLineItems is empty, which might empty an order that is there: nothing \
             was sent",
        ));
    }
    let mut lines = order.purchase_order_line_items.iter().enumerate();
    lines.try_for_each(|(at, line)| {
        let name = format!("purchaseOrderLineItems[{at}].productId");
        check_key(&name, &line.product_id)
    })
}

/// Rejects criteria that may mean the whole catalogue: `currentStatus` alone hardly narrows it.
fn narrowed(criteria: &OrderPlanFilterCriteriaDto) -> Result<()> {
    let (places, suppliers) = (&criteria.location_codes, &criteria.supplier_codes);
    if criteria.search_string.is_none() && places.is_none() && suppliers.is_none() {
        return Err(rejected(
            "the criteria have no searchString, locationCodes or supplierCodes, which would order \
             for everything: nothing was sent",
        ));
    }
    if let Some(text) = &criteria.search_string {
        check_key("searchString", text)?;
    }
    for (name, codes) in [("locationCodes", places), ("supplierCodes", suppliers)] {
        let Some(codes) = codes else { continue };
        if codes.is_empty() {
            return Err(rejected(format!(
                "{name} is empty, which may mean all of them: nothing was sent"
            )));
        }
        for (at, code) in codes.iter().enumerate() {
            check_key(&format!("{name}[{at}]"), code)?;
        }
    }
    Ok(())
}
