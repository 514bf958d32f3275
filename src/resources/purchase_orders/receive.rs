//! Receiving the goods of an order, whole or in part.

use std::collections::BTreeMap;
use std::time::SystemTime;

use super::PurchaseOrders;
use super::once::{mismatch, not_grown};
use crate::call::Call;
use crate::error::{Applied, Error, ErrorKind, Result};
use crate::generated::types::{
    PurchaseOrderLineItem, PurchaseOrderRequestDto, PurchaseOrderResponseDto,
    PurchaseOrderStatusDto,
};
use crate::operation::Operation;
use crate::resources::reading::{rejected, require_key};
use crate::values::{Timestamp, sum};

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

    /// The lines of the order with this received; a line of which a part came becomes two.
    fn book(self, order: &PurchaseOrderResponseDto) -> Result<Vec<PurchaseOrderLineItem>> {
        let mut came = self.came;
        if let Some(odd) = came
            .iter()
            .flatten()
            .find(|(_, n)| !n.is_normal() || **n < 0.0)
        {
            let message = format!(
                "{} of {} cannot be received: nothing was sent",
                odd.1, odd.0
            );
            return Err(rejected(message));
        }
        let mut lines = Vec::new();
        for (at, line) in order.lines().iter().enumerate() {
            let (Some(product), Some(quantity)) = (&line.product_id, line.quantity) else {
                return Err(rejected(format!(
                    "purchaseOrderLineItems[{at}] of the order has no product or no quantity, and \
                     cannot be written back: nothing was sent"
                )));
            };
            let mut add = |quantity, received_date| {
                let mut item = PurchaseOrderLineItem::new(product.as_str(), quantity);
                (item.unit_price, item.received_date) = (line.unit_price, received_date);
                lines.push(item);
            };
            let left = match &mut came {
                _ if line.received_date.is_some() => {
                    add(quantity, line.received_date);
                    continue;
                }
                None => {
                    add(quantity, Some(self.date));
                    continue;
                }
                Some(came) => came.get_mut(product).filter(|_| quantity > 0.0),
            };
            let part = left.map_or(0.0, |left| {
                let part = left.min(quantity);
                *left = sum([[*left], [-part]].into_iter());
                part
            });
            if part > 0.0 {
                add(part, Some(self.date));
            }
            if part < quantity || quantity <= 0.0 {
                add(sum([[quantity], [-part]].into_iter()), None);
            }
        }
        match came.iter().flatten().find(|(_, left)| **left > 0.0) {
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
    /// and after [each wait](Self::look_again_after) whether it was applied.
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
    /// [`ErrorKind::Mismatch`], with [`Applied::Yes`], when the order is afterwards not what was sent:
    /// **a server that adds the lines of a write to those that are there (P2) has doubled them**, and
    /// the order must be put right. [`ErrorKind::NotFound`] when there is no such order;
    /// [`ErrorKind::InvalidRequest`] when more came than is open, or the order cannot be written back:
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
                let Some(order) = orders.get(&number).await? else {
                    let message = format!("there is no purchase order with the number {number:?}");
                    let error = Error::builder(ErrorKind::NotFound, message);
                    return Err(error.operation(Operation::FindPurchaseOrder).build());
                };
                if order.is_received() && receipt.came.is_none() {
                    return Ok(order);
                }
                let (request, open) = received(&order, receipt)?;
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

/// What to send, and how much will be open then.
fn received(
    order: &PurchaseOrderResponseDto,
    receipt: Receipt,
) -> Result<(PurchaseOrderRequestDto, f64)> {
    let key = order.client_reference_number.as_deref().unwrap_or_default();
    require_key("clientReferenceNumber of the order", key)?;
    if order.is_received() {
        return Err(rejected("the order is received already: nothing was sent"));
    }
    let date = receipt.date;
    let lines = receipt.book(order)?;
    let open = lines.iter().filter(|line| line.received_date.is_none());
    let open = sum(open.map(|line| [line.quantity]));
    let is_all = lines.iter().all(|line| line.received_date.is_some());
    let supplier = order.supplier.clone().unwrap_or_default();
    let request = PurchaseOrderRequestDto::new(supplier, lines).client_reference_number(key);
    let request = if is_all {
        let request = request.status(PurchaseOrderStatusDto::Received);
        request.fully_received_date(date)
    } else {
        request
    };
    Ok((request, open))
}
