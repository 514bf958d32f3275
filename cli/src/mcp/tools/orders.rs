//! Purchase orders: listed, read, drafted, created and deleted.

use rmcp::service::{RequestContext, RoleServer};
use serde_json::{Map, Value, json};
use stocktrim::types::{
    PurchaseOrderLineItemResponseDto, PurchaseOrderRequestDto, PurchaseOrderResponseDto,
    PurchaseOrderSupplier, Timestamp,
};

use super::Call;
use super::stock::{known, no_product};
use crate::buying::cents;
use crate::commands::orders::{create, delete_plan, generate, missing, order_row};
use crate::commands::rows;
use crate::failure::{Exit, Failure};
use crate::kinds::Kind;
use crate::mcp::answer::Found;
use crate::mcp::schema::{Fields, Shape};
use crate::mcp::trouble::Trouble;
use crate::output::{object, quoted};
use crate::plan::{Plan, Report};

const ROW: Shape = Shape::Object(&[
    ("number", Shape::Text),
    ("status", Shape::Text),
    ("supplier", Shape::Text),
    ("supplierName", Shape::Text),
    ("orderDate", Shape::Text),
    ("createdDate", Shape::Text),
    ("fullyReceivedDate", Shape::Text),
    ("lines", Shape::Integer),
    ("units", Shape::Number),
    ("openUnits", Shape::Number),
    ("total", Shape::Number),
    ("location", Shape::Text),
]);

/// The fields of `list_purchase_orders`.
pub(super) const LIST: Fields = &[
    (
        "totals",
        Shape::Object(&[
            ("rows", Shape::Integer),
            ("units", Shape::Number),
            ("openUnits", Shape::Number),
            ("total", Shape::Number),
            ("withoutTotal", Shape::Integer),
        ]),
    ),
    ("rows", Shape::List(&ROW)),
];

/// The fields of `get_purchase_order`.
pub(super) const ORDER: Fields = &[
    ("order", ROW),
    (
        "lines",
        Shape::List(&Shape::Object(&[
            ("product", Shape::Text),
            ("quantity", Shape::Number),
            ("unitPrice", Shape::Number),
            ("cost", Shape::Number),
            ("receivedDate", Shape::Text),
        ])),
    ),
];

/// The fields of `draft_purchase_orders`.
pub(super) const DRAFTS: Fields = &[
    ("orders", Shape::List(&ROW)),
    (
        "shown",
        Shape::List(&Shape::Object(&[
            ("supplier", Shape::Text),
            ("estimate", Shape::Text),
        ])),
    ),
    ("remark", Shape::Own),
];

pub(super) async fn list(call: &Call) -> Result<Found, Failure> {
    let args = &call.args;
    let mut view = call.client.purchase_orders();
    if let Some(status) = args.text("status") {
        view = view.with_status(status);
    }
    let orders = match args.text("supplier") {
        Some(supplier) => view.for_supplier(supplier).await?,
        None => view.list().await?,
    };
    let product = args.text("product");
    let is_wanted = |order: &&PurchaseOrderResponseDto| {
        let is_it = |line: &PurchaseOrderLineItemResponseDto| line.product_id.as_deref() == product;
        (product.is_none() || order.lines().iter().any(is_it))
            && !(args.flag("open_only") && order.open_quantity() <= 0.0)
    };
    let found: Vec<&PurchaseOrderResponseDto> = orders.iter().filter(is_wanted).collect();
    let without = found.iter().filter(|order| order.total().is_none()).count();
    let totals = json!({
        "rows": found.len(),
        "units": found.iter().map(|order| order.quantity()).sum::<f64>(),
        "openUnits": found.iter().map(|order| order.open_quantity()).sum::<f64>(),
        "total": cents(found.iter().filter_map(|order| order.total()).sum::<f64>()),
        "withoutTotal": without,
    });
    let rows = found
        .into_iter()
        .map(|order| order_row(order).map(Value::Object));
    Ok(Found::rows(
        json!({ "totals": totals }),
        rows.collect::<Result<_, _>>()?,
    ))
}

