//! A year of sales with seasons, the stock that is left, and the purchase orders under way.

use super::Shop;
use super::people::{
    CUSTOMER_COUNT, SUPPLIER_COUNT, customer_code, is_orphan, supplier_code, supplier_name,
};
use super::words::LOCATIONS;
use crate::clock;
use crate::data::{Area, Row, Shared, into_row, is_true, number, text};
use crate::handlers::purchase_orders;
use chrono::TimeDelta;
use serde_json::{Value, json};

/// How much more a category sells, from the month that begins today a year ago to the last one.
fn season(category: &str, age: i64) -> f64 {
    // Summer is in the middle of the window, the feast at its end.
    #[expect(clippy::cast_precision_loss, reason = "a year has few days")]
    let year = 1.0 - age as f64 / 365.0;
    let summer = (std::f64::consts::PI * year).sin();
    match category {
        "Garden" => 0.3 + 1.8 * summer * summer,
        "Lighting" | "Textiles" => 1.5 - summer,
        "Decoration" | "Kitchen" if year > 0.88 => 2.2,
        _ => 1.0,
    }
}

pub(super) fn sales(shop: &mut Shop<'_>) {
    let products: Vec<Shared> = shop.data.table(Area::Products).rows().cloned().collect();
    let mut reference = 500_000;
    for (at, product) in products.iter().enumerate() {
        // Few sell well, most a little, some not at all.
        let orders = match at % 14 {
            13 => continue,
            0 => 110,
            1..=3 => 45,
            4..=8 => 20,
            _ => 8,
        };
        let category = text(product, "category").unwrap_or_default();
        // What costs little is bought by the dozen.
        let most = 1.0 + (12.0 / (1.0 + number(product, "price").unwrap_or(0.0) / 25.0)).floor();
        for _ in 0..orders {
            let mut age = i64::from(shop.random.below(365));
            if shop.random.fraction() * 2.2 > season(category, age) {
                age = i64::from(shop.random.below(365));
            }
            reference += 1;
            let row = sale(shop, product, age, most, reference);
            shop.data.change(Area::SalesOrders).insert(row);
        }
    }
}

fn sale(shop: &mut Shop<'_>, product: &Row, age: i64, most: f64, reference: u32) -> Row {
    let customer = shop.random.below(CUSTOMER_COUNT) as usize;
    let (code, _) = LOCATIONS[[0, 0, 0, 1, 1, 2][shop.random.below(6) as usize]];
    let quantity = shop.random.between(1.0, most + 1.0).floor();
    let mut row = Row::new();
    let mut set = |field: &str, value: Value| row.insert(field.to_owned(), value);
    set("productId", product["productId"].clone());
    set("orderDate", shop.days_ago(age).into());
    set("quantity", quantity.into());
    set("unitPrice", product["price"].clone());
    set("locationCode", code.into());
    set("customerCode", customer_code(customer).into());
    if !reference.is_multiple_of(50) {
        set("externalReferenceId", format!("SO-{reference}").into());
    }
    row
}

