//! Locations: looked up by code, upserted by code or, in V1, by name (L1, L2).

use super::named;
use crate::data::{Area, Row, into_row, text};
use crate::outcome::{Call, Outcome};

pub(crate) fn find(call: &mut Call<'_>) -> Outcome {
    let Some(code) = call.text("code") else {
        return Outcome::NoKey;
    };
    match call.data.table(Area::Locations).by_key(code) {
        Some(row) => Outcome::Found(Area::Locations, vec![row.clone()]),
        None => Outcome::Missing,
    }
}

pub(crate) fn upsert(call: &mut Call<'_>) -> Outcome {
    let row = into_row(call.body.take());
    saved(call.data.change(Area::Locations).upsert(row))
}

pub(crate) fn upsert_by_code_or_name(call: &mut Call<'_>) -> Outcome {
    let row = into_row(call.body.take());
    let locations = call.data.change(Area::Locations);
    let same_name = |other: &Row| {
        named(&row, "locationName").is_some_and(|name| text(other, "locationName") == Some(name))
    };
    let id = text(&row, "locationCode")
        .and_then(|code| locations.id(code))
        .or_else(|| {
            locations
                .numbered()
                .find(|(_, other)| same_name(other))
                .map(|(id, _)| id)
        });
    match id.and_then(|id| locations.merge(id, row.clone())) {
        Some(row) => saved((false, row)),
        None => saved((true, locations.insert(row))),
    }
}

fn saved((created, row): (bool, crate::data::Shared)) -> Outcome {
    Outcome::Saved {
        area: Area::Locations,
        created,
        rows: vec![row],
    }
}
