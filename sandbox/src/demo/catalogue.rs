//! Products of the demo data: families in several materials with variants, and bundles made of them.

use super::Shop;
use super::people::{SUPPLIER_COUNT, is_orphan, supplier_code, supplier_name};
use super::words::{FAMILIES, MATERIALS, Varies};
use crate::data::{Area, into_row};
use serde_json::{Value, json};

/// All products.
pub(super) const COUNT: usize = 420;
/// Those of them that are bundles.
const BUNDLES: usize = 24;

pub(super) fn products(shop: &mut Shop<'_>) {
    let mut number = 0;
    'all: for round in 0.. {
        for (material, family) in MATERIALS
            .iter()
            .flat_map(|m| FAMILIES.iter().map(move |f| (m, f)))
        {
            let (code, _, _, _, varies, _) = *family;
            let parent = match round {
                0 => format!("{}-{code}", material.0),
                again => format!("{}-{code}-S{again}", material.0),
            };
            let variants: &[&str] = if varies == Varies::Nothing {
                &[""]
            } else {
                varies.choices()
            };
            for variant in variants {
                if number == COUNT - BUNDLES {
                    break 'all;
                }
                product(shop, number, &parent, *material, family, variant);
                number += 1;
            }
        }
    }
}

type Family = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Varies,
    f64,
);

fn product(
    shop: &mut Shop<'_>,
    number: usize,
    parent: &str,
    (_, material): (&str, &str),
    &(_, category, sub_category, name, varies, price): &Family,
    variant: &str,
) {
    let random = &mut shop.random;
    let sku = if variant.is_empty() {
        parent.to_owned()
    } else {
        format!("{parent}-{}", variant.to_uppercase())
    };
    // Some products have StockTrim's own kind of number as their id, others the SKU (R5).
    let has_number = number % 7 == 4;
    let product_id = if has_number {
        format!("4120{number:04}")
    } else {
        sku.clone()
    };
    let price = (price * random.between(0.8, 1.3) * 2.0).round() / 2.0;
    let supplier = number * 7 % SUPPLIER_COUNT;
    let has_supplier = !is_orphan(supplier) && !number.is_multiple_of(29);
    let mut row = json!({
        "productId": product_id,
        "productCodeReadable": if has_number || random.chance(0.8) { Value::from(sku) } else { Value::Null },
        "name": if variant.is_empty() { format!("{material} {name}") } else { format!("{material} {name} {}", variant.to_lowercase()) },
        "category": category,
        "subCategory": sub_category,
        "cost": (price * random.between(0.35, 0.6) * 100.0).round() / 100.0,
        "price": price,
        "serviceLevel": *random.pick(&[0.9, 0.95, 0.95, 0.98]),
        "leadTime": random.chance(0.6).then(|| 7 + random.below(6) * 7),
        "orderFrequency": *random.pick(&[14, 30, 30, 60]),
        "minimumOrderQuantity": random.chance(0.4).then(|| f64::from(6 * (1 + random.below(4)))),
        "batchSize": random.chance(0.4).then(|| f64::from(*random.pick(&[2, 4, 6, 12]))),
        "barcode": random.chance(0.9).then(|| format!("94{:011}", 10_000 + number * 37)),
        "discontinued": number % 21 == 20,
        "unstocked": number % 97 == 50,
        "weight": (random.between(0.2, 24.0) * 10.0).round() / 10.0,
    });
    if has_supplier {
        row["supplierCode"] = supplier_code(supplier).into();
        row["suppliers"] = json!([{
            "supplierId": supplier_code(supplier),
            "supplierName": supplier_name(supplier),
            "supplierSkuCode": format!("{}-{number}", supplier % 9),
        }]);
    }
    if varies != Varies::Nothing {
        row["parentId"] = parent.into();
        row["variantType"] = varies.name().into();
        row["variant"] = variant.into();
        row["option1"] = variant.into();
    }
    shop.data.change(Area::Products).insert(into_row(row));
}

/// Bundles of two to four products, with their bills of materials.
pub(super) fn bundles(shop: &mut Shop<'_>) {
    let parts: Vec<String> = (shop.data.table(Area::Products).rows())
        .filter_map(|row| row.get("productId")?.as_str().map(str::to_owned))
        .collect();
    for number in 0..BUNDLES {
        let id = format!("SET-{:03}", number + 1);
        let row = json!({
            "productId": id, "productCodeReadable": id,
            "name": format!("Room set no. {}", number + 1),
            "category": "Sets", "subCategory": "Bundles",
            "cost": 180.0, "price": 399.0, "serviceLevel": 0.9,
            "manufacturingTime": 2, "orderFrequency": 30, "discontinued": false,
        });
        shop.data.change(Area::Products).insert(into_row(row));
        for _ in 0..2 + shop.random.below(3) {
            let component = shop.random.pick(&parts);
            let quantity = f64::from(1 + shop.random.below(4));
            let row = json!({"productId": id, "componentId": component, "quantity": quantity});
            shop.data.change(Area::Boms).insert(into_row(row));
        }
    }
}
