//! Settings: configurations by name, and the inventory management system that the tenant uses.

use crate::data::INVENTORY_SYSTEM;
use crate::outcome::{Call, Outcome};
use serde_json::{Value, json};

pub(crate) fn configuration(call: &mut Call<'_>) -> Outcome {
    let name = call.text("configurationName").unwrap_or_default();
    match call
        .data
        .configuration
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
    {
        Some((_, value)) => Outcome::Value(json!({ "name": value })),
        None => Outcome::Missing,
    }
}

pub(crate) fn inventory_system(call: &mut Call<'_>) -> Outcome {
    let name = call
        .data
        .configuration
        .get(INVENTORY_SYSTEM)
        .unwrap_or(&Value::Null);
    Outcome::Value(json!({ "name": name }))
}

pub(crate) fn set_inventory_system(call: &mut Call<'_>) -> Outcome {
    let api = call.body["api"].take();
    if !api.is_null() {
        call.data
            .configuration
            .insert(INVENTORY_SYSTEM.to_owned(), api);
    }
    Outcome::Done
}
