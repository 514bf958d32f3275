//! `stock`: the levels, read and set; a level that is not named is read and kept.

use std::collections::HashMap;

use clap::{Args, Subcommand};
use serde_json::Value;
use stocktrim::resources::StockLevel;
use stocktrim::types::{Inventory, ProductLocationResponseDto, SetInventoryRequest};

use crate::failure::Failure;
use crate::fields::{Fields, number_value};
use crate::input;
use crate::output::Row;
use crate::plan::{Action, Deed, Plan, Step, changes};
use crate::session::Session;

const COLUMNS: &[&str] = &["productId", "location", "stockOnHand", "stockOnOrder"];

/// The commands of stock.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the levels of every product, overall and by location
    List(List),
    /// Set the levels of one product; one that is not named is read and kept
    Set(Set),
    /// Set many from a CSV or NDJSON file: productId, locationCode, stockOnHand, stockOnOrder
    Import(input::Arguments),
}

/// What `list` takes.
#[derive(Debug, Args)]
pub struct List {
    /// Only what is at this location
    #[arg(long)]
    location: Option<String>,
}

/// What `set` takes.
#[derive(Debug, Args)]
pub struct Set {
    /// The product
    product: String,
    /// The location; without it the overall levels are meant
    #[arg(long)]
    location: Option<String>,
    /// What is on hand
    #[arg(long, value_name = "UNITS", required_unless_present = "on_order")]
    on_hand: Option<f64>,
    /// What is on order
    #[arg(long, value_name = "UNITS")]
    on_order: Option<f64>,
}

/// Does what is said of stock.
///
/// # Errors
/// What ends the command.
pub async fn run(session: &Session, command: Command) -> Result<(), Failure> {
    match command {
        Command::List(list) => {
            let levels = session.client.inventory().levels().await?;
            let rows = levels.iter().flat_map(rows_of);
            let rows = rows.filter(|row| match &list.location {
                None => true,
                wanted => row.get("location").and_then(Value::as_str) == wanted.as_deref(),
            });
            session.out.rows(rows.collect(), COLUMNS, COLUMNS)
        }
        Command::Set(set) => {
            let found = session.client.products().get(&set.product).await?;
            let missing = || Failure::not_found(format!("there is no product {:?}", set.product));
            let level = StockLevel::from(found.ok_or_else(missing)?);
            let Set {
                location,
                on_hand,
                on_order,
                ..
            } = &set;
            let step =
                step(&level, location.as_deref(), *on_hand, *on_order).map_err(Failure::usage)?;
            session
                .carry(step.map_or_else(|| Plan::new("no change", Vec::new()), Plan::one))
                .await
        }
        Command::Import(arguments) => import(session, &arguments).await,
    }
}

/// The levels of a product, overall and by location.
pub(crate) fn rows_of(level: &StockLevel) -> Vec<Row> {
    let row = |location: Option<&str>, on_hand: Option<f64>, on_order: Option<f64>| {
        let mut row = Row::new();
        row.insert("productId".into(), level.product_id.clone().into());
        row.insert("location".into(), location.into());
        row.insert(
            "stockOnHand".into(),
            on_hand.map_or(Value::Null, number_value),
        );
        row.insert(
            "stockOnOrder".into(),
            on_order.map_or(Value::Null, number_value),
        );
        row
    };
    let overall = row(None, level.on_hand, level.on_order);
    let places = level.locations.iter();
    let places = places.map(|at| {
        row(
            at.location_code.as_deref(),
            at.stock_on_hand,
            at.stock_on_order,
        )
    });
    std::iter::once(overall).chain(places).collect()
}

/// The step that sets levels, if one differs; a level that is neither given nor known is an error.
pub(crate) fn step(
    level: &StockLevel,
    location: Option<&str>,
    on_hand: Option<f64>,
    on_order: Option<f64>,
) -> Result<Option<Step>, String> {
    let is_it = |at: &&ProductLocationResponseDto| at.location_code.as_deref() == location;
    let at = level.locations.iter().find(is_it);
    let (hand, order) = match location {
        None => (level.on_hand, level.on_order),
        // At a place that the product does not name there is nothing yet.
        Some(_) => at.map_or((Some(0.0), Some(0.0)), |at| {
            (at.stock_on_hand, at.stock_on_order)
        }),
    };
    let product = &level.product_id;
    let kept = |given: Option<f64>, known: Option<f64>, name: &str| {
        given.or(known).ok_or_else(|| {
            format!("{name} of {product} is not known, so that it cannot be kept: give it too")
        })
    };
    let wanted = (
        kept(on_hand, hand, "what is on hand")?,
        kept(on_order, order, "what is on order")?,
    );
    let fields = |hand: Option<f64>, order: Option<f64>| {
        let number = |level: Option<f64>| level.map_or(Value::Null, number_value);
        Row::from_iter([
            ("stockOnHand".to_owned(), number(hand)),
            ("stockOnOrder".to_owned(), number(order)),
        ])
    };
    let known = (location.is_none() || at.is_some()).then(|| fields(hand, order));
    let changes = changes(known.as_ref(), &fields(Some(wanted.0), Some(wanted.1)));
    if changes.is_empty() {
        return Ok(None);
    }
    let mut line = Inventory::new(product, wanted.0, wanted.1);
    let mut key = format!("stock of {product}");
    if let Some(code) = location {
        line = line.location_code(code);
        key = format!("{key} at {code}");
    }
    Ok(Some(Step {
        action: Action::Update,
        key,
        changes,
        deed: Deed::SetStock(SetInventoryRequest::new().inventory(vec![line])),
    }))
}

async fn import(session: &Session, arguments: &input::Arguments) -> Result<(), Failure> {
    let sheet = input::read(arguments, &Fields::of::<Levels>(), &[])?;
    let place = |row: &Row| {
        (
            input::text(row, "productId"),
            input::text(row, "locationCode"),
        )
    };
    let sheet = sheet.unique(|row| match place(row) {
        (product, location) if location.is_empty() => product,
        (product, location) => format!("{product} at {location}"),
    });
    let levels = session.client.inventory().levels().await?;
    let known: HashMap<&str, &StockLevel> = levels
        .iter()
        .map(|level| (level.product_id.as_str(), level))
        .collect();
    let title = format!("{} levels of stock", sheet.good());
    let import = sheet.plan_new(&title, |row| {
        let (product, location) = place(row);
        let level = known
            .get(product.as_str())
            .ok_or_else(|| format!("there is no product {product:?}"))?;
        let number = |field: &str| row.get(field).and_then(Value::as_f64);
        let location = (!location.is_empty()).then_some(location.as_str());
        if number("stockOnHand").is_none() && number("stockOnOrder").is_none() {
            return Err("it has neither stockOnHand nor stockOnOrder".to_owned());
        }
        step(
            level,
            location,
            number("stockOnHand"),
            number("stockOnOrder"),
        )
    });
    input::carry(session, import).await
}

/// The columns of a file: either level may be left out.
#[derive(schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "it is read by its schema alone")]
struct Levels {
    product_id: String,
    location_code: Option<String>,
    stock_on_hand: Option<f64>,
    stock_on_order: Option<f64>,
}
