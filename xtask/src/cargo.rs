//! Running cargo and other programs, and counting the crates that are compiled.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

/// The crates that a program with the default features may compile: this one counts, the program itself does not.
/// octocrab 0.54 has 153, oxide 0.17 has 148.
pub const MOST_CRATES: usize = 150;

/// What crates are counted for, so that the count is the same on every machine.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// The cargo that runs this task, run in a folder.
#[must_use]
pub fn cargo(folder: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(folder);
    cargo
}

/// What a command writes to its output; its messages go where ours go.
pub(crate) fn told(command: &mut Command) -> Result<String, String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| unrunnable(command, &e))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{command:?} failed, see above"))
    }
}

/// The messages of a command, which nobody sees unless it fails.
pub(crate) fn logged(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|e| unrunnable(command, &e))?;
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        Ok(log)
    } else {
        Err(format!("{command:?} failed: {log}"))
    }
}

fn unrunnable(command: &Command, error: &std::io::Error) -> String {
    format!("{} cannot be run: {error}", command.get_program().display())
}

/// The crates that the package of a folder compiles, itself not counted; `arguments` choose package and features.
pub(crate) fn crates(folder: &Path, arguments: &[&str]) -> Result<BTreeSet<String>, String> {
    let mut tree = cargo(folder);
    tree.args(["tree", "--edges", "normal,build", "--prefix", "none"])
        .args(["--format", "{p}", "--target", TARGET])
        .args(arguments);
    let lines = told(&mut tree)?;
    let names = lines.lines().map(|line| line.trim_end_matches(" (*)"));
    Ok(names.skip(1).map(str::to_owned).collect())
}

/// The crates that `stocktrim` compiles with some features, itself not counted.
pub(crate) fn crates_of_ours(root: &Path, features: &[&str]) -> Result<BTreeSet<String>, String> {
    let ours = ["--locked", "--package", "stocktrim"];
    crates(root, &[&ours, features].concat())
}

/// Counts the crates of a program with the default features, and fails when they are too many.
///
/// # Errors
/// One sentence: the count and its budget, or what could not be counted.
pub fn budget(root: &Path) -> Result<String, String> {
    let crates = crates_of_ours(root, &[])?.len() + 1;
    let sentence = format!("{crates} crates with default features, at most {MOST_CRATES}");
    if crates <= MOST_CRATES {
        Ok(sentence)
    } else {
        Err(sentence)
    }
}
