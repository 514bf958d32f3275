//! `record_sales` and `delete_sales`.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::Call;
use super::stock::{known, no_product};
use crate::commands::sales;
use crate::failure::Failure;
use crate::mcp::arguments::Args;
use crate::output::quoted;
use crate::plan::{Change, Plan, SalesScope, Step};

pub(super) async fn record(call: &Call) -> Result<Plan, Failure> {
    let rows = call.args.rows("sales");
    let mut references = HashSet::new();
    for row in &rows {
        let reference = row.required("reference");
        if !references.insert(reference) {
            let message = format!("sales: the reference {} is given twice", quoted(reference));
            return Err(Failure::usage(message));
        }
    }
    let codes: Vec<&str> = rows.iter().map(|row| row.required("product")).collect();
    let products = known(&call.client, &codes).await?;
    let mut steps = Vec::new();
    for row in &rows {
        let code = row.required("product");
        let product = products.get(code).ok_or_else(|| no_product(code))?;
        steps.push(step(row, &product.product_id)?);
    }
    Ok(Plan::new(format!("{} sales", steps.len()), steps))
}

/// The line of one sale as a request of its own.
fn step(row: &Args, product: &str) -> Result<Step, Failure> {
    let names = [
        ("reference", "externalReferenceId"),
        ("date", "orderDate"),
        ("quantity", "quantity"),
        ("unit_price", "unitPrice"),
        ("customer", "customerCode"),
        ("location", "locationCode"),
    ];
    let line = names
        .iter()
        .filter_map(|(name, wire)| Some(((*wire).to_owned(), row.get(name)?.clone())));
    let mut line: Map<String, Value> = line.collect();
    line.insert("productId".to_owned(), product.into());
    let mut step = sales::order(&[&line]).map_err(Failure::usage)?;
    step.changes = line
        .into_iter()
        .filter(|(field, _)| field != "externalReferenceId")
        .map(|(field, after)| Change {
            field,
            before: Value::Null,
            after,
        })
        .collect();
    Ok(step)
}

pub(super) async fn delete(call: &Call) -> Result<Plan, Failure> {
    let args = &call.args;
    let code = args.required("product");
    let product = call.client.products().get(code).await?;
    let product = product.ok_or_else(|| no_product(code))?;
    let date = |name: &str| {
        args.date(name)
            .ok_or_else(|| Failure::usage(format!("{name}: a date is wanted")))
    };
    let (from, to) = (date("from")?, date("to")?);
    if from > to {
        return Err(Failure::usage("from is later than to"));
    }
    let key = format!(
        "the sales of {code} from {} to {}",
        args.required("from"),
        args.required("to")
    );
    let scope = SalesScope::Range(from, to, Some(product.product_id.clone()));
    let plan = sales::delete_plan(scope, key);
    Ok(match product.name {
        Some(name) => plan.remark(format!("It is {}.", quoted(&name))),
        None => plan,
    })
}
