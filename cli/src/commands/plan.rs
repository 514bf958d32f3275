//! `plan`: what to order.

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::buying::{Buying, COLUMNS, Filter, KNOWN, Totals, Which};
use crate::failure::Failure;
use crate::fields::number_value;
use crate::output::{Format, Row, row, tidy};
use crate::session::Session;

/// What `plan` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What runs out within so many days, instead of what is below its reorder point
    #[arg(long, value_name = "DAYS", conflicts_with = "all")]
    within: Option<u32>,
    /// Every row of the plan
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    filter: Filter,
    /// The sums by supplier; reads every product
    #[arg(long, value_enum)]
    by: Option<By>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum By {
    Supplier,
}

/// Shows what to order.
///
/// # Errors
/// What ends the command.
pub async fn run(session: &Session, arguments: Arguments) -> Result<(), Failure> {
    let which = match (arguments.all, arguments.within) {
        (true, _) => Which::All,
        (false, Some(days)) => Which::Within(days),
        (false, None) => Which::Below,
    };
    let mut buying = Buying::read(&session.client, &arguments.filter, which).await?;
    if arguments.by.is_some() {
        buying = buying.with_suppliers(&session.client).await?;
    }
    let totals = Totals::of(&buying.lines);
    if buying.read.is_empty() && arguments.filter.is_empty() {
        session.out.remark("The order plan is empty: no forecast has run yet. `stocktrim forecast run --wait` starts one.");
    }
    let suppliers = arguments.by.map(|By::Supplier| suppliers(&buying));
    if session.out.format == Format::Json && session.out.columns.is_none() {
        return document(session, &buying, totals, suppliers);
    }
    if let Some(rows) = suppliers {
        let columns = ["supplier", "rows", "units", "cost", "withoutCost"];
        session.out.rows(rows, &columns, &[])?;
    } else {
        let rows = buying.lines.iter().map(row);
        let rows = rows.collect::<Result<Vec<Row>, _>>()?;
        session.out.rows(rows, COLUMNS, KNOWN)?;
    }
    remark(session, &buying, totals);
    Ok(())
}

fn suppliers(buying: &Buying) -> Vec<Row> {
    let rows = buying
        .by_supplier()
        .into_iter()
        .map(|(supplier, _, totals)| {
            let mut row = Row::from_iter([("supplier".to_owned(), json!(supplier))]);
            row.extend(sums(totals));
            row
        });
    rows.collect()
}

fn sums(totals: Totals) -> Row {
    row(totals).unwrap_or_default()
}

fn document(
    session: &Session,
    buying: &Buying,
    totals: Totals,
    suppliers: Option<Vec<Row>>,
) -> Result<(), Failure> {
    let at_most = session.out.limit.unwrap_or(usize::MAX);
    let mut document = json!({
        "place": session.place(),
        "totals": sums(totals),
        "rows": buying.lines.iter().take(at_most).collect::<Vec<_>>(),
        "withoutForecast": buying.without_forecast,
    });
    if let Some(suppliers) = suppliers {
        document["suppliers"] = suppliers.into_iter().map(Value::Object).collect();
    }
    session.out.json(&tidy(document))
}

fn remark(session: &Session, buying: &Buying, totals: Totals) {
    let cost = number_value(totals.cost);
    let mut text = format!(
        "{} rows, {} units to order, cost {cost}",
        totals.rows,
        number_value(totals.units)
    );
    if totals.without_cost > 0 {
        text = format!(
            "{text} and {} rows without a known cost",
            totals.without_cost
        );
    }
    session.out.remark(&format!("{text}."));
    if !buying.without_forecast.is_empty() {
        session.out.remark(&format!(
            "{} products have no forecast, which is not zero: `stocktrim plan --all` lists them too.",
            buying.without_forecast.len()
        ));
    }
}
