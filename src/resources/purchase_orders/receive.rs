//! Receiving the goods of an order, whole or in part.

use std::collections::BTreeMap;
use std::time::SystemTime;

use super::PurchaseOrders;
use super::once::{mismatch, not_grown};
use crate::call::Call;
use crate::error::{Applied, Error, Result};
use crate::generated::types::{
    PurchaseOrderLineItem, PurchaseOrderRequestDto, PurchaseOrderResponseDto,
    PurchaseOrderStatusDto,
};
use crate::operation::Operation;
use crate::resources::reading::{missing, rejected, require_key};
use crate::values::{Timestamp, each, sum};

/// What has come in of an order, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// The quantity that came by product; `None` for all that is open.
    came: Option<BTreeMap<String, f64>>,
    date: Timestamp,
}

impl Receipt {
    /// All that is still to come.
    #[must_use]
    pub fn whole() -> Self {
        Self {
            came: None,
            date: SystemTime::now().into(),
        }
    }

    /// So much of each product, by the `productId` that the lines of the order have.
    pub fn of<P: Into<String>>(came: impl IntoIterator<Item = (P, f64)>) -> Self {
        let mut sums = BTreeMap::new();
        for (product, quantity) in came {
            let all = sums.entry(product.into()).or_insert(0.0);
            *all = sum([[*all], [quantity]].into_iter());
        }
        Self {
            came: Some(sums),
            ..Self::whole()
        }
    }

    /// When it came. Default: now.
    #[must_use]
    pub fn on(mut self, date: impl Into<Timestamp>) -> Self {
        self.date = date.into();
        self
    }

    /// What to send, and how much will be open then.
    fn request(&self, order: &PurchaseOrderResponseDto) -> Result<(PurchaseOrderRequestDto, f64)> {
        let key = order.client_reference_number.as_deref().unwrap_or_default();
        let name = "clientReferenceNumber of the order";
        require_key(Operation::UpsertPurchaseOrder, name, key)?;
        if order.is_received() {
            return Err(rejected("the order is received already: nothing was sent"));
        }
        let lines = self.book(order)?;
        let is_open = |line: &&PurchaseOrderLineItem| line.received_date.is_none();
        let is_all = !lines.iter().any(|line| is_open(&line));
        let open = sum(lines.iter().filter(is_open).map(|line| [line.quantity]));
        let supplier = order.supplier.clone().unwrap_or_default();
        let mut request = PurchaseOrderRequestDto::new(supplier, lines);
        if is_all {
            request = request.status(PurchaseOrderStatusDto::Received);
            request = request.fully_received_date(self.date);
        }
        Ok((request.client_reference_number(key), open))
    }

    /// The lines of the order with this received; a line of which a part came becomes two.
    fn book(&self, order: &PurchaseOrderResponseDto) -> Result<Vec<PurchaseOrderLineItem>> {
        let lines = order.purchase_order_line_items.clone();
        let read = each::<_, PurchaseOrderLineItem>(lines, "purchaseOrderLineItems");
        let read = read.map_err(|missing| rejected(format!("{missing}: nothing was sent")))?;
        let (mut came, mut lines) = (self.came.clone(), Vec::new());
        for line in read.into_iter().flatten() {
            let quantity = line.quantity;
            let part = match &mut came {
                Some(came) if line.received_date.is_none() => {
                    came.get_mut(&line.product_id).map_or(0.0, |left| {
                        let part = left.min(quantity).max(0.0);
                        *left = sum([[*left], [-part]].into_iter());
                        part
                    })
                }
                _ => quantity,
            };
            let rest = sum([[quantity], [-part]].into_iter());
            let date = line.received_date.or(Some(self.date));
            for (quantity, date) in [(part, date), (rest, None)] {
                // A line of nothing stays, as received.
                if quantity != 0.0 || (date.is_some() && rest == 0.0) {
                    let mut item = line.clone();
                    (item.quantity, item.received_date) = (quantity, date);
                    lines.push(item);
                }
            }
        }
        match came.iter().flatten().find(|(_, left)| **left != 0.0) {
            None => Ok(lines),
            Some((product, left)) => Err(rejected(format!(
                "{left} of {product} more than the order has open: nothing was sent"
            ))),
        }
    }
}

/// See [the guide on ordering](crate::guide::ordering).
impl PurchaseOrders {
    /// Books what has come in of an order, and gives the order as it is now.
    ///
    /// Three requests: it reads the order, writes its lines, and reads it again to compare. Lines that
    /// are received get their date, and a line of which a part came becomes two; when nothing is open
    /// any more, the order is `Received`. What is received already stays, so that a whole receipt can
    /// be repeated; repeating a partial one books it again. If the answer is lost, it looks at once
    /// and after [each wait](Self::with_look_again) whether it was applied.
    ///
    /// Only the key, the supplier, the lines and what follows from them are sent (P4).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::resources::Receipt;
    ///
    /// let part = Receipt::of([("OAK-TOP-120", 40.0)]);
    /// let order = client.purchase_orders().receive("PO-01188", part).await?;
    /// println!("{} to come", order.open_quantity());
    /// client.purchase_orders().receive("PO-01188", Receipt::whole()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch), with [`Applied::Yes`], when the order is afterwards not what was sent:
    /// **a server that adds the lines of a write to those that are there (P2) has doubled them**, and
    /// the order must be put right. [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when there is no such order;
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when more came than is open, or the order cannot be written back:
    /// it has no `clientReferenceNumber`, or a line without product or quantity. Those of
    /// [`get`](Self::get) and [`upsert`](Self::upsert).
    pub fn receive(
        &self,
        number: impl AsRef<str>,
        receipt: Receipt,
    ) -> Call<PurchaseOrderResponseDto> {
        let (view, number) = (self.clone(), number.as_ref().to_owned());
        self.client
            .calls("purchase_orders.receive", |client| async move {
                let orders = view.of(client);
                let order = orders.get(&number).await?.ok_or_else(|| {
                    let message = format!("there is no purchase order with the number {number:?}");
                    missing(Operation::FindPurchaseOrder, message)
                })?;
                if order.is_received() && receipt.came.is_none() {
                    return Ok(order);
                }
                let (request, open) = receipt.request(&order)?;
                let lines = request.purchase_order_line_items.clone();
                let judge = |kept: PurchaseOrderResponseDto| match not_grown(&lines, &kept) {
                    Err(grown) => Some(Err(grown)),
                    Ok(()) if kept.open_quantity().total_cmp(&open).is_eq() => Some(Ok(kept)),
                    Ok(()) => None,
                };
                match orders.upsert(request).await {
                    Err(lost) if lost.applied() == Applied::Unknown => {
                        orders.settle(&number, lost, judge).await
                    }
                    answered => {
                        answered?;
                        let kept = orders.get(&number).await;
                        let kept = kept.map_err(Error::after_it_was_applied)?;
                        kept.and_then(judge).unwrap_or_else(|| {
                            Err(mismatch("the order does not show what was received"))
                        })
                    }
                }
            })
    }
}
