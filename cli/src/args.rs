//! The command line: what every command takes, and the commands.

use std::io::IsTerminal as _;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::commands::{
    api, boms, completions, forecast, orders, plan, profile, report, rows, sales, stock, survey,
    why,
};
use crate::output::{Format, Output};

/// What to order, purchase orders, imports and reports for StockTrim.
#[derive(Debug, Parser)]
#[command(name = "stocktrim", version, after_help = EXIT_CODES, max_term_width = 110)]
pub struct Arguments {
    /// What every command takes.
    #[command(flatten)]
    pub globals: Globals,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 done; 1 other, nothing applied; 2 usage; 3 not there; 4 credentials; 5 refused values; \
6 unreachable, nothing applied: repeat later; 7 may have been applied: look first; 8 some rows failed; \
9 not confirmed.\n\nTo try it without an account: stocktrim --demo plan";

/// What every command takes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options of every command")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct Globals {
    /// The form of the output
    #[arg(
        short = 'o',
        long = "output",
        global = true,
        value_enum,
        default_value_t,
        value_name = "FORM"
    )]
    pub format: Format,
    /// The columns to show, separated by commas
    #[arg(long, global = true, value_delimiter = ',', value_name = "NAMES")]
    pub columns: Option<Vec<String>>,
    /// Show so many rows at most
    #[arg(long, global = true, value_name = "ROWS")]
    pub limit: Option<usize>,
    /// The account to use, see `stocktrim profile`
    #[arg(short, long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Use a shop in this process: no account is needed, and nothing is kept
    #[arg(long, global = true, conflicts_with = "profile")]
    pub demo: bool,
    /// Show what would be written, and write nothing
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Write without a question
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// Ask nothing: a write without --yes ends with 9
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Leave out remarks and progress
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Log what is sent and received, without credentials; -vv logs more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// How long a call may take with its retries [default: 120]
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    pub timeout: Option<Duration>,
    /// How often a call is retried, where that is safe [default: 5]
    #[arg(long, global = true, value_name = "TIMES")]
    pub retries: Option<u32>,
}

impl Globals {
    /// Where results go, and how.
    #[must_use]
    pub fn output(&self) -> Output {
        Output {
            format: self.format,
            columns: self.columns.clone(),
            limit: self.limit,
            quiet: self.quiet,
            pretty: std::io::stdout().is_terminal(),
        }
    }
}

/// Reads seconds, with or without decimals.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text
        .parse()
        .map_err(|_| "seconds are wanted, such as 30".to_owned())?;
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|time| !time.is_zero())
        .ok_or_else(|| "more than 0 seconds are wanted".to_owned())
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// What to order: the rows below their reorder point
    Plan(plan::Arguments),
    /// A page to send to a colleague: what to order, what runs out when, what lies too long
    Report(report::Arguments),
    /// One product: its stock, its plan, its open orders, and what to know
    Why(why::Arguments),
    /// Purchase orders
    #[command(subcommand)]
    Orders(orders::Command),
    /// Products
    #[command(subcommand)]
    Products(rows::Products),
    /// Levels of stock
    #[command(subcommand)]
    Stock(stock::Command),
    /// Sales
    #[command(subcommand)]
    Sales(sales::Command),
    /// Suppliers
    #[command(subcommand)]
    Suppliers(rows::Suppliers),
    /// Customers
    #[command(subcommand)]
    Customers(rows::Customers),
    /// Locations
    #[command(subcommand)]
    Locations(rows::Locations),
    /// Bills of materials: what products are made of
    #[command(subcommand)]
    Boms(boms::Command),
    /// The forecast: start it, wait for it
    #[command(subcommand)]
    Forecast(forecast::Command),
    /// Where the credentials come from, and whether StockTrim answers
    Doctor,
    /// The accounts in your own folder
    #[command(subcommand)]
    Profile(profile::Command),
    /// Any of the 38 operations, with raw JSON
    Api(api::Arguments),
    /// Ask the server what nobody knows about it, and write the answers down
    Survey(survey::Arguments),
    /// The tools of an assistant, by the Model Context Protocol
    ///
    /// It reads only, unless --allow says more; its README has the lines for the usual clients.
    #[cfg(feature = "mcp")]
    Mcp(crate::mcp::Arguments),
    /// A script that completes commands, for your shell
    Completions(completions::Arguments),
}
