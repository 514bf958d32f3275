//! What a purchase order does not say of itself: its number, its total, what is still to come.

use crate::generated::types::{
    PurchaseOrderLineItemResponseDto, PurchaseOrderRequestDto, PurchaseOrderResponseDto,
    PurchaseOrderStatusDto,
};
use crate::values::{sum, total};

/// What a purchase order does not say of itself (P7).
impl PurchaseOrderResponseDto {
    /// The number that people see: `clientReferenceNumber`, else `referenceNumber` (P7).
    #[must_use]
    pub fn number(&self) -> Option<&str> {
        let given = |text: &'_ &String| !text.trim().is_empty();
        let number = self.client_reference_number.as_ref().filter(given);
        number
            .or(self.reference_number.as_ref().filter(given))
            .map(String::as_str)
    }

    /// Whether the order has this number, as one of its two.
    #[must_use]
    pub fn bears(&self, number: &str) -> bool {
        let numbers = [&self.client_reference_number, &self.reference_number];
        numbers.iter().any(|own| own.as_deref() == Some(number))
    }

    /// The lines; none when they are null (P3).
    #[must_use]
    pub fn lines(&self) -> &[PurchaseOrderLineItemResponseDto] {
        self.purchase_order_line_items
            .as_deref()
            .unwrap_or_default()
    }

    /// What the order costs: the sum over its lines of quantity times unit price (P7), computed in
    /// decimal, so that it is exact to the cent.
    ///
    /// In the tenant's currency. `None` when it is not known: the lines are null, or one of them has
    /// no quantity or no price.
    #[must_use]
    pub fn total(&self) -> Option<f64> {
        let lines = self.purchase_order_line_items.as_ref()?.iter();
        total(lines.map(|line| Some([line.quantity?, line.unit_price?])))
    }

    /// The quantity ordered, over all lines that state one.
    #[must_use]
    pub fn quantity(&self) -> f64 {
        let lines = self.lines().iter();
        sum(lines.filter_map(|line| Some([line.quantity?])))
    }

    /// The quantity that has not been received: of lines without a `receivedDate`, while the order
    /// itself is not received.
    #[must_use]
    pub fn open_quantity(&self) -> f64 {
        if self.is_received() {
            return 0.0;
        }
        let lines = self.lines().iter();
        let open = lines.filter(|line| line.received_date.is_none());
        sum(open.filter_map(|line| Some([line.quantity?])))
    }

    /// Whether all of the order has been received, by its status or its `fullyReceivedDate`.
    #[must_use]
    pub fn is_received(&self) -> bool {
        self.fully_received_date.is_some() || self.status == Some(PurchaseOrderStatusDto::Received)
    }
}

impl PurchaseOrderRequestDto {
    /// What the order will cost, as [`PurchaseOrderResponseDto::total`] computes it; `None` if a line has
    /// no price.
    #[must_use]
    pub fn total(&self) -> Option<f64> {
        let lines = self.purchase_order_line_items.iter();
        total(lines.map(|line| Some([line.quantity, line.unit_price?])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Timestamp;

    fn line(quantity: f64, price: Option<f64>, received: bool) -> PurchaseOrderLineItemResponseDto {
        let mut line = PurchaseOrderLineItemResponseDto::new()
            .product_id("OAK")
            .quantity(quantity);
        line.unit_price = price;
        line.received_date = received.then(|| Timestamp::from_unix_seconds(0)).flatten();
        line
    }

    #[test]
    #[allow(clippy::float_cmp, reason = "these values are exact")]
    fn totals_and_open_quantities_are_sums_over_the_lines() {
        let lines = vec![line(2.0, Some(10.0), true), line(3.0, Some(0.5), false)];
        let order = PurchaseOrderResponseDto::new().purchase_order_line_items(lines);
        assert_eq!(order.total(), Some(21.5));
        assert_eq!(order.quantity(), 5.0);
        assert_eq!(order.open_quantity(), 3.0);
        let received = order.clone().status("Received");
        assert_eq!(received.open_quantity(), 0.0);
        let received = order.fully_received_date(Timestamp::from_unix_seconds(0).unwrap());
        assert_eq!(received.open_quantity(), 0.0);
    }

    #[test]
    fn a_total_that_cannot_be_told_is_none() {
        let order = PurchaseOrderResponseDto::new();
        assert_eq!(order.total(), None);
        assert_eq!(order.quantity().to_bits(), 0);
        let unpriced = vec![line(1.0, Some(1.0), false), line(1.0, None, false)];
        assert_eq!(
            order.clone().purchase_order_line_items(unpriced).total(),
            None
        );
        let empty = order.purchase_order_line_items(Vec::new());
        assert_eq!(
            empty.total().map(f64::to_bits),
            Some(0.0_f64.to_bits()),
            "not -0.0, which prints its sign"
        );
    }

    #[test]
    fn the_number_people_see_comes_first() {
        let order = PurchaseOrderResponseDto::new().reference_number("77");
        assert_eq!(order.number(), Some("77"));
        assert_eq!(
            order.clone().client_reference_number(" ").number(),
            Some("77")
        );
        let order = order.client_reference_number("PO-1");
        assert_eq!(order.number(), Some("PO-1"));
        assert!(order.bears("77") && order.bears("PO-1") && !order.bears("PO"));
    }
}
