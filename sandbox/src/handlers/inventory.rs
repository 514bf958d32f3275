//! Inventory: absolute levels per product, overall or at a location (I1, I2).

use super::named;
use crate::data::{Area, Row, Shared, Table, into_row, is_true, items, number, text};
use crate::outcome::{Call, Outcome};
use crate::validate::Errors;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

const LEVELS: [(&str, &str); 2] = [
    ("stockOnHand", "updateOverallAllOnHandToBeSumOfLocation"),
    ("stockOnOrder", "updateOverallAllOnOrderToBeSumOfLocation"),
];

const PLACES: &str = "stockLocations";

/// What a location of a product is known by.
const NAMES: [&str; 2] = ["locationCode", "locationName"];

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
    // Each product once, however many lines name it.
    let mut changed: BTreeMap<u64, Changed> = BTreeMap::new();
    for line in items(&request, "inventory") {
        let product = text(line, "productId").and_then(|key| call.data.product(key));
        let id = product.and_then(|row| row.get("id")?.as_u64());
        if let Some((product, id)) = product.zip(id) {
            let changed = changed.entry(id).or_insert_with(|| Changed::new(product));
            changed.set(line, call.data.table(Area::Locations));
        }
    }
    let products = call.data.change(Area::Products);
    let rows: Vec<Shared> = changed
        .into_iter()
        .filter_map(|(id, changed)| products.merge(id, changed.summed(&request)))
        .collect();
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

/// A product under the lines that name it.
struct Changed {
    product: Row,
    /// Of which levels the newest value is that of a location.
    sums: [bool; 2],
    /// Where a location stands among those of the product, by its code and by its name.
    places: HashMap<String, usize>,
}

impl Changed {
    fn new(product: &Row) -> Self {
        let mut places = HashMap::new();
        let rows = product.get(PLACES).and_then(Value::as_array);
        for (at, row) in rows.into_iter().flatten().enumerate() {
            for name in NAMES.iter().filter_map(|field| row[*field].as_str()) {
                places.entry(name.to_owned()).or_insert(at);
            }
        }
        Self {
            product: product.clone(),
            sums: [false; 2],
            places,
        }
    }

    fn set(&mut self, line: &Row, locations: &Table) {
        let Some(place) = place(line, locations) else {
            self.product.extend(levels(line));
            for ((field, _), sum) in LEVELS.iter().zip(&mut self.sums) {
                *sum &= !line.contains_key(*field);
            }
            return;
        };
        self.sums = [true; 2];
        let places = self.product.entry(PLACES).or_insert(Value::Null);
        if !places.is_array() {
            *places = json!([]);
        }
        let Some(places) = places.as_array_mut() else {
            return;
        };
        let is_there = |row: &Value| NAMES.iter().any(|field| row[*field] == place);
        let at = match self.places.get(place) {
            Some(&at) if places.get(at).is_some_and(is_there) => Some(at),
            // It has another name now.
            Some(_) => places.iter().position(is_there),
            None => None,
        };
        let at = at.unwrap_or_else(|| {
            places.push(json!({"locationCode": place}));
            places.len() - 1
        });
        self.places.insert(place.to_owned(), at);
        if let Some(row) = places[at].as_object_mut() {
            row.extend(levels(line));
            if let Some(name) = named(line, "locationName") {
                row.insert("locationName".to_owned(), name.into());
                self.places.entry(name.to_owned()).or_insert(at);
            }
        }
    }

    /// The product; its overall levels are the sums of those at the locations where the request asks for it.
    fn summed(mut self, request: &Row) -> Row {
        for ((field, asked), sum) in LEVELS.into_iter().zip(self.sums) {
            if sum && is_true(request, asked) {
                let places = items(&self.product, PLACES);
                let sum: f64 = places.filter_map(|place| number(place, field)).sum();
                self.product.insert(field.to_owned(), json!(sum));
            }
        }
        self.product
    }
}

fn levels(line: &Row) -> impl Iterator<Item = (String, Value)> {
    LEVELS
        .iter()
        .filter_map(|(field, _)| Some(((*field).to_owned(), line.get(*field)?.clone())))
}
