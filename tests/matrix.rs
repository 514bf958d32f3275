//! The fault matrix: every fault × every class of operation × {first attempt, every attempt}.
//!
//! What was sent and applied is taken from the sandbox's own log. The table that comes out stands in
//! `src/guide/matrix.md`; `UPDATE_MATRIX=1 cargo test --test matrix` writes it anew.

use std::fmt::Write;
use std::time::Duration;
use stocktrim::Operation;

use serde_json::json;
use stocktrim::types::{
    ProductsRequestDto, PurchaseOrderLineItem, PurchaseOrderRequestDto, PurchaseOrderSupplier,
};
use stocktrim::{Applied, Client, Error, ErrorKind, RetryConfig};
use stocktrim_sandbox::{Area, Fault, RetryAfter, Sandbox};
use tokio::task::JoinSet;
use tokio::time::Instant;

const RETRIES: u32 = 2;
const DEADLINE: Duration = Duration::from_secs(20);

/// What happens when a fault meets an operation.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Expect {
    /// It is retried; if the fault stays, this is the error.
    Again(ErrorKind, Applied),
    /// It is not retried, and this is the error.
    Fails(ErrorKind, Applied),
    /// The call succeeds on the first attempt all the same.
    Succeeds,
}

use Applied::{No, Unknown};
use ErrorKind::{
    Auth, Connection, Decode, NotFound, RateLimited, Server, Status, Timeout, TooLarge,
    UnexpectedContent, Validation,
};
use Expect::{Again, Fails, Succeeds};

struct Row {
    name: &'static str,
    fault: Fault,
    /// For a read, a state-setting write, a keyed delete, a creating write.
    expect: [Expect; 4],
}

fn row(name: &'static str, fault: Fault, expect: [Expect; 4]) -> Row {
    Row {
        name,
        fault,
        expect,
    }
}

/// A refusal after which no class is retried.
fn refused(name: &'static str, status: u16, kind: ErrorKind) -> Row {
    row(name, Fault::status(status), [Fails(kind, No); 4])
}

/// What reads, state-setting writes and deletes are retried after, and orders are not.
fn doubtful(name: &'static str, fault: Fault, kind: ErrorKind) -> Row {
    let write = Again(kind, Unknown);
    row(
        name,
        fault,
        [Again(kind, No), write, write, Fails(kind, Unknown)],
    )
}

/// What only reads are retried after.
fn failed(name: &'static str, fault: Fault) -> Row {
    let write = Fails(Server, Unknown);
    row(name, fault, [Again(Server, No), write, write, write])
}

/// A fault of the body alone: the write is done, and its head says so.
fn spoilt(name: &'static str, fault: Fault, read: Expect) -> Row {
    row(name, fault, [read, Succeeds, Succeeds, Succeeds])
}

fn rows() -> Vec<Row> {
    let wait = RetryAfter::Seconds(1);
    let page = Fails(UnexpectedContent, Unknown);
    let elsewhere = Fails(Status, Unknown);
    vec![
        refused("400", 400, Validation),
        refused("401", 401, Auth),
        refused("403", 403, Auth),
        refused("404", 404, NotFound),
        doubtful("408", Fault::status(408), Timeout),
        refused("409", 409, Status),
        refused("415", 415, Status),
        row("429", Fault::status(429), [Again(RateLimited, No); 4]),
        row(
            "429 with `Retry-After: 1`",
            Fault::too_many_requests(&wait),
            [Again(RateLimited, No); 4],
        ),
        failed("500", Fault::status(500)),
        failed("500 with an HTML page", Fault::html_500()),
        failed("500 of a panic in the server", Fault::panic()),
        doubtful(
            "502 with a text",
            Fault::answer(502, "text/plain", "Bad gateway"),
            Server,
        ),
        doubtful("503", Fault::status(503), Server),
        doubtful(
            "503 with `Retry-After: 1`",
            Fault::unavailable(&wait),
            Server,
        ),
        doubtful("504", Fault::status(504), Server),
        doubtful(
            "closed before it is applied",
            Fault::close_before_applying(),
            Connection,
        ),
        doubtful(
            "closed after it is applied",
            Fault::close_after_applying(),
            Connection,
        ),
        doubtful("reset", Fault::reset(), Connection),
        spoilt("body cut short", Fault::cut_body(), Again(Connection, No)),
        spoilt(
            "wrong `Content-Length`",
            Fault::wrong_content_length(),
            Again(Connection, No),
        ),
        spoilt("body stalled", Fault::stall_body(), Again(Timeout, No)),
        spoilt(
            "a byte a second",
            Fault::byte_a_second(),
            Again(Timeout, No),
        ),
        spoilt("endless body", Fault::endless_body(), Fails(TooLarge, No)),
        spoilt("malformed JSON", Fault::malformed_json(), Fails(Decode, No)),
        spoilt("JSON `null`", Fault::json_null(), Succeeds),
        row(
            "200 with an HTML page",
            Fault::html_200(),
            [Fails(UnexpectedContent, No), page, page, page],
        ),
        row(
            "redirect to another host",
            Fault::redirect("http://127.0.0.1:9/"),
            [Fails(Status, No), elsewhere, elsewhere, elsewhere],
        ),
    ]
}

const CLASSES: [(&str, Operation); 4] = [
    ("a read", Operation::ListProducts),
    ("a state-setting write", Operation::UpsertProduct),
    ("a keyed delete", Operation::DeleteProduct),
    ("a creating write", Operation::UpsertPurchaseOrder),
];

