//! Products: their pages, and what finds them (R1, R2, R5, G2).

use std::collections::HashSet;

use serde_json::{Map, Value};
use stocktrim::Operation;
use stocktrim_sandbox::Answer;

use super::{Known, NO_CODE, NONE};
use crate::survey::asker::{Asker, Got};
use crate::survey::reply::{Reply, form, text, unknown};

/// A page that no catalogue has, and the one after it.
const FAR: [&str; 2] = ["100000", "100001"];

pub(super) async fn ask(asker: &mut Asker<'_>, known: &mut Known) {
    let operation = Operation::ListProducts;
    let plain = asker.call(operation, &[], "without a number").await;
    let mut pages = Vec::new();
    for number in ["0", "1", "2", FAR[0], FAR[1]] {
        pages.push(asker.call(operation, &[("pageNo", number)], number).await);
    }
    if let [zero, one, two, far, further] = pages.as_slice() {
        asker.judge("first_product_page", [&plain, zero, one, two], numbering);
        asker.judge(
            "product_page_size",
            [&plain, one, two],
            |[plain, one, two]| {
                let first = keys(plain).unwrap_or_default();
                let has_more = [one, two].into_iter().any(|page| is_more(page, &first));
                if has_more {
                    form(first.len())
                } else {
                    unknown(ONE_PAGE)
                }
            },
        );
        asker.judge(
            "past_last_page",
            [&plain, one, two, far, further],
            past_last,
        );
    }
    for got in [&plain].into_iter().chain(&pages) {
        let rows = got.reply().and_then(Reply::rows).unwrap_or_default();
        known.products.extend(rows.into_iter().cloned());
    }
    codes(asker, known).await;

    let missing = asker.call(operation, &[("code", NO_CODE)], NONE).await;
    asker.judge("not_found_has_body", [&missing], |[reply]| {
        match (reply.status, reply.body.error_form()) {
            (404, Some("problem")) => form("true"),
            (404, Some("empty")) => form("false"),
            _ => reply.other(),
        }
    });
}

const ONE_PAGE: &str = "the tenant has no second page of products";

/// What identifies the rows of a page; none on one that is not there.
fn keys(reply: &Reply) -> Option<Vec<String>> {
    let key = |row: &Map<String, Value>| {
        row.get("id")
            .or_else(|| row.get("productId"))
            .map(Value::to_string)
    };
    let rows = reply.rows()?;
    let mut seen = HashSet::new();
    let keys: Vec<String> = rows.into_iter().filter_map(key).collect();
    keys.iter().all(|key| seen.insert(key)).then_some(keys)
}

/// Whether a page has rows, none of them of the first page.
fn is_more(page: &Reply, first: &[String]) -> bool {
    keys(page).is_some_and(|keys| !keys.is_empty() && !keys.iter().any(|key| first.contains(key)))
}

fn numbering([plain, zero, one, two]: [&Reply; 4]) -> Answer {
    let Some(first) = keys(plain).filter(|_| plain.is_success()) else {
        return plain.other();
    };
    if first.is_empty() {
        return unknown("the tenant has no products");
    }
    let (zero, at_one, at_two) = (keys(zero), keys(one), keys(two));
    let is_none = |keys: &Option<Vec<String>>| keys.as_ref().is_some_and(Vec::is_empty);
    if at_one.as_ref() == Some(&first) {
        return if is_more(two, &first) {
            form(1)
        } else {
            unknown(ONE_PAGE)
        };
    }
    let follows =
        is_more(one, &first) || (is_none(&at_one) && !is_more(two, &first) && at_two.is_some());
    if zero.as_ref() == Some(&first) && follows {
        form(0)
    } else {
        Answer::Other(
            "neither page 0 nor page 1 is the page that comes without a number".to_owned(),
        )
    }
}

fn past_last([plain, one, two, far, further]: [&Reply; 5]) -> Answer {
    let (Some(first), Some(rows), Some(again)) = (keys(plain), keys(far), keys(further)) else {
        return far.other();
    };
    match far.miss() {
        _ if first.is_empty() => unknown("the tenant has no products"),
        Some("not-found") => form("not-found"),
        Some(_) => form("empty"),
        None if rows != again || rows.is_empty() => far.other(),
        None if rows != first => form("last-again"),
        None if [one, two].into_iter().any(|page| is_more(page, &first)) => {
            Answer::Other("the first page once more".to_owned())
        }
        None => unknown(ONE_PAGE),
    }
}

/// Which code finds a product.
async fn codes(asker: &mut Asker<'_>, known: &Known) {
    let count = |code: &str| {
        let bears = |row: &&Map<String, Value>| {
            ["productId", "productCodeReadable"]
                .iter()
                .any(|field| text(row, field) == Some(code))
        };
        let ids = known
            .products
            .iter()
            .filter(bears)
            .map(|row| row.get("id").map(Value::to_string));
        ids.collect::<HashSet<_>>().len()
    };
    let codes = |row: &Map<String, Value>| {
        let (id, readable) = (text(row, "productId")?, text(row, "productCodeReadable")?);
        let differ = id != readable && count(id) == 1 && count(readable) == 1;
        differ.then(|| (row.clone(), id.to_owned(), readable.to_owned()))
    };
    if let Some((row, id, readable)) = known.products.iter().find_map(codes) {
        let by_id = by_code(asker, &id, "a productId").await;
        let by_readable = by_code(
            asker,
            &readable,
            "the productCodeReadable of the same product",
        )
        .await;
        asker.judge(
            "code_compares",
            [&by_id, &by_readable],
            |[by_id, by_readable]| match (finds(by_id, &row), finds(by_readable, &row)) {
                (Some(true), Some(false)) => form("product-id"),
                (Some(false), Some(true)) => form("readable"),
                (Some(true), Some(true)) => Answer::Other("both fields".to_owned()),
                _ => Answer::Other(format!("{}, and {}", by_id.words(), by_readable.words())),
            },
        );
    } else {
        let why = "no product was seen whose productId and productCodeReadable differ";
        asker.note("code_compares", unknown(why), []);
    }
    let numbered = known
        .products
        .iter()
        .find(|row| row.get("id").is_some_and(Value::is_number));
    let Some(row) = numbered else {
        return asker.note(
            "own_number_finds",
            unknown("no product was seen that has a number"),
            [],
        );
    };
    let number = row.get("id").map(Value::to_string).unwrap_or_default();
    let got = by_code(asker, &number, "StockTrim's own number of a product").await;
    asker.judge("own_number_finds", [&got], |[reply]| {
        match finds(reply, row) {
            Some(found) => form(found),
            None => reply.other(),
        }
    });
}

async fn by_code(asker: &mut Asker<'_>, code: &str, note: &str) -> Got {
    asker
        .call(Operation::ListProducts, &[("code", code)], note)
        .await
}

/// Whether an answer has exactly this product; `None` when it is another, or no answer to that.
fn finds(reply: &Reply, wanted: &Map<String, Value>) -> Option<bool> {
    match reply.rows()?.as_slice() {
        [] => Some(false),
        [row] if row.get("productId") == wanted.get("productId") => Some(true),
        _ => None,
    }
}
