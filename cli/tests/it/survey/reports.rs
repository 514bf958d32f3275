//! The command: what it prints, and what it keeps to itself.

use serde_json::Value;
use stocktrim::Operation;
use stocktrim_sandbox::{Fault, Sandbox, Survey, Target};

use super::shop::{MARK, small};
use crate::support::{ID, NAME, Run, Shop};

const FORMS: [&str; 4] = ["", "-o json", "-o csv", "--markdown"];

fn shop() -> Shop {
    Shop::with(Sandbox::builder().data(small()))
}

/// Asserts that nothing of the tenant and no credential is in it.
#[track_caller]
fn nothing_of_the_tenant(run: &Run) {
    for secret in [
        ID,
        NAME,
        "4711-secret",
        MARK,
        "7713.25",
        "5519.75",
        "3307.25",
        "2024-05-06",
        "nobody-",
    ] {
        assert!(!run.out.contains(secret), "{secret}: {}", run.out);
        assert!(!run.err.contains(secret), "{secret}: {}", run.err);
    }
}

#[test]
fn a_report_has_nothing_of_the_tenant_in_any_form() {
    let shop = shop();
    for form in FORMS {
        let run = shop.run(&format!("survey --pause 0 {form}")).ends(0);
        assert!(
            run.out.contains("R1")
                && run.out.contains("last")
                && run.err.contains("none of which changes anything")
        );
        nothing_of_the_tenant(&run);
        let last = shop.sandbox.requests().last().unwrap();
        assert!(last.header("api-auth-id").unwrap().starts_with("nobody-"));
        assert!(
            last.header("api-auth-signature")
                .unwrap()
                .starts_with("nobody-")
        );
    }
    let run = shop
        .run("survey --pause 0 --write --yes --confirm environment --markdown")
        .ends(0);
    assert!(run.out.contains("zz-survey-") && run.err.contains("Left: customer zz-survey-"));
    nothing_of_the_tenant(&run);
}

#[test]
fn what_a_server_echoes_is_not_in_the_report() {
    let shop = shop();
    let echo = format!("{ID} {NAME} {MARK}");
    for fault in [
        Fault::answer(
            200,
            "application/json",
            format!("[{{\"{ID}\": \"{MARK}\", \"id\": \"{NAME}\"}}]"),
        ),
        Fault::answer(400, "text/plain", echo.clone()),
        Fault::answer(
            404,
            "application/json",
            format!("{{\"title\": \"{echo}\", \"status\": 404}}"),
        ),
        Fault::answer(200, "tenant-4711-secret/Quixotic", echo.clone()),
        Fault::redirect(format!("http://{MARK}.invalid/{ID}")),
    ] {
        shop.sandbox.faults().clear();
        shop.sandbox.faults().always(Target::Any, fault);
        for form in FORMS {
            nothing_of_the_tenant(&shop.run(&format!("survey --pause 0 {form}")));
        }
    }
}

#[test]
fn a_survey_is_kept_and_shown_again_and_never_written_over() {
    let shop = shop();
    let printed = shop
        .run("-o json survey --pause 0 --skip-auth --save s.json")
        .ends(0);
    let survey: Survey = serde_json::from_str(&printed.out).unwrap();
    let last = shop.sandbox.requests().last().unwrap();
    assert_eq!(last.header("api-auth-id"), Some(ID), "--skip-auth");
    let before = shop.sandbox.requests().total().arrived;

    let shown = shop.run("-o json survey --show s.json").ends(0);
    assert_eq!(serde_json::from_str::<Survey>(&shown.out).unwrap(), survey);
    assert_eq!(shop.sandbox.requests().total().arrived, before);
    shop.run("survey --pause 0 --save s.json").ends(2);
    assert_eq!(shop.sandbox.requests().total().arrived, before);

    let mut newer: Value = shown.json();
    newer["version"] = 2.into();
    shop.file("newer.json", &newer.to_string());
    assert!(
        shop.run("survey --show newer.json")
            .ends(2)
            .err
            .contains("version 2")
    );
}

#[test]
fn nothing_is_written_without_the_name() {
    let shop = shop();
    let before = shop.snapshot();
    for (line, code) in [
        ("survey --write", 9),
        ("survey --write --yes", 9),
        ("survey --write --yes --confirm another", 9),
        ("survey --write --dry-run", 0),
        ("survey --forecast", 2),
        ("survey --clean nonsense --yes", 2),
        ("survey --clean OAK- --yes", 2),
        ("survey --clean zz-survey-0000beef", 9),
    ] {
        shop.run(line).ends(code);
    }
    assert_eq!(shop.sandbox.requests().total().arrived, 0);
    assert!(shop.snapshot() == before);
}

#[test]
fn what_could_not_be_removed_is_told_and_removed_later() {
    let shop = shop();
    shop.sandbox
        .faults()
        .always(Operation::DeleteProduct, Fault::status(500));
    let run = shop
        .run("survey --pause 0 --write --yes --confirm environment")
        .ends(8);
    let hint = run.err.lines().last().unwrap().to_owned();
    let prefix = hint
        .split(['`', ' '])
        .find(|word| word.starts_with("zz-survey-"))
        .unwrap();
    assert!(
        shop.snapshot()
            .to_string()
            .contains(&format!("{prefix}-P1"))
    );
    shop.sandbox.faults().clear();
    let run = shop.run(&format!("survey --clean {prefix} --yes")).ends(0);
    assert!(
        run.err.contains(&format!("Removed: product {prefix}-P1")),
        "{run:?}"
    );
    assert!(!shop.snapshot().to_string().contains(&format!("{prefix}-P")));
}

#[test]
fn when_nothing_is_learned_the_exit_code_says_why() {
    let shop = shop();
    let mut wrong = shop.command(["survey", "--pause", "0"]);
    Run::of(wrong.env("STOCKTRIM_API_AUTH_ID", "another")).ends(4);
    shop.sandbox.faults().always(Target::Any, Fault::reset());
    let run = shop.run("survey --pause 0").ends(6);
    assert!(run.out.contains("not learned"));
}

#[cfg(unix)]
#[test]
fn an_interrupted_survey_removes_its_rows() {
    let shop = shop();
    let line = "survey --write --yes --confirm environment --pause 20 --retries 0";
    let child = std::process::Command::new(env!("CARGO_BIN_EXE_stocktrim"))
        .env_clear()
        .env("HOME", shop.folder.path())
        .env("STOCKTRIM_API_AUTH_ID", ID)
        .env("STOCKTRIM_API_AUTH_SIGNATURE", NAME)
        .env("STOCKTRIM_BASE_URL", shop.sandbox.url())
        .args(line.split(' '))
        .stderr(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    shop.block_on(shop.sandbox.requests().arrived(30));
    let id = child.id().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-INT", &id])
        .status();
    assert!(sent.unwrap().success());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(7), "{said}");
    assert!(
        said.contains("Left: customer zz-survey-") && said.contains("Removed: product"),
        "{said}"
    );
    assert!(
        !shop.snapshot()["products"]
            .to_string()
            .contains("zz-survey-")
    );
}
