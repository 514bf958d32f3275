//! Measures everything that has a budget, and writes the table.

pub mod programs;
pub mod start;

use crate::cargo::{self, told};
use crate::files::Files;
use crate::say::say;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// The name of the table's file.
const RESULTS: &str = "benches/RESULTS.md";

/// The benchmarks of the package, which print rows themselves.
const BENCHES: [&str; 5] = ["calls", "decoding", "memory", "connections", "bulk"];

/// What can be measured, in the order of the table.
const PARTS: [&str; 9] = [
    "calls",
    "decoding",
    "memory",
    "bulk",
    "connections",
    "first-build",
    "rebuild",
    "size",
    "start",
];

/// A figure and its budget.
#[derive(Debug, Clone)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// What it came to.
    pub measured: String,
    /// What it may come to.
    pub budget: String,
    /// Whether it stays within.
    pub kept: bool,
    /// The figures behind it.
    pub how: String,
}

impl Row {
    /// Reads a row as a benchmark prints it; any other line is none.
    fn read(line: &str) -> Option<Self> {
        let mut parts = line.strip_prefix("row\t")?.split('\t').map(str::to_owned);
        Some(Self {
            what: parts.next()?,
            measured: parts.next()?,
            budget: parts.next()?,
            kept: parts.next()? == "kept",
            how: parts.next()?,
        })
    }

    /// A ratio that may be so much at the most.
    #[must_use]
    pub fn ratio(what: &str, ratio: f64, most: f64, how: String) -> Self {
        Self {
            what: what.to_owned(),
            measured: format!("{ratio:.3}"),
            budget: format!("≤ {most}"),
            kept: ratio <= most,
            how,
        }
    }
}

/// Measures, prints every row, and writes the table if nothing was left out.
///
/// # Errors
/// One sentence: the part that is not known, or what could not be run.
pub fn bench(files: &Files, only: &[String], rounds: usize) -> Result<bool, String> {
    if let Some(wrong) = only.iter().find(|part| !PARTS.contains(&part.as_str())) {
        return Err(format!(
            "there is no part {wrong}: take some of {}",
            PARTS.join(", ")
        ));
    }
    let wanted = |part: &str| only.is_empty() || only.iter().any(|one| one == part);
    let commit = commit(files);
    let programs = programs::Programs::new(files)?;
    let mut rows = Vec::new();
    for part in PARTS.into_iter().filter(|part| wanted(part)) {
        eprintln!("measuring: {part}");
        let measured = match part {
            "first-build" => programs.first_build(rounds)?,
            "rebuild" => programs.rebuild()?,
            "size" => programs.size()?,
            "start" => start::start(&programs)?,
            bench => run(files, bench)?,
        };
        for row in &measured {
            say(&line(row));
        }
        rows.extend(measured);
    }
    let kept = rows.iter().all(|row| row.kept);
    if only.is_empty() {
        let text = table(&rows, &commit);
        files.put(&[(RESULTS, &text)], "cargo xtask bench")?;
        say(&format!("{RESULTS} written"));
    }
    Ok(kept)
}

/// Runs one of the package's own benchmarks.
fn run(files: &Files, bench: &str) -> Result<Vec<Row>, String> {
    debug_assert!(BENCHES.contains(&bench), "{bench} prints rows");
    let text = told(
        cargo(files.root())
            .args(["bench", "--quiet", "--package", "stocktrim"])
            .args(["--bench", bench]),
    )?;
    Ok(text.lines().filter_map(Row::read).collect())
}

/// Cargo, run in a folder, building into the target folder that is the folder's own.
fn cargo(folder: &Path) -> Command {
    let mut cargo = cargo::cargo(folder);
    cargo.env_remove("CARGO_TARGET_DIR");
    cargo
}

fn line(row: &Row) -> String {
    let verdict = if row.kept { "yes" } else { "**no**" };
    format!(
        "| {} | {} | {} | {verdict} | {} |",
        row.what, row.measured, row.budget, row.how
    )
}

fn table(rows: &[Row], commit: &str) -> String {
    let mut text = format!(
        "# Results\n\n\
         Written by `cargo xtask bench`; not edited by hand. Ratios are those of the SDK to the same\n\
         work with bare reqwest, `serde_json` and tokio, taken in turns in one run; what stands behind\n\
         a ratio are medians, which are this machine's own. How each row is measured, and what was\n\
         done to get there: `benches/README.md`.\n\n\
         * Commit: {commit}\n* Machine: {}\n\n\
         | what | measured | budget | kept | behind it |\n| --- | --- | --- | --- | --- |\n",
        machine()
    );
    for row in rows {
        let _ = writeln!(text, "{}", line(row));
    }
    text
}

/// The commit that is measured, and whether the files are it.
fn commit(files: &Files) -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(files.root())
            .output()
            .ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short=12", "HEAD"]).unwrap_or_default();
    match git(&["status", "--porcelain", "--untracked-files=no"]) {
        Some(changed) if changed.is_empty() => commit,
        _ => format!("{commit}, with changes"),
    }
}

/// Processor, memory, kernel and compiler, as far as the system tells.
fn machine() -> String {
    let find = |path: &str, name: &str| {
        let text = fs::read_to_string(path).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':'))
            .map(|(_, value)| value.trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let processor = find("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".to_owned());
    let memory = find("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split(' ').next()?.parse::<u64>().ok())
        .map_or_else(String::new, |kib| format!(", {} GiB", kib >> 20));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let compiler = Command::new("rustc").arg("--version").output();
    let compiler = compiler.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    format!(
        "{cores} × {processor}{memory}, {} {}, {}",
        env::consts::OS,
        kernel.trim(),
        compiler.unwrap_or_default().trim()
    )
}
