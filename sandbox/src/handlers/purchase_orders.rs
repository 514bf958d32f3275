//! Purchase orders: looked up by number, paged, upserted by `clientReferenceNumber`, generated from the plan (P1 to P8).

use super::order_plan;
use crate::clock;
use crate::data::{Area, Row, Shared, into_row, text};
use crate::outcome::{Call, Outcome};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const KEY: &str = "clientReferenceNumber";
const LINES: &str = "purchaseOrderLineItems";

/// The numbers that an order answers to: people see the first, the second is often null (P7).
const NUMBERS: [&str; 2] = [KEY, "referenceNumber"];

fn by_number(call: &Call<'_>, number: &str) -> Option<u64> {
    let orders = call.data.table(Area::PurchaseOrders);
    orders.id(number).or_else(|| {
        let bears = |row: &Row| NUMBERS.iter().any(|field| text(row, field) == Some(number));
        orders
            .numbered()
            .find(|(_, row)| bears(row))
            .map(|(id, _)| id)
    })
}

pub(crate) fn find(call: &mut Call<'_>) -> Outcome {
    let Some(number) = call.text("referenceNumber") else {
        return Outcome::NoKey;
    };
    let found = by_number(call, number);
    match found.and_then(|id| call.data.table(Area::PurchaseOrders).by_id(id)) {
        Some(row) => Outcome::Found(Area::PurchaseOrders, vec![row.clone()]),
        None => Outcome::Missing,
    }
}

pub(crate) fn list(call: &mut Call<'_>) -> Outcome {
    let page = usize::try_from(call.number("page").unwrap_or(0)).unwrap_or(0);
    let size = call
        .number("pageSize")
        .and_then(|size| usize::try_from(size).ok());
    let size = size.filter(|size| *size > 0).unwrap_or(10);
    let status = call.text("status");
    let rows = (call.data.table(Area::PurchaseOrders).rows())
        .filter(|row| status.is_none() || text(row, "status") == status)
        .skip(page.saturating_mul(size))
        .take(size)
        .cloned()
        .collect();
    Outcome::Listed(Area::PurchaseOrders, rows)
}

pub(crate) fn upsert(call: &mut Call<'_>) -> Outcome {
    let mut row = into_row(call.body.take());
    if !call.strict && row.get("orderDate").is_some_and(Value::is_null) {
        // An order date cannot be cleared (P4).
        return Outcome::invalid("OrderDate", "The OrderDate field is required.");
    }
    let existing =
        text(&row, KEY).and_then(|key| call.data.table(Area::PurchaseOrders).by_key(key));
    if let Some(existing) = existing {
        if call.quirks.order_lines_append {
            let lines =
                [existing.get(LINES), row.get(LINES)].map(|lines| lines.and_then(Value::as_array));
            let lines: Vec<Value> = lines.into_iter().flatten().flatten().cloned().collect();
            row.insert(LINES.to_owned(), lines.into());
        }
    } else {
        fill(&mut row, "createdDate", || clock::text(call.now).into());
        fill(&mut row, "status", || "Draft".into());
    }
    let (created, row) = call.data.change(Area::PurchaseOrders).upsert(row);
    Outcome::Saved {
        area: Area::PurchaseOrders,
        created,
        rows: vec![row],
    }
}

fn fill(row: &mut Row, field: &str, value: impl FnOnce() -> Value) {
    if row.get(field).is_none_or(Value::is_null) {
        row.insert(field.to_owned(), value());
    }
}

pub(crate) fn delete(call: &mut Call<'_>) -> Outcome {
    let number = match call.key("referenceNumber") {
        Ok(number) => number,
        Err(refused) => return refused,
    };
    let found = by_number(call, &number);
    match found.and_then(|id| call.data.change(Area::PurchaseOrders).remove(id)) {
        Some(row) => Outcome::Deleted(Area::PurchaseOrders, vec![row]),
        None => Outcome::Missing,
    }
}

/// Quantity and price by product.
type Lines = BTreeMap<String, (f64, Value)>;

/// One draft per supplier with what the plan suggests; products without a supplier are left out (P8).
pub(crate) fn generate(call: &mut Call<'_>) -> Outcome {
    let criteria = into_row(call.body.take());
    let suggested = order_plan::suggested(call.data, &criteria);
    // By supplier: how it is written, and its lines by product.
    let mut drafts: BTreeMap<String, (Value, Lines)> = BTreeMap::new();
    for line in suggested {
        let (_, lines) = drafts
            .entry(line.supplier_key)
            .or_insert_with(|| (line.supplier, BTreeMap::new()));
        let (quantity, _) = lines.entry(line.product_id).or_insert((0.0, line.cost));
        *quantity += line.quantity;
    }
    let place = place(call, &criteria);
    let orders: Vec<Row> = drafts
        .into_values()
        .map(|(supplier, lines)| {
            let lines: Vec<Value> = lines
                .into_iter()
                .map(|(product, (quantity, cost))| {
                    json!({"productId": product, "quantity": quantity, "unitPrice": cost, "receivedDate": null})
                })
                .collect();
            into_row(json!({
                "createdDate": clock::text(call.now),
                "supplier": supplier,
                "location": place,
                "status": "Draft",
                LINES: lines,
            }))
        })
        .collect();
    let table = call.data.change(Area::PurchaseOrders);
    let rows: Vec<Shared> = orders.into_iter().map(|row| insert(table, row)).collect();
    Outcome::Saved {
        area: Area::PurchaseOrders,
        created: !rows.is_empty(),
        rows,
    }
}

/// Adds an order under the next free number of the form `PO-01188` (P7).
pub(crate) fn insert(table: &mut crate::data::Table, mut row: Row) -> Shared {
    let mut number = table.len() + 1001;
    while table.id(&format!("PO-{number:05}")).is_some() {
        number += 1;
    }
    row.insert(KEY.to_owned(), format!("PO-{number:05}").into());
    table.insert(row)
}

/// The location of the drafts, if the criteria name exactly one.
fn place(call: &Call<'_>, criteria: &Row) -> Value {
    let codes = criteria.get("locationCodes").and_then(Value::as_array);
    let Some([code]) = codes.map(Vec::as_slice) else {
        return Value::Null;
    };
    let known = code
        .as_str()
        .and_then(|code| call.data.table(Area::Locations).by_key(code));
    let name = known
        .and_then(|row| row.get("locationName"))
        .cloned()
        .unwrap_or_default();
    json!({"locationCode": code, "locationName": name})
}
