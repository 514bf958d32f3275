//! The examples of the resources run with no account, and do what they say.

use std::path::PathBuf;
use std::process::Command;

/// What an example prints. `cargo test` builds the examples; of a single test it does not, and then
/// there is nothing to run.
fn run(name: &str, arguments: &[&str]) -> Option<String> {
    let mut program: PathBuf = std::env::current_exe().unwrap();
    program.pop();
    program.pop();
    program.push("examples");
    program.push(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        eprintln!("{name} was not built: cargo test --features full builds it");
        return None;
    }
    let output = Command::new(program)
        .args(arguments)
        .env_remove("STOCKTRIM_API_AUTH_ID")
        .env_remove("STOCKTRIM_API_AUTH_SIGNATURE")
        .env_remove("STOCKTRIM_BASE_URL")
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {errors}");
    assert!(errors.contains("This is the sandbox"), "{errors}");
    Some(String::from_utf8(output.stdout).unwrap())
}

fn says(name: &str, arguments: &[&str], expected: &[&str]) {
    let Some(said) = run(name, arguments) else {
        return;
    };
    for expected in expected {
        assert!(
            said.contains(expected),
            "{name} does not say {expected:?}: {said}"
        );
    }
}

#[test]
fn sync_customers_shows_and_writes_only_when_told() {
    let shown = ["new      SQ-1ZZ08", "changed  A/B-3", "2 to write, 1 equal"];
    says(
        "sync_customers",
        &[],
        &[&shown[..], &["Nothing was written"]].concat(),
    );
    says(
        "sync_customers",
        &["--apply"],
        &[&shown[..], &["2 written."]].concat(),
    );
}

#[test]
fn import_products_names_the_lines_of_bad_rows() {
    let bad = [
        "line 5: cost",
        "line 6: productId is missing",
        "line 8: CLAY-POT-M",
    ];
    says(
        "import_products",
        &[],
        &[&["6 products saved, 3 rows bad."], &bad[..]].concat(),
    );
}

#[test]
fn reorder_shows_before_it_sends() {
    says("reorder", &[], &["RO-", " in all", "Nothing was sent"]);
    says("reorder", &["--send"], &["RO-", ": Created"]);
}

#[test]
fn forecast_follows_the_run_to_its_end() {
    says(
        "forecast",
        &[],
        &["Calculating forecasts", "Done after", "have no forecast"],
    );
}

#[test]
fn raw_api_shows_status_and_headers() {
    let expected = [
        "38 operations",
        "list_suppliers: 200 OK",
        "content-type",
        "find_location",
    ];
    says("raw_api", &[], &expected);
}
