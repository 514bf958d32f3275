//! Bills of materials: which components a product is made of (B1, B2).

use crate::data::{Area, Data, Row, Shared, into_row, text};
use crate::outcome::{Call, Outcome};
use serde_json::Value;
use std::sync::Arc;

/// The filter of list and delete; at least one of the two keys, or everything.
fn filter(call: &Call<'_>) -> impl Fn(&Row) -> bool + use<> {
    let product = call.text("productId").map(str::to_owned);
    let component = call.text("componentId").map(str::to_owned);
    move |row| {
        let is = |wanted: &Option<String>, field| {
            wanted.is_none() || text(row, field) == wanted.as_deref()
        };
        is(&product, "productId") && is(&component, "componentId")
    }
}

pub(crate) fn list(call: &mut Call<'_>) -> Outcome {
    let wanted = filter(call);
    let found: Vec<Shared> = (call.data.table(Area::Boms).rows())
        .filter(|row| wanted(row))
        .map(|row| shown(call.data, row, call.quirks.bom_products_are_null))
        .collect();
    if found.is_empty() {
        Outcome::Missing
    } else {
        Outcome::Found(Area::Boms, found)
    }
}

/// The row with the two products in it.
fn shown(data: &Data, row: &Shared, products_are_null: bool) -> Shared {
    let mut row = Row::clone(row);
    for (field, key) in [("skuProduct", "productId"), ("skuComponent", "componentId")] {
        let product = text(&row, key).and_then(|key| data.product(key));
        let shown = match product {
            Some(product) if !products_are_null => Value::Object(Row::clone(product)),
            _ => Value::Null,
        };
        row.insert(field.to_owned(), shown);
    }
    Arc::new(row)
}

pub(crate) fn create(call: &mut Call<'_>) -> Outcome {
    let row = into_row(call.body.take());
    let row = call.data.change(Area::Boms).insert(row);
    let rows = vec![shown(call.data, &row, call.quirks.bom_products_are_null)];
    Outcome::Saved {
        area: Area::Boms,
        created: true,
        rows,
    }
}

pub(crate) fn delete(call: &mut Call<'_>) -> Outcome {
    let key = call.key("productId").or_else(|_| call.key("componentId"));
    if let Err(refused) = key {
        return refused;
    }
    let named = filter(call);
    let deleted = call.data.change(Area::Boms).remove_where(named);
    if deleted.is_empty() {
        Outcome::Missing
    } else {
        Outcome::Deleted(Area::Boms, deleted)
    }
}
