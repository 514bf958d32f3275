//! Every tool in every mode: what is listed, what it answers, what it writes.

use std::path::Path;

use clap::Parser as _;
use serde_json::{Value, json};
use stocktrim::Operation;
use stocktrim_cli::mcp::{Allow, Arguments, Settings};
use stocktrim_sandbox::Sandbox;

use super::peer::{KINDS, Kind, Peer, Says, Setup, furnished, with};

/// The reads, each with arguments for the furnished shop.
pub fn reads() -> Vec<(&'static str, Value)> {
    vec![
        ("what_to_order", json!({})),
        (
            "what_to_order",
            json!({ "which": "within_days", "days": "400", "by_supplier": true }),
        ),
        (
            "what_to_order",
            json!({ "which": "all", "supplier": "S", "search": "Oak" }),
        ),
        ("what_to_order", json!({ "which": "without_forecast" })),
        ("explain_product", json!({ "code": "A" })),
        (
            "find_products",
            json!({ "search": "oak", "supplier": "s", "discontinued": "exclude" }),
        ),
        ("stock_levels", json!({ "by_location": true })),
        (
            "stock_levels",
            json!({ "product": "A", "only": "in_stock" }),
        ),
        (
            "list_purchase_orders",
            json!({ "status": "Sent", "supplier": "S", "product": "A", "open_only": true }),
        ),
        ("get_purchase_order", json!({ "number": "PO-1" })),
        ("find_partners", json!({ "search": "tim" })),
        ("find_partners", json!({ "kind": "customer" })),
        ("list_locations", json!({})),
        ("forecast_status", json!({})),
    ]
}

/// The writes, each with arguments for the furnished shop, the operation that it needs, and how often.
pub fn writes() -> Vec<(&'static str, Value, Operation, u64)> {
    let level = |product: &str, units: u32| json!({ "product": product, "on_hand": units });
    let sale = |reference: &str| json!({ "reference": reference, "product": "A", "date": "2026-05-01", "quantity": 1 });
    vec![
        (
            "draft_purchase_orders",
            json!({ "suppliers": ["S"] }),
            Operation::GeneratePurchaseOrders,
            1,
        ),
        (
            "create_purchase_order",
            json!({ "number": "PO-9", "supplier": "S", "lines": [{ "product": "A", "quantity": "2", "unit_price": 3.5 }] }),
            Operation::UpsertPurchaseOrder,
            1,
        ),
        (
            "create_product",
            json!({ "code": "N", "name": "New", "supplier": "S" }),
            Operation::UpsertProduct,
            1,
        ),
        (
            "update_product",
            json!({ "code": "A", "cost": "9", "discontinued": true }),
            Operation::UpsertProduct,
            1,
        ),
        (
            "set_stock",
            json!({ "levels": [level("A", 7), level("B", 8)] }),
            Operation::SetInventory,
            2,
        ),
        (
            "record_sales",
            json!({ "sales": [sale("R-2"), sale("R-3")] }),
            Operation::UpsertSalesOrders,
            2,
        ),
        ("run_forecast", json!({}), Operation::RunForecast, 1),
        (
            "delete_purchase_order",
            json!({ "number": "PO-1" }),
            Operation::DeletePurchaseOrder,
            1,
        ),
        (
            "delete_product",
            json!({ "code": "A" }),
            Operation::DeleteProduct,
            1,
        ),
        (
            "delete_supplier",
            json!({ "code": "S" }),
            Operation::DeleteSupplier,
            1,
        ),
        (
            "delete_sales",
            json!({ "product": "A", "from": "2026-01-01", "to": "2026-12-31" }),
            Operation::DeleteSalesOrdersInRange,
            1,
        ),
    ]
}

async fn shop() -> Sandbox {
    furnished(Sandbox::builder()).await
}

