//! Profiles: which account a command uses, and at which address; never a mixture.

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use stocktrim_sandbox::Sandbox;

use crate::support::{ID, NAME, Run, Shop};

const OTHER_ID: &str = "other-tenant-12";
const OTHER_NAME: &str = "Elm and Daughters";

fn config(shop: &Shop) -> PathBuf {
    shop.folder.path().join(".config/stocktrim/config.toml")
}

/// Adds a profile of a shop, as a user does by a pipe.
fn add(home: &Shop, name: &str, of: &Shop, id: &str, tenant: &str) {
    let mut command = home.bare();
    command.args(["profile", "add", name, "--base-url", &of.sandbox.url()]);
    Run::of(command.write_stdin(format!("{id}\n{tenant}\n"))).ends(0);
}

fn other() -> Shop {
    Shop::with_credentials(Sandbox::builder(), OTHER_ID, OTHER_NAME)
}

#[test]
fn a_profile_by_p_wins_over_the_environment_whole() {
    let (own, other) = (Shop::demo(), other());
    add(&own, "elm", &other, OTHER_ID, OTHER_NAME);
    // The environment has the credentials and the address of another tenant.
    let run = Run::of(&mut own.command(["-p", "elm", "suppliers", "get", "HT-00"])).ends(0);
    assert!(run.err.is_empty(), "{run:?}");
    assert_eq!(own.sandbox.requests().total().arrived, 0);
    let sent = other.sandbox.requests().all();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].header("api-auth-id"), Some(OTHER_ID));
    assert_eq!(sent[0].header("api-auth-signature"), Some(OTHER_NAME));
    // A question before a write names both.
    let run = Run::of(&mut own.command(["-p", "elm", "products", "set", "OAK-TOP-120", "cost=9"]))
        .ends(9);
    assert!(
        run.err.contains("profile elm at") && run.err.contains(&other.sandbox.url()),
        "{run:?}"
    );
}

#[test]
fn the_environment_wins_over_the_default_profile_whole() {
    let (own, other) = (Shop::demo(), other());
    add(&own, "elm", &other, OTHER_ID, OTHER_NAME);
    own.run("suppliers get HT-00").ends(0);
    assert_eq!(other.sandbox.requests().total().arrived, 0);
    let sent = own.sandbox.requests().all();
    assert_eq!((sent.len(), sent[0].header("api-auth-id")), (1, Some(ID)));
    assert_eq!(sent[0].header("api-auth-signature"), Some(NAME));
    // Without them the default profile is used.
    Run::of(own.bare().args(["suppliers", "get", "HT-00"])).ends(0);
    assert_eq!(other.sandbox.requests().total().arrived, 1);
    // Half of the environment, or an address alone, is no reason to take the rest from elsewhere.
    let mut half = own.bare();
    Run::of(half.env("STOCKTRIM_API_AUTH_ID", ID).args(["plan"])).ends(4);
    let mut address = own.bare();
    Run::of(
        address
            .env("STOCKTRIM_BASE_URL", own.sandbox.url())
            .args(["plan"]),
    )
    .ends(4);
    assert_eq!(own.sandbox.requests().total().arrived, 1);
    assert_eq!(other.sandbox.requests().total().arrived, 1);
}

#[test]
fn profiles_are_added_listed_used_and_removed() {
    let shop = Shop::demo();
    add(&shop, "one", &shop, ID, NAME);
    add(&shop, "two", &shop, ID, NAME);
    let list = |shop: &Shop| Run::of(shop.bare().args(["-o", "json", "profile", "list"])).ends(0);
    let run = list(&shop);
    assert_eq!(run.json()[0]["default"], true);
    assert!(!run.out.contains(ID) && !run.out.contains(NAME), "{run:?}");
    Run::of(shop.bare().args(["profile", "use", "two"])).ends(0);
    assert_eq!(list(&shop).json()[1]["default"], true);
    Run::of(shop.bare().args(["profile", "remove", "one"])).ends(0);
    Run::of(shop.bare().args(["profile", "use", "one"])).ends(4);
    let mut again = shop.bare();
    again.args(["profile", "add", "two"]);
    Run::of(again.write_stdin("a\nb\n")).ends(2);
    let mut odd = shop.bare();
    odd.args(["profile", "add", "../x"]);
    Run::of(odd.write_stdin("a\nb\n")).ends(2);
}

#[cfg(unix)]
#[test]
fn the_file_is_the_users_own() {
    use std::os::unix::fs::PermissionsExt as _;
    let shop = Shop::demo();
    add(&shop, "one", &shop, ID, NAME);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&config(&shop)), 0o600);
    assert_eq!(mode(config(&shop).parent().unwrap()), 0o700);
}

fn with_command(shop: &Shop, command: &str) {
    let url = shop.sandbox.url();
    fs::create_dir_all(config(shop).parent().unwrap()).unwrap();
    let text = format!(
        "default = \"one\"\n[profiles.one]\nauth_signature = \"{NAME}\"\nbase_url = \"{url}\"\nsecret_command = {command}\n"
    );
    fs::write(config(shop), text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(config(shop), fs::Permissions::from_mode(0o600)).unwrap();
        fs::set_permissions(
            config(shop).parent().unwrap(),
            fs::Permissions::from_mode(0o700),
        )
        .unwrap();
    }
}

fn ask(shop: &Shop) -> Command {
    let mut command = shop.bare();
    command
        .env("PATH", "/usr/bin:/bin")
        .args(["suppliers", "get", "HT-00"]);
    command
}

#[cfg(unix)]
#[test]
fn a_secret_comes_from_the_first_line_of_a_command_without_a_shell() {
    use std::os::unix::fs::PermissionsExt as _;
    let shop = Shop::demo();
    with_command(&shop, &format!("[\"printf\", \"{ID}\\\\nmore\"]"));
    Run::of(&mut ask(&shop)).ends(0);
    for (command, words) in [
        ("[\"false\"]", "failed"),
        ("[\"true\"]", "printed nothing"),
        ("[\"no-such-program\"]", "cannot be run"),
        ("[\"echo x; printf y\"]", "cannot be run"),
        ("[]", "empty"),
    ] {
        with_command(&shop, command);
        let run = Run::of(&mut ask(&shop)).ends(4);
        assert!(run.err.contains(words), "{run:?}");
    }
    // Where others may write, its commands are theirs.
    for (path, mode) in [
        (config(&shop), 0o620),
        (config(&shop).parent().unwrap().to_owned(), 0o770),
    ] {
        with_command(&shop, &format!("[\"printf\", \"{ID}\"]"));
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let run = Run::of(&mut ask(&shop)).ends(4);
        assert!(run.err.contains("others may write"), "{run:?}");
    }
}
