//! The order plan: filtered, searched, sorted and paged; nothing is changed by asking (O1 to O3).

use super::{into_row, is_true, named, number, text};
use crate::sandbox::data::{Area, Data, Row, Shared};
use crate::sandbox::outcome::{Call, Outcome};
use crate::sandbox::plan::{self, Forecast};
use crate::sandbox::quirks::PlanEcho;
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

pub(in crate::sandbox) fn query(call: &mut Call<'_>) -> Outcome {
    let mut criteria = into_row(call.body.take());
    let mut rows = selected(call.data, &criteria);
    sort(&mut rows, text(&criteria, "sortOrder").unwrap_or_default());

    let asked = |field| number(&criteria, field).filter(|number| *number >= 0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an int32, not negative"
    )]
    let asked = |field| asked(field).map(|number| number as u32);
    let first = call.quirks.first_plan_page;
    let page = asked("page").unwrap_or(first).max(first);
    let size = asked("perPage")
        .filter(|size| *size > 0)
        .unwrap_or(call.quirks.plan_page_size);
    let skipped = u64::from(page - first) * u64::from(size);
    let skipped = usize::try_from(skipped).unwrap_or(usize::MAX);
    let shown: Vec<Value> = rows
        .iter()
        .skip(skipped)
        .take(size as usize)
        .map(|row| Value::Object(Row::clone(row)))
        .collect();

    criteria.insert("page".to_owned(), page.into());
    criteria.insert("perPage".to_owned(), size.into());
    let has_next = skipped.saturating_add(shown.len()) < rows.len() && !shown.is_empty();
    criteria.insert("hasNextPage".to_owned(), has_next.into());
    let echo = match call.quirks.plan_echo {
        PlanEcho::Full => Value::Object(criteria),
        PlanEcho::WithoutStatus => {
            criteria.insert("currentStatus".to_owned(), Value::Null);
            Value::Object(criteria)
        }
        PlanEcho::Null => Value::Null,
    };
    let results = if shown.is_empty() && call.quirks.empty_plan_is_null {
        Value::Null
    } else {
        shown.into()
    };
    Outcome::Value(json!({"results": results, "filterCriteria": echo}))
}

/// The rows of the whole plan, computed once per state of the data.
fn whole_plan(data: &mut Data, forecast: &Forecast) -> Arc<Vec<Shared>> {
    let version = data.version();
    if let Some((computed, rows)) = &data.plan
        && *computed == version
    {
        return Arc::clone(rows);
    }
    let rows = Arc::new(plan::rows(data, forecast, None));
    data.plan = Some((version, Arc::clone(&rows)));
    rows
}

fn selected(data: &mut Data, criteria: &Row) -> Vec<Shared> {
    let Some(forecast) = data.forecast.clone() else {
        return Vec::new();
    };
    let place = match place(data, criteria) {
        Ok(place) => place,
        Err(Unknown) => return Vec::new(),
    };
    let rows = match &place {
        None => whole_plan(data, &forecast),
        Some(code) => Arc::new(plan::rows(data, &forecast, Some(code))),
    };
    let filter = Filter::new(data, criteria);
    rows.iter()
        .filter(|row| filter.takes(row))
        .cloned()
        .collect()
}

/// A filter names something that is not there.
struct Unknown;

/// The code of the location that the criteria name by code, name or number.
fn place(data: &Data, criteria: &Row) -> Result<Option<String>, Unknown> {
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
struct Filter<'a> {
    status: &'a str,
    bought: bool,
    category: Option<String>,
    search: Option<String>,
    /// The numbers of the products that a supplier or a customer filter leaves.
    products: Option<HashSet<u64>>,
}

impl<'a> Filter<'a> {
    fn new(data: &Data, criteria: &'a Row) -> Self {
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

    fn takes(&self, row: &Row) -> bool {
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

/// Sorts by any field of a row, `desc` after its name for the other direction; unless told, by the days until the stock is out.
///
/// What has no value goes to the end in both directions, and equals are in the order of their codes.
fn sort(rows: &mut [Shared], order: &str) {
    let (field, descending) = match order.trim().split_once([' ', ':']) {
        Some((field, direction)) => (field, direction.trim().eq_ignore_ascii_case("desc")),
        None => (
            order.trim().trim_start_matches('-'),
            order.trim().starts_with('-'),
        ),
    };
    let known = |row: &Shared| {
        row.keys()
            .find(|key| key.eq_ignore_ascii_case(field))
            .cloned()
    };
    let field = rows
        .iter()
        .find_map(known)
        .unwrap_or_else(|| "daysUntilStockOut".to_owned());
    rows.sort_by(|one, two| {
        let by_field = match (present(one, &field), present(two, &field)) {
            (Some(one), Some(two)) if descending => compare(two, one),
            (Some(one), Some(two)) => compare(one, two),
            (one, two) => two.is_some().cmp(&one.is_some()),
        };
        by_field.then_with(|| text(one, "productCode").cmp(&text(two, "productCode")))
    });
}

fn present<'a>(row: &'a Row, field: &str) -> Option<&'a Value> {
    row.get(field).filter(|value| !value.is_null())
}

fn compare(one: &Value, two: &Value) -> Ordering {
    match (one.as_f64(), two.as_f64()) {
        (Some(one), Some(two)) => one.total_cmp(&two),
        _ => match (one.as_str(), two.as_str()) {
            (Some(one), Some(two)) => one.cmp(two),
            _ => one.as_bool().cmp(&two.as_bool()),
        },
    }
}

/// A line of an order that the plan suggests.
pub(super) struct Suggested {
    pub(super) supplier_key: String,
    pub(super) supplier: Value,
    pub(super) product_id: String,
    pub(super) quantity: f64,
    pub(super) cost: Value,
}

/// What the plan suggests to order from suppliers that are known, overall or at the locations that the criteria name.
pub(super) fn suggested(data: &mut Data, criteria: &Row) -> Vec<Suggested> {
    let codes = criteria
        .get("locationCodes")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let mut places: Vec<Option<&str>> = codes.iter().map(Value::as_str).collect();
    if places.is_empty() {
        places.push(None);
    }
    let mut lines = Vec::new();
    for place in places {
        let mut criteria = criteria.clone();
        if let Some(place) = place {
            criteria.insert("location".to_owned(), place.into());
        }
        for row in selected(data, &criteria) {
            lines.extend(line(data, &row));
        }
    }
    lines
}

fn line(data: &Data, row: &Row) -> Option<Suggested> {
    let quantity = number(row, "orderQuantity").filter(|quantity| *quantity > 0.0)?;
    let product = data.product(text(row, "externalId")?)?;
    let code = text(product, "supplierCode")?;
    let known = data.table(Area::Suppliers).by_key(code);
    let name = known
        .and_then(|row| row.get("supplierName"))
        .cloned()
        .unwrap_or_default();
    Some(Suggested {
        supplier_key: code.to_owned(),
        supplier: json!({"supplierCode": code, "supplierName": name}),
        product_id: text(product, "productId")?.to_owned(),
        quantity,
        cost: product.get("cost").cloned().unwrap_or_default(),
    })
}
