//! `orders generate`: draft orders that `StockTrim` makes from the order plan.

use clap::Args;
use serde_json::Value;
use stocktrim::Client;
use stocktrim::types::{OrderPlanFilterCriteriaDto, PurchaseOrderResponseDto};

use super::order_row;
use crate::buying::{Buying, Filter, Line, Totals, Which};
use crate::carry::Wanted;
use crate::failure::Failure;
use crate::fields::number_value;
use crate::output::Row;
use crate::plan::{Action, Change, Deed, Outcome, Plan, Report, Step};
use crate::session::Session;

/// What `generate` takes.
#[derive(Debug, Default, Args)]
pub struct Arguments {
    /// For this supplier; may be given again
    #[arg(long, value_name = "CODE")]
    pub(crate) supplier: Vec<String>,
    /// For this location; may be given again
    #[arg(long, value_name = "CODE")]
    pub(crate) location: Vec<String>,
    /// For what a text is found in: names, codes, categories
    #[arg(long, value_name = "TEXT")]
    pub(crate) search: Option<String>,
    /// For the whole catalogue
    #[arg(long, conflicts_with_all = ["supplier", "location", "search"])]
    pub(crate) all: bool,
}

pub(super) async fn run(session: &Session, arguments: Arguments) -> Result<(), Failure> {
    let plan = plan(&session.client, &arguments).await?;
    let Some(plan) = session.confirmed(plan, &Wanted::Yes)? else {
        return Ok(());
    };
    let report = session.apply(plan).await;
    session.check(&report)?;
    let rows = made(&report)?;
    if rows.is_empty() {
        session.out.remark("StockTrim answered no orders: `stocktrim orders list --status Draft` shows whether it made some.");
    }
    session.out.rows(
        rows,
        &[
            "number", "status", "supplier", "lines", "units", "total", "location",
        ],
        &[],
    )
}

/// The orders that `StockTrim` answered.
///
/// # Errors
/// None that a model can have.
pub(crate) fn made(report: &Report) -> Result<Vec<Row>, Failure> {
    let answers = report.steps.iter().filter_map(|step| match &step.outcome {
        Outcome::Done(done) => done.answer.as_array(),
        _ => None,
    });
    let orders = answers
        .flatten()
        .filter_map(|order| serde_json::from_value::<PurchaseOrderResponseDto>(order.clone()).ok());
    orders.map(|order| order_row(&order)).collect()
}

/// The plan, with what it would order by supplier, as far as that can be known before.
///
/// # Errors
/// When nothing narrows it, and those of the calls.
pub(crate) async fn plan(client: &Client, arguments: &Arguments) -> Result<Plan, Failure> {
    let criteria = criteria(arguments)?;
    let single = |codes: &[String]| match codes {
        [only] => Some(only.clone()),
        _ => None,
    };
    let filter = Filter {
        supplier: single(&arguments.supplier),
        location: single(&arguments.location),
        search: arguments.search.clone(),
        category: None,
    };
    let buying = Buying::read(client, &filter, Which::All).await?;
    let mut buying = buying.with_suppliers(client).await?;
    let wanted = |line: &Line| {
        let suppliers = &arguments.supplier;
        let is_of = |supplier: &String| {
            suppliers.is_empty() || filter.supplier.is_some() || suppliers.contains(supplier)
        };
        line.order.is_some_and(|units| units > 0.0) && line.supplier.as_ref().is_some_and(is_of)
    };
    let left = buying
        .lines
        .iter()
        .filter(|line| line.supplier.is_none() && line.order > Some(0.0))
        .count();
    buying.lines.retain(wanted);
    let changes: Vec<Change> = buying.by_supplier().into_iter().map(change).collect();
    let totals = Totals::of(&buying.lines);
    let step = Step {
        action: Action::Create,
        key: "draft orders".to_owned(),
        changes,
        deed: Deed::GenerateOrders(criteria),
    };
    let mut plan = Plan::one(step).remark(format!(
        "In all {} products, {} units, cost {}.",
        totals.rows,
        number_value(totals.units),
        number_value(totals.cost)
    ));
    if left > 0 && arguments.supplier.is_empty() {
        plan = plan.remark(format!(
            "{left} products to be ordered have no supplier, and are left out."
        ));
    }
    if arguments.location.len() > 1 {
        plan = plan
            .remark("The sums are those of all locations: the plan can be read for one at a time.");
    }
    Ok(plan.remark("StockTrim decides what the drafts hold: what it made is shown afterwards."))
}

fn change((supplier, lines, totals): (Option<&str>, Vec<&Line>, Totals)) -> Change {
    let (units, cost) = (number_value(totals.units), number_value(totals.cost));
    Change {
        field: supplier.unwrap_or_default().to_owned(),
        before: Value::Null,
        after: format!("{} products, {units} units, cost {cost}", lines.len()).into(),
    }
}

fn criteria(arguments: &Arguments) -> Result<OrderPlanFilterCriteriaDto, Failure> {
    let mut criteria = OrderPlanFilterCriteriaDto::new();
    if !arguments.supplier.is_empty() {
        criteria = criteria.supplier_codes(arguments.supplier.clone());
    }
    if !arguments.location.is_empty() {
        criteria = criteria.location_codes(arguments.location.clone());
    }
    if let Some(text) = &arguments.search {
        criteria = criteria.search_string(text);
    }
    let given = arguments
        .supplier
        .iter()
        .chain(&arguments.location)
        .chain(&arguments.search);
    if given.clone().any(|text| text.trim().is_empty()) {
        return Err(Failure::usage(
            "a filter is blank, which may mean everything",
        ));
    }
    if given.count() == 0 && !arguments.all {
        return Err(
            Failure::usage("without a filter it orders for the whole catalogue")
                .hint("Name a --supplier, a --location or a --search, or say --all."),
        );
    }
    Ok(criteria)
}
