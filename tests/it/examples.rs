//! The examples of the resources run with no account, and do what they say.

use std::path::PathBuf;
use std::process::Command;

/// An example. `cargo test` builds the examples; of a single test it does not, and then there is
/// nothing to run.
fn example(name: &str, arguments: &[&str]) -> Option<Command> {
    let mut program: PathBuf = std::env::current_exe().unwrap();
    program.pop();
    program.pop();
    program.push("examples");
    program.push(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        eprintln!("{name} was not built: cargo test --features full builds it");
        return None;
    }
    let mut command = Command::new(program);
    command.args(arguments);
    for variable in ["API_AUTH_ID", "API_AUTH_SIGNATURE", "BASE_URL"] {
        command.env_remove(format!("STOCKTRIM_{variable}"));
    }
    Some(command)
}

/// What an example prints.
fn run(name: &str, arguments: &[&str]) -> Option<String> {
    let output = example(name, arguments)?.output().unwrap();
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
    let shown = [
        "new      SQ-1ZZ08",
        "changed  A/B-3",
        "1 new, 1 changed, 0 gone, 1 equal",
    ];
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
fn sync_products_shows_and_writes_only_when_told_and_never_discontinues_almost_all() {
    let shown = "changed  OAK-TOP-120: cost 117.23 -> 119.5\n1 new, 1 changed, 0 gone, 1 equal";
    says("sync_products", &[], &[shown, "Nothing was written"]);
    says("sync_products", &["--apply"], &[shown, "2 written."]);
    if let Some(mut command) = example("sync_products", &["--apply", "--discontinue"]) {
        let output = command.output().unwrap();
        assert!(!output.status.success());
        assert!(String::from_utf8_lossy(&output.stderr).contains("400 of 402 rows are missing"));
    }
}

#[test]
fn reorder_shows_before_it_sends_and_its_sum_of_33_orders_is_to_the_cent() {
    let shown = [
        "no supplier, not ordered, 25 lines",
        "\n33 orders, 76513.19 in all",
    ];
    says(
        "reorder",
        &[],
        &[&shown[..], &["Nothing was sent"]].concat(),
    );
    says("reorder", &["--send"], &["RO-", ": created"]);
}

#[test]
fn receive_takes_a_part_and_then_the_rest() {
    let expected = [
        "PO-01003: 42 ordered",
        "41 of 42 to come",
        "all of 42 is received",
    ];
    says("receive", &[], &expected);
    says("receive", &["PO-01003"], &["all of 42 is received"]);
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

fn import(text: &[u8]) -> Option<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("products.csv");
    std::fs::write(&file, text).unwrap();
    let output = example("import_products", &[file.to_str().unwrap()])?
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Some((text(output.stdout), text(output.stderr)))
}

#[test]
fn e10_lines_are_counted_as_an_editor_does() {
    let rows = [
        "productId,cost",
        "A,1",
        "",
        "B,two",
        "\"C\nD\",3",
        "E,four",
        "F,5,6",
    ];
    for end in ["\n", "\r\n", "\r"] {
        for mark in ["", "\u{feff}"] {
            let text = format!("{mark}{}{end}", rows.join(end));
            let Some((said, errors)) = import(text.as_bytes()) else {
                return;
            };
            assert!(
                said.contains("2 products saved, 3 rows bad."),
                "{said} {errors}"
            );
            for line in ["line 4: cost", "line 7: cost", "line 8: "] {
                assert!(said.contains(line), "{end:?}: {said}");
            }
        }
    }
}

#[test]
fn e10_a_file_of_which_no_row_is_good_has_one_complaint_with_a_hint() {
    for (text, hint) in [
        (
            &b"productId;name\nA;Oak\nB;Ash\n"[..],
            "separated by semicolons",
        ),
        (b"productId\tname\nA\tOak\n", "separated by tabs"),
        (b"ProductID,name\nA,Oak\n", "rename the column ProductID"),
        (b"code,name\nA,Oak\nB,Ash\n", "names the columns code, name"),
        (b"", "the file is empty"),
        (b"productId,name\nA,B\xfcffel\n", "CSV UTF-8"),
    ] {
        let Some((said, errors)) = import(text) else {
            return;
        };
        assert_eq!(said, "");
        assert!(
            errors.contains(hint) && errors.lines().count() == 1,
            "{errors}"
        );
    }
}

#[test]
fn e11_an_example_whose_reader_has_left_ends_quietly() {
    for name in ["low_stock", "import_products", "raw_api"] {
        let Some(mut command) = example(name, &[]) else {
            return;
        };
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = command.stdout(writer).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && !errors.contains("panicked"),
            "{name}: {errors}"
        );
    }
}

#[test]
fn square_webhook_takes_squares_own_and_refuses_a_strangers() {
    says(
        "square_webhook",
        &[],
        &[
            "saved the customer Harbour Cafe",
            "Square's webhook: 200 OK",
            "a stranger's webhook: 401 Unauthorized",
            "StockTrim has Some(\"Harbour Cafe\")",
        ],
    );
}