async fn read(call: &Call) -> Result<PurchaseOrderResponseDto, Failure> {
    let number = call.args.required("number");
    let order = call.client.purchase_orders().get(number).await?;
    order.ok_or_else(|| missing(number))
}

pub(super) async fn get(call: &Call) -> Result<Found, Failure> {
    let order = read(call).await?;
    let line = |line: &PurchaseOrderLineItemResponseDto| {
        let cost = line
            .quantity
            .zip(line.unit_price)
            .map(|(units, price)| cents(units * price));
        json!({
            "product": line.product_id, "quantity": line.quantity, "unitPrice": line.unit_price,
            "cost": cost, "receivedDate": line.received_date,
        })
    };
    Ok(Found {
        head: object(json!({ "order": order_row(&order)? })),
        rows: Some(("lines", order.lines().iter().map(line).collect())),
    })
}

pub(super) async fn draft(call: &Call) -> Result<Plan, Failure> {
    let arguments = generate::Arguments {
        supplier: call.args.texts("suppliers"),
        location: call.args.texts("locations"),
        search: call.args.text("search").map(str::to_owned),
        ..generate::Arguments::default()
    };
    generate::plan(&call.client, &arguments).await
}

/// What was made, beside what was shown.
pub(super) async fn drafted(
    call: &Call,
    report: &Report,
    _context: &RequestContext<RoleServer>,
) -> Result<Map<String, Value>, Trouble> {
    let made = generate::made(report);
    let made = made.map_err(|failure| Trouble::new(failure, call.tool))?;
    let changes = report.steps.iter().flat_map(|step| &step.step.changes);
    let shown = changes.map(|change| json!({ "supplier": change.field, "estimate": change.after }));
    let remark = made.is_empty().then_some(
        "StockTrim answered no orders: list_purchase_orders with status Draft shows whether it made some.",
    );
    Ok(object(
        json!({ "orders": made, "shown": shown.collect::<Vec<_>>(), "remark": remark }),
    ))
}

pub(super) async fn create(call: &Call) -> Result<Plan, Failure> {
    let (args, client) = (&call.args, &call.client);
    let (number, supplier) = (args.required("number"), args.required("supplier"));
    let rows = args.rows("lines");
    let codes: Vec<&str> = rows.iter().map(|row| row.required("product")).collect();
    let (in_use, named, products) = tokio::join!(
        client.purchase_orders().exists(number),
        client.suppliers().get(supplier),
        known(client, &codes),
    );
    if in_use? {
        let message = format!("the number {} is in use", quoted(number));
        return Err(Failure::new(Exit::Refused, "exists", message));
    }
    let named = named?.ok_or_else(|| rows::missing(Kind::Suppliers, supplier))?;
    let products = products?;
    let mut lines = Vec::new();
    for row in &rows {
        let code = row.required("product");
        let product = products.get(code).ok_or_else(|| no_product(code))?;
        let units = row.number("quantity").unwrap_or_default();
        lines.push(create::priced(
            &product.product_id,
            units,
            row.number("unit_price"),
        ));
    }
    let today = chrono::Utc::now()
        .date_naive()
        .and_time(chrono::NaiveTime::MIN);
    let order =
        PurchaseOrderRequestDto::new(PurchaseOrderSupplier::new().supplier_code(supplier), lines)
            .client_reference_number(number)
            .status("Draft")
            // The day alone, so that the plan is the same when it is confirmed.
            .order_date(
                args.date("date")
                    .unwrap_or_else(|| Timestamp::from(today.and_utc())),
            );
    let order = create::to(order, args.text("location"));
    let name = named.supplier_name.as_deref().unwrap_or_default();
    let from = format!("From supplier {}, {}.", quoted(supplier), quoted(name));
    Ok(create::plan(number, order).remark(from))
}

pub(super) async fn delete(call: &Call) -> Result<Plan, Failure> {
    let order = read(call).await?;
    delete_plan(call.args.required("number"), &order)
}
