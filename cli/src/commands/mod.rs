//! The commands, a module each.

pub mod api;
pub mod boms;
pub mod completions;
pub mod doctor;
pub mod forecast;
pub mod orders;
pub mod plan;
pub mod profile;
pub mod report;
pub mod rows;
pub mod sales;
pub mod stock;
pub mod survey;
pub mod sync;
pub mod why;

use crate::args::{Arguments, Command};
use crate::failure::Failure;
use crate::session::Session;

/// Does what the arguments say.
///
/// # Errors
/// What ends the command.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let globals = arguments.globals;
    let session = match &arguments.command {
        Command::Completions(shell) => return completions::run(shell),
        Command::Profile(command) => return profile::run(command, &globals).await,
        Command::Doctor => return doctor::run(&globals).await,
        #[cfg(feature = "mcp")]
        Command::Mcp(mcp) => return crate::mcp::run(mcp.clone(), &globals).await,
        Command::Api(api) if api.list => return api::list(&globals.output()),
        Command::Survey(asked) if asked.show.is_some() => {
            return survey::show_saved(asked, &globals.output());
        }
        _ => Session::open(&globals).await?,
    };
    match arguments.command {
        Command::Plan(arguments) => plan::run(&session, arguments).await,
        Command::Report(arguments) => report::run(&session, &arguments).await,
        Command::Why(arguments) => why::run(&session, &arguments).await,
        Command::Orders(command) => orders::run(&session, command).await,
        Command::Products(command) => rows::products(&session, command).await,
        Command::Stock(command) => stock::run(&session, command).await,
        Command::Sales(command) => sales::run(&session, command).await,
        Command::Suppliers(command) => rows::suppliers(&session, command).await,
        Command::Customers(command) => rows::customers(&session, command).await,
        Command::Locations(command) => rows::locations(&session, command).await,
        Command::Boms(command) => boms::run(&session, command).await,
        Command::Forecast(command) => forecast::run(&session, &command).await,
        Command::Api(arguments) => api::run(&session, &arguments).await,
        Command::Survey(arguments) => survey::run(&session, &arguments).await,
        #[cfg(feature = "mcp")]
        Command::Mcp(_) => Ok(()),
        Command::Doctor | Command::Profile(_) | Command::Completions(_) => Ok(()),
    }
}
