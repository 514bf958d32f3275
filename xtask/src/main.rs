//! `cargo xtask <task>`: reads the command line, runs a task, and ends with its exit code.

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use xtask::files::Files;
use xtask::regenerate;

/// The tasks of the house.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Bring spec/stocktrim.json and spec/api.txt up to date.
    Regenerate {
        /// Write nothing; fail when a file is out of date.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Regenerate { check } => run_regenerate(check),
    };
    outcome.unwrap_or_else(|sentence| {
        eprintln!("{sentence}");
        ExitCode::FAILURE
    })
}

/// The repository that this task belongs to.
fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn run_regenerate(check: bool) -> Result<ExitCode, String> {
    let changed = regenerate::regenerate(&Files::new(root(), check))?;
    for name in &changed {
        println!("{name} written");
    }
    if changed.is_empty() {
        println!("spec/stocktrim.json and spec/api.txt are up to date");
    }
    Ok(ExitCode::SUCCESS)
}
