//! `stock_levels` and `set_stock`.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};
use stocktrim::resources::StockLevel;

use super::Call;
use crate::commands::stock::{rows_of, step};
use crate::failure::Failure;
use crate::mcp::answer::Found;
use crate::mcp::arguments::Args;
use crate::mcp::schema::{Fields, Shape};
use crate::output::{Row, quoted};
use crate::plan::Plan;

/// More products than this are read as the list of all, which has fewer requests.
const ONE_BY_ONE: usize = 20;

/// The fields of `stock_levels`.
pub(super) const FIELDS: Fields = &[
    (
        "totals",
        Shape::Object(&[
            ("rows", Shape::Integer),
            ("onHand", Shape::Number),
            ("onOrder", Shape::Number),
        ]),
    ),
    (
        "rows",
        Shape::List(&Shape::Object(&[
            ("code", Shape::Text),
            ("productId", Shape::Text),
            ("location", Shape::Text),
            ("onHand", Shape::Number),
            ("onOrder", Shape::Number),
        ])),
    ),
];

pub(super) async fn levels(call: &Call) -> Result<Found, Failure> {
    let args = &call.args;
    let levels = match args.text("product") {
        Some(code) => vec![
            known(&call.client, &[code])
                .await?
                .remove(code)
                .ok_or_else(|| no_product(code))?,
        ],
        None => call.client.inventory().levels().await?,
    };
    let location = args.text("location");
    let by_location = args.flag("by_location") || location.is_some();
    let is_wanted = |row: &Row| {
        let at = row.get("location").and_then(Value::as_str);
        let on_hand = row.get("stockOnHand").and_then(Value::as_f64);
        at.is_some() == by_location
            && (location.is_none() || at == location)
            && match args.required("only") {
                "in_stock" => on_hand > Some(0.0),
                // What is not known is not nothing.
                "out_of_stock" => on_hand.is_some_and(|units| units <= 0.0),
                _ => true,
            }
    };
    let (mut on_hand, mut on_order, mut rows) = (0.0, 0.0, Vec::new());
    for level in &levels {
        for row in rows_of(level).into_iter().filter(is_wanted) {
            let number = |name: &str| row.get(name).and_then(Value::as_f64);
            on_hand += number("stockOnHand").unwrap_or_default();
            on_order += number("stockOnOrder").unwrap_or_default();
            rows.push(json!({
                "code": level.product_code.as_ref().unwrap_or(&level.product_id),
                "productId": level.product_id, "location": row.get("location"),
                "onHand": row.get("stockOnHand"), "onOrder": row.get("stockOnOrder"),
            }));
        }
    }
    let totals = json!({ "rows": rows.len(), "onHand": on_hand, "onOrder": on_order });
    Ok(Found::rows(json!({ "totals": totals }), rows))
}

/// The levels of the products with these codes, by the code that was given.
///
/// # Errors
/// Those of the calls.
pub(super) async fn known(
    client: &stocktrim::Client,
    codes: &[&str],
) -> Result<HashMap<String, StockLevel>, Failure> {
    let unique: HashSet<&str> = codes.iter().copied().collect();
    if unique.len() <= ONE_BY_ONE {
        let codes: Vec<&str> = unique.into_iter().collect();
        let found = client.products().get_many(&codes).await?;
        let found = codes.iter().zip(found);
        return Ok(found
            .filter_map(|(code, product)| Some(((*code).to_owned(), StockLevel::from(product?))))
            .collect());
    }
    let mut known = HashMap::new();
    for level in client.inventory().levels().await? {
        for code in [
            Some(level.product_id.as_str()),
            level.product_code.as_deref(),
        ]
        .into_iter()
        .flatten()
        {
            if unique.contains(code) {
                known
                    .entry(code.to_owned())
                    .or_insert_with(|| level.clone());
            }
        }
    }
    Ok(known)
}

/// There is no product with this code.
pub(super) fn no_product(code: &str) -> Failure {
    Failure::not_found(format!("there is no product {}", quoted(code)))
}

pub(super) async fn set(call: &Call) -> Result<Plan, Failure> {
    let wanted = call.args.rows("levels");
    let codes: Vec<&str> = wanted
        .iter()
        .map(|level| level.required("product"))
        .collect();
    let known = known(&call.client, &codes).await?;
    let (mut steps, mut named) = (Vec::new(), HashSet::new());
    for level in &wanted {
        let code = level.required("product");
        let product = known.get(code).ok_or_else(|| no_product(code))?;
        let at = level.text("location");
        if !named.insert((product.product_id.clone(), at)) {
            return Err(Failure::usage(format!(
                "levels: {} is named twice",
                quoted(code)
            )));
        }
        steps.extend(one(product, level, at).map_err(Failure::usage)?);
    }
    Ok(Plan::new(format!("{} levels of stock", steps.len()), steps))
}

fn one(
    product: &StockLevel,
    level: &Args,
    at: Option<&str>,
) -> Result<Option<crate::plan::Step>, String> {
    let (on_hand, on_order) = (level.number("on_hand"), level.number("on_order"));
    if on_hand.is_none() && on_order.is_none() {
        return Err("levels: neither on_hand nor on_order is given".to_owned());
    }
    step(product, at, on_hand, on_order)
}
