//! The program `stocktrim-sandbox`, as its users meet it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use stocktrim_sandbox::{LookUpMisses, Quirks};

const PROGRAM: &str = env!("CARGO_BIN_EXE_stocktrim-sandbox");

struct Running {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    address: String,
    exports: Vec<String>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(arguments: &[&str]) -> Running {
    let mut child = Command::new(PROGRAM)
        .args(["--port", "0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut line = || lines.next().unwrap().unwrap();
    let address = line()
        .strip_prefix("listening on http://")
        .unwrap()
        .to_owned();
    let exports = vec![line(), line(), line()];
    Running {
        child,
        lines,
        address,
        exports,
    }
}

fn ask(address: &str, request: &str, id: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let head = format!(
        "{request} HTTP/1.1\r\nHost: h\r\napi-auth-id: {id}\r\napi-auth-signature: My Shop's\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn failed(arguments: &[&str]) -> String {
    let Output { status, stderr, .. } = Command::new(PROGRAM).args(arguments).output().unwrap();
    assert!(!status.success());
    String::from_utf8(stderr).unwrap()
}

#[test]
fn it_prints_what_to_export_logs_requests_and_stops_on_a_signal() {
    for signal in ["-INT", "-TERM"] {
        let mut running = start(&["--auth-id", "me", "--auth-signature", "My Shop's"]);
        assert_eq!(
            running.exports[0],
            format!("export STOCKTRIM_BASE_URL='http://{}'", running.address)
        );
        assert_eq!(running.exports[1], "export STOCKTRIM_API_AUTH_ID='me'");
        assert_eq!(
            running.exports[2],
            r"export STOCKTRIM_API_AUTH_SIGNATURE='My Shop'\''s'"
        );
        assert!(
            ask(&running.address, "GET /api/Products?pageNo=1", "me").starts_with("HTTP/1.1 200")
        );
        let line = running.lines.next().unwrap().unwrap();
        assert!(
            line.starts_with("GET /api/Products?pageNo=1 list_products 200 "),
            "{line}"
        );
        let refused = ask(&running.address, "GET /api/Products", "you");
        assert!(refused.starts_with("HTTP/1.1 40"), "{refused}");

        let id = running.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        assert!(running.child.wait().unwrap().success());
        let last = running.lines.by_ref().map_while(Result::ok).last();
        assert_eq!(last.as_deref(), Some("stopped"));
    }
}

#[test]
fn what_is_wrong_is_said_in_a_sentence() {
    let running = start(&["--data", "empty"]);
    let port = running.address.rsplit(':').next().unwrap();
    assert_eq!(
        failed(&["--port", port]),
        format!("stocktrim-sandbox: port {port} is in use on 127.0.0.1: choose another\n")
    );
    assert!(failed(&["--data", "nowhere.json"]).contains("--data nowhere.json cannot be read"));
    assert!(failed(&["--fail-rate", "2"]).contains("a number from 0 to 1"));
    assert!(failed(&["--auth-id", "me"]).contains("--auth-signature"));
}

#[test]
fn a_file_is_what_it_holds_and_document_is_a_behaviour() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.json");
    std::fs::write(&file, r#"{"products": [{"productId": "only"}]}"#).unwrap();
    let running = start(&["--data", file.to_str().unwrap(), "--behaviour", "document"]);
    let answer = ask(&running.address, "GET /api/Products", "me");
    assert!(answer.contains(r#""productId":"only""#), "{answer}");
    assert!(ask(&running.address, "GET /api/Suppliers", "me").starts_with("HTTP/1.1 404"));
    std::fs::write(&file, "{").unwrap();
    assert!(failed(&["--port", "0", "--data", file.to_str().unwrap()]).contains("is not JSON"));
}

fn said(arguments: &[&str]) -> String {
    let Output { status, stdout, .. } = Command::new(PROGRAM).args(arguments).output().unwrap();
    assert!(status.success());
    String::from_utf8(stdout).unwrap()
}

#[test]
fn e3_quirks_are_shown_and_set_by_the_program() {
    assert_eq!(said(&["--show-quirks"]), Quirks::default().to_string());
    assert_eq!(
        said(&["--show-quirks", "--seed", "9"]),
        Quirks::drawn(9).to_string()
    );
    let shown = said(&["--show-quirks", "--behaviour", "document"]);
    assert_eq!(shown, Quirks::documented().to_string());
    let set = [
        "--quirk",
        "not_found_has_body=false",
        "--quirk",
        "look-up-misses=null",
    ];
    let running = start(&set);
    let missed = ask(&running.address, "GET /api/Suppliers?code=nobody", "me");
    assert!(missed.ends_with("\r\n\r\nnull"), "{missed}");
    let missed = ask(&running.address, "GET /api/Customers/nobody", "me");
    assert!(
        missed.starts_with("HTTP/1.1 404") && missed.ends_with("\r\n\r\n"),
        "{missed}"
    );
    assert!(failed(&["--quirk", "look_up_misses"]).contains("NAME=VALUE"));
    assert!(failed(&["--quirk", "look_up=null"]).contains("look_up_misses"));
    assert!(failed(&["--quirk", "plan_echo=null", "--behaviour", "document"]).contains("live"));
}

#[test]
fn the_forms_of_a_survey_are_over_those_of_the_seed_and_below_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("survey.json");
    let found = |name: &str, form: &str| {
        format!(
            r#"{{"number": "S1", "name": "{name}", "question": "?", "quirk": "{name}", "answer": {{"form": "{form}"}}, "requests": []}}"#
        )
    };
    let write = |version: u32, form: &str| {
        let findings = [found("look_up_misses", form), found("boms_are_201", "true")].join(",");
        let survey = format!(
            r#"{{"version": {version}, "madeBy": "a test", "day": "2026-11-25", "findings": [{findings}], "requests": []}}"#
        );
        std::fs::write(&file, survey).unwrap();
    };
    let path = file.to_str().unwrap();
    write(1, "null");
    let shown = said(&[
        "--show-quirks",
        "--seed",
        "9",
        "--quirks-from",
        path,
        "--quirk",
        "boms_are_201=false",
    ]);
    let mut expected = Quirks::drawn(9);
    expected.look_up_misses = LookUpMisses::Null;
    expected.boms_are_201 = false;
    assert_eq!(shown, expected.to_string());
    assert!(failed(&["--quirks-from", path, "--behaviour", "document"]).contains("live"));
    write(1, "nonsense");
    assert!(failed(&["--quirks-from", path]).contains("nonsense"));
    write(2, "null");
    assert!(failed(&["--quirks-from", path]).contains("version 2"));
}

#[test]
fn e5_a_program_whose_output_is_not_read_goes_on_and_stops() {
    let mut running = start(&[]);
    // Far more than a pipe holds.
    let request = format!("GET /api/Suppliers?code={}", "x".repeat(4_000));
    for _ in 0..300 {
        let answer = ask(&running.address, &request, "me");
        assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    }
    let id = running.child.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(sent.success() && running.child.wait().unwrap().success());
}

#[test]
fn e6_what_listens_everywhere_prints_an_address_that_our_client_takes() {
    let running = start(&["--listen", "0.0.0.0"]);
    assert!(
        running.address.starts_with("127.0.0.1:"),
        "{}",
        running.address
    );
    assert!(running.exports[0].contains(&running.address));
    assert!(ask(&running.address, "GET /api/Products", "me").starts_with("HTTP/1.1 200"));
    let client = stocktrim::Client::builder()
        .credentials("me", "My Shop's")
        .base_url(format!("http://{}", running.address));
    client.build().unwrap();
}

#[test]
fn e8_what_a_terminal_would_act_on_is_escaped_in_the_log() {
    let mut running = start(&[]);
    let path = "/api/\u{9b}31m\u{85}\u{202e}\u{200b}ü'x?q=\u{90}";
    ask(&running.address, &format!("GET {path}"), "me");
    let line = running.lines.next().unwrap().unwrap();
    let expected = r"GET /api/\u{9b}31m\u{85}\u{202e}\u{200b}ü'x?q=\u{90} - 404";
    assert!(line.starts_with(expected), "{line}");
}