#[tokio::test]
async fn every_read_answers_in_every_mode_and_changes_nothing() {
    for kind in KINDS {
        let sandbox = shop().await;
        let before = sandbox.store().snapshot();
        let peer = Setup::new(kind).beside(&sandbox).await;
        for (tool, arguments) in reads() {
            let answer = peer.call(tool, arguments.clone()).await.fine();
            let rows = ["rows", "lines"].map(|rows| answer[rows].as_array().map(Vec::len));
            if let Some(rows) = rows.into_iter().flatten().next() {
                assert!(
                    rows > 0 || arguments["which"] == "without_forecast",
                    "{tool} {arguments}: {answer}"
                );
            }
            assert_eq!(answer["account"], "the test's shop");
        }
        assert_eq!(sandbox.store().snapshot(), before);
    }
}

#[tokio::test]
async fn every_write_is_shown_first_and_applied_once_when_it_is_confirmed_in_every_mode() {
    for kind in KINDS {
        for (tool, arguments, operation, times) in writes() {
            let sandbox = shop().await;
            let before = sandbox.store().snapshot();
            let setup = Setup::new(kind);
            let setup = if kind == Kind::Plain {
                setup.unattended()
            } else {
                setup
            };
            let peer = setup.beside(&sandbox).await;
            let dry = peer
                .call(tool, with(&arguments, "dry_run", true))
                .await
                .fine();
            assert_eq!(dry["result"], "dry_run", "{tool}");
            assert_eq!(
                dry["steps"].as_array().unwrap().len() as u64,
                times,
                "{tool}: {dry}"
            );
            assert!(peer.questions().is_empty());
            assert_eq!(sandbox.requests().total().applied, 0, "{tool}");
            assert_eq!(sandbox.store().snapshot(), before, "{tool}");
            let mut answer = peer.call(tool, arguments.clone()).await;
            if kind == Kind::Plain {
                assert_eq!(sandbox.requests().total().applied, 0, "{tool}");
                assert_eq!(answer.document["steps"], dry["steps"], "{tool}");
                answer = peer
                    .call(tool, with(&arguments, "confirm_token", answer.token()))
                    .await;
            } else {
                assert_eq!(peer.questions().len(), 1, "{tool}");
            }
            assert_eq!(answer.applied(), "yes", "{tool}: {answer:?}");
            let done = answer.fine();
            assert_eq!(done["done"], times, "{tool}: {done}");
            assert_eq!(sandbox.requests().count(operation).applied, times, "{tool}");
            assert_eq!(sandbox.requests().total().applied, times, "{tool}");
        }
    }
}

#[tokio::test]
async fn a_write_that_changes_nothing_asks_nobody() {
    let sandbox = shop().await;
    let peer = Setup::new(Kind::Input)
        .says(Says::No)
        .beside(&sandbox)
        .await;
    for (tool, arguments) in [
        ("update_product", json!({ "code": "A", "cost": 2 })),
        (
            "set_stock",
            json!({ "levels": [{ "product": "A", "on_hand": 3 }] }),
        ),
    ] {
        let answer = peer.call(tool, arguments).await.fine();
        assert_eq!(answer["result"], "nothing_to_do");
    }
    assert_eq!(peer.questions().len(), 0);
}

