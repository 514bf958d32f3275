//! The corpus of the fuzz targets as plain tests, but for `env_files` and `redaction`, which tests in `src/config/` run; how to
//! fuzz is in CONTRIBUTING.md.

#[path = "../fuzz/inputs.rs"]
mod inputs;

/// Runs a target over every file of its corpus.
fn run(target: &str, check: impl Fn(&[u8])) {
    let folder = format!("{}/tests/fuzz/corpus/{target}", env!("CARGO_MANIFEST_DIR"));
    let mut files = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        println!("{}", path.display());
        check(&std::fs::read(path).unwrap());
        files += 1;
    }
    assert!(files > 0, "{folder} is empty");
}

#[test]
fn answers() {
    run("answers", inputs::answers);
}

#[test]
fn rows() {
    run("rows", inputs::rows);
}

#[test]
fn retry_after() {
    run("retry_after", inputs::retry_after);
}

#[test]
fn timestamps() {
    run("timestamps", inputs::timestamps);
}

#[test]
fn base_urls() {
    run("base_urls", inputs::base_urls);
}

#[test]
fn path_values() {
    run("path_values", inputs::path_values);
}
