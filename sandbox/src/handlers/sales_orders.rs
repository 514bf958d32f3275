//! Sales orders: one product each, posted alone or as lines, deleted in bulk (A1 to A3).

use super::named;
use crate::clock;
use crate::data::{Area, Row, into_row, text};
use crate::outcome::{Call, Outcome};
use serde_json::Value;

pub(crate) fn list(call: &mut Call<'_>) -> Outcome {
    let sales = call.data.table(Area::SalesOrders);
    let product = call.text("productId");
    let rows: Vec<_> = if call.quirks.sales_orders_are_readable {
        let wanted = |row: &Row| product.is_none() || text(row, "productId") == product;
        sales.rows().filter(|row| wanted(row)).cloned().collect()
    } else {
        Vec::new()
    };
    if rows.is_empty() {
        Outcome::Missing
    } else {
        Outcome::Listed(Area::SalesOrders, rows)
    }
}

pub(crate) fn create(call: &mut Call<'_>) -> Outcome {
    let body = into_row(call.body.take());
    let row = located(call, body);
    let row = call.data.change(Area::SalesOrders).insert(row);
    Outcome::Saved {
        area: Area::SalesOrders,
        created: true,
        rows: vec![row],
    }
}

pub(crate) fn create_lines(call: &mut Call<'_>) -> Outcome {
    let lines = lines(call);
    let sales = call.data.change(Area::SalesOrders);
    let rows: Vec<_> = lines.into_iter().map(|line| sales.insert(line)).collect();
    Outcome::Saved {
        area: Area::SalesOrders,
        created: !rows.is_empty(),
        rows,
    }
}

/// Upserts by the line's `externalReferenceId`; lines without one are created anew (A2).
pub(crate) fn upsert_lines(call: &mut Call<'_>) -> Outcome {
    let lines = lines(call);
    let sales = call.data.change(Area::SalesOrders);
    let mut any = false;
    let rows = lines
        .into_iter()
        .map(|line| {
            let (created, row) = match named(&line, KEY) {
                Some(_) => sales.upsert(line),
                None => (true, sales.insert(line)),
            };
            any |= created;
            row
        })
        .collect();
    Outcome::Saved {
        area: Area::SalesOrders,
        created: any,
        rows,
    }
}

const KEY: &str = "externalReferenceId";

/// The lines of a request, with what the header says where they say nothing.
fn lines(call: &mut Call<'_>) -> Vec<Row> {
    let mut header = into_row(call.body.take());
    let lines = header.remove("saleOrderLineItems").unwrap_or_default();
    let Value::Array(lines) = lines else {
        return Vec::new();
    };
    let whole = |line| {
        let mut row = header.clone();
        row.extend(
            into_row(line)
                .into_iter()
                .filter(|(_, value)| !value.is_null()),
        );
        located(call, row)
    };
    lines.into_iter().map(whole).collect()
}

/// The row with the number of its location, if that is known.
fn located(call: &Call<'_>, mut row: Row) -> Row {
    let locations = call.data.table(Area::Locations);
    if let Some(id) = text(&row, "locationCode").and_then(|code| locations.id(code)) {
        row.insert("locationId".to_owned(), id.into());
    }
    row
}

pub(crate) fn delete_for_product(call: &mut Call<'_>) -> Outcome {
    match call.key("productId") {
        Ok(product) => delete(call, |row| text(row, "productId") == Some(&product)),
        Err(refused) => refused,
    }
}

pub(crate) fn delete_all(call: &mut Call<'_>) -> Outcome {
    delete(call, |_| true)
}

pub(crate) fn delete_in_range(call: &mut Call<'_>) -> Outcome {
    let date = |name| call.text(name).and_then(|text| clock::parse(text, false));
    let (Some(from), Some(to)) = (date("fromDate"), date("toDate")) else {
        return Outcome::Refused("fromDate and toDate are needed.".to_owned());
    };
    if from > to {
        return Outcome::Refused("fromDate must not be after toDate.".to_owned());
    }
    let product = call.text("productId").map(str::to_owned);
    delete(call, |row| {
        let at = text(row, "orderDate").and_then(|text| clock::parse(text, false));
        at.is_some_and(|at| (from..=to).contains(&at))
            && (product.is_none() || text(row, "productId") == product.as_deref())
    })
}

pub(crate) fn delete_at_location(call: &mut Call<'_>) -> Outcome {
    let key = match call.key("locationCodeOrName") {
        Ok(key) => key,
        Err(refused) => return refused,
    };
    let locations = call.data.table(Area::Locations);
    // A name stands for the code of the location that bears it, and the other way round.
    let bears = |row: &Row| {
        ["locationCode", "locationName"]
            .iter()
            .any(|field| text(row, field) == Some(&key))
    };
    let codes: Vec<String> = (locations.rows().filter(|row| bears(row)))
        .filter_map(|row| text(row, "locationCode").map(str::to_owned))
        .collect();
    delete(call, |row| {
        bears(row) || text(row, "locationCode").is_some_and(|code| codes.iter().any(|c| c == code))
    })
}

fn delete(call: &mut Call<'_>, which: impl FnMut(&Row) -> bool) -> Outcome {
    Outcome::Deleted(
        Area::SalesOrders,
        call.data.change(Area::SalesOrders).remove_where(which),
    )
}
