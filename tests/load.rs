//! Many calls against a sandbox that fails at random: all accounted for, and nothing left behind.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use stocktrim::Operation;

use stocktrim::types::{
    CustomerDto, SalesOrderRequestDto, SalesOrderWithLineItemsRequestDto, Timestamp,
};
use stocktrim::{Client, Error, RetryConfig};
use stocktrim_sandbox::{Area, Fault, Sandbox, Target};
use tokio::runtime::Handle;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

/// The faults that pass quickly; a stalled body takes a whole time-out.
fn faults() -> Vec<Fault> {
    vec![
        Fault::status(503),
        Fault::status(429),
        Fault::html_500(),
        Fault::close_before_applying(),
        Fault::close_after_applying(),
        Fault::reset(),
        Fault::cut_body(),
    ]
}

struct Load {
    sandbox: Sandbox,
    client: Client,
    attempts: Arc<AtomicU64>,
}

impl Load {
    async fn start() -> Self {
        let sandbox = Sandbox::builder().empty().start().await.unwrap();
        sandbox.faults().random(0.2, Target::Any, faults());
        let attempts = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&attempts);
        let client = sandbox
            .client_builder()
            .max_concurrency(64)
            .attempt_timeout(Duration::from_secs(30))
            .timeout(Duration::from_secs(300))
            .retry(
                RetryConfig::default()
                    .initial_backoff(Duration::from_millis(1))
                    .max_backoff(Duration::from_millis(20)),
            )
            .on_attempt(move |_| {
                count.fetch_add(1, Ordering::SeqCst);
            })
            .build()
            .unwrap();
        Self {
            sandbox,
            client,
            attempts,
        }
    }

    /// Runs so many calls side by side and says how many succeeded and how many failed.
    async fn run(&self, calls: u32) -> (u32, u32) {
        let mut running: JoinSet<Result<(), Error>> = (0..calls)
            .map(|n| {
                let client = self.client.clone();
                async move { one(&client, n).await }
            })
            .collect();
        let (mut done, mut failed) = (0, 0);
        while let Some(outcome) = running.join_next().await {
            match outcome.unwrap() {
                Ok(()) => done += 1,
                Err(error) => {
                    assert!(
                        error.operation().is_some() && error.attempts() > 0,
                        "{error:?}"
                    );
                    failed += 1;
                }
            }
        }
        (done, failed)
    }
}

async fn one(client: &Client, n: u32) -> Result<(), Error> {
    let api = client.api();
    match n % 3 {
        0 => drop(api.list_customers().send().await?),
        1 => {
            let customer = CustomerDto::new().code(format!("C-{}", n % 20));
            api.upsert_customer().body(customer).send().await?;
        }
        _ => {
            let time = Timestamp::from_unix_seconds(0).expect("1970 is in range");
            let sale = SalesOrderRequestDto::new("OAK", time, 1);
            api.create_sales_order().body(sale).send().await?;
        }
    }
    Ok(())
}

/// Open files of this process, sockets included, where the system tells.
fn open_files() -> Option<usize> {
    Some(std::fs::read_dir("/proc/self/fd").ok()?.count())
}

