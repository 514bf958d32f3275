//! The protocol itself: sessions of each revision as lines of JSON, also lines that are none.

use std::time::Duration;

use serde_json::{Value, json};
use stocktrim_cli::mcp::{Server, Settings};
use stocktrim_sandbox::Sandbox;
use tokio::io::{
    AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream, Lines, ReadHalf, WriteHalf,
};
use tokio::task::JoinHandle;

use super::peer::{Kind, Setup, furnished};

/// A client that writes and reads lines.
struct Wire {
    input: WriteHalf<DuplexStream>,
    output: Lines<BufReader<ReadHalf<DuplexStream>>>,
    ended: JoinHandle<bool>,
    number: u64,
}

impl Wire {
    fn new(sandbox: &Sandbox) -> Self {
        let settings = Settings::new(Setup::new(Kind::Plain).arguments).unwrap();
        let server = Server::of_client(settings, sandbox.client().unwrap(), "shop").unwrap();
        let (ours, theirs) = tokio::io::duplex(1 << 16);
        let (input, output) = tokio::io::split(theirs);
        let ended = tokio::spawn(async move { server.serve(input, output).await.is_ok() });
        let (output, input) = tokio::io::split(ours);
        Self {
            input,
            output: BufReader::new(output).lines(),
            ended,
            number: 0,
        }
    }

    async fn line(&mut self, line: &str) {
        self.input.write_all(line.as_bytes()).await.unwrap();
        self.input.write_all(b"\n").await.unwrap();
    }

    async fn read(&mut self) -> Value {
        let line = tokio::time::timeout(Duration::from_secs(20), self.output.next_line()).await;
        serde_json::from_str(&line.unwrap().unwrap().unwrap()).unwrap()
    }

    async fn ask(&mut self, method: &str, params: Value) -> Value {
        self.number += 1;
        let message =
            json!({ "jsonrpc": "2.0", "id": self.number, "method": method, "params": params });
        self.line(&message.to_string()).await;
        let answer = self.read().await;
        assert_eq!(answer["id"], self.number, "{answer}");
        answer
    }

    /// Ends the input; the server ends quietly.
    async fn end(mut self) {
        self.input.shutdown().await.unwrap();
        assert!(self.ended.await.unwrap());
        assert_eq!(self.output.next_line().await.unwrap(), None);
    }
}

/// What a request of 2026-07-28 says of itself.
fn meta(mut params: Value) -> Value {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { "name": "wire", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": { "elicitation": { "form": {} } },
    });
    params
}

async fn shop() -> Sandbox {
    furnished(Sandbox::builder()).await
}

const CHANGE: &str = "update_product";

fn change() -> Value {
    json!({ "name": CHANGE, "arguments": { "code": "A", "cost": 9 } })
}

