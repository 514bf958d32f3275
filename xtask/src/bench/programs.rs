//! Two programs that make the same calls: one with the SDK, one with reqwest and its middleware for retries.

use super::{Row, cargo};
use crate::cargo::{MOST_CRATES, crates, logged};
use crate::files::Files;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

/// What the program with the SDK depends on; the folder is put in.
const SDK: &str = "stocktrim = { path = '{root}' }\n\
                   tokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n";
/// What the same calls need without it: rustls as reqwest ships it.
const BARE: &str = "reqwest = { version = \"0.13\", default-features = false, \
                    features = [\"json\", \"query\", \"rustls\"] }\n\
                    reqwest-middleware = { version = \"0.5\", default-features = false, \
                    features = [\"json\", \"query\"] }\n\
                    reqwest-retry = { version = \"0.9\", default-features = false }\n\
                    serde = { version = \"1\", features = [\"derive\"] }\n\
                    serde_json = \"1\"\n\
                    tokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n";

/// The two programs, each a package of its own with the versions that the workspace has locked.
#[derive(Debug)]
pub struct Programs {
    root: PathBuf,
    sdk: PathBuf,
    bare: PathBuf,
}

impl Programs {
    /// Writes both under `target/`.
    ///
    /// # Errors
    /// One sentence that names what cannot be written.
    pub fn new(files: &Files) -> Result<Self, String> {
        let root = files.root().canonicalize().map_err(|e| e.to_string())?;
        let folder = root.join("target/bench-programs");
        let programs = Self {
            sdk: folder.join("sdk"),
            bare: folder.join("bare"),
            root,
        };
        let at = programs.root.display().to_string();
        let lock = files.read("Cargo.lock")?;
        for (package, name, dependencies) in [
            (&programs.sdk, "sdk", SDK.replace("{root}", &at)),
            (&programs.bare, "bare", BARE.to_owned()),
        ] {
            let manifest = format!(
                "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
                 [workspace]\n\n[profile.release]\nstrip = true\n\n[dependencies]\n{dependencies}"
            );
            let program = files.read(&format!("benches/programs/{name}.rs"))?;
            let written = fs::create_dir_all(package.join("src"))
                .and_then(|()| fs::write(package.join("Cargo.toml"), manifest))
                .and_then(|()| fs::write(package.join("Cargo.lock"), &lock))
                .and_then(|()| fs::write(package.join("src/main.rs"), program));
            written.map_err(|e| format!("{}: {e}", package.display()))?;
        }
        Ok(programs)
    }

    /// Crates in all, and processor seconds of a clean build.
    ///
    /// # Errors
    /// One sentence: what cargo could not do.
    pub fn first_build(&self, rounds: usize) -> Result<Vec<Row>, String> {
        let count = |package| crates(package, &[]).map(|crates| crates.len());
        let (crates, fewer) = (count(&self.sdk)?, count(&self.bare)?);
        let mut rows = vec![Row {
            what: "first build: crates of a program with default features".to_owned(),
            measured: crates.to_string(),
            budget: format!("≤ {MOST_CRATES}"),
            kept: crates <= MOST_CRATES,
            how: format!("the program itself not counted; reqwest with retries: {fewer}"),
        }];
        for package in [&self.sdk, &self.bare] {
            logged(cargo(package).arg("fetch"))?;
        }
        let mut seconds = [Vec::new(), Vec::new()];
        for _ in 0..rounds {
            for (package, taken) in [&self.sdk, &self.bare].into_iter().zip(&mut seconds) {
                taken.push(clean_build(package)?);
            }
        }
        let ratios = seconds[0]
            .iter()
            .zip(&seconds[1])
            .map(|(sdk, bare)| sdk / bare);
        let ratio = median(ratios.collect());
        let [sdk, bare] = seconds.map(median);
        let how = format!("{sdk:.0} s against {bare:.0} s, of {rounds}; debug profile");
        rows.push(Row::ratio("first build: processor time", ratio, 1.1, how));
        Ok(rows)
    }

