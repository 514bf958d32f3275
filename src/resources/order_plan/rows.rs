//! Rows and pages of the order plan: what they say, and what tells them apart.

use std::hash::Hash;

use crate::generated::types::{OrderPlanResultsDto, SkuOptimizedResultsDto};
use crate::resources::paging::{self, Page};

/// What a row of the order plan says of its stock.
impl SkuOptimizedResultsDto {
    /// Whether the stock, on hand and on order, is below the reorder point; `false` where the
    /// reorder point or the stock on hand is not known. A null `stockOnOrder` is none.
    #[must_use]
    pub fn is_below_reorder_point(&self) -> bool {
        match (self.stock_on_hand, self.reorder_point) {
            (Some(on_hand), Some(point)) => on_hand + self.stock_on_order.unwrap_or(0.0) < point,
            _ => false,
        }
    }
}

/// A page as it was answered, and whether it is the last.
///
/// `hasNextPage: false` is believed only of a page that is not full: it may be an echo of what was
/// sent, and one more request is cheaper than rows that are missing.
pub(super) fn page(answer: OrderPlanResultsDto, per_page: i32) -> Page<SkuOptimizedResultsDto> {
    let echo = answer.filter_criteria;
    let rows = answer.results.unwrap_or_default();
    let size = echo.as_ref().and_then(|echo| echo.per_page);
    let size = size.unwrap_or(per_page).min(per_page);
    let is_full = usize::try_from(size).map_or(true, |size| rows.len() >= size);
    let last = echo.and_then(|echo| echo.has_next_page) == Some(false);
    Page {
        rows,
        last: last && !is_full,
    }
}

/// What tells rows apart: the product, and where it is.
pub(super) fn identity(row: &SkuOptimizedResultsDto) -> impl Hash + use<> {
    let nameless = row.id.is_none() && row.sku_id.is_none() && row.product_code.is_none();
    let whole = nameless.then(|| paging::whole(row)).flatten();
    let (name, place) = (
        row.product_code.clone().or(whole),
        row.location_name.clone(),
    );
    (row.id, row.sku_id, name, row.location_id, place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::types::OrderPlanFilterCriteria;

    fn answer(rows: usize, size: Option<i32>, next: Option<bool>) -> OrderPlanResultsDto {
        let mut echo = OrderPlanFilterCriteria::new();
        (echo.per_page, echo.has_next_page) = (size, next);
        OrderPlanResultsDto::new()
            .filter_criteria(echo)
            .results(vec![SkuOptimizedResultsDto::new(); rows])
    }

    #[test]
    fn only_a_page_that_is_not_full_is_believed_to_be_the_last() {
        assert!(page(answer(2, Some(25), Some(false)), 25).last);
        assert!(!page(answer(25, Some(25), Some(false)), 25).last);
        assert!(
            !page(answer(10, Some(10), Some(false)), 25).last,
            "the server's page is smaller"
        );
        assert!(!page(answer(2, Some(25), None), 25).last);
        assert!(!page(answer(2, Some(25), Some(true)), 25).last);
        assert!(!page(OrderPlanResultsDto::new(), 25).last);
    }

    #[test]
    fn a_row_without_figures_is_not_below_its_reorder_point() {
        let row = SkuOptimizedResultsDto::new()
            .stock_on_hand(4.0)
            .reorder_point(11.5);
        assert!(row.is_below_reorder_point());
        assert!(!row.clone().stock_on_order(7.5).is_below_reorder_point());
        assert!(
            !SkuOptimizedResultsDto::new()
                .stock_on_hand(0.0)
                .is_below_reorder_point()
        );
        assert!(
            !SkuOptimizedResultsDto::new()
                .reorder_point(1.0)
                .is_below_reorder_point()
        );
    }
}
