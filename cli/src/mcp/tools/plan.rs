//! `what_to_order` and `explain_product`.

use serde_json::{Value, json};

use super::Call;
use crate::buying::{Buying, Filter, Totals, Which};
use crate::commands::why;
use crate::failure::Failure;
use crate::mcp::answer::Found;
use crate::mcp::schema::{Fields, Shape};
use crate::output::object;

/// So many entries of a list within a product are shown.
const LISTED: usize = 50;

const LINE: Shape = Shape::Object(&[
    ("code", Shape::Text),
    ("productId", Shape::Text),
    ("name", Shape::Text),
    ("category", Shape::Text),
    ("location", Shape::Text),
    ("supplier", Shape::Text),
    ("onHand", Shape::Number),
    ("onOrder", Shape::Number),
    ("reorderPoint", Shape::Number),
    ("daysLeft", Shape::Integer),
    ("order", Shape::Number),
    ("unitCost", Shape::Number),
    ("cost", Shape::Number),
]);

const TOTALS: Shape = Shape::Object(&[
    ("rows", Shape::Integer),
    ("units", Shape::Number),
    ("cost", Shape::Number),
    ("withoutCost", Shape::Integer),
]);

/// The fields of `what_to_order`.
pub(super) const FIELDS: Fields = &[
    ("totals", TOTALS),
    (
        "suppliers",
        Shape::List(&Shape::Object(&[
            ("supplier", Shape::Text),
            ("rows", Shape::Integer),
            ("units", Shape::Number),
            ("cost", Shape::Number),
            ("withoutCost", Shape::Integer),
        ])),
    ),
    ("moreSuppliers", Shape::Integer),
    ("withoutForecast", Shape::Integer),
    ("forecastOf", Shape::Text),
    ("remark", Shape::Own),
    ("rows", Shape::List(&LINE)),
];

pub(super) async fn what_to_order(call: &Call) -> Result<Found, Failure> {
    let args = &call.args;
    let text = |name: &str| args.text(name).map(str::to_owned);
    let filter = Filter {
        supplier: text("supplier"),
        location: text("location"),
        category: text("category"),
        search: text("search"),
    };
    let days = args.count("days").and_then(|days| u32::try_from(days).ok());
    let which = match args.required("which") {
        "within_days" => Which::Within(days.unwrap_or_default()),
        "all" | "without_forecast" => Which::All,
        _ => Which::Below,
    };
    let mut buying = Buying::read(&call.client, &filter, which).await?;
    if args.required("which") == "without_forecast" {
        buying.lines.clone_from(&buying.without_forecast);
    }
    if args.flag("by_supplier") {
        buying = buying.with_suppliers(&call.client).await?;
    }
    let of = buying
        .read
        .iter()
        .filter_map(|row| row.calculated_date_time)
        .max();
    let remark = (buying.read.is_empty() && filter.is_empty()).then_some(
        "The order plan is empty: no forecast has run yet, which does not mean that nothing is to be ordered.",
    );
    let mut head = object(json!({
        "totals": Totals::of(&buying.lines),
        "withoutForecast": buying.without_forecast.len(),
        "forecastOf": of,
        "remark": remark,
    }));
    if args.flag("by_supplier") {
        let groups = buying.by_supplier();
        let more = groups.len().saturating_sub(LISTED);
        let rows = groups.iter().take(LISTED).map(|(supplier, _, totals)| {
            let mut row = object(json!(totals));
            row.insert("supplier".to_owned(), json!(supplier));
            Value::Object(row)
        });
        head.insert("suppliers".to_owned(), rows.collect());
        if more > 0 {
            head.insert("moreSuppliers".to_owned(), more.into());
        }
    }
    let rows = buying.lines.iter().map(|line| json!(line)).collect();
    Ok(Found::rows(head.into(), rows))
}

const COMPONENTS: Shape = Shape::List(&Shape::Object(&[
    ("productId", Shape::Text),
    ("componentId", Shape::Text),
    ("quantity", Shape::Number),
]));

/// The fields of `explain_product`.
pub(super) const PRODUCT: Fields = &[
    ("code", Shape::Text),
    ("productId", Shape::Text),
    ("name", Shape::Text),
    ("category", Shape::Text),
    ("supplier", Shape::Text),
    ("supplierName", Shape::Text),
    ("onHand", Shape::Number),
    ("onOrder", Shape::Number),
    ("leadTimeDays", Shape::Integer),
    ("minimumOrderQuantity", Shape::Number),
    ("batchSize", Shape::Number),
    ("serviceLevel", Shape::Number),
    ("reorderPoint", Shape::Number),
    ("leadDemand", Shape::Number),
    ("safetyStock", Shape::Number),
    ("daysLeft", Shape::Integer),
    ("order", Shape::Number),
    ("cost", Shape::Number),
    ("forecastOf", Shape::Text),
    (
        "places",
        Shape::List(&Shape::Object(&[
            ("locationCode", Shape::Text),
            ("locationName", Shape::Text),
            ("stockOnHand", Shape::Number),
            ("stockOnOrder", Shape::Number),
        ])),
    ),
    (
        "openOrders",
        Shape::List(&Shape::Object(&[
            ("number", Shape::Text),
            ("status", Shape::Text),
            ("orderDate", Shape::Text),
            ("units", Shape::Number),
        ])),
    ),
    ("madeOf", COMPONENTS),
    ("partOf", COMPONENTS),
    ("cut", Shape::Flag),
    ("remarks", Shape::List(&Shape::Own)),
];

pub(super) async fn explain(call: &Call) -> Result<Found, Failure> {
    let mut told = why::explain(&call.client, call.args.required("code")).await?;
    let mut is_cut = false;
    for name in ["places", "openOrders", "madeOf", "partOf"] {
        if let Some(Value::Array(list)) = told.get_mut(name) {
            is_cut |= list.len() > LISTED;
            list.truncate(LISTED);
        }
    }
    if is_cut {
        told.insert("cut".to_owned(), true.into());
    }
    Ok(Found::whole(told.into()))
}
