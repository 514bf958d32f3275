//! C1: the peak of memory of the worst answers, each read by a process of its own.
//!
//! `cargo test --release --features full --test it -- --nocapture c1_the_worst` prints the table of CONTRIBUTING.md.

use std::process::Command;

use stocktrim::transport::testing::Answer;
use stocktrim::types::{OrderPlanFilterCriteria, ProductsRequestDto};
use stocktrim::{Client, RetryConfig};

const CASE: &str = "STOCKTRIM_TEST_CASE";
/// `max_response_bytes`, an eighth of the default.
const LIMIT: usize = 8 << 20;

#[derive(Clone, Copy)]
enum Call {
    Customers,
    Plan,
    Products,
    Write,
}

/// What it is, the status, what is called, how the body begins, what repeats until the limit, and how it ends.
type Case = (
    &'static str,
    u16,
    Call,
    &'static str,
    &'static str,
    &'static str,
);

const CASES: [Case; 17] = [
    (
        "rows of customers as they come",
        200,
        Call::Customers,
        "[",
        r#"{"code":"C-100234","name":"Harbour Cafe","city":"Auckland","country":"NZ"},"#,
        r#"{"code":""}]"#,
    ),
    (
        "empty objects for products",
        200,
        Call::Products,
        "[",
        "{},",
        "{}]",
    ),
    (
        "products of a key alone",
        200,
        Call::Products,
        "[",
        r#"{"productId":""},"#,
        r#"{"productId":""}]"#,
    ),
    (
        "empty suppliers within a product",
        200,
        Call::Products,
        r#"[{"productId":"A","suppliers":["#,
        "{},",
        "{}]}]",
    ),
    (
        "empty rows of the order plan",
        200,
        Call::Plan,
        r#"{"results":["#,
        "{},",
        "{}]}",
    ),
    (
        "one text in a field",
        200,
        Call::Products,
        r#"[{"productId":"A","name":""#,
        "x",
        r#""}]"#,
    ),
    (
        "one text of escapes",
        200,
        Call::Products,
        r#"[{"productId":"A","name":""#,
        "\\u0001",
        r#""}]"#,
    ),
    (
        "numbers in an unknown field",
        200,
        Call::Products,
        r#"[{"productId":"A","x":["#,
        "1,",
        "1]}]",
    ),
    (
        "unknown fields of one letter",
        200,
        Call::Products,
        r#"[{"productId":"A""#,
        r#","x":0"#,
        "}]",
    ),
    ("lists within lists", 200, Call::Products, "", "[", ""),
    (
        "a page for people",
        200,
        Call::Products,
        "<html>",
        "<p>x</p>",
        "",
    ),
    (
        "an answer beyond the limit",
        200,
        Call::Products,
        "",
        "[{},{},{},{},{},{},{},{}",
        "[{},{},{},{},{},{},{},{}",
    ),
    (
        "empty objects after a write",
        200,
        Call::Write,
        "[",
        "{},",
        "{}]",
    ),
    (
        "errors, a list of lists",
        400,
        Call::Products,
        r#"{"errors":["#,
        "[],",
        "[]]}",
    ),
    (
        "errors, a map of fields",
        400,
        Call::Products,
        r#"{"errors":{"a":["x"]"#,
        r#","b":["y"]"#,
        "}}",
    ),
    (
        "one text of an error",
        500,
        Call::Products,
        r#"{"message":""#,
        "x",
        r#""}"#,
    ),
    (
        "a text of the credentials",
        500,
        Call::Products,
        "",
        "Quercus Timber ",
        "",
    ),
];

fn body((_, _, _, begin, repeat, end): Case) -> Vec<u8> {
    let times = (LIMIT - begin.len() - end.len()) / repeat.len();
    let over = usize::from(end.starts_with("[{") && begin.is_empty());
    [
        begin.as_bytes(),
        &repeat.as_bytes().repeat(times + over),
        end.as_bytes(),
    ]
    .concat()
}

/// What a line of `/proc/self/status` says, in bytes; Linux alone has it.
fn status(name: &str) -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    let kibibytes: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes << 10)
}

#[tokio::test]
#[ignore = "run by the test below, in a process for each case"]
async fn in_a_process_of_its_own() {
    let case: usize = std::env::var(CASE)
        .expect("run by the test below")
        .parse()
        .unwrap();
    let case = CASES[case];
    let mut body = Some(body(case));
    let status_code = case.1;
    let client = Client::builder()
        .credentials("tenant-471", "Quercus Timber")
        .max_response_bytes(LIMIT)
        .retry(RetryConfig::disabled())
        .in_process({
            let body = std::sync::Mutex::new(body.take());
            move |_| {
                std::future::ready(Answer::json(
                    status_code,
                    body.lock().unwrap().take().unwrap_or_default(),
                ))
            }
        })
        .build()
        .unwrap();
    // From now on the peak counts anew.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let idle = status("VmRSS:").unwrap();
    let api = client.api();
    let outcome = match case.2 {
        Call::Customers => api.list_customers().send().await.map(|rows| rows.len()),
        Call::Plan => {
            let plan = api
                .query_order_plan()
                .body(OrderPlanFilterCriteria::new())
                .send()
                .await;
            plan.map(|plan| plan.results.as_ref().map_or(0, Vec::len))
        }
        Call::Products => api.list_products().send().await.map(|rows| rows.len()),
        Call::Write => {
            let product = ProductsRequestDto::new("A");
            client.products().upsert(product).await.map(|_| 1)
        }
    };
    let peak = status("VmHWM:").unwrap().saturating_sub(idle);
    let outcome = outcome.map_or_else(
        |error| error.kind().to_string(),
        |rows| format!("{rows} rows"),
    );
    println!("\npeak {peak} {outcome}");
}

#[test]
#[cfg(target_os = "linux")]
fn c1_the_worst_answers_take_a_bounded_peak() {
    println!(
        "| answer of 8 MiB, which is the limit | read as | peak over idle, of the limit |\n| --- | --- | --- |"
    );
    let mut beyond = Vec::new();
    for (number, case) in CASES.iter().enumerate() {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([
            "--exact",
            "faults::memory::in_a_process_of_its_own",
            "--ignored",
            "--nocapture",
        ]);
        let output = command.env(CASE, number.to_string()).output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        let line = told.lines().find_map(|line| line.strip_prefix("peak "));
        let (peak, outcome) = line
            .and_then(|line| line.split_once(' '))
            .unwrap_or_else(|| panic!("{told}"));
        let tenths = peak.parse::<usize>().unwrap() * 10 / LIMIT;
        println!(
            "| {} | {outcome} | {}.{} |",
            case.0,
            tenths / 10,
            tenths % 10
        );
        if tenths > 45 {
            beyond.push(case.0);
        }
    }
    assert!(
        beyond.is_empty(),
        "more than four and a half times the limit: {beyond:?}"
    );
}