#[tokio::test]
async fn a_session_of_each_revision_of_2025_lists_reads_and_writes() {
    for version in ["2025-03-26", "2025-06-18", "2025-11-25"] {
        for elicits in [false, true] {
            let sandbox = shop().await;
            let mut wire = Wire::new(&sandbox);
            let capabilities = if elicits {
                json!({ "elicitation": {} })
            } else {
                json!({})
            };
            let hello = json!({ "protocolVersion": version, "capabilities": capabilities, "clientInfo": { "name": "wire", "version": "1" } });
            let started = wire.ask("initialize", hello).await;
            assert_eq!(started["result"]["protocolVersion"], version);
            assert_eq!(started["result"]["serverInfo"]["name"], "stocktrim");
            wire.line(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
                .await;
            assert_eq!(wire.ask("ping", json!({})).await["result"], json!({}));
            let tools = wire.ask("tools/list", json!({})).await;
            assert_eq!(tools["result"]["tools"].as_array().unwrap().len(), 20);
            let plan = wire
                .ask("tools/call", json!({ "name": "what_to_order" }))
                .await;
            assert_eq!(plan["result"]["isError"], false, "{plan}");
            assert!(plan["result"].get("resultType").is_none(), "{plan}");
            let done = if elicits {
                wire.number += 1;
                let call = json!({ "jsonrpc": "2.0", "id": wire.number, "method": "tools/call", "params": change() });
                wire.line(&call.to_string()).await;
                let question = wire.read().await;
                assert_eq!(question["method"], "elicitation/create", "{question}");
                assert_eq!(
                    question["params"]["requestedSchema"]["required"],
                    json!(["confirm"])
                );
                let yes = json!({ "jsonrpc": "2.0", "id": question["id"], "result": { "action": "accept", "content": { "confirm": true } } });
                wire.line(&yes.to_string()).await;
                wire.read().await
            } else {
                let preview = wire.ask("tools/call", change()).await;
                let token = preview["result"]["structuredContent"]["confirmToken"].clone();
                let mut confirmed = change();
                confirmed["arguments"]["confirm_token"] = token;
                wire.ask("tools/call", confirmed).await
            };
            assert_eq!(
                done["result"]["structuredContent"]["result"], "done",
                "{done}"
            );
            assert_eq!(sandbox.requests().total().applied, 1);
            wire.end().await;
        }
    }
}

#[tokio::test]
async fn a_session_of_2026_is_asked_by_the_answer_and_by_nothing_else() {
    let sandbox = shop().await;
    let mut wire = Wire::new(&sandbox);
    let found = wire.ask("server/discover", meta(json!({}))).await;
    let versions = found["result"]["supportedVersions"].as_array().unwrap();
    assert!(versions.contains(&json!("2026-07-28")), "{found}");
    let tools = wire.ask("tools/list", meta(json!({}))).await;
    assert_eq!(tools["result"]["tools"].as_array().unwrap().len(), 20);
    let asked = wire.ask("tools/call", meta(change())).await;
    let asked = &asked["result"];
    assert_eq!(asked["resultType"], "input_required", "{asked}");
    let question = &asked["inputRequests"]["confirm"];
    assert_eq!(question["method"], "elicitation/create", "{asked}");
    let answer = |state: &Value, content: Value| {
        let mut again = change();
        again["requestState"] = state.clone();
        again["inputResponses"] = json!({ "confirm": content });
        meta(again)
    };
    let yes = json!({ "action": "accept", "content": { "confirm": true } });
    let refused = wire
        .ask("tools/call", answer(&json!("made up"), yes.clone()))
        .await;
    assert_eq!(
        refused["result"]["structuredContent"]["error"]["kind"], "token_unknown",
        "{refused}"
    );
    let state = &asked["requestState"];
    let refused = wire
        .ask("tools/call", answer(state, json!({ "action": "decline" })))
        .await;
    assert_eq!(
        refused["result"]["structuredContent"]["error"]["kind"], "not_confirmed",
        "{refused}"
    );
    let mut silent = answer(state, yes.clone());
    silent.as_object_mut().unwrap().remove("inputResponses");
    let refused = wire.ask("tools/call", silent).await;
    assert_eq!(
        refused["result"]["structuredContent"]["error"]["kind"], "not_confirmed",
        "{refused}"
    );
    assert_eq!(sandbox.requests().total().applied, 0);
    let done = wire.ask("tools/call", answer(state, yes.clone())).await;
    assert_eq!(
        done["result"]["structuredContent"]["result"], "done",
        "{done}"
    );
    assert_eq!(done["result"]["resultType"], "complete", "{done}");
    let again = wire.ask("tools/call", answer(state, yes)).await;
    assert_eq!(
        again["result"]["structuredContent"]["error"]["kind"], "token_used",
        "{again}"
    );
    assert_eq!(sandbox.requests().total().applied, 1);
    wire.end().await;
}

#[tokio::test]
async fn what_is_no_call_is_an_error_and_the_session_goes_on() {
    let sandbox = shop().await;
    let mut wire = Wire::new(&sandbox);
    wire.line("this is no JSON").await;
    wire.line("").await;
    let hello = json!({ "protocolVersion": "1999-01-01", "capabilities": {}, "clientInfo": { "name": "wire", "version": "1" } });
    let started = wire.ask("initialize", hello).await;
    assert_eq!(started["result"]["protocolVersion"], "2025-11-25");
    let unknown = wire
        .ask(
            "tools/call",
            json!({ "name": "drop_everything", "arguments": {} }),
        )
        .await;
    assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
    let method = wire.ask("tools/drop", json!({})).await;
    assert_eq!(method["error"]["code"], -32601, "{method}");
    wire.line("{\"jsonrpc\": broken").await;
    wire.line("\u{7}\u{0}").await;
    for arguments in [
        json!({ "limit": 1000 }),
        json!({ "nonsense": 1 }),
        json!({ "which": "sometimes" }),
        json!({ "limit": [1] }),
    ] {
        let wrong = wire
            .ask(
                "tools/call",
                json!({ "name": "what_to_order", "arguments": arguments }),
            )
            .await;
        assert_eq!(wrong["result"]["isError"], true, "{wrong}");
        let words = wrong["result"]["content"][0]["text"].as_str().unwrap();
        assert!(
            words.starts_with("not applied: the arguments do not fit."),
            "{words}"
        );
    }
    let plan = wire
        .ask(
            "tools/call",
            json!({ "name": "what_to_order", "arguments": { "limit": "2" } }),
        )
        .await;
    assert_eq!(plan["result"]["isError"], false, "{plan}");
    wire.end().await;
}

#[tokio::test]
async fn an_input_that_ends_at_once_ends_the_server_quietly() {
    let sandbox = shop().await;
    Wire::new(&sandbox).end().await;
}

#[tokio::test]
async fn a_write_that_is_under_way_when_the_input_ends_comes_to_its_end() {
    let sandbox = furnished(Sandbox::builder().latency(Duration::from_millis(200))).await;
    let mut wire = Wire::new(&sandbox);
    let hello = json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": { "name": "wire", "version": "1" } });
    wire.ask("initialize", hello).await;
    let preview = wire.ask("tools/call", change()).await;
    let mut confirmed = change();
    confirmed["arguments"]["confirm_token"] =
        preview["result"]["structuredContent"]["confirmToken"].clone();
    let call = json!({ "jsonrpc": "2.0", "id": 99, "method": "tools/call", "params": confirmed });
    wire.line(&call.to_string()).await;
    wire.input.shutdown().await.unwrap();
    let done = wire.read().await;
    assert_eq!(
        done["result"]["structuredContent"]["result"], "done",
        "{done}"
    );
    assert!(wire.ended.await.unwrap());
    assert_eq!(sandbox.requests().total().applied, 1);
}
