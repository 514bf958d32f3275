//! Products created, changed and deleted; and suppliers deleted.

use serde_json::Value;

use super::Call;
use crate::commands::rows::{delete_plan, missing, set_plan};
use crate::failure::{Exit, Failure};
use crate::kinds::Kind;
use crate::mcp::arguments::Arg;
use crate::output::{Row, quoted};
use crate::plan::Plan;

const CODE: Arg = Arg::text("code", "").required();

macro_rules! fields {
    ($($more:expr),*) => {
        &[
            CODE,
            Arg::text("name", ""),
            Arg::text("category", ""),
            Arg::text("supplier", "Code"),
            Arg::number("cost", "", 0.0),
            Arg::number("price", "", 0.0),
            Arg::count("lead_time", "Days"),
            Arg::number("minimum_order_quantity", "", 0.0),
            Arg::number("batch_size", "", 0.0),
            Arg::number("service_level", "A fraction, such as 0.95", 0.0),
            Arg::text("barcode", ""),
            $($more),*
        ]
    };
}

/// What `create_product` takes.
pub(super) const CREATE: &[Arg] = fields!();
/// What `update_product` takes.
pub(super) const UPDATE: &[Arg] = fields!(
    Arg::number("minimum_shelf_level", "", 0.0),
    Arg::number("maximum_shelf_level", "", 0.0),
    Arg::choice("discontinued", ""),
    Arg::choice("unstocked", "")
);

/// The names of the arguments on the wire.
const NAMES: [(&str, &str); 14] = [
    ("name", "name"),
    ("category", "category"),
    ("supplier", "supplierCode"),
    ("cost", "cost"),
    ("price", "price"),
    ("lead_time", "leadTime"),
    ("minimum_order_quantity", "minimumOrderQuantity"),
    ("batch_size", "batchSize"),
    ("service_level", "serviceLevel"),
    ("barcode", "barcode"),
    ("minimum_shelf_level", "minimumShelfLevel"),
    ("maximum_shelf_level", "maximumShelfLevel"),
    ("discontinued", "discontinued"),
    ("unstocked", "unstocked"),
];

/// The fields that the call names; a supplier is looked up.
async fn named(call: &Call) -> Result<Row, Failure> {
    let named = NAMES.iter().filter_map(|(name, wire)| {
        let value: &Value = call.args.get(name)?;
        Some(((*wire).to_owned(), value.clone()))
    });
    if let Some(code) = call.args.text("supplier") {
        let known = call.client.suppliers().exists(code).await?;
        if !known {
            return Err(missing(Kind::Suppliers, code));
        }
    }
    Ok(named.collect())
}

pub(super) async fn create(call: &Call) -> Result<Plan, Failure> {
    let code = call.args.required("code");
    if call.client.products().exists(code).await? {
        let message = format!("the code {} is in use", quoted(code));
        return Err(Failure::new(Exit::Refused, "exists", message));
    }
    let named = named(call).await?;
    if named.is_empty() {
        return Err(Failure::usage("a product needs a name at least"));
    }
    set_plan(Kind::Products, code, None, &named)
}

pub(super) async fn update(call: &Call) -> Result<Plan, Failure> {
    let code = call.args.required("code");
    let before = Kind::Products.get(&call.client, code).await?;
    let before = before.ok_or_else(|| missing(Kind::Products, code))?;
    let named = named(call).await?;
    if named.is_empty() {
        return Err(Failure::usage("no field is named that is to be changed"));
    }
    set_plan(Kind::Products, code, Some(&before), &named)
}

pub(super) async fn delete(call: &Call) -> Result<Plan, Failure> {
    delete_one(call, Kind::Products).await
}

pub(super) async fn delete_supplier(call: &Call) -> Result<Plan, Failure> {
    delete_one(call, Kind::Suppliers).await
}

async fn delete_one(call: &Call, kind: Kind) -> Result<Plan, Failure> {
    let code = call.args.required("code");
    let found = kind.get(&call.client, code).await?;
    let found = found.ok_or_else(|| missing(kind, code))?;
    Ok(delete_plan(kind, code, &found))
}
