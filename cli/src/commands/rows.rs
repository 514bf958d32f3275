//! `list`, `get`, `set`, `import` and `delete` of products, suppliers, customers and locations.

use clap::{Args, Subcommand};
use serde_json::{Map, Value};

use crate::commands::sync;
use crate::failure::{Exit, Failure};
use crate::fields::Fields;
use crate::input;
use crate::kinds::{Kind, deed};
use crate::output::{self, Row};
use crate::plan::{Action, Deed, Plan, Step, changes};
use crate::session::Session;

/// What `get` and `delete` take.
#[derive(Debug, Args)]
pub struct Key {
    /// The code
    code: String,
}

/// What `set` takes.
#[derive(Debug, Args)]
pub struct Set {
    /// The code
    code: String,
    /// What to write, as in `leadTime=14`; what is not named is kept
    #[arg(required = true, value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// Make a new one; without it a code that is not there is an error
    #[arg(long)]
    create: bool,
}

macro_rules! commands {
    ($name:ident, $about:literal, $kind:expr, $run:ident $(, $delete:ident)? $(; $sync:ident)?) => {
        #[doc = concat!("The commands of ", $about, ".")]
        #[derive(Debug, Subcommand)]
        pub enum $name {
            #[doc = concat!("List the ", $about)]
            List,
            /// Show one by its code
            Get(Key),
            /// Write the named fields of one
            Set(Set),
            /// Write many from a CSV or NDJSON file
            Import(input::Arguments),
            $(
                /// Delete one by its code
                $delete(Key),
            )?
            $(
                /// Write what differs between a CSV or NDJSON file and StockTrim
                $sync(sync::Arguments),
            )?
        }

        #[doc = concat!("Does what is said of ", $about, ".")]
        ///
        /// # Errors
        /// What ends the command.
        pub async fn $run(session: &Session, command: $name) -> Result<(), Failure> {
            match command {
                $name::List => list(session, $kind).await,
                $name::Get(key) => get(session, $kind, &key.code).await,
                $name::Set(arguments) => set(session, $kind, &arguments).await,
                $name::Import(arguments) => import(session, $kind, &arguments).await,
                $( $name::$delete(key) => delete(session, $kind, key.code).await, )?
                $( $name::$sync(arguments) => sync::run(session, &arguments).await, )?
            }
        }
    };
}

commands!(Products, "products", Kind::Products, products, Delete; Sync);
commands!(Suppliers, "suppliers", Kind::Suppliers, suppliers, Delete);
commands!(Customers, "customers", Kind::Customers, customers);
commands!(Locations, "locations", Kind::Locations, locations);

async fn list(session: &Session, kind: Kind) -> Result<(), Failure> {
    let rows = kind.list(&session.client).await?;
    let fields = kind.fields();
    let known: Vec<&str> = fields.names().collect();
    session.out.rows(rows, kind.columns(), &known)
}

async fn get(session: &Session, kind: Kind, code: &str) -> Result<(), Failure> {
    let row = kind.get(&session.client, code).await?;
    session.out.one(row.ok_or_else(|| missing(kind, code))?)
}

/// There is no row with this code.
pub(crate) fn missing(kind: Kind, code: &str) -> Failure {
    Failure::not_found(format!("there is no {} {code:?}", kind.one()))
}

async fn set(session: &Session, kind: Kind, arguments: &Set) -> Result<(), Failure> {
    let named = kind.fields().assignments(&arguments.fields)?;
    let code = &arguments.code;
    let before = kind.get(&session.client, code).await?;
    match (&before, arguments.create) {
        (None, false) => {
            return Err(missing(kind, code).hint("--create makes a new one."));
        }
        (Some(_), true) => {
            let message = format!(
                "the {} {code:?} is there already: nothing was written",
                kind.one()
            );
            return Err(Failure::new(Exit::Refused, "exists", message)
                .hint("Without --create its fields are changed."));
        }
        _ => {}
    }
    session
        .carry(set_plan(kind, code, before.as_ref(), &named)?)
        .await
}

/// The plan that writes the named fields of one row, those that differ.
///
/// # Errors
/// When the fields make no row.
pub fn set_plan(
    kind: Kind,
    code: &str,
    before: Option<&Row>,
    named: &Row,
) -> Result<Plan, Failure> {
    if named.contains_key(kind.key()) {
        return Err(Failure::usage(format!(
            "{} is the code itself, and is not changed",
            kind.key()
        )));
    }
    let changed = changes(before, named);
    if changed.is_empty() {
        return Ok(Plan::new(format!("no change of {code}"), Vec::new()));
    }
    // A product may be found by its readable code too.
    let key = before
        .and_then(|row| row.get(kind.key()))
        .and_then(Value::as_str);
    let mut row: Row = Map::new();
    row.insert(kind.key().to_owned(), key.unwrap_or(code).into());
    for change in &changed {
        row.insert(change.field.clone(), change.after.clone());
    }
    let action = if before.is_some() {
        Action::Update
    } else {
        Action::Create
    };
    let step = Step {
        action,
        key: format!("{} {code}", kind.one()),
        changes: changed,
        deed: deed(kind, row).map_err(Failure::usage)?,
    };
    Ok(Plan::one(step))
}

async fn delete(session: &Session, kind: Kind, code: String) -> Result<(), Failure> {
    let found = kind.get(&session.client, &code).await?;
    let found = found.ok_or_else(|| missing(kind, &code))?;
    session.carry(delete_plan(kind, &code, &found)).await
}

/// The plan that deletes one product or supplier, which was read.
#[must_use]
pub fn delete_plan(kind: Kind, code: &str, found: &Row) -> Plan {
    let deed = if kind == Kind::Suppliers {
        Deed::DeleteSupplier(code.to_owned())
    } else {
        let id = found.get(kind.key()).and_then(Value::as_str);
        Deed::DeleteProduct(id.unwrap_or(code).to_owned())
    };
    let step = Step::new(Action::Delete, format!("{} {code}", kind.one()), deed);
    let named = found.get("name").or_else(|| found.get("supplierName"));
    match named.map(output::cell) {
        Some(name) => Plan::one(step).remark(format!("It is {}.", output::quoted(&name))),
        None => Plan::one(step),
    }
}

async fn import(
    session: &Session,
    kind: Kind,
    arguments: &input::Arguments,
) -> Result<(), Failure> {
    let fields: Fields = kind.fields();
    let rows = input::read(arguments, &fields, &[])?;
    let rows = rows.unique(|row| input::text(row, kind.key()));
    let title = format!("{} rows of {}", rows.good(), kind.name());
    let import = rows.plan(&title, |row| {
        let key = format!("{} {}", kind.one(), input::text(row, kind.key()));
        Ok(Step::new(Action::Save, key, deed(kind, row.clone())?))
    });
    input::carry(session, import).await
}