    /// What is built again when the program or the document is touched.
    ///
    /// # Errors
    /// One sentence: what cargo could not do.
    pub fn rebuild(&self) -> Result<Vec<Row>, String> {
        logged(cargo(&self.sdk).arg("build"))?;
        let program = self.sdk.join("src/main.rs");
        let document = self.root.join("spec/stocktrim.json");
        let after_program = self.rebuilt_after(&program)?;
        let after_document = self.rebuilt_after(&document)?;
        let row = |what: &str, built: &BTreeSet<String>, least: &[&str], budget: &str| Row {
            what: format!("rebuild: {what} is touched"),
            measured: built.iter().cloned().collect::<Vec<_>>().join(", "),
            budget: budget.to_owned(),
            kept: built.iter().map(String::as_str).eq(least.iter().copied()),
            how: "what cargo runs again".to_owned(),
        };
        Ok(vec![
            row(
                "the program",
                &after_program,
                &["program"],
                "build.rs does not run",
            ),
            row(
                "`spec/stocktrim.json`",
                &after_document,
                &["program", "stocktrim", "stocktrim's build.rs"],
                "the crate alone",
            ),
        ])
    }

    /// Touches a file, builds, and gives the file its time back.
    fn rebuilt_after(&self, path: &Path) -> Result<BTreeSet<String>, String> {
        let name = |e| format!("{}: {e}", path.display());
        let file = File::options().append(true).open(path).map_err(name)?;
        let before = file
            .metadata()
            .and_then(|meta| meta.modified())
            .map_err(name)?;
        file.set_modified(SystemTime::now()).map_err(name)?;
        let built = logged(cargo(&self.sdk).args(["build", "--verbose"]));
        file.set_modified(before).map_err(name)?;
        let log = built?;
        let runs = log
            .lines()
            .filter_map(|line| line.trim().strip_prefix("Running `"));
        let named = runs.map(|run| {
            if run.contains("build-script-build`") {
                return "stocktrim's build.rs".to_owned();
            }
            let name = run
                .split_once("--crate-name ")
                .map_or(run, |(_, rest)| rest);
            name.split(' ').next().unwrap_or_default().to_owned()
        });
        Ok(named.collect())
    }

    /// The size of the two programs.
    ///
    /// # Errors
    /// One sentence: what cargo could not do.
    pub fn size(&self) -> Result<Vec<Row>, String> {
        let [sdk, bare] = self
            .released()?
            .map(|path| fs::metadata(path).map(|meta| meta.len()));
        let (sdk, bare) = (
            sdk.map_err(|e| e.to_string())?,
            bare.map_err(|e| e.to_string())?,
        );
        let how = format!(
            "{:.2} MB against {:.2} MB, release, stripped",
            mb(sdk),
            mb(bare)
        );
        Ok(vec![Row::ratio(
            "program size: quickstart",
            mb(sdk) / mb(bare),
            1.35,
            how,
        )])
    }

    /// The two programs as they are released.
    ///
    /// # Errors
    /// One sentence: what cargo could not do.
    pub fn released(&self) -> Result<[PathBuf; 2], String> {
        for package in [&self.sdk, &self.bare] {
            logged(cargo(package).args(["build", "--release"]))?;
        }
        Ok([&self.sdk, &self.bare].map(|package| package.join("target/release/program")))
    }
}

/// The median of some figures.
pub(super) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

#[expect(clippy::cast_precision_loss, reason = "no program is so large")]
fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// The processor seconds of a build from nothing, of all processes together.
fn clean_build(package: &Path) -> Result<f64, String> {
    let _ = fs::remove_dir_all(package.join("target"));
    let output = Command::new("sh")
        .args(["-c", "\"$0\" build --quiet --offline && times"])
        .arg(cargo(package).get_program())
        // Crates from a registry are not compiled incrementally, and those of a path are here.
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("CARGO_TARGET_DIR")
        .current_dir(package)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| format!("sh cannot be run: {e}"))?;
    let times = String::from_utf8_lossy(&output.stdout).into_owned();
    let children = times
        .lines()
        .nth(1)
        .map(|line| line.split(' ').map(seconds));
    let total = children.and_then(Iterator::sum::<Option<f64>>);
    total.ok_or_else(|| format!("{} does not build: see above", package.display()))
}

/// Reads `1m2.5s`.
fn seconds(text: &str) -> Option<f64> {
    let (minutes, seconds) = text.trim_end_matches('s').split_once('m')?;
    Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_the_shell_are_read() {
        assert_eq!(seconds("1m2.5s"), Some(62.5));
        assert_eq!(seconds("0m0.000s"), Some(0.0));
        assert_eq!(seconds("soon"), None);
    }
}
