//! `mcp`: the tools of an assistant, by the Model Context Protocol over standard input and output.
//!
//! Read-only unless it is started otherwise; every write is a plan of [`crate::plan`], which is shown and confirmed
//! before it is carried out.

mod account;
mod answer;
mod arguments;
mod confirm;
mod schema;
mod server;
mod token;
mod tools;
mod trouble;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use clap::{Args, ValueEnum};
use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::RwLock;

use crate::args::Globals;
use crate::failure::{Exit, Failure};
use account::Accounts;
use token::Seal;
use tools::{Group, Tool};

/// What `mcp` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Arguments {
    /// What it may do beside reading
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT")]
    pub allow: Vec<Allow>,
    /// Only these tools, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub tools: Vec<String>,
    /// Without these tools, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub exclude: Vec<String>,
    /// Let every write be confirmed by a person at the client, never by a token alone
    #[arg(long)]
    pub require_person: bool,
    /// Nobody sits at the client: tokens confirm every write, deletes and purchase orders too
    #[arg(long, conflicts_with = "require_person")]
    pub unattended: bool,
}

/// What a server may do beside reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Allow {
    /// Write, but not delete.
    Write,
    /// Delete.
    Delete,
}

/// How a server behaves.
pub struct Settings {
    allowed: Vec<Allow>,
    only: Vec<String>,
    without: Vec<String>,
    require_person: bool,
    unattended: bool,
    dry_run: bool,
    /// How long a call may take, without what a person takes to answer.
    pub limit: Duration,
    /// The time between two looks at a forecast that runs.
    pub poll: Duration,
    /// What the time is.
    pub clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").finish_non_exhaustive()
    }
}

impl Settings {
    /// Those of the command line.
    ///
    /// # Errors
    /// When a tool is named that there is not, or that is not allowed.
    pub fn new(arguments: Arguments) -> Result<Self, Failure> {
        let settings = Self {
            allowed: arguments.allow,
            only: Vec::new(),
            without: arguments.exclude,
            require_person: arguments.require_person,
            unattended: arguments.unattended,
            dry_run: false,
            limit: Duration::from_secs(40),
            poll: Duration::from_secs(2),
            clock: Arc::new(SystemTime::now),
        };
        for name in arguments.tools.iter().chain(&settings.without) {
            let tool = tools::all().find(|tool| tool.name == name);
            let tool = tool.ok_or_else(|| {
                let all: Vec<&str> = tools::all().map(|tool| tool.name).collect();
                Failure::usage(format!("there is no tool {name:?}"))
                    .hint(format!("There are: {}.", all.join(", ")))
            })?;
            if arguments.tools.contains(name) && !settings.has(tool) {
                return Err(Failure::usage(format!("the tool {name} is not allowed"))
                    .hint("`--allow write` or `--allow write,delete` allows it, unless it is excluded."));
            }
        }
        Ok(Self {
            only: arguments.tools,
            ..settings
        })
    }

    fn has(&self, tool: &Tool) -> bool {
        let is_named = |names: &[String]| names.iter().any(|name| name == tool.name);
        let is_allowed = match tool.group {
            Group::Read => true,
            Group::Write => self.allowed.contains(&Allow::Write),
            Group::Delete => self.allowed.contains(&Allow::Delete),
        };
        is_allowed && !is_named(&self.without) && (self.only.is_empty() || is_named(&self.only))
    }
}

/// A server of tools.
#[derive(Debug)]
pub struct Server {
    settings: Settings,
    accounts: Accounts,
    seal: Seal,
    /// Held by writes that are under way.
    writes: Arc<RwLock<()>>,
}

impl Server {
    /// One of the account that the command line and the environment name; it is looked for when a call needs it.
    ///
    /// # Errors
    /// When the system gives no random key.
    pub fn new(settings: Settings, globals: &Globals) -> Result<Self, Failure> {
        Self::with(settings, Accounts::of_settings(globals))
    }

    /// One of a client that is there already, and what its account is called.
    ///
    /// # Errors
    /// When the system gives no random key.
    pub fn of_client(
        settings: Settings,
        client: stocktrim::Client,
        place: impl Into<String>,
    ) -> Result<Self, Failure> {
        Self::with(settings, Accounts::of_client(client, place))
    }

    fn with(settings: Settings, accounts: Accounts) -> Result<Self, Failure> {
        Ok(Self {
            settings,
            accounts,
            seal: Seal::new()?,
            writes: Arc::default(),
        })
    }

    fn now(&self) -> u64 {
        let now = (self.settings.clock)().duration_since(SystemTime::UNIX_EPOCH);
        now.map_or(0, |now| now.as_secs())
    }

    /// Serves one client until its input ends, and writes that are under way have come to their end.
    ///
    /// # Errors
    /// When the client speaks another protocol, or its output cannot be written.
    pub async fn serve<R, W>(self, input: R, output: W) -> Result<(), Failure>
    where
        R: AsyncRead + Send + Unpin + 'static,
        W: AsyncWrite + Send + Unpin + 'static,
    {
        let (writes, limit) = (Arc::clone(&self.writes), self.settings.limit);
        let broken =
            |error: &dyn fmt::Display| Failure::new(Exit::Other, "protocol", error.to_string());
        let ended = match Box::pin(ServiceExt::serve(self, (input, output))).await {
            Ok(running) => running
                .waiting()
                .await
                .map(drop)
                .map_err(|error| broken(&error)),
            // Whoever started it thought better of it.
            Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(error) => Err(broken(&error)),
        };
        let _ = tokio::time::timeout(limit, writes.write()).await;
        ended
    }
}

/// Serves the client that started the program.
///
/// # Errors
/// What ends the server.
pub async fn run(arguments: Arguments, globals: &Globals) -> Result<(), Failure> {
    if globals.yes {
        return Err(Failure::usage("--yes confirms nothing here")
            .hint("`--unattended` lets tokens confirm where nobody can be asked."));
    }
    let mut settings = Settings::new(arguments)?;
    settings.dry_run = globals.dry_run;
    let server = Server::new(settings, globals)?;
    let (input, output) = rmcp::transport::stdio_pipes();
    server.serve(input, output).await
}
