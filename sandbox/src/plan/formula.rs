//! From demand and product to a row of the order plan, by the formula that the crate documents.

use crate::clock;
use crate::data::{Area, Data, Demand, Forecast, Row, Shared, is_true, items, number, text};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// A row for every product, or for every product that is kept or sold at a location.
pub(crate) fn rows(data: &Data, forecast: &Forecast, place: Option<&str>) -> Vec<Shared> {
    let context = Context::new(data, forecast, place);
    let products = data.table(Area::Products).rows();
    products
        .filter_map(|product| context.row(product))
        .map(Arc::new)
        .collect()
}

/// What rows need beside their product.
struct Context<'a> {
    forecast: &'a Forecast,
    place: Option<&'a str>,
    place_row: Option<&'a Shared>,
    /// Lead times in days by supplier.
    lead_times: HashMap<&'a str, f64>,
    made: HashMap<&'a str, u32>,
    used: HashMap<&'a str, u32>,
    variants: HashMap<&'a str, u32>,
}

impl<'a> Context<'a> {
    fn new(data: &'a Data, forecast: &'a Forecast, place: Option<&'a str>) -> Self {
        let suppliers = data.table(Area::Suppliers).rows();
        let count = |area, field| {
            let mut counts: HashMap<&str, u32> = HashMap::new();
            for key in data.table(area).rows().filter_map(|row| text(row, field)) {
                *counts.entry(key).or_default() += 1;
            }
            counts
        };
        Self {
            forecast,
            place,
            place_row: place.and_then(|code| data.table(Area::Locations).by_key(code)),
            lead_times: suppliers
                .filter_map(|row| {
                    Some((text(row, "supplierCode")?, number(row, "defaultLeadTime")?))
                })
                .collect(),
            made: count(Area::Boms, "productId"),
            used: count(Area::Boms, "componentId"),
            variants: count(Area::Products, "parentId"),
        }
    }

    fn row(&self, product: &Row) -> Option<Row> {
        let here = self.place.map(|code| {
            items(product, "stockLocations").find(|row| text(row, "locationCode") == Some(code))
        });
        let demand = self.forecast.demand(product, self.place);
        if here == Some(None) && demand.is_none() {
            return None;
        }
        let stock = here.flatten().unwrap_or(product);
        let stock = |field| {
            if here == Some(None) {
                None
            } else {
                number(stock, field)
            }
        };
        let (on_hand, on_order) = (stock("stockOnHand"), stock("stockOnOrder"));

        let id = text(product, "productId").unwrap_or_default();
        let count = |counts: &HashMap<&str, u32>| counts.get(id).copied().unwrap_or(0);
        let code = text(product, "productCodeReadable").unwrap_or(id);
        let mut row: Row = COPIED
            .iter()
            .filter_map(|(to, from)| Some(((*to).to_owned(), product.get(*from)?.clone())))
            .collect();
        let Value::Object(facts) = json!({
            "calculatedDateTime": clock::text(self.forecast.at),
            "productCode": code, "skuCode": code, "externalId": id,
            "stockOnHand": on_hand, "stockOnOrder": on_order,
            "minimumOrderQuantity": number(product, "minimumOrderQuantity").map(whole),
            "batchSize": number(product, "batchSize").map(whole),
            "isDiscontinued": is_true(product, "discontinued"),
            "isUnstocked": is_true(product, "unstocked"),
            "locationId": self.place_row.and_then(|row| row.get("id")),
            "locationName": self.place_row.and_then(|row| row.get("locationName")),
            "locationCount": items(product, "stockLocations").count(),
            "productOfCount": count(&self.made), "componentOfCount": count(&self.used),
            "childVariantsCount": count(&self.variants),
            "showForecastForAllLocations": self.place.is_none(),
            "isUncertain": demand.is_none_or(|demand| demand.orders < 3),
        }) else {
            return None;
        };
        row.extend(facts);
        let overridden = number(product, "overriddenDemand").filter(|units| *units > 0.0);
        if demand.is_some() || (overridden.is_some() && self.place.is_none()) {
            let stock = (on_hand.unwrap_or(0.0), on_order.unwrap_or(0.0));
            let default = Demand::default();
            row.extend(self.figures(product, demand.unwrap_or(&default), stock));
        }
        Some(row)
    }

