//! What the documentation says that is measured: the features with their cost, and what the example prints.

use crate::cargo::{cargo, crates_of_ours as crates, told};
use crate::files::Files;
use std::fmt::Write as _;

/// How many rows the README shows: the first, some from the middle, the last.
const SHOWN: usize = 2;

/// Brings the table of features up to date, with the crates that each one adds.
///
/// # Errors
/// One sentence: what cannot be read, counted or written.
pub fn features(files: &Files) -> Result<Vec<String>, String> {
    let declared = declared(&files.read("Cargo.toml")?);
    let default: &[String] = declared
        .iter()
        .find(|feature| feature.name == "default")
        .map(|feature| feature.with.as_slice())
        .ok_or("Cargo.toml has no feature `default`")?;
    let bare = crates(files.root(), &["--no-default-features"])?;
    let usual = crates(files.root(), &[])?;
    let mut table = format!(
        "A program with the default features compiles {} crates, the generator included, and {} without any; what \
         each feature adds to the latter is in the last column (`cargo xtask features` counts).\n\n\
         | feature | default | what it gives | crates |\n| --- | --- | --- | --- |\n",
        usual.len(),
        bare.len()
    );
    for Feature { name, words, .. } in declared.iter().filter(|f| f.name != "default") {
        let with = crates(files.root(), &["--no-default-features", "--features", name])?;
        let more = with.difference(&bare).count();
        let on = if default.contains(name) { "yes" } else { "" };
        let _ = writeln!(table, "| `{name}` | {on} | {words} | +{more} |");
    }
    files.put(&[("src/guide/features.md", &table)], "cargo xtask features")
}

/// Brings the low-stock report in README.md up to date, by running the example.
///
/// # Errors
/// One sentence: what cannot be run or written.
pub fn example(files: &Files) -> Result<Vec<String>, String> {
    // Where no `.env` is: with credentials the report would be of somebody's real stock.
    let empty = tempfile::tempdir().map_err(|e| format!("no folder can be made: {e}"))?;
    let mut run = cargo(empty.path());
    run.args(["run", "--quiet", "--locked", "--manifest-path"])
        .arg(files.root().join("Cargo.toml"))
        .args(["--features", "full", "--example", "low_stock"]);
    let variables = std::env::vars_os().map(|(name, _)| name);
    for name in variables.filter(|name| name.to_string_lossy().starts_with("STOCKTRIM_")) {
        run.env_remove(name);
    }
    let report = told(&mut run)?;
    put(files, &format!("```text\n{}\n```\n", shortened(&report)))
}

struct Feature {
    name: String,
    with: Vec<String>,
    words: String,
}

/// The features with the comments above them, which a parser of TOML would drop.
fn declared(manifest: &str) -> Vec<Feature> {
    let lines = manifest.lines().skip_while(|line| *line != "[features]");
    let mut features = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    for line in lines.skip(1).take_while(|line| !line.starts_with('[')) {
        if let Some(comment) = line.strip_prefix('#') {
            words.push(comment.trim());
        } else if let Some((name, with)) = line.split_once('=') {
            features.push(Feature {
                name: name.trim().to_owned(),
                with: with
                    .split('"')
                    .skip(1)
                    .step_by(2)
                    .map(str::to_owned)
                    .collect(),
                words: words.join(" ").trim_end_matches('.').to_owned(),
            });
            words.clear();
        }
    }
    features
}

/// The head of the report, some rows, and its last lines.
fn shortened(report: &str) -> String {
    let lines: Vec<&str> = report.lines().map(str::trim_end).collect();
    let end = lines.iter().rposition(|line| line.is_empty());
    let (rows, last) = lines.split_at(end.unwrap_or(lines.len()));
    if rows.len() <= 3 * SHOWN + 1 {
        return lines.join("\n");
    }
    let middle = (rows.len() - SHOWN) / 2;
    let parts = [
        &rows[..=SHOWN],
        &["…"],
        &rows[middle..middle + SHOWN],
        &["…"],
        &rows[rows.len() - SHOWN..],
        last,
    ];
    parts.concat().join("\n")
}

/// Replaces what stands between the two marks of README.md.
fn put(files: &Files, body: &str) -> Result<Vec<String>, String> {
    let text = files.read("README.md")?;
    let (open, close) = ("<!-- example -->\n", "<!-- /example -->");
    let parts = text
        .split_once(open)
        .and_then(|(before, rest)| Some((before, rest.split_once(close)?.1)));
    let (before, after) =
        parts.ok_or_else(|| format!("README.md has no marks {} and {close}", open.trim()))?;
    let text = format!("{before}{open}{body}{close}{after}");
    files.put(&[("README.md", &text)], "cargo xtask readme-example")
}

#[cfg(test)]
mod tests {
    use super::{declared, shortened};

    #[test]
    fn a_feature_has_the_comment_above_it() {
        let manifest = "[package]\n[features]\ndefault = [\"a\", \"b\"]\n# Gives a,\n# and more.\na = []\nb = [\"a\"]\n\n[dependencies]\nc = \"1\"\n";
        let features = declared(manifest);
        let seen: Vec<_> = features
            .iter()
            .map(|f| (f.name.as_str(), f.words.as_str(), f.with.len()))
            .collect();
        assert_eq!(
            seen,
            [
                ("default", "", 2),
                ("a", "Gives a, and more", 0),
                ("b", "", 1)
            ]
        );
    }

    #[test]
    fn the_example_has_the_head_some_rows_and_the_last_line() {
        let rows: Vec<_> = (0..40).map(|n| format!("row {n}")).collect();
        let short = shortened(&format!("head\n{}\n\n40 rows.", rows.join("\n")));
        assert!(
            short.starts_with("head\nrow 0\nrow 1\n…\nrow 18\n"),
            "{short}"
        );
        assert!(short.ends_with("…\nrow 38\nrow 39\n\n40 rows."), "{short}");
    }
}
