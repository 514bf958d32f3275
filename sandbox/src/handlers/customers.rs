//! Customers: all in one body, found and upserted by `code` (C1 to C3).

use super::named;
use crate::data::{Area, into_row};
use crate::outcome::{Call, Outcome};

pub(crate) fn list(call: &mut Call<'_>) -> Outcome {
    Outcome::Listed(
        Area::Customers,
        call.data.table(Area::Customers).rows().cloned().collect(),
    )
}

pub(crate) fn get(call: &mut Call<'_>) -> Outcome {
    let customers = call.data.table(Area::Customers);
    match call.text("code").and_then(|code| customers.by_key(code)) {
        Some(row) => Outcome::Found(Area::Customers, vec![row.clone()]),
        None => Outcome::Missing,
    }
}

pub(crate) fn upsert(call: &mut Call<'_>) -> Outcome {
    let row = into_row(call.body.take());
    if named(&row, "code").is_none() {
        return Outcome::invalid("Code", "The Code field is required.");
    }
    let (created, row) = call.data.change(Area::Customers).upsert(row);
    Outcome::Saved {
        area: Area::Customers,
        created,
        rows: vec![row],
    }
}
