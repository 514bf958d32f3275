//! The order plan: filtered, searched, sorted and paged; nothing is changed by asking (O1 to O3).

use super::plan_filter::{Filter, Unknown, place};
use crate::data::{Area, Data, Forecast, Row, Shared, into_row, items, number, text};
use crate::outcome::{Call, Outcome};
use crate::plan;
use crate::quirks::PlanEcho;
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

pub(crate) fn query(call: &mut Call<'_>) -> Outcome {
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

/// Sorts by any field of a row, `desc` after its name for the other direction; by default by the days until the stock is out.
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
    let codes = criteria.get("locationCodes").and_then(Value::as_array);
    let Some(codes) = codes.filter(|codes| !codes.is_empty()) else {
        let rows = selected(data, criteria);
        return rows.iter().filter_map(|row| line(data, row)).collect();
    };
    let mut lines = Vec::new();
    for place in known_places(data, codes.iter().filter_map(Value::as_str)) {
        let mut criteria = criteria.clone();
        criteria.insert("location".to_owned(), place.into());
        for row in selected(data, &criteria) {
            lines.extend(line(data, &row));
        }
    }
    lines
}

/// The codes of the locations that are named by code or name, each once, so that the work does not grow with the request.
fn known_places<'a>(data: &Data, named: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let mut known: HashMap<&str, &str> = HashMap::new();
    for product in data.table(Area::Products).rows() {
        let kept = items(product, "stockLocations").filter_map(|row| text(row, "locationCode"));
        known.extend(kept.map(|code| (code, code)));
    }
    for place in data.table(Area::Locations).rows() {
        if let Some(code) = text(place, "locationCode") {
            known.extend(text(place, "locationName").map(|name| (name, code)));
            known.insert(code, code);
        }
    }
    named
        .filter_map(|name| known.get(name).map(|code| (*code).to_owned()))
        .collect()
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