async fn call(client: &Client, class: usize) -> Result<(), Error> {
    let api = client.api();
    match class {
        0 => drop(api.list_products().send().await?),
        1 => drop(
            api.upsert_product()
                .body(ProductsRequestDto::new("OAK").name("Oak"))
                .send()
                .await?,
        ),
        2 => drop(api.delete_product().product_id("OAK").send().await?),
        _ => {
            // Without its reference number each one creates an order.
            let lines = [PurchaseOrderLineItem::new("OAK", 3)];
            let order = PurchaseOrderRequestDto::new(PurchaseOrderSupplier::new(), lines);
            drop(api.upsert_purchase_order().body(order).send().await?);
        }
    }
    Ok(())
}

/// One cell, with a sandbox of its own.
struct Cell {
    what: String,
    class: usize,
    expect: Expect,
    every: bool,
    sandbox: Sandbox,
    client: Client,
}

impl Cell {
    async fn new(row: &Row, class: usize, every: bool) -> Self {
        let how_often = if every {
            "every attempt"
        } else {
            "first attempt"
        };
        let what = format!("{}, {}, {how_often}", row.name, CLASSES[class].0);
        let sandbox = Sandbox::builder().empty().start().await.unwrap();
        sandbox
            .store()
            .put(Area::Products, json!({"productId": "OAK", "name": "Old"}))
            .unwrap();
        let operation = CLASSES[class].1;
        if every {
            sandbox.faults().always(operation, row.fault.clone());
        } else {
            sandbox.faults().next(1, operation, row.fault.clone());
        }
        let retry = RetryConfig::default()
            .max_retries(RETRIES)
            .initial_backoff(Duration::from_millis(1));
        let client = sandbox
            .client_builder()
            .attempt_timeout(Duration::from_secs(3))
            .timeout(DEADLINE)
            .max_response_bytes(1 << 20)
            .retry(retry)
            .build()
            .unwrap();
        Self {
            what,
            class,
            expect: row.expect[class],
            every,
            sandbox,
            client,
        }
    }
}

/// Runs a cell and compares everything with what is expected.
async fn run(cell: Cell) {
    let Cell {
        what,
        class,
        expect,
        every,
        sandbox,
        client,
    } = cell;
    let operation = CLASSES[class].1;
    let started = Instant::now();
    let outcome = call(&client, class).await;
    assert!(
        started.elapsed() < DEADLINE,
        "{what}: ended after {:?}",
        started.elapsed()
    );

    let count = sandbox.requests().count(operation);
    let (requests, error) = match (expect, every) {
        (Again(kind, applied), true) => (1 + RETRIES, Some((kind, applied))),
        (Again(..), false) => (2, None),
        (Fails(kind, applied), _) => (1, Some((kind, applied))),
        (Succeeds, _) => (1, None),
    };
    assert_eq!(count.arrived, u64::from(requests), "{what}: {outcome:?}");
    match (&outcome, error) {
        (Ok(()), None) => {}
        (Err(met), Some((kind, applied))) => {
            assert_eq!(
                (met.kind(), met.applied(), met.attempts()),
                (kind, applied, requests),
                "{what}: {met}"
            );
        }
        _ => panic!("{what}: {outcome:?}"),
    }
    if class == 3 {
        assert!(
            count.applied <= 1,
            "{what}: a creating write was applied {} times",
            count.applied
        );
    }
    if class > 0 {
        // What the client says of a write must be so.
        let said = outcome.map_or_else(|error| error.applied(), |()| Applied::Yes);
        assert!(
            said != Applied::No || count.applied == 0,
            "{what}: said No, and was applied"
        );
        assert!(
            said != Applied::Yes || count.applied >= 1,
            "{what}: said Yes, and was not applied"
        );
    }
}

#[tokio::test]
async fn every_cell_of_the_fault_matrix_is_as_expected() {
    // Making a client blocks for as long as reading the root certificates takes: first all of
    // them, then the calls, so that no call's time is spent on it.
    let mut cells = Vec::new();
    for row in rows() {
        for class in 0..CLASSES.len() {
            for every in [false, true] {
                cells.push(Cell::new(&row, class, every).await);
            }
        }
    }
    let mut runs: JoinSet<()> = cells.into_iter().map(run).collect();
    let mut checked = 0;
    while let Some(outcome) = runs.join_next().await {
        outcome.unwrap();
        checked += 1;
    }
    assert_eq!(checked, rows().len() * 8);
}

#[test]
fn the_matrix_covers_every_fault_of_the_sandbox() {
    let listed: Vec<_> = rows().iter().map(|row| row.fault.name()).collect();
    for fault in Fault::every() {
        assert!(
            listed.contains(&fault.name()),
            "{} is not in the matrix",
            fault.name()
        );
    }
}

fn printed() -> String {
    let mut text = "| what happens | ".to_owned();
    text += &CLASSES.map(|(class, _)| class).join(" | ");
    text += " |\n| --- | --- | --- | --- | --- |\n";
    for row in rows() {
        let cells = row.expect.map(|expect| match expect {
            Again(kind, applied) => format!("retried, then `{kind:?}`{}", doubt(applied)),
            Fails(kind, applied) => format!("`{kind:?}`{}", doubt(applied)),
            Succeeds => "succeeds".to_owned(),
        });
        writeln!(text, "| {} | {} |", row.name, cells.join(" | ")).unwrap();
    }
    text
}

fn doubt(applied: Applied) -> &'static str {
    if applied == Unknown {
        ", applied: unknown"
    } else {
        ""
    }
}

#[test]
fn the_documentation_has_the_matrix() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/matrix.md");
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(path, printed()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        written,
        printed(),
        "src/guide/matrix.md is out of date: run UPDATE_MATRIX=1 cargo test --test matrix"
    );
}
