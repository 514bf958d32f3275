//! The order plan: its pages, and what is echoed beside it (O1, O2).

use serde_json::{Map, Value, json};
use stocktrim::Operation;
use stocktrim_sandbox::Answer;

use super::{Known, NO_CODE, NONE};
use crate::survey::asker::{Asker, Got};
use crate::survey::reply::{Body, Reply, form, text, unknown};

pub(super) async fn ask(asker: &mut Asker<'_>, known: &mut Known) {
    let plain = query(asker, json!({}), "without a page").await;
    let zero = query(asker, json!({"page": 0}), "page 0").await;
    let one = query(asker, json!({"page": 1}), "page 1").await;
    let two = query(asker, json!({"page": 2}), "page 2").await;
    let none = query(
        asker,
        json!({"searchString": NO_CODE}),
        &format!("a search for {NONE}"),
    )
    .await;
    asker.judge("first_plan_page", [&plain, &zero, &one, &two], numbering);
    asker.judge("plan_page_size", [&plain, &one, &two], size);
    asker.judge("empty_plan_is_null", [&none], |[reply]| {
        match object(reply).and_then(|plan| plan.get("results")) {
            Some(Value::Null) => form("true"),
            Some(Value::Array(rows)) if rows.is_empty() => form("false"),
            Some(Value::Array(_)) => Answer::Other("rows, though none was searched for".to_owned()),
            _ => reply.other(),
        }
    });
    asker.judge("plan_echo", [&plain], |[reply]| {
        match object(reply).and_then(|plan| plan.get("filterCriteria")) {
            Some(Value::Null) => form("null"),
            Some(Value::Object(echo)) => match echo.get("currentStatus") {
                None | Some(Value::Null) => form("without-status"),
                Some(_) => form("full"),
            },
            _ => reply.other(),
        }
    });
    if known.sold.is_none() {
        known.sold = sold(known, &plain);
    }
}

async fn query(asker: &mut Asker<'_>, mut body: Value, note: &str) -> Got {
    body["currentStatus"] = "Current".into();
    asker.send(Operation::QueryOrderPlan, &body, note).await
}

fn object(reply: &Reply) -> Option<&Map<String, Value>> {
    match &reply.body {
        Body::Json(Value::Object(plan)) if reply.is_success() && plan.contains_key("results") => {
            Some(plan)
        }
        _ => None,
    }
}

/// The rows of a page, by what identifies them.
fn rows(reply: &Reply) -> Option<Vec<String>> {
    let rows = match object(reply)?.get("results")? {
        Value::Null => return Some(Vec::new()),
        rows => rows.as_array()?,
    };
    let key = |row: &Value| {
        row.get("id")
            .filter(|id| !id.is_null())
            .or_else(|| row.get("productCode"))
            .map(Value::to_string)
    };
    rows.iter().map(key).collect()
}

fn is_more(page: &Reply, first: &[String]) -> bool {
    rows(page).is_some_and(|rows| !rows.is_empty() && !rows.iter().any(|row| first.contains(row)))
}

const ONE_PAGE: &str = "the order plan has no second page";

fn numbering([plain, zero, one, two]: [&Reply; 4]) -> Answer {
    let (Some(first), Some(at_one), Some(at_two)) = (rows(plain), rows(one), rows(two)) else {
        return plain.other();
    };
    if first.is_empty() {
        return unknown("the order plan has no rows");
    }
    if at_one == first {
        return if is_more(two, &first) {
            form(1)
        } else {
            unknown(ONE_PAGE)
        };
    }
    let follows = is_more(one, &first) || (at_one.is_empty() && at_two.is_empty());
    if follows && rows(zero) == Some(first) {
        form(0)
    } else {
        Answer::Other(
            "neither page 0 nor page 1 is the page that comes without a number".to_owned(),
        )
    }
}

fn size([plain, one, two]: [&Reply; 3]) -> Answer {
    let Some(first) = rows(plain) else {
        return plain.other();
    };
    let echo = object(plain).and_then(|plan| plan.get("filterCriteria")?.get("perPage")?.as_u64());
    let echo = echo.filter(|size| *size > 0);
    let has_more = [one, two].into_iter().any(|page| is_more(page, &first));
    match echo {
        Some(size) if has_more && size != first.len() as u64 => {
            Answer::Other(format!("{} rows, and an echo of {size}", first.len()))
        }
        Some(size) => form(size),
        None if has_more => form(first.len()),
        None => unknown(ONE_PAGE),
    }
}

/// A product that the plan says was sold, by its `productId`.
fn sold(known: &Known, plan: &Got) -> Option<String> {
    let rows = object(plan.reply()?)?.get("results")?.as_array()?;
    let sold = rows
        .iter()
        .filter_map(Value::as_object)
        .filter(|row| text(row, "latestOrderDate").is_some());
    let codes: Vec<&str> = sold
        .flat_map(|row| ["externalId", "productCode"].map(|field| text(row, field)))
        .flatten()
        .collect();
    let ids = known
        .products
        .iter()
        .filter_map(|row| text(row, "productId"));
    let id = ids.into_iter().find(|id| codes.contains(id));
    id.or_else(|| codes.first().copied()).map(str::to_owned)
}
