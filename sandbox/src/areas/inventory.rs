//! Inventory: absolute levels per product, overall or at a location (I1, I2).

use super::named;
use crate::data::{Area, Row, Shared, Table, into_row, is_true, items, number, text};
use crate::outcome::{Call, Outcome};
use crate::validate::Errors;
use serde_json::{Value, json};

const LEVELS: [(&str, &str); 2] = [
    ("stockOnHand", "updateOverallAllOnHandToBeSumOfLocation"),
    ("stockOnOrder", "updateOverallAllOnOrderToBeSumOfLocation"),
];

/// Sets the levels of every line, or, if one names no product, of none.
pub(crate) fn set(call: &mut Call<'_>) -> Outcome {
    let request = into_row(call.body.take());
    let mut errors = Errors::new();
    for (at, line) in items(&request, "inventory").enumerate() {
        if named(line, "productId")
            .and_then(|key| call.data.product(key))
            .is_none()
        {
            let field = format!("Inventory[{at}].ProductId");
            errors.insert(field, vec!["There is no product with this id.".to_owned()]);
        }
    }
    if !errors.is_empty() {
        return Outcome::Invalid(errors);
    }
    let mut rows: Vec<Shared> = Vec::new();
    for line in items(&request, "inventory") {
        let product = text(line, "productId").and_then(|key| call.data.product(key));
        let Some(product) = product.cloned() else {
            continue;
        };
        let changes = changes(&request, line, &product, call.data.table(Area::Locations));
        let id = product
            .get("id")
            .and_then(Value::as_u64)
            .unwrap_or_default();
        rows.extend(call.data.change(Area::Products).merge(id, changes));
    }
    Outcome::Saved {
        area: Area::Products,
        created: false,
        rows,
    }
}

/// The code of the location that a line means; a name that no location bears stands for itself.
fn place<'a>(line: &'a Row, locations: &'a Table) -> Option<&'a str> {
    named(line, "locationCode").or_else(|| {
        let name = named(line, "locationName")?;
        let mut bearers = (locations.rows()).filter(|row| text(row, "locationName") == Some(name));
        let code = bearers.find_map(|row| text(row, "locationCode"));
        Some(code.unwrap_or(name))
    })
}

/// What a line changes in its product.
fn changes(request: &Row, line: &Row, product: &Row, locations: &Table) -> Row {
    let mut changes = Row::new();
    let Some(place) = place(line, locations) else {
        changes.extend(levels(line));
        return changes;
    };
    let mut places: Vec<Row> = items(product, "stockLocations").cloned().collect();
    let is_there = |row: &Row| {
        ["locationCode", "locationName"]
            .iter()
            .any(|field| text(row, field) == Some(place))
    };
    let at = places.iter().position(is_there).unwrap_or_else(|| {
        places.push(Row::from_iter([("locationCode".to_owned(), place.into())]));
        places.len() - 1
    });
    places[at].extend(levels(line));
    if let Some(name) = named(line, "locationName") {
        places[at].insert("locationName".to_owned(), name.into());
    }
    for (field, sums) in LEVELS {
        if is_true(request, sums) {
            let sum: f64 = places.iter().filter_map(|place| number(place, field)).sum();
            changes.insert(field.to_owned(), json!(sum));
        }
    }
    changes.insert("stockLocations".to_owned(), json!(places));
    changes
}

fn levels(line: &Row) -> impl Iterator<Item = (String, Value)> {
    LEVELS
        .iter()
        .filter_map(|(field, _)| Some(((*field).to_owned(), line.get(*field)?.clone())))
}