/// What is on the shelves: from next to nothing to more than enough, split over the locations.
pub(super) fn stock(shop: &mut Shop<'_>) {
    let sold: std::collections::HashMap<String, f64> = {
        let mut sold = std::collections::HashMap::new();
        for sale in shop.data.table(Area::SalesOrders).rows() {
            if let (Some(id), Some(quantity)) = (text(sale, "productId"), number(sale, "quantity"))
            {
                *sold.entry(id.to_owned()).or_default() += quantity;
            }
        }
        sold
    };
    let products: Vec<Shared> = shop.data.table(Area::Products).rows().cloned().collect();
    for product in products {
        let Some(key) = text(&product, "productId") else {
            continue;
        };
        let daily = sold.get(key).copied().unwrap_or(3.0) / 365.0;
        let random = &mut shop.random;
        let days = match random.below(10) {
            0 => 0.0,
            1 | 2 => random.between(3.0, 30.0),
            _ => random.between(60.0, 200.0),
        };
        let mut total = 0.0;
        let shares = [0.5, 0.3, 0.2];
        let places: Vec<Value> = LOCATIONS
            .iter()
            .zip(shares)
            .map(|((code, name), share)| {
                let on_hand = (daily * days * share).round();
                total += on_hand;
                json!({"locationCode": code, "locationName": name, "stockOnHand": on_hand, "stockOnOrder": 0.0})
            })
            .collect();
        let unstocked = is_true(&product, "unstocked");
        let on_hand = if unstocked { 0.0 } else { total };
        let mut changes = into_row(json!({"stockOnHand": on_hand, "stockOnOrder": 0.0}));
        if !unstocked {
            changes.insert("stockLocations".to_owned(), places.into());
        }
        let id = product["id"].as_u64().unwrap_or_default();
        shop.data.change(Area::Products).merge(id, changes);
    }
}

/// Orders in every status, with the nulls that were seen (P3).
pub(super) fn purchases(shop: &mut Shop<'_>) {
    let products: Vec<Shared> = shop.data.table(Area::Products).rows().cloned().collect();
    for at in 0_u32..96 {
        let turn = at as usize;
        let supplier = turn * 3 % SUPPLIER_COUNT;
        let status = [
            "Received", "Received", "Sent", "Approved", "Draft", "Received",
        ][turn % 6];
        let age = match status {
            "Received" => 40 + i64::from(shop.random.below(300)),
            _ => i64::from(shop.random.below(20)),
        };
        let created =
            shop.now - TimeDelta::days(age) - TimeDelta::milliseconds(i64::from(at) * 8_641_307);
        let mut lines = Vec::new();
        for _ in 0..=shop.random.below(5) {
            let product = shop.random.pick(&products);
            let quantity = f64::from(6 * (1 + shop.random.below(8)));
            let received = status == "Received" || (status == "Sent" && shop.random.chance(0.2));
            lines.push(json!({
                "productId": product["productId"], "quantity": quantity,
                "receivedDate": received.then(|| shop.days_ago((age - 21).max(0))),
                "unitPrice": product.get("cost").filter(|_| at % 5 != 0),
            }));
            if status == "Sent" && !received {
                expect(shop, product, quantity);
            }
        }
        let (code, place) = LOCATIONS[turn % LOCATIONS.len()];
        let orphan = is_orphan(supplier);
        let row = into_row(json!({
            "message": Value::Null,
            "orderDate": (status != "Draft").then(|| shop.days_ago(age)),
            "createdDate": clock::text(created),
            "fullyReceivedDate": (status == "Received").then(|| shop.days_ago((age - 21).max(0))),
            "supplier": (at % 16 != 9).then(|| json!({
                "supplierCode": (!orphan).then(|| supplier_code(supplier)),
                "supplierName": supplier_name(supplier),
            })),
            "externalId": (at % 8 == 2).then(|| format!("XERO-{at}")),
            "referenceNumber": (at % 8 == 5).then(|| format!("REF/{at}")),
            "location": (at % 3 != 1).then(|| json!({"locationCode": code, "locationName": place})),
            "status": status,
            "purchaseOrderLineItems": if at % 24 == 11 { Value::Null } else { lines.into() },
        }));
        purchase_orders::insert(shop.data.change(Area::PurchaseOrders), row);
    }
}

/// Puts what was sent for on order.
fn expect(shop: &mut Shop<'_>, product: &Row, quantity: f64) {
    let id = product["id"].as_u64().unwrap_or_default();
    let known = shop.data.table(Area::Products).by_id(id);
    let on_order = known
        .and_then(|row| number(row, "stockOnOrder"))
        .unwrap_or(0.0)
        + quantity;
    let changes = Row::from_iter([("stockOnOrder".to_owned(), on_order.into())]);
    shop.data.change(Area::Products).merge(id, changes);
}
