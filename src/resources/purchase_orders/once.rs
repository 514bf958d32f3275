//! An order that is placed once, also when the answer is lost; and looking after a lost answer.

use std::iter;
use std::time::Duration;

use tokio::time::Instant;

use super::{PurchaseOrders, check};
use crate::call::Call;
use crate::error::{Applied, Error, ErrorKind, Result};
use crate::generated::types::{
    PurchaseOrderLineItem, PurchaseOrderRequestDto, PurchaseOrderResponseDto,
};
use crate::operation::Operation;
use crate::resources::reading::{before, found};
use crate::resources::saved::{FoundOrCreated, Saved};
use crate::values::sum;

/// See [the guide on ordering](crate::guide::ordering).
impl PurchaseOrders {
    /// Creates an order unless there is one with its `clientReferenceNumber`, and never twice.
    ///
    /// Calls `find_purchase_order` and `get_purchase_order`, which must both know nothing of the number,
    /// then `upsert_purchase_order` once. If its answer is lost, it calls `find_purchase_order` at once
    /// and after [each wait](Self::look_again_after), up to 8 minutes by default, and never creates
    /// again: calling this again later is safe. One that is there stays as it is. It cannot guard
    /// against somebody else who creates the same number at the same time.
    ///
    /// ```
    /// # async fn example(
    /// #     client: stocktrim::Client,
    /// #     order: stocktrim::types::PurchaseOrderRequestDto,
    /// # ) -> stocktrim::Result<()> {
    /// use stocktrim::resources::FoundOrCreated;
    ///
    /// match client.purchase_orders().create_once(order).await? {
    ///     FoundOrCreated::Found(order) => println!("was there: {:?}", order.number()),
    ///     _ => println!("created"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`get`](Self::get) before, and of [`upsert`](Self::upsert). With
    /// [`Applied::Unknown`] the order was not found when it was last looked for. With
    /// [`ErrorKind::Mismatch`] the order has more than was sent: the number was not new.
    pub fn create_once(
        &self,
        order: PurchaseOrderRequestDto,
    ) -> Call<FoundOrCreated<PurchaseOrderResponseDto>> {
        let view = self.clone();
        self.client
            .calls("purchase_orders.create_once", |client| async move {
                let orders = view.of(client);
                check(&order).map_err(before(Operation::UpsertPurchaseOrder))?;
                let number = order.client_reference_number.clone().unwrap_or_default();
                if let Some(there) = orders.look_twice(&number).await? {
                    return Ok(FoundOrCreated::Found(there));
                }
                let lines = order.purchase_order_line_items.clone();
                let created = match orders.upsert(order).await {
                    Err(lost) if lost.applied() == Applied::Unknown => {
                        let created = |kept| Some(Ok(Saved::unknown(Some(kept))));
                        orders.settle(&number, lost, created).await?
                    }
                    answered => answered?,
                };
                if let Some(kept) = &created.value {
                    not_grown(&lines, kept)?;
                }
                Ok(FoundOrCreated::Created(created))
            })
    }

    /// The order with a number, by both operations that know it: "none" may be a slip of one (P1).
    async fn look_twice(&self, number: &str) -> Result<Option<PurchaseOrderResponseDto>> {
        if let Some(there) = self.get(number).await? {
            return Ok(Some(there));
        }
        let request = self.client.api().get_purchase_order();
        let answer = request.reference_number(number).send().await;
        found(Operation::GetPurchaseOrder, number, answer, |order| {
            order.bears(number)
        })
    }

    /// Looks for an order whose write is uncertain until `judge` knows more, else ends with the
    /// error of the write.
    pub(super) async fn settle<T>(
        &self,
        number: &str,
        lost: Error,
        judge: impl Fn(PurchaseOrderResponseDto) -> Option<Result<T>>,
    ) -> Result<T> {
        let ends = self.client.transport().ends();
        for wait in iter::once(&Duration::ZERO).chain(&*self.look_again) {
            let next = Instant::now().checked_add(*wait);
            if next.is_none() || ends.is_some_and(|ends| next >= Some(ends)) {
                break;
            }
            tokio::time::sleep(*wait).await;
            let kept = self.get(number).await.ok().flatten();
            if let Some(known) = kept.and_then(&judge) {
                return known;
            }
        }
        Err(lost)
    }
}

/// Rejects an order that has more than was sent: its lines were added to what was there (P2).
pub(super) fn not_grown(
    sent: &[PurchaseOrderLineItem],
    kept: &PurchaseOrderResponseDto,
) -> Result<()> {
    let quantity = sum(sent.iter().map(|line| [line.quantity]));
    let (lines, has) = (kept.lines().len(), kept.quantity());
    if lines <= sent.len() && has <= quantity {
        return Ok(());
    }
    let count = sent.len();
    Err(mismatch(format!(
        "the order has {lines} lines of {has} in all, where {count} of {quantity} were sent: StockTrim \
         has added them to those that were there (P2)"
    )))
}

/// What is said of a write after which the order is not as it should be.
pub(super) fn mismatch(message: impl Into<String>) -> Error {
    Error::builder(ErrorKind::Mismatch, message)
        .operation(Operation::UpsertPurchaseOrder)
        .applied(Applied::Yes)
        .attempts(1)
        .build()
}