/// Resident memory of this process in KiB, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Waits until a condition holds that other tasks bring about.
async fn until(what: &str, condition: impl Fn() -> bool) {
    let waited = tokio::time::timeout(Duration::from_secs(30), async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    assert!(waited.await.is_ok(), "{what}");
}

/// Files and memory are the process's: one test at a time.
static ALONE: Mutex<()> = Mutex::const_new(());

#[tokio::test]
async fn ten_thousand_calls_with_a_fifth_of_faults_are_all_accounted_for() {
    let _alone = ALONE.lock().await;
    let load = Load::start().await;
    load.run(10_000).await;
    let (tasks, files) = (Handle::current().metrics().num_alive_tasks(), open_files());
    let memory = resident();
    load.sandbox.requests().clear();
    load.attempts.store(0, Ordering::SeqCst);

    let (done, failed) = load.run(10_000).await;
    assert_eq!(done + failed, 10_000);
    let total = load.sandbox.requests().total();
    assert_eq!(
        load.attempts.load(Ordering::SeqCst),
        total.arrived,
        "every attempt arrived, and no other"
    );
    let creates = load.sandbox.requests().count(Operation::CreateSalesOrder);
    assert!(
        creates.applied <= 3_333,
        "a creating write was applied twice: {creates:?}"
    );
    // One in five attempts fails; a read or a set is given up only after six of them.
    assert!(done > 8_500, "{done} of 10,000 succeeded");
    println!(
        "{done} done, {failed} failed, {} requests, {creates:?}",
        total.arrived
    );

    drop(load);
    until("the sandbox's tasks have ended", || {
        Handle::current().metrics().num_alive_tasks() <= tasks
    })
    .await;
    until("connections are closed", || open_files() <= files).await;
    if let (Some(before), Some(after)) = (memory, resident()) {
        // The first run has made room for as many calls at once: the second needs none.
        println!("{before} KiB before, {after} KiB after");
        assert!(
            after < before + before / 5 + 8_192,
            "memory grew from {before} to {after} KiB"
        );
    }
}

/// Sales orders of three lines, each with its reference.
fn orders(count: usize) -> impl ExactSizeIterator<Item = SalesOrderWithLineItemsRequestDto> + Send {
    let date = Timestamp::from_unix_seconds(1_760_000_000).expect("2025 is in range");
    (0..count).map(move |order| {
        let line = |line| {
            let row = SalesOrderRequestDto::new(format!("P{line}"), date, 1);
            row.external_reference_id(format!("SO-{order}/{line}"))
        };
        let lines: Vec<_> = (1..=3).map(line).collect();
        SalesOrderWithLineItemsRequestDto::new(date).sale_order_line_items(lines)
    })
}

#[tokio::test]
async fn ten_thousand_sales_orders_that_are_killed_half_way_and_repeated_are_there_once() {
    let _alone = ALONE.lock().await;
    let load = Load::start().await;
    load.sandbox.faults().clear();
    load.sandbox.faults().random(0.1, Target::Any, faults());
    let mut first = load
        .client
        .sales_orders()
        .upsert_all(orders(10_000))
        .into_stream();
    for _ in 0..5_000 {
        first.next().await.expect("there are more");
    }
    drop(first);
    let mut left: Vec<_> = orders(10_000).collect();
    for _ in 0..4 {
        let report = load.client.sales_orders().upsert_all(left).await;
        assert!(report.stopped().is_none(), "{:?}", report.stopped());
        left = report.into_iter().filter_map(|row| row.request).collect();
    }
    assert!(left.is_empty(), "{} orders were never saved", left.len());
    let lines: Vec<serde_json::Value> = load.sandbox.store().all(Area::SalesOrders).unwrap();
    let references: HashSet<_> = lines
        .iter()
        .filter_map(|line| line["externalReferenceId"].as_str())
        .collect();
    assert_eq!(
        (lines.len(), references.len()),
        (30_000, 30_000),
        "every line once"
    );
}

/// `SOAK_SECONDS=600 cargo test --release --test load -- --ignored --nocapture`
#[tokio::test]
#[ignore = "runs for minutes; its command is in CONTRIBUTING.md"]
async fn soak() {
    let seconds = std::env::var("SOAK_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(600);
    let load = Load::start().await;
    let started = std::time::Instant::now();
    let mut curve = Vec::new();
    let mut calls = 0_u64;
    while started.elapsed() < Duration::from_secs(seconds) {
        let (done, failed) = load.run(2_000).await;
        calls += u64::from(done + failed);
        // The sales orders would grow without end, and they are the sandbox's, not the client's.
        load.sandbox
            .store()
            .clear(stocktrim_sandbox::Area::SalesOrders);
        load.sandbox.requests().clear();
        let sample = (started.elapsed().as_secs(), resident(), open_files());
        if curve
            .last()
            .is_none_or(|(at, ..): &(u64, _, _)| sample.0 >= at + seconds / 20)
        {
            println!(
                "{:>5} s  {calls:>9} calls  {:?} KiB  {:?} files",
                sample.0, sample.1, sample.2
            );
            curve.push(sample);
        }
    }
    let settled = &curve[curve.len() / 4];
    let last = &curve[curve.len() - 1];
    if let (Some(before), Some(after)) = (settled.1, last.1) {
        assert!(
            after < before + before / 5 + 4096,
            "memory grew from {before} to {after} KiB"
        );
    }
    if let (Some(before), Some(after)) = (settled.2, last.2) {
        assert!(
            after <= before + 80,
            "open files grew from {before} to {after}"
        );
    }
}
