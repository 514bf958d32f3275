//! `cargo xtask <task>`: reads the command line, runs a task, and ends with its exit code.

use chrono::Utc;
use clap::{Parser, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use xtask::diff::Axis;
use xtask::diff::print::{Format, print};
use xtask::diff::rules::Wire;
use xtask::fetch::{ADDRESS, Limits};
use xtask::files::Files;
use xtask::say::say;
use xtask::{bench, cargo, diff, document, drift, overlay, readme, regenerate, smoke_test, vendor};

/// The tasks of the repository.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Bring spec/vendor.json and its lock up to date from StockTrim's own document.
    Fetch {
        /// An address or a file.
        #[arg(long, default_value = ADDRESS)]
        from: String,
    },
    /// Bring spec/stocktrim.json and spec/api.txt up to date.
    Regenerate {
        /// Write nothing; fail when a file is out of date.
        #[arg(long)]
        check: bool,
        /// Fetch first; without it nothing uses the network.
        #[arg(long, conflicts_with = "check")]
        fetch: bool,
        /// An address or a file.
        #[arg(long, requires = "fetch", default_value = ADDRESS)]
        from: String,
    },
    /// Judge every change between two documents of StockTrim.
    Diff {
        /// The document as it was.
        old: PathBuf,
        /// The document as it is.
        new: PathBuf,
        /// How the report is written.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// End with exit code 1 from this gravity on, on the axis that is judged.
        #[arg(long, value_enum, default_value_t = FailOn::Never)]
        fail_on: FailOn,
        /// Which programs are judged: `wire` those that are deployed, `rust` those that recompile.
        #[arg(long, value_enum, default_value_t = Axis::Both)]
        axis: Axis,
    },
    /// Compare StockTrim's live document with spec/vendor.json: exit 0 no change, 1 drift, 2 could not tell.
    Drift {
        /// An address or a file.
        #[arg(long, default_value = ADDRESS)]
        from: String,
        /// How the report is written.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Measure what has a budget and write benches/RESULTS.md; exit 1 when a budget is missed.
    Bench {
        /// Only these parts, comma-separated, and write nothing: calls, decoding, memory, bulk,
        /// connections, first-build, rebuild, size, start.
        #[arg(long, value_delimiter = ',')]
        only: Vec<String>,
        /// How many times the two programs are built from nothing.
        #[arg(long, default_value_t = 3)]
        builds: usize,
    },
    /// Count the crates of a program with the default features; fail when they are more than the budget.
    Crates,
    /// Count what each feature costs, and write it into the guide on configuration.
    Features {
        /// Write nothing; fail when the guide is out of date.
        #[arg(long)]
        check: bool,
    },
    /// Run the low-stock report, and put what it prints into README.md.
    ReadmeExample {
        /// Write nothing; fail when README.md is out of date.
        #[arg(long)]
        check: bool,
    },
    /// Pack the crate, and run the README's quick start from an empty project that depends on it.
    SmokeTest,
}

/// From which gravity on a diff fails.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FailOn {
    Breaking,
    Risky,
    Any,
    Never,
}

/// The exit code of "could not tell", which is neither success nor a finding.
const COULD_NOT_TELL: u8 = 2;

fn main() -> ExitCode {
    let task = Arguments::parse().task;
    let failure = match task {
        Task::Diff { .. } | Task::Drift { .. } | Task::Bench { .. } => COULD_NOT_TELL,
        _ => 1,
    };
    run(task).unwrap_or_else(|sentence| {
        eprintln!("{sentence}");
        ExitCode::from(failure)
    })
}

