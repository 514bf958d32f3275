//! `find_products`, `find_partners` and `list_locations`.

use serde_json::{Value, json};
use stocktrim::types::ProductsResponseDto;

use super::Call;
use crate::failure::Failure;
use crate::mcp::answer::Found;
use crate::mcp::schema::{Fields, Shape};

const COUNT: Shape = Shape::Object(&[("rows", Shape::Integer)]);

/// The fields of `find_products`.
pub(super) const PRODUCTS: Fields = &[
    ("totals", COUNT),
    (
        "rows",
        Shape::List(&Shape::Object(&[
            ("code", Shape::Text),
            ("productId", Shape::Text),
            ("name", Shape::Text),
            ("category", Shape::Text),
            ("supplier", Shape::Text),
            ("onHand", Shape::Number),
            ("onOrder", Shape::Number),
            ("leadTimeDays", Shape::Integer),
            ("minimumOrderQuantity", Shape::Number),
            ("batchSize", Shape::Number),
            ("serviceLevel", Shape::Number),
            ("cost", Shape::Number),
            ("price", Shape::Number),
            ("barcode", Shape::Text),
            ("discontinued", Shape::Flag),
            ("unstocked", Shape::Flag),
        ])),
    ),
];

/// Whether one of these texts holds what is searched for, in any case.
pub(super) fn holds(search: Option<&str>, texts: &[Option<&str>]) -> bool {
    let Some(search) = search.map(str::to_lowercase) else {
        return true;
    };
    let mut texts = texts.iter().flatten();
    texts.any(|text| text.to_lowercase().contains(&search))
}

fn is(wanted: Option<&str>, given: Option<&str>) -> bool {
    let given = given.unwrap_or_default();
    wanted.is_none_or(|wanted| wanted.to_lowercase() == given.to_lowercase())
}

pub(super) async fn products(call: &Call) -> Result<Found, Failure> {
    let args = &call.args;
    let is_wanted = |product: &ProductsResponseDto| {
        let discontinued = product.discontinued == Some(true);
        let texts = [
            Some(product.product_id.as_str()),
            product.product_code_readable.as_deref(),
            product.name.as_deref(),
            product.barcode.as_deref(),
        ];
        holds(args.text("search"), &texts)
            && is(args.text("category"), product.category.as_deref())
            && is(args.text("supplier"), product.supplier_code.as_deref())
            && match args.required("discontinued") {
                "exclude" => !discontinued,
                "only" => discontinued,
                _ => true,
            }
    };
    let all = call.client.products().list().await?;
    let rows: Vec<Value> = all
        .iter()
        .filter(|product| is_wanted(product))
        .map(product_row)
        .collect();
    Ok(Found::counted(rows))
}

fn product_row(product: &ProductsResponseDto) -> Value {
    json!({
        "code": product.product_code_readable.as_ref().unwrap_or(&product.product_id),
        "productId": product.product_id,
        "name": product.name,
        "category": product.category,
        "supplier": product.supplier_code,
        "onHand": product.stock_on_hand,
        "onOrder": product.stock_on_order,
        "leadTimeDays": product.lead_time,
        "minimumOrderQuantity": product.minimum_order_quantity,
        "batchSize": product.batch_size,
        "serviceLevel": product.service_level,
        "cost": product.cost,
        "price": product.price,
        "barcode": product.barcode,
        "discontinued": product.discontinued,
        "unstocked": product.unstocked,
    })
}

/// The fields of `find_partners`.
pub(super) const PARTNERS: Fields = &[
    ("totals", COUNT),
    (
        "rows",
        Shape::List(&Shape::Object(&[
            ("kind", Shape::Word(&["supplier", "customer"])),
            ("code", Shape::Text),
            ("name", Shape::Text),
            ("leadTimeDays", Shape::Integer),
            ("contact", Shape::Text),
            ("email", Shape::Text),
            ("phone", Shape::Text),
            ("city", Shape::Text),
            ("country", Shape::Text),
        ])),
    ),
];

pub(super) async fn partners(call: &Call) -> Result<Found, Failure> {
    let search = call.args.text("search");
    let rows: Vec<Value> = if call.args.required("kind") == "customer" {
        let all = call.client.customers().list().await?;
        let found = all
            .iter()
            .filter(|one| holds(search, &[one.code.as_deref(), one.name.as_deref()]));
        let row = |one: &stocktrim::types::CustomerDto| {
            json!({
                "kind": "customer", "code": one.code, "name": one.name, "email": one.email_address,
                "phone": one.phone, "city": one.city, "country": one.country,
            })
        };
        found.map(row).collect()
    } else {
        let all = call.client.suppliers().list().await?;
        let found = all.iter().filter(|one| {
            holds(
                search,
                &[one.supplier_code.as_deref(), one.supplier_name.as_deref()],
            )
        });
        let row = |one: &stocktrim::types::SupplierResponseDto| {
            json!({
                "kind": "supplier", "code": one.supplier_code, "name": one.supplier_name,
                "leadTimeDays": one.default_lead_time, "contact": one.primary_contact_name,
                "email": one.email_address, "country": one.country,
            })
        };
        found.map(row).collect()
    };
    Ok(Found::counted(rows))
}

/// The fields of `list_locations`.
pub(super) const LOCATIONS: Fields = &[
    ("totals", COUNT),
    (
        "rows",
        Shape::List(&Shape::Object(&[
            ("code", Shape::Text),
            ("name", Shape::Text),
            ("products", Shape::Integer),
        ])),
    ),
];

pub(super) async fn locations(call: &Call) -> Result<Found, Failure> {
    let used = call.client.locations().in_use().await?;
    let rows: Vec<Value> = used.iter().map(|location| json!(location)).collect();
    Ok(Found::counted(rows))
}
