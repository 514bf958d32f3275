//! Without credentials, without a server, with wrong credentials: each call says so in its time.

use std::time::{Duration, Instant};

use clap::Parser as _;
use serde_json::Value;
use stocktrim::Client;
use stocktrim_cli::mcp::{Server, Settings};
use stocktrim_sandbox::{Fault, Sandbox, Target};

use super::peer::{Answer, Kind, Peer, Says, Setup};
use super::tools::{reads, writes};
use crate::support::{Run, Shop};

fn calls() -> impl Iterator<Item = (&'static str, Value)> {
    let writes = writes()
        .into_iter()
        .map(|(tool, arguments, ..)| (tool, arguments));
    reads().into_iter().chain(writes)
}

/// A server of its own client.
async fn peer(client: Client, limit: Duration) -> Peer {
    let mut settings = Settings::new(Setup::new(Kind::Input).arguments).unwrap();
    settings.limit = limit;
    let server = Server::of_client(settings, client, "nowhere").unwrap();
    Peer::of(server, Kind::Input, Says::Yes, None).await
}

async fn each_says(peer: &Peer, limit: Duration, check: impl Fn(&Answer)) {
    for (tool, arguments) in calls() {
        let started = Instant::now();
        let answer = peer.call(tool, arguments).await;
        assert!(
            started.elapsed() < limit + Duration::from_secs(1),
            "{tool}: {:?}",
            started.elapsed()
        );
        assert_eq!(answer.applied(), "no", "{answer:?}");
        check(&answer);
    }
}

#[tokio::test]
async fn an_unreachable_server_is_told_in_time() {
    // A port that nobody listens on any more.
    let sandbox = Sandbox::start().await.unwrap();
    let gone = sandbox.client_builder().build().unwrap();
    drop(sandbox);
    let limit = Duration::from_millis(400);
    let peer = peer(gone, limit).await;
    each_says(&peer, limit, |answer| {
        assert!(answer.words.contains("not reached in time"), "{answer:?}");
        assert!(
            answer.words.contains("Call again in a minute"),
            "{answer:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up_in_time() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().always(Target::Any, Fault::stall_body());
    let limit = Duration::from_millis(300);
    let peer = peer(sandbox.client().unwrap(), limit).await;
    each_says(&peer, limit, |answer| {
        assert_eq!(answer.document["error"]["kind"], "timeout", "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn wrong_credentials_are_told_with_what_to_do() {
    let sandbox = Sandbox::builder()
        .credentials("right", "Right")
        .start()
        .await
        .unwrap();
    let wrong = sandbox
        .client_builder()
        .credentials("wrong", "Wrong")
        .build()
        .unwrap();
    let limit = Duration::from_secs(10);
    let peer = peer(wrong, limit).await;
    each_says(&peer, limit, |answer| {
        assert!(
            answer.words.contains("refused the credentials"),
            "{answer:?}"
        );
        assert!(answer.words.contains("stocktrim doctor"), "{answer:?}");
    })
    .await;
}

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    globals: stocktrim_cli::args::Globals,
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_told_by_each_call() {
    let globals = Line::try_parse_from(["mcp", "-p", "no-such-profile"])
        .unwrap()
        .globals;
    let settings = Settings::new(Setup::new(Kind::Plain).arguments).unwrap();
    let server = Server::new(settings, &globals).unwrap();
    let peer = Peer::of(server, Kind::Plain, Says::Yes, None).await;
    each_says(&peer, Duration::from_secs(1), |answer| {
        assert!(
            answer.words.contains("settings of the account"),
            "{answer:?}"
        );
    })
    .await;
}

#[test]
fn without_credentials_the_program_starts_and_says_what_is_missing() {
    let shop = Shop::demo();
    let call = r#"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"what_to_order","arguments":{}}}"#;
    let start = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#;
    let run = Run::of(
        shop.bare()
            .arg("mcp")
            .write_stdin(format!("{start}\n{call}\n")),
    )
    .ends(0);
    assert_eq!(run.err, "");
    let answer: Value = serde_json::from_str(run.out.lines().last().unwrap()).unwrap();
    let words = answer["result"]["content"][0]["text"].as_str().unwrap();
    assert!(
        words.starts_with("not applied: there are no credentials."),
        "{words}"
    );
    assert!(
        words.contains("stocktrim profile add NAME") && words.contains("STOCKTRIM_API_AUTH_ID"),
        "{words}"
    );
    assert_eq!(
        answer["result"]["structuredContent"]["error"]["kind"],
        "no_credentials"
    );
}

#[test]
fn a_profile_that_is_added_later_is_found_by_the_next_call() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let shop = Shop::with_credentials(Sandbox::builder(), "later-id", "Later");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_stocktrim"));
    command
        .env_clear()
        .env("HOME", shop.folder.path())
        .arg("mcp");
    let pipe = std::process::Stdio::piped;
    let mut child = command.stdin(pipe()).stdout(pipe()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut ask = |line: &str| -> Value {
        writeln!(input, "{line}").unwrap();
        serde_json::from_str(&output.next().unwrap().unwrap()).unwrap()
    };
    ask(
        r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#,
    );
    let call = r#"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"forecast_status","arguments":{}}}"#;
    assert_eq!(ask(call)["result"]["isError"], true);
    let folder = shop.folder.path().join(".config/stocktrim");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("config.toml");
    let text = format!(
        "default = \"shop\"\n[profiles.shop]\nauth_id = \"later-id\"\nauth_signature = \"Later\"\nbase_url = \"{}\"\n",
        shop.sandbox.url()
    );
    std::fs::write(&path, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    let answer = ask(call);
    assert_eq!(answer["result"]["isError"], false, "{answer}");
    let account = answer["result"]["structuredContent"]["account"]
        .as_str()
        .unwrap();
    assert!(
        account.starts_with("profile shop at http://127.0.0.1"),
        "{account}"
    );
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_client_of_another_protocol_ends_the_program_although_its_input_is_open() {
    use std::io::Write as _;
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_stocktrim"));
    let pipe = std::process::Stdio::piped;
    command.env_clear().args(["--demo", "mcp"]);
    command.stdin(pipe()).stdout(pipe()).stderr(pipe());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, r#"{{"jsonrpc":"2.0","id":1,"result":{{}}}}"#).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.starts_with("stocktrim: "), "{err}");
    drop(input);
}