fn run(task: Task) -> Result<ExitCode, String> {
    match task {
        Task::Fetch { from } => {
            let taken = vendor::take(&files(false), &from, &Limits::default(), Utc::now())?;
            say_written(&taken.written, "spec/vendor.json is");
        }
        Task::Regenerate { check, fetch, from } => {
            run_regenerate(check, fetch.then_some(from.as_str()))?;
        }
        Task::Diff {
            old,
            new,
            format,
            fail_on,
            axis,
        } => return run_diff(&old, &new, format, fail_on, axis),
        Task::Drift { from, format } => {
            let today = Utc::now().date_naive();
            let report = drift::drift(&files(false), &from, &Limits::default(), today)?;
            say(&print(&report, format));
            return Ok(ExitCode::from(u8::from(!report.findings.is_empty())));
        }
        Task::Bench { only, builds } => {
            let kept = bench::bench(&files(false), &only, builds)?;
            return Ok(ExitCode::from(u8::from(!kept)));
        }
        Task::Crates => say(&cargo::budget(files(true).root())?),
        Task::Features { check } => {
            say_written(
                &readme::features(&files(check))?,
                "src/guide/features.md is",
            );
        }
        Task::ReadmeExample { check } => {
            say_written(&readme::example(&files(check))?, "README.md is");
        }
        Task::SmokeTest => say(&format!(
            "the quick start ran: {}",
            smoke_test::smoke_test(files(true).root())?
        )),
    }
    Ok(ExitCode::SUCCESS)
}

/// The files of the repository that this task belongs to.
fn files(check: bool) -> Files {
    Files::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."), check)
}

fn say_written(written: &[String], unchanged: &str) {
    for name in written {
        say(&format!("{name} written"));
    }
    if written.is_empty() {
        say(&format!("{unchanged} up to date"));
    }
}

fn run_regenerate(check: bool, from: Option<&str>) -> Result<(), String> {
    let files = files(check);
    let taken = from
        .map(|from| vendor::take(&files, from, &Limits::default(), Utc::now()))
        .transpose()?;
    if let Some(taken) = &taken {
        say_written(&taken.written, "spec/vendor.json is");
        if let Some(before) = &taken.before {
            let overlay = overlay::read(&files.read("spec/overlay.yaml")?)?;
            let report = diff::diff(before, &taken.after, &overlay)?;
            say(&print(&report, Format::Text));
        }
    }
    let before = taken.as_ref().and_then(|taken| taken.before.as_ref());
    let written = regenerate::regenerate(&files, before)?;
    say_written(&written, "spec/stocktrim.json and spec/api.txt are");
    if written.is_empty() {
        Ok(())
    } else {
        build(files.root())
    }
}

/// Builds the crate from what was written.
fn build(root: &Path) -> Result<(), String> {
    let arguments = [
        "check",
        "--quiet",
        "--package",
        "stocktrim",
        "--features",
        "full",
    ];
    match cargo::cargo(root).args(arguments).status() {
        Ok(status) if status.success() => {
            say("the crate builds");
            Ok(())
        }
        Ok(_) => Err(
            "the files are written, but the crate does not build with them: see above".to_owned(),
        ),
        Err(e) => Err(format!("cargo cannot be run: {e}")),
    }
}

fn run_diff(
    old: &Path,
    new: &Path,
    format: Format,
    fail_on: FailOn,
    axis: Axis,
) -> Result<ExitCode, String> {
    let read = |path: &Path| {
        let name = path.display();
        let text = std::fs::read_to_string(path).map_err(|e| format!("{name}: {e}"))?;
        document::openapi(&text).map_err(|e| format!("{name}: {e}"))
    };
    let (old, new) = (read(old)?, read(new)?);
    let report = if axis == Axis::Wire {
        diff::wire_report(&old, &new)
    } else {
        let overlay = overlay::read(&files(true).read("spec/overlay.yaml")?)?;
        diff::diff(&old, &new, &overlay)?
    };
    say(&print(&report, format));
    if axis == Axis::Rust && report.axis == Axis::Wire {
        return Err("the rust axis cannot be judged: see the note".to_owned());
    }
    let least = match fail_on {
        FailOn::Breaking => Some(Wire::Breaking),
        FailOn::Risky => Some(Wire::Risky),
        FailOn::Any => Some(Wire::Safe),
        FailOn::Never => None,
    };
    let fails = least
        .zip(report.worst(axis))
        .is_some_and(|(least, worst)| worst >= least);
    Ok(ExitCode::from(u8::from(fails)))
}
