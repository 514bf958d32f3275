//! Which rows of the order plan are wanted: by status, location, supplier, customer, category or a search (O1).

use super::named;
use crate::data::{Area, Data, Row, is_true, number, text};
use serde_json::Value;
use std::collections::HashSet;

/// A filter names something that is not there.
pub(super) struct Unknown;

/// The code of the location that the criteria name by code, name or number.
pub(super) fn place(data: &Data, criteria: &Row) -> Result<Option<String>, Unknown> {
    let locations = data.table(Area::Locations);
    let id = criteria.get("locationId").and_then(Value::as_u64);
    let name = named(criteria, "location");
    if id.is_none() && name.is_none() {
        return Ok(None);
    }
    let is_meant = |number: u64, row: &Row| {
        id == Some(number)
            || (name.is_some()
                && (text(row, "locationCode") == name || text(row, "locationName") == name))
    };
    let found = locations
        .numbered()
        .find(|(number, row)| is_meant(*number, row));
    let code = found
        .and_then(|(_, row)| text(row, "locationCode"))
        .or(name);
    code.map(|code| Some(code.to_owned())).ok_or(Unknown)
}

/// Which rows of the plan are wanted.
pub(super) struct Filter<'a> {
    status: &'a str,
    bought: bool,
    category: Option<String>,
    search: Option<String>,
    /// The numbers of the products that a supplier or a customer filter leaves.
    products: Option<HashSet<u64>>,
}

impl<'a> Filter<'a> {
    pub(super) fn new(data: &Data, criteria: &'a Row) -> Self {
        let lower = |field| named(criteria, field).map(str::to_lowercase);
        let suppliers = suppliers(data, criteria).map(|codes| of_suppliers(data, &codes));
        let customer = of_customer(data, criteria);
        let products = match (suppliers, customer) {
            (Some(one), Some(two)) => Some(one.intersection(&two).copied().collect()),
            (one, two) => one.or(two),
        };
        Self {
            status: text(criteria, "currentStatus").unwrap_or("Current"),
            bought: is_true(criteria, "excludeManufactured"),
            category: lower("category"),
            search: lower("searchString"),
            products,
        }
    }

    pub(super) fn takes(&self, row: &Row) -> bool {
        let has = |field, wanted: &str| {
            text(row, field).is_some_and(|text| text.to_lowercase().contains(wanted))
        };
        let is_right = match self.status {
            "All" => true,
            "Discontinued" => is_true(row, "isDiscontinued"),
            _ => !is_true(row, "isDiscontinued"),
        };
        is_right
            && !(self.bought && number(row, "productOfCount").is_some_and(|parts| parts > 0.0))
            && self.category.as_ref().is_none_or(|wanted| {
                text(row, "category").is_some_and(|text| text.to_lowercase() == *wanted)
            })
            && self.search.as_ref().is_none_or(|wanted| {
                ["name", "productCode", "externalId", "category"]
                    .iter()
                    .any(|field| has(field, wanted))
            })
            && self.products.as_ref().is_none_or(|wanted| {
                row.get("id")
                    .and_then(Value::as_u64)
                    .is_some_and(|id| wanted.contains(&id))
            })
    }
}

/// The codes of the suppliers that the criteria name by code, name, number or, when orders are generated, in a list.
fn suppliers(data: &Data, criteria: &Row) -> Option<HashSet<String>> {
    let listed = criteria.get("supplierCodes").and_then(Value::as_array);
    if let Some(listed) = listed.filter(|listed| !listed.is_empty()) {
        return Some(
            listed
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        );
    }
    let id = criteria.get("supplierId").and_then(Value::as_u64);
    let name = named(criteria, "supplier");
    if id.is_none() && name.is_none() {
        return None;
    }
    let is_meant = |number: u64, row: &Row| {
        id == Some(number)
            || (name.is_some()
                && (text(row, "supplierCode") == name || text(row, "supplierName") == name))
    };
    let suppliers = data.table(Area::Suppliers);
    let found = suppliers
        .numbered()
        .filter(|(number, row)| is_meant(*number, row));
    let codes = found.filter_map(|(_, row)| text(row, "supplierCode"));
    Some(codes.chain(name).map(str::to_owned).collect())
}

fn of_suppliers(data: &Data, codes: &HashSet<String>) -> HashSet<u64> {
    let products = data.table(Area::Products).numbered();
    let supplied = |row: &Row| text(row, "supplierCode").is_some_and(|code| codes.contains(code));
    products
        .filter(|(_, row)| supplied(row))
        .map(|(id, _)| id)
        .collect()
}

fn of_customer(data: &Data, criteria: &Row) -> Option<HashSet<u64>> {
    let id = criteria.get("customerId").and_then(Value::as_u64);
    let customer = id.and_then(|id| data.table(Area::Customers).by_id(id));
    let code = customer.and_then(|row| text(row, "code"));
    let name = named(criteria, "customer");
    if id.is_none() && name.is_none() {
        return None;
    }
    let sales = data.table(Area::SalesOrders).rows().filter(|row| {
        let buyer = text(row, "customerCode");
        buyer.is_some() && (buyer == code || buyer == name || text(row, "customerName") == name)
    });
    let products = sales.filter_map(|row| data.product(text(row, "productId")?));
    Some(products.filter_map(|row| row.get("id")?.as_u64()).collect())
}
