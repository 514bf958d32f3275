//! `sales`: lines imported by their references, and deleted by product, location or time.

use std::collections::HashMap;

use clap::{Args, Subcommand};
use serde_json::Value;
use stocktrim::ErrorKind;
use stocktrim::types::{SalesOrderRequestDto, SalesOrderWithLineItemsRequestDto, Timestamp};

use crate::carry::Wanted;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::input;
use crate::kinds::model;
use crate::output::Row;
use crate::plan::{Action, Deed, Plan, SalesScope, Step};
use crate::session::Session;

/// The column that groups lines into orders.
const ORDER: &str = "order";
/// What the lines of one order share.
const HEADER: [&str; 5] = [
    "orderDate",
    "customerCode",
    "customerName",
    "locationCode",
    "locationName",
];

/// The commands of sales.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write many from a CSV or NDJSON file: productId, orderDate, quantity and externalReferenceId, which no other line may have; lines with the same `order` go together
    Import(input::Arguments),
    /// Delete those of a product, a location or a time
    Delete(Delete),
}

/// What `delete` takes.
#[derive(Debug, Args)]
#[group(id = "scope", required = true, multiple = true)]
pub struct Delete {
    /// Those of this product
    #[arg(long, value_name = "CODE", group = "scope")]
    product: Option<String>,
    /// Those at this location
    #[arg(long, value_name = "CODE", group = "scope", conflicts_with_all = ["product", "from", "to"])]
    location: Option<String>,
    /// Those from this date on
    #[arg(long, value_name = "DATE", group = "scope", requires = "to")]
    from: Option<String>,
    /// Those until this date
    #[arg(long, value_name = "DATE", requires = "from")]
    to: Option<String>,
    /// All of them; wants the number of rows typed, or the word `all` where StockTrim does not tell it
    #[arg(long, group = "scope", conflicts_with_all = ["product", "location", "from", "to"])]
    all: bool,
    /// What --all wants typed, for where nobody can type
    #[arg(long, value_name = "TEXT", requires = "all")]
    confirm: Option<String>,
}

/// Does what is said of sales.
///
/// # Errors
/// What ends the command.
pub async fn run(session: &Session, command: Command) -> Result<(), Failure> {
    match command {
        Command::Import(arguments) => import(session, &arguments).await,
        Command::Delete(arguments) => delete(session, arguments).await,
    }
}

async fn delete(session: &Session, arguments: Delete) -> Result<(), Failure> {
    let date = |text: &str| {
        text.parse::<Timestamp>()
            .map_err(|error| Failure::usage(format!("{text:?}: {error}")))
    };
    let (scope, key, wanted) = match arguments {
        Delete {
            all: true, confirm, ..
        } => {
            let rows = rows(session).await?;
            let typed = rows.map_or_else(|| "all".to_owned(), |rows| rows.to_string());
            (
                SalesScope::All,
                format!("all sales ({typed})"),
                Wanted::Typed(typed, confirm),
            )
        }
        Delete {
            location: Some(code),
            ..
        } => {
            let key = format!("the sales at {code}");
            (SalesScope::Location(code), key, Wanted::Yes)
        }
        Delete {
            from: Some(from),
            to: Some(to),
            product,
            ..
        } => {
            let of = product
                .as_ref()
                .map_or_else(String::new, |code| format!(" of {code}"));
            let key = format!("the sales{of} from {from} to {to}");
            (
                SalesScope::Range(date(&from)?, date(&to)?, product),
                key,
                Wanted::Yes,
            )
        }
        Delete {
            product: Some(code),
            ..
        } => {
            let key = format!("the sales of {code}");
            (SalesScope::Product(code), key, Wanted::Yes)
        }
        Delete { .. } => return Err(Failure::usage("it is not said which sales")),
    };
    session.carry_when(delete_plan(scope, key), wanted).await
}

/// The plan that deletes sales.
pub(crate) fn delete_plan(scope: SalesScope, key: impl Into<String>) -> Plan {
    Plan::one(Step::new(Action::Delete, key, Deed::DeleteSales(scope)))
        .remark("Forecasts are made from sales: what is deleted is missing from them.")
}

/// How many sales there are, if `StockTrim` tells: mostly it answers that there are none (A1).
async fn rows(session: &Session) -> Result<Option<usize>, Failure> {
    match session.client.api().list_sales_orders().send().await {
        Ok(answer) => Ok(Some(answer.into_inner().into_vec().len()).filter(|rows| *rows > 0)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn import(session: &Session, arguments: &input::Arguments) -> Result<(), Failure> {
    let sheet = input::read(arguments, &Fields::of::<SalesOrderRequestDto>(), &[ORDER])?;
    let sheet = sheet
        .require("externalReferenceId")
        .unique(|row| input::text(row, "externalReferenceId"));
    let title = format!("{} lines of sales", sheet.good());
    let groups = sheet.groups(|row| input::text(row, ORDER));
    let import = sheet.grouped(&title, groups, |rows| order(rows).map(Some));
    input::carry(session, import).await
}

/// The lines of one order as one request.
pub(crate) fn order(rows: &[&Row]) -> Result<Step, String> {
    let mut header = Row::new();
    for field in HEADER {
        let values: Vec<String> = rows.iter().map(|row| input::text(row, field)).collect();
        if values.iter().any(|value| *value != values[0]) {
            return Err(format!(
                "the lines of order {:?} differ in {field}",
                input::text(rows[0], ORDER)
            ));
        }
        if let Some(value) = rows[0].get(field) {
            header.insert(field.to_owned(), value.clone());
        }
    }
    let lines = rows.iter().map(|row| {
        let mut row = (*row).clone();
        row.shift_remove(ORDER);
        model::<SalesOrderRequestDto>(row)
    });
    let lines = lines.collect::<Result<Vec<_>, _>>()?;
    let key = match input::text(rows[0], ORDER) {
        order if order.is_empty() => {
            format!("sale {}", input::text(rows[0], "externalReferenceId"))
        }
        order => format!("order {order} ({} lines)", lines.len()),
    };
    let order: SalesOrderWithLineItemsRequestDto = model(header)?;
    Ok(Step::new(
        Action::Save,
        key,
        Deed::SaveSales(order.sale_order_line_items(lines)),
    ))
}

/// Positions of rows, grouped by a text; rows without one stand alone.
impl input::Sheet {
    fn groups(&self, group: impl Fn(&Row) -> String) -> Vec<Vec<usize>> {
        let (mut groups, mut known): (Vec<Vec<usize>>, HashMap<String, usize>) = Default::default();
        for (at, record) in self.records().iter().enumerate() {
            let name = record.fields.as_ref().map_or_else(
                |_| {
                    let written = record.original.get(ORDER).and_then(Value::as_str);
                    written.unwrap_or_default().trim().to_owned()
                },
                &group,
            );
            if name.is_empty() {
                groups.push(vec![at]);
            } else if let Some(place) = known.get(&name) {
                groups[*place].push(at);
            } else {
                known.insert(name, groups.len());
                groups.push(vec![at]);
            }
        }
        groups
    }
}
