//! Products: pages of 50, found by code, upserted by `productId` (R1 to R4).

use crate::data::{Area, Row, into_row, number, text};
use crate::outcome::{Call, Outcome};
use crate::quirks::CodeCompares;

/// Rows on a page (R1).
const PAGE: usize = 50;

pub(crate) fn list(call: &mut Call<'_>) -> Outcome {
    let products = call.data.table(Area::Products);
    if let Some(code) = call.text("code") {
        let found: Vec<_> = match call.quirks.code_compares {
            CodeCompares::ProductId => products.by_key(code).cloned().into_iter().collect(),
            CodeCompares::Readable => products
                .rows()
                .filter(|row| readable(row) == Some(code))
                .cloned()
                .collect(),
        };
        return if found.is_empty() {
            Outcome::Missing
        } else {
            Outcome::Listed(Area::Products, found)
        };
    }
    let first = u64::from(call.quirks.first_product_page);
    let page = match call.text("pageNo").map(str::parse::<u64>) {
        None => 0,
        Some(Ok(number)) => number.saturating_sub(first),
        Some(Err(_)) => return Outcome::invalid("PageNo", "The value is not a page number."),
    };
    let last = products.len().saturating_sub(1) / PAGE;
    let page = usize::try_from(page).unwrap_or(usize::MAX);
    let rows = products.page(page.min(last) * PAGE, PAGE);
    if page > last {
        Outcome::PastLastPage(Area::Products, rows)
    } else {
        Outcome::Listed(Area::Products, rows)
    }
}

/// The code that people read.
pub(super) fn readable(row: &Row) -> Option<&str> {
    text(row, "productCodeReadable").or_else(|| text(row, "productId"))
}

pub(crate) fn upsert(call: &mut Call<'_>) -> Outcome {
    let row = into_row(call.body.take());
    // A percentage would be taken for a level beyond the last one (R6).
    if number(&row, "serviceLevel").is_some_and(|level| !(0.0..=1.0).contains(&level)) {
        return Outcome::invalid(
            "ServiceLevel",
            "The field ServiceLevel must be between 0 and 1.",
        );
    }
    let (created, row) = call.data.change(Area::Products).upsert(row);
    Outcome::Saved {
        area: Area::Products,
        created,
        rows: vec![row],
    }
}

pub(crate) fn delete(call: &mut Call<'_>) -> Outcome {
    let key = match call.key("productId") {
        Ok(key) => key,
        Err(refused) => return refused,
    };
    let products = call.data.table(Area::Products);
    let id = products
        .id(&key)
        .or_else(|| key.parse().ok().filter(|id| products.by_id(*id).is_some()));
    match id.and_then(|id| call.data.change(Area::Products).remove(id)) {
        Some(row) => Outcome::Deleted(Area::Products, vec![row]),
        None => Outcome::Missing,
    }
}
