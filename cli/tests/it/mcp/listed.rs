//! What is listed in each mode, and that nothing else can be called.

use std::path::Path;

use clap::Parser as _;
use serde_json::Value;
use stocktrim_cli::mcp::{Allow, Arguments, Settings};
use stocktrim_sandbox::Sandbox;

use super::peer::{Kind, Peer, Setup, furnished};
use super::tools::writes;

async fn shop() -> Sandbox {
    furnished(Sandbox::builder()).await
}

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    arguments: Arguments,
}

fn arguments(line: &str) -> Arguments {
    let words = std::iter::once("mcp").chain(line.split_whitespace());
    Line::try_parse_from(words).unwrap().arguments
}

async fn listed(line: &str) -> (Vec<String>, Value) {
    let sandbox = shop().await;
    let setup = Setup {
        arguments: arguments(line),
        ..Setup::new(Kind::Plain)
    };
    let peer: Peer = setup.beside(&sandbox).await;
    let tools = peer.client.list_all_tools().await.unwrap();
    let names = tools.iter().map(|tool| tool.name.to_string()).collect();
    (names, serde_json::to_value(tools).unwrap())
}

/// The modes whose lists are checked in.
const MODES: [(&str, &str, usize, usize); 3] = [
    ("read", "", 9, 10_000),
    ("write", "--allow write", 16, 20_000),
    ("all", "--allow write,delete", 20, 20_000),
];

/// A file that is checked in, written anew when that is asked for.
fn checked_in(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/mcp")
        .join(name);
    if std::env::var_os("UPDATE_MCP_TOOLS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let command = "UPDATE_MCP_TOOLS=1 cargo test -p stocktrim-cli --test it the_tools_of";
    assert!(
        known == text,
        "{} is out of date: run {command}",
        path.display()
    );
}

#[tokio::test]
async fn the_tools_of_each_mode_are_those_that_are_checked_in_and_within_their_sizes() {
    let (_, whole) = listed("--allow write,delete").await;
    let whole = whole.as_array().unwrap();
    let lines: Vec<String> = whole.iter().map(Value::to_string).collect();
    let lines = lines.join("\n") + "\n";
    checked_in("tools.ndjson", &lines);
    let mut modes = Vec::new();
    for (mode, line, count, largest) in MODES {
        let (names, tools) = listed(line).await;
        assert_eq!(names.len(), count);
        modes.push(format!("{mode}: {}", names.join(" ")));
        let mut tools = tools.as_array().unwrap().clone();
        assert!(tools.iter().all(|tool| whole.contains(tool)));
        for tool in &mut tools {
            let tool = tool.as_object_mut().unwrap();
            let schema = tool.remove("outputSchema").unwrap();
            let length = schema.to_string().len();
            assert!(length <= 2048, "{}: {length}", tool["name"]);
            closed(&schema);
            let hints = &tool["annotations"];
            assert!(hints["title"].is_string() && hints["readOnlyHint"].is_boolean());
            let text = Value::Object(tool.clone()).to_string();
            assert!(
                !text.contains("\"format\"") && !text.contains("\"null\""),
                "{text}"
            );
        }
        let length = Value::Array(tools).to_string().len();
        assert!(length <= largest, "{mode}: {length}");
    }
    checked_in("modes.txt", &(modes.join("\n") + "\n"));
}

/// Every object of a schema names all of its fields, or says what a map holds.
fn closed(schema: &Value) {
    if schema["type"] == "object" {
        let more = &schema["additionalProperties"];
        assert!(
            *more == false || (more.is_object() && schema.get("properties").is_none()),
            "{schema}"
        );
    }
    match schema {
        Value::Object(parts) => parts.values().for_each(closed),
        Value::Array(parts) => parts.iter().for_each(closed),
        _ => {}
    }
}

#[tokio::test]
async fn tools_are_named_left_out_and_never_more_than_is_allowed() {
    let (names, _) = listed("--tools what_to_order,explain_product").await;
    assert_eq!(names, ["what_to_order", "explain_product"]);
    let (names, _) = listed("--allow write --exclude create_purchase_order").await;
    assert_eq!(names.len(), 15);
    let (names, _) = listed("--allow delete").await;
    assert_eq!(names.len(), 13);
    for line in [
        "--tools nonsense",
        "--exclude nonsense",
        "--tools delete_product --allow write",
        "--tools what_to_order --exclude what_to_order",
    ] {
        assert!(Settings::new(arguments(line)).is_err(), "{line}");
    }
    assert_eq!(
        arguments("--allow write,delete").allow,
        [Allow::Write, Allow::Delete]
    );
}

#[tokio::test]
async fn a_tool_that_is_not_allowed_cannot_be_called() {
    let sandbox = shop().await;
    let setup = Setup {
        arguments: Arguments::default(),
        ..Setup::new(Kind::Elicits)
    };
    let peer = setup.beside(&sandbox).await;
    for (tool, arguments, ..) in writes() {
        let params = rmcp::model::CallToolRequestParams::new(tool);
        let params = params.with_arguments(arguments.as_object().unwrap().clone());
        let error = peer.client.call_tool(params).await.unwrap_err();
        assert!(error.to_string().contains("--allow"), "{error}");
    }
    assert_eq!(sandbox.requests().total().applied, 0);
    let instructions = peer
        .client
        .peer_info()
        .unwrap()
        .instructions
        .clone()
        .unwrap();
    assert!(instructions.len() <= 1200, "{}", instructions.len());
    assert_eq!(
        peer.client
            .peer_info()
            .unwrap()
            .server_info
            .as_ref()
            .unwrap()
            .name,
        "stocktrim"
    );
}
