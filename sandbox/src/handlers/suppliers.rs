//! Suppliers: looked up by code, listed in bulk, upserted in lists by `supplierCode` (S1 to S4).

use crate::data::{Area, into_row, text};
use crate::outcome::{Call, Outcome};
use serde_json::Value;

pub(crate) fn list(call: &mut Call<'_>) -> Outcome {
    Outcome::Listed(
        Area::Suppliers,
        call.data.table(Area::Suppliers).rows().cloned().collect(),
    )
}

pub(crate) fn find(call: &mut Call<'_>) -> Outcome {
    let Some(code) = call.text("code") else {
        return Outcome::NoKey;
    };
    match call.data.table(Area::Suppliers).by_key(code) {
        Some(row) => Outcome::Found(Area::Suppliers, vec![row.clone()]),
        None => Outcome::Missing,
    }
}

pub(crate) fn upsert(call: &mut Call<'_>) -> Outcome {
    let Value::Array(rows) = call.body.take() else {
        return Outcome::Done;
    };
    let suppliers = call.data.change(Area::Suppliers);
    let mut created = false;
    let rows = rows
        .into_iter()
        .map(|row| {
            let (new, row) = suppliers.upsert(into_row(row));
            created |= new;
            row
        })
        .collect();
    Outcome::Saved {
        area: Area::Suppliers,
        created,
        rows,
    }
}

pub(crate) fn delete(call: &mut Call<'_>) -> Outcome {
    let key = match call.key("supplierCodeOrName") {
        Ok(key) => key,
        Err(refused) => return refused,
    };
    let suppliers = call.data.table(Area::Suppliers);
    let id = if let Some(id) = suppliers.id(&key) {
        id
    } else {
        let mut named = suppliers
            .numbered()
            .filter(|(_, row)| text(row, "supplierName") == Some(&key));
        match (named.next(), named.next()) {
            (Some((id, _)), None) => id,
            (None, _) => return Outcome::Missing,
            _ => return Outcome::Refused("Several suppliers have that name.".to_owned()),
        }
    };
    let deleted = call.data.change(Area::Suppliers).remove(id);
    Outcome::Deleted(Area::Suppliers, deleted.into_iter().collect())
}