#[tokio::test]
async fn what_cannot_be_written_is_refused_before_anything_is_sent() {
    let sandbox = shop().await;
    let peer = Setup::new(Kind::Elicits).beside(&sandbox).await;
    let line = json!({ "product": "A", "quantity": 1 });
    let order = json!({ "number": "PO-9", "supplier": "S", "lines": [line] });
    let sale = json!({ "reference": "R", "product": "A", "date": "2026-05-01", "quantity": 1 });
    let many = |row: &Value| Value::from(vec![row.clone(); 101]);
    for (tool, arguments, kind) in [
        ("draft_purchase_orders", json!({}), "usage"),
        (
            "draft_purchase_orders",
            json!({ "suppliers": [], "search": " " }),
            "usage",
        ),
        (
            "create_purchase_order",
            with(&order, "number", "PO-1"),
            "exists",
        ),
        (
            "create_purchase_order",
            with(&order, "supplier", "X"),
            "not_found",
        ),
        (
            "create_purchase_order",
            with(&order, "status", "Sent"),
            "usage",
        ),
        (
            "create_purchase_order",
            with(&order, "lines", json!([{ "product": "X", "quantity": 1 }])),
            "not_found",
        ),
        (
            "create_purchase_order",
            with(&order, "lines", json!([{ "product": "A", "quantity": 0 }])),
            "usage",
        ),
        (
            "create_product",
            json!({ "code": "A", "name": "New" }),
            "exists",
        ),
        ("create_product", json!({ "code": "N" }), "usage"),
        (
            "update_product",
            json!({ "code": "X", "cost": 1 }),
            "not_found",
        ),
        ("update_product", json!({ "code": "A" }), "usage"),
        (
            "update_product",
            json!({ "code": "A", "service_level": 95 }),
            "usage",
        ),
        (
            "update_product",
            json!({ "code": "A", "supplier": "X" }),
            "not_found",
        ),
        (
            "set_stock",
            json!({ "levels": [{ "product": "A" }] }),
            "usage",
        ),
        (
            "set_stock",
            json!({ "levels": [{ "product": "X", "on_hand": 1 }] }),
            "not_found",
        ),
        (
            "set_stock",
            json!({ "levels": [{ "product": "A", "on_hand": 1 }, { "product": "A", "on_hand": 2 }] }),
            "usage",
        ),
        (
            "set_stock",
            json!({ "levels": many(&json!({ "product": "A", "on_hand": 1 })) }),
            "usage",
        ),
        ("record_sales", json!({ "sales": [sale, sale] }), "usage"),
        (
            "record_sales",
            json!({ "sales": [{ "product": "A", "date": "2026-05-01", "quantity": 1 }] }),
            "usage",
        ),
        ("record_sales", json!({ "sales": many(&sale) }), "usage"),
        ("delete_product", json!({ "code": "X" }), "not_found"),
        ("delete_supplier", json!({ "code": "X" }), "not_found"),
        (
            "delete_purchase_order",
            json!({ "number": "X" }),
            "not_found",
        ),
        ("delete_sales", json!({ "product": "A" }), "usage"),
        (
            "delete_sales",
            json!({ "product": "A", "from": "2026-02-01", "to": "2026-01-01" }),
            "usage",
        ),
        ("run_forecast", json!({ "wait_seconds": 51 }), "usage"),
    ] {
        let answer = peer.call(tool, arguments.clone()).await;
        assert_eq!(answer.refused(), kind, "{tool} {arguments}");
    }
    assert_eq!(sandbox.requests().total().applied, 0);
    assert!(peer.questions().is_empty());
}

#[tokio::test]
async fn drafts_are_reported_beside_what_was_shown() {
    let sandbox = shop().await;
    let peer = Setup::new(Kind::Input).beside(&sandbox).await;
    let made = peer
        .call("draft_purchase_orders", json!({ "suppliers": ["S"] }))
        .await
        .fine();
    assert_eq!(made["shown"][0]["supplier"], "S", "{made}");
    assert_eq!(made["orders"][0]["supplier"], "S", "{made}");
    assert_eq!(made["orders"][0]["status"], "Draft", "{made}");
}

#[tokio::test]
async fn a_forecast_is_waited_for_and_no_second_one_is_started() {
    let sandbox = shop().await;
    let peer = Setup::new(Kind::Elicits).beside(&sandbox).await;
    let started = peer.call("run_forecast", json!({})).await.fine();
    assert!(
        started["remark"]
            .as_str()
            .unwrap()
            .contains("forecast_status")
    );
    let second = peer.call("run_forecast", json!({})).await.fine();
    assert_eq!(second["result"], "nothing_to_do");
    assert_eq!(sandbox.requests().count(Operation::RunForecast).applied, 1);
    let sandbox = shop().await;
    let peer = Setup::new(Kind::Elicits).beside(&sandbox).await;
    let waited = peer
        .call("run_forecast", json!({ "wait_seconds": 50 }))
        .await
        .fine();
    assert_eq!(waited["forecast"]["isRunning"], false, "{waited}");
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
    let lines: String = whole.iter().map(|tool| format!("{tool}\n")).collect();
    checked_in("tools.ndjson", &lines);
    let mut modes = String::new();
    for (mode, line, count, largest) in MODES {
        let (names, tools) = listed(line).await;
        assert_eq!(names.len(), count);
        modes += &format!("{mode}: {}\n", names.join(" "));
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
    checked_in("modes.txt", &modes);
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
