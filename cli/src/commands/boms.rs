//! `boms`: what products are made of.

use clap::{Args, Subcommand};
use stocktrim::types::BillOfMaterialsRequestDto;

use crate::failure::{Exit, Failure};
use crate::fields::Fields;
use crate::input;
use crate::kinds::model;
use crate::output::{Row, cell, row};
use crate::plan::{Action, Deed, Plan, Step};
use crate::session::Session;

const COLUMNS: &[&str] = &["productId", "componentId", "quantity", "assemblyTimeDays"];

/// The commands of bills of materials.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List all of them
    List,
    /// Show what a product is made of, or with --uses what a component goes into
    Get(Get),
    /// Add a component to a product
    Set(Set),
    /// Add many from a CSV or NDJSON file; those that are there are left alone
    Import(input::Arguments),
    /// Take a component out of a product
    Delete(Pair),
}

/// What `get` takes.
#[derive(Debug, Args)]
pub struct Get {
    /// The product, or with --uses the component
    product: String,
    /// Show the products that it goes into
    #[arg(long)]
    uses: bool,
}

/// A product and one of its components.
#[derive(Debug, Args)]
pub struct Pair {
    /// The product
    product: String,
    /// The component
    component: String,
}

/// What `set` takes.
#[derive(Debug, Args)]
pub struct Set {
    /// The product and its component.
    #[command(flatten)]
    pair: Pair,
    /// How many units go into one of the product
    quantity: f64,
}

/// Does what is said of bills of materials.
///
/// # Errors
/// What ends the command.
pub async fn run(session: &Session, command: Command) -> Result<(), Failure> {
    let boms = session.client.boms();
    match command {
        Command::List => show(session, boms.list().await?),
        Command::Get(get) => {
            let rows = if get.uses {
                boms.uses_of_component(&get.product).await?
            } else {
                boms.for_product(&get.product).await?
            };
            if rows.is_empty() {
                return Err(Failure::not_found(format!(
                    "there is no bill of materials for {:?}",
                    get.product
                )));
            }
            show(session, rows)
        }
        Command::Set(set) => {
            let Pair { product, component } = set.pair;
            let row = BillOfMaterialsRequestDto::new(&product, &component).quantity(set.quantity);
            match known(&boms.for_product(&product).await?, &row) {
                Known::No => session.carry(Plan::one(step(row))).await,
                Known::Same => session.carry(Plan::new(format!("{component} is part of {product} already"), Vec::new())).await,
                Known::Other(quantity) => Err(Failure::new(
                    Exit::Refused,
                    "exists",
                    format!("{component} is part of {product} already, {quantity} times: nothing was written"),
                )
                .hint("StockTrim cannot change it: delete it first.")),
            }
        }
        Command::Import(arguments) => import(session, &arguments).await,
        Command::Delete(Pair { product, component }) => {
            let key = name(&product, &component);
            let step = Step::new(
                Action::Delete,
                key,
                Deed::RemoveComponent(product, component),
            );
            session.carry(Plan::one(step)).await
        }
    }
}

type Boms = Vec<stocktrim::types::BillOfMaterialsResponseDto>;

fn show(session: &Session, rows: Boms) -> Result<(), Failure> {
    let rows = rows.into_iter().map(row).collect::<Result<Vec<Row>, _>>()?;
    session.out.rows(rows, COLUMNS, COLUMNS)
}

fn name(product: &str, component: &str) -> String {
    format!("component {component} of {product}")
}

fn step(row: BillOfMaterialsRequestDto) -> Step {
    Step::new(
        Action::Create,
        name(&row.product_id, &row.component_id),
        Deed::AddComponent(row),
    )
}

/// Whether a row is there: a second one might add to it (B1).
enum Known {
    No,
    Same,
    Other(String),
}

fn known(rows: &Boms, wanted: &BillOfMaterialsRequestDto) -> Known {
    let same = |row: &&stocktrim::types::BillOfMaterialsResponseDto| {
        row.product_id == wanted.product_id && row.component_id == wanted.component_id
    };
    match rows.iter().find(same) {
        None => Known::No,
        Some(row) if row.quantity == wanted.quantity => Known::Same,
        Some(row) => Known::Other(
            row.quantity
                .map_or_else(|| "?".into(), |n| cell(&crate::fields::number_value(n))),
        ),
    }
}

async fn import(session: &Session, arguments: &input::Arguments) -> Result<(), Failure> {
    let sheet = input::read(arguments, &Fields::of::<BillOfMaterialsRequestDto>(), &[])?;
    let sheet = sheet.unique(|row| {
        name(
            &input::text(row, "productId"),
            &input::text(row, "componentId"),
        )
    });
    let there = session.client.boms().list().await?;
    let title = format!("{} components", sheet.good());
    let import = sheet.plan_new(&title, |row| {
        let row: BillOfMaterialsRequestDto = model(row.clone())?;
        match known(&there, &row) {
            Known::No => Ok(Some(step(row))),
            Known::Same => Ok(None),
            Known::Other(quantity) => Err(format!(
                "{} is there already, {quantity} times: delete it first",
                name(&row.product_id, &row.component_id)
            )),
        }
    });
    input::carry(session, import).await
}
