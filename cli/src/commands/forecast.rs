//! `forecast`: start it, wait for it, and see how far it is.

use std::io::IsTerminal as _;
use std::time::Duration;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use stocktrim::types::ProcessingStatusResponseDto as Status;

use crate::args::seconds;
use crate::carry::Wanted;
use crate::failure::{Exit, Failure};
use crate::output::row;
use crate::plan::{Action, Deed, Plan, Step};
use crate::session::Session;

/// The commands of the forecast.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a forecast
    Run(Run),
    /// Show whether one runs, and how far it is
    Status,
}

/// What `run` takes.
#[derive(Debug, Args)]
pub struct Run {
    /// Wait for its end
    #[arg(long)]
    wait: bool,
    /// How long to wait; the forecast goes on after that
    #[arg(long, default_value = "1800", value_name = "SECONDS", value_parser = seconds, requires = "wait")]
    at_most: Duration,
    /// How often to look
    #[arg(long, default_value = "5", value_name = "SECONDS", value_parser = seconds, requires = "wait", hide = true)]
    every: Duration,
}

/// Does what is said of the forecast.
///
/// # Errors
/// What ends the command.
pub async fn run(session: &Session, command: &Command) -> Result<(), Failure> {
    match command {
        Command::Status => show(session, &session.client.forecast().status().await?),
        Command::Run(run) => {
            let Some(plan) = session.confirmed(run_plan(), &Wanted::Yes)? else {
                return Ok(());
            };
            let report = session.apply(plan).await;
            session.check(&report)?;
            if run.wait {
                wait(session, run).await
            } else {
                session.show(&report)
            }
        }
    }
}

/// The plan that starts a forecast.
pub(crate) fn run_plan() -> Plan {
    Plan::one(Step::new(Action::Start, "the forecast", Deed::RunForecast))
        .remark("It takes minutes, and the order plan changes with it.")
}

fn show(session: &Session, status: &Status) -> Result<(), Failure> {
    session.out.one(row(status)?)
}

async fn wait(session: &Session, run: &Run) -> Result<(), Failure> {
    let is_shown = !session.out.quiet && std::io::stderr().is_terminal();
    let target = if is_shown {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(Some(100), target);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos} % {msg}") {
        bar.set_style(style);
    }
    let wait = session.client.forecast().finished();
    let wait = wait
        .starts_within(Duration::from_secs(60).min(run.at_most / 2))
        .poll_every(run.every)
        .timeout(run.at_most)
        .on_progress(|status| {
            let percent = status.percentage_complete.unwrap_or_default();
            bar.set_position(u64::try_from(percent).unwrap_or_default());
            bar.set_message(status.status_message.clone().unwrap_or_default());
        });
    let goes_on =
        || "The forecast was started and goes on: `stocktrim forecast status` shows how far it is.";
    let ended = tokio::select! {
        ended = wait => ended,
        _ = tokio::signal::ctrl_c() => {
            bar.finish_and_clear();
            return Err(Failure::new(Exit::Unknown, "interrupted", "the wait was interrupted").hint(goes_on()));
        }
    };
    bar.finish_and_clear();
    match ended {
        Ok(run) => show(session, &run.status),
        Err(error) => {
            let mut failure = Failure::from(error).hint(goes_on());
            // It was started: to repeat the command would start another.
            failure.exit = Exit::Unknown;
            Err(failure)
        }
    }
}
