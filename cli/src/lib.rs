//! The program `stocktrim` as a library: plans of writes, commands, and what they show.
//!
//! The program's own page, with its commands and exit codes, is the README of the crate. What is public here serves the
//! program and what is built into it; it is no promise to others, which use the crate `stocktrim`.

pub mod args;
pub mod buying;
pub mod carry;
pub mod commands;
pub mod failure;
pub mod fields;
pub mod input;
pub mod kinds;
#[cfg(feature = "mcp")]
pub mod mcp;
pub mod output;
pub mod plan;
pub mod profile;
mod report;
pub mod session;
pub mod survey;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use args::{Arguments, Globals};
use failure::{BROKEN_PIPE, Exit, Failure};
use output::Format;

/// Reads the arguments, does what they say, and gives the exit code.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            let exit = if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            };
            return ExitCode::from(exit as u8);
        }
    };
    let globals = arguments.globals.clone();
    log(globals.verbose);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let done = runtime.map_err(Failure::from).and_then(|runtime| {
        let done = runtime.block_on(commands::run(arguments));
        // A read of standard input that nobody waits for any more does not keep the program.
        runtime.shutdown_background();
        done
    });
    let Err(failure) = done else {
        return ExitCode::SUCCESS;
    };
    if failure.kind == BROKEN_PIPE {
        return ExitCode::SUCCESS;
    }
    tell(&failure, &globals);
    ExitCode::from(failure.exit as u8)
}

/// Says on standard error what went wrong.
fn tell(failure: &Failure, globals: &Globals) {
    let mut err = std::io::stderr();
    let _ = match globals.format {
        Format::Json | Format::Ndjson => writeln!(err, "{}", failure.json()),
        Format::Table | Format::Csv => {
            let lines = failure.to_string();
            let lines = output::printable_lines(&lines);
            writeln!(err, "stocktrim: {lines}")
        }
    };
}

/// Logs what the SDK does, on standard error; never a credential.
fn log(verbose: u8) {
    use tracing_subscriber::filter::LevelFilter;
    let level = match verbose {
        0 => return,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
}
