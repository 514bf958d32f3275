//! `products sync`: writes what differs between a file and `StockTrim`.

use clap::Args;
use stocktrim::resources::SyncPlan;
use stocktrim::types::{ProductsRequestDto, ProductsResponseDto};

use crate::failure::{Exit, Failure};
use crate::input;
use crate::kinds::{Kind, model};
use crate::plan::{Action, Change, Deed, Plan, Step};
use crate::session::Session;

/// What `sync` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    import: input::Arguments,
    /// Discontinue the products that the file does not have
    #[arg(long)]
    discontinue_missing: bool,
    /// The largest share of the products that may be discontinued, 0 to 1
    #[arg(
        long,
        default_value_t = 0.1,
        value_name = "SHARE",
        requires = "discontinue_missing"
    )]
    max_missing: f64,
}

/// Compares, and writes what differs.
///
/// # Errors
/// What ends the command.
pub async fn run(session: &Session, arguments: &Arguments) -> Result<(), Failure> {
    let sheet = input::read(&arguments.import, &Kind::Products.fields(), &[])?;
    let sheet = sheet.unique(|row| input::text(row, "productId"));
    let rows = sheet.records().iter().map(|record| match &record.fields {
        Ok(row) => model::<ProductsRequestDto>(row.clone()).map_err(|why| (record.number, why)),
        Err(why) => Err((record.number, why.clone())),
    });
    let rows = rows
        .collect::<Result<Vec<_>, _>>()
        .map_err(|(number, why)| {
            Failure::new(
                Exit::Usage,
                "rows",
                format!("row {number}: {why}\nNothing was sent."),
            )
        })?;
    let mut sync = session.client.products().sync(rows);
    if arguments.discontinue_missing {
        sync = sync
            .discontinue_missing()
            .max_missing(arguments.max_missing);
    }
    let found = sync.plan().await?;
    let title = format!(
        "{} new, {} changed, {} equal",
        found.new.len(),
        found.changed.len(),
        found.equal
    );
    let gone = found.gone.len();
    let plan = Plan::new(title, steps(found, arguments.discontinue_missing));
    session.carry(match gone {
        0 => plan,
        _ if arguments.discontinue_missing => plan.remark(format!("{gone} products are missing, and are discontinued.")),
        _ => plan.remark(format!("{gone} products are missing from the file: --discontinue-missing discontinues them.")),
    }).await
}

fn steps(found: SyncPlan<ProductsRequestDto, ProductsResponseDto>, discontinue: bool) -> Vec<Step> {
    let key = |id: &str| format!("product {id}");
    let new = found.new.into_iter().map(|row| {
        Step::new(
            Action::Create,
            key(&row.product_id),
            Deed::SaveProduct(Box::new(row)),
        )
    });
    let changed = found.changed.into_iter().map(|change| Step {
        action: Action::Update,
        key: key(&change.key),
        changes: change
            .fields
            .into_iter()
            .map(|field| Change {
                field: field.field,
                before: field.before,
                after: field.after,
            })
            .collect(),
        deed: Deed::SaveProduct(Box::new(change.request)),
    });
    let gone = found
        .gone
        .into_iter()
        .filter(|_| discontinue)
        .map(|row| Step {
            action: Action::Update,
            key: key(&row.product_id),
            changes: vec![Change {
                field: "discontinued".to_owned(),
                before: row.discontinued.into(),
                after: true.into(),
            }],
            deed: Deed::SaveProduct(Box::new(
                ProductsRequestDto::new(row.product_id).discontinued(true),
            )),
        });
    new.chain(changed).chain(gone).collect()
}
