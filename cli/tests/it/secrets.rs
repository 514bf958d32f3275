//! Neither credential is shown, whatever is asked for and whatever goes wrong.

use std::fs;

use stocktrim_sandbox::{Fault, Target};

use crate::support::{ID, NAME, Run, Shop};

#[track_caller]
fn nowhere(run: &Run) {
    for secret in [ID, NAME, "4711-secret", "Sons secret"] {
        assert!(
            !run.out.contains(secret) && !run.err.contains(secret),
            "{run:#?}"
        );
    }
}

#[test]
fn no_secret_in_logs_errors_or_the_doctor() {
    let shop = Shop::demo();
    for line in [
        "doctor",
        "-vvv suppliers get HT-00",
        "-vvv products set OAK-TOP-120 cost=9 -y",
        "-vv -o json plan",
    ] {
        let run = shop.run(line).ends(0);
        nowhere(&run);
        assert!(line.starts_with("doctor") || !run.err.is_empty());
    }
    let echo = format!("you are {ID} of {NAME}");
    for fault in [
        Fault::answer(400, "text/plain", echo.clone()),
        Fault::answer(401, "text/plain", echo.clone()),
        Fault::answer(500, "text/plain", echo.clone()),
        Fault::answer(200, "application/json", format!("\"{echo}\"")),
    ] {
        shop.sandbox.faults().clear();
        shop.sandbox.faults().always(Target::Any, fault);
        for line in [
            "-vvv -o json suppliers list",
            "doctor",
            "-vv products set OAK-TOP-120 cost=9 -y",
        ] {
            let run = shop.run(line);
            assert_ne!(run.code, Some(0), "{run:?}");
            nowhere(&run);
        }
    }
}

#[test]
fn no_secret_in_what_is_said_of_a_broken_file_of_profiles() {
    let shop = Shop::demo();
    let folder = shop.folder.path().join(".config/stocktrim");
    fs::create_dir_all(&folder).unwrap();
    for text in [
        format!("[profiles.one]\nauth_id = {ID}\n"),
        format!("[profiles.one]\n\"{ID}\" = \"{NAME}\"\n"),
        format!("[profiles.one]\nauth_id = [\"{ID}\"]\n"),
        format!("[profiles.one]\nauth_id = \"{ID}\"\nauth_id = \"{NAME}\"\n"),
        format!("{ID}\n"),
    ] {
        fs::write(folder.join("config.toml"), &text).unwrap();
        for arguments in [
            &["-p", "one", "plan"][..],
            &["doctor"],
            &["profile", "list"],
            &["-vvv", "plan"],
        ] {
            let run = Run::of(shop.bare().args(arguments)).ends(4);
            nowhere(&run);
            assert!(
                format!("{}{}", run.out, run.err).contains("config.toml"),
                "{run:?}"
            );
        }
    }
}