    /// The figures that only a product with demand has.
    fn figures(&self, product: &Row, demand: &Demand, (on_hand, on_order): (f64, f64)) -> Row {
        let period = number(product, "overriddenDemandPeriod").filter(|days| *days > 0.0);
        let daily = match number(product, "overriddenDemand") {
            Some(units) if units > 0.0 => units / period.unwrap_or(30.0),
            _ => demand.daily,
        };
        let supplier = text(product, "supplierCode").and_then(|code| self.lead_times.get(code));
        let lead = number(product, "leadTime")
            .or(supplier.copied())
            .unwrap_or(30.0)
            + number(product, "manufacturingTime").unwrap_or(0.0);
        let lead = lead.max(0.0);
        let cycle = number(product, "orderFrequency").unwrap_or(30.0).max(0.0);
        let factor = service_factor(number(product, "serviceLevel").unwrap_or(0.95));

        let lead_demand = daily * lead;
        let safety = factor * demand.deviation * lead.sqrt();
        let least = number(product, "minimumShelfLevel").unwrap_or(0.0);
        let reorder_point = (lead_demand + safety).max(least);
        let cap = number(product, "maximumShelfLevel").unwrap_or(f64::INFINITY);
        let target = (reorder_point + daily * cycle).min(cap);
        let position = on_hand + on_order;
        let order = if position < reorder_point && !is_true(product, "discontinued") {
            rounded_up(target - position, product)
        } else {
            0.0
        };
        let until_out = (daily > 0.0).then(|| whole((on_hand / daily).floor().max(0.0)));
        let until_due =
            (daily > 0.0).then(|| whole(((position - reorder_point) / daily).floor().max(0.0)));
        let Value::Object(figures) = json!({
            "reorderPoint": tidy(reorder_point), "orderQuantity": tidy(order),
            "leadDemand": tidy(lead_demand), "safetyStockLevel": tidy(safety),
            "forecastPeriodDemand": tidy(daily * number(product, "forecastPeriod").unwrap_or(cycle)),
            "optimialStockCycle": tidy(cycle), "reorderFrequencyDays": whole(cycle),
            "leadTimeDays": whole(lead),
            "daysUntilStockOut": until_out, "daysUntilReplenishmentDue": until_due,
            "orderCount": demand.orders, "customerCount": demand.customers,
            "latestOrderDate": demand.latest, "standardDev": tidy(demand.deviation),
            "serviceFactor": tidy(factor),
            "avgDailyOrdersLast120Days": tidy(demand.orders_a_day),
            "ordersInPreviousLeadTime": tidy(demand.orders_a_day * lead),
            "leadDemandPredictionBasedOnAverage": tidy(lead_demand),
            "leadDemandPredictionBasedOnLastMonth": tidy(demand.last_month * lead),
        }) else {
            return Row::new();
        };
        figures
    }
}

/// What a row takes from its product: its own name of the field, and the product's.
const COPIED: &[(&str, &str)] = &[
    ("id", "id"),
    ("skuId", "id"),
    ("name", "name"),
    ("category", "category"),
    ("subCategory", "subCategory"),
    ("option1", "option1"),
    ("option2", "option2"),
    ("option3", "option3"),
    ("skuCost", "cost"),
    ("skuPrice", "price"),
    ("manufacturingTime", "manufacturingTime"),
    ("minimumShelfLevel", "minimumShelfLevel"),
    ("maximumShelfLevel", "maximumShelfLevel"),
    ("serviceLevel", "serviceLevel"),
    ("externalIdParent", "parentId"),
    ("weight", "weight"),
    ("height", "height"),
    ("width", "width"),
    ("length", "length"),
];

/// The quantity, at least the minimum of an order, and a whole number of batches.
fn rounded_up(quantity: f64, product: &Row) -> f64 {
    if quantity <= 0.0 {
        return 0.0;
    }
    let least = quantity.max(number(product, "minimumOrderQuantity").unwrap_or(0.0));
    match number(product, "batchSize").filter(|size| *size > 0.0) {
        Some(size) => (least / size).ceil() * size,
        None => least.ceil(),
    }
}

/// Three decimals are enough for anybody's stock.
fn tidy(number: f64) -> f64 {
    let short = (number * 1000.0).round() / 1000.0;
    if short.is_finite() { short } else { number }
}

/// A number as an int32, at the limit if it is beyond.
const fn whole(number: f64) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, which is what is wanted"
    )]
    let whole = number as i32;
    whole
}

/// How many standard deviations of safety a service level asks for: the inverse of the normal distribution, by Hastings'
/// approximation, right to about 0.0005; never negative.
fn service_factor(level: f64) -> f64 {
    let level = level.clamp(0.5, 0.9999);
    let t = (-2.0 * (1.0 - level).ln()).sqrt();
    let above = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let below = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    (t - above / below).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::{rounded_up, rows, service_factor, whole};
    use crate::clock;
    use crate::data::{Area, Data, into_row};
    use crate::plan::forecast;
    use serde_json::json;

    #[test]
    fn the_formula_is_the_documented_one() {
        assert!((service_factor(0.95) - 1.6449).abs() < 0.001);
        assert!(service_factor(0.2).abs() < 0.001);
        let product = into_row(json!({"minimumOrderQuantity": 10, "batchSize": 6}));
        assert!((rounded_up(3.0, &product) - 12.0).abs() < 1e-9);
        assert_eq!((whole(1e300), whole(f64::NAN)), (i32::MAX, 0));

        let mut data = Data::empty();
        data.change(Area::Products).insert(into_row(json!({
            "productId": "a", "leadTime": 10, "orderFrequency": 20, "serviceLevel": 0.5,
            "stockOnHand": 5, "stockOnOrder": 1, "batchSize": 4,
        })));
        data.change(Area::Products)
            .insert(into_row(json!({"productId": "unsold"})));
        // 365 units over the window: one a day; nothing comes from the safety factor of 50 %.
        data.change(Area::SalesOrders).insert(into_row(json!({
            "productId": "a", "orderDate": "2025-01-01T00:00:00", "quantity": 365,
        })));
        let at = clock::parse("2025-06-01", false).unwrap();
        let plan = rows(&data, &forecast(&data, at), None);
        assert_eq!(plan[0]["reorderPoint"], json!(10.0));
        // Up to 10 + 20 from 5 + 1 is 24, six batches.
        assert_eq!(plan[0]["orderQuantity"], json!(24.0));
        assert_eq!(plan[0]["daysUntilStockOut"], json!(5));
        assert_eq!(plan[1].get("daysUntilStockOut"), None);
    }
}
