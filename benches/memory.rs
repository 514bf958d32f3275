//! How much memory the large answers take: the peak of a process, over what it takes idle.

mod support;

use std::fs;
use std::process::Stdio;

use stocktrim::types::CustomerDto;
use support::server::{Server, ok};
use support::{Bare, CUSTOMERS, bodies, measures, other, role, row, runtime, sdk};

const PRODUCTS: usize = 100_000;
const PAGE: usize = 50;

fn main() {
    if let [what, url, products] = role().as_slice() {
        let products: usize = products.parse().expect("a number of products");
        let taken = runtime().block_on(async {
            match what.as_str() {
                "stream" => stream(url, products, 1).await,
                "ahead" => stream(url, products, 4).await,
                "list" => list(url).await,
                _ => bare(url).await,
            }
        });
        println!("{}", taken.unwrap_or_default());
        return;
    }
    let products = if measures() { PRODUCTS } else { 500 };
    let customers = bodies::customers(CUSTOMERS);
    let body = customers.len() as u64;
    let customers = ok(&customers);
    let server = Server::start(move |target| {
        if target.starts_with("/api/customers") {
            return customers.clone();
        }
        // Pages count from 1: the first is that of a request without a number.
        let number = target.split_once("pageno=");
        let number = number.map_or(1, |(_, number)| number.parse().unwrap_or(1));
        let from = (number - 1) * PAGE;
        if from < products {
            ok(&bodies::page(from))
        } else {
            ok("[]")
        }
    });
    let of = |what| taken(what, &server.url(), products);
    let (Some(stream), Some(ahead), Some(list), Some(bare)) =
        (of("stream"), of("ahead"), of("list"), of("bare"))
    else {
        println!("this system does not tell the peak of a process: nothing is measured");
        return;
    };
    row(
        "memory: streaming 100,000 products",
        format!("{:.1} MB", millions(stream)),
        "≤ 8 MB over idle",
        millions(stream) <= 8.0,
        "peak of the process over idle, 2,000 pages",
    );
    row(
        "memory: streaming 100,000 products, four pages ahead",
        format!("{:.1} MB", millions(ahead)),
        "≤ 12 MB over idle",
        millions(ahead) <= 12.0,
        "peak of the process over idle, 2,000 pages",
    );
    row(
        "memory: listing 14,766 customers",
        format!("{:.2} × the body", ratio(list, body)),
        "≤ 3.5",
        ratio(list, body) <= 3.5,
        format!(
            "{:.1} MB for a body of {:.1} MB; bare reqwest and serde_json: {:.2}",
            millions(list),
            millions(body),
            ratio(bare, body)
        ),
    );
}

#[expect(clippy::cast_precision_loss, reason = "no process has so much memory")]
fn ratio(first: u64, second: u64) -> f64 {
    first as f64 / second as f64
}

fn millions(bytes: u64) -> f64 {
    ratio(bytes, 1_000_000)
}

/// What another process says that it took at its peak, in bytes.
fn taken(what: &str, url: &str, products: usize) -> Option<u64> {
    let mut command = other(&[what, url, &products.to_string()]);
    let output = command.stderr(Stdio::inherit()).output().ok()?;
    assert!(output.status.success(), "{what}");
    let bytes: u64 = String::from_utf8(output.stdout).ok()?.trim().parse().ok()?;
    (bytes > 0).then_some(bytes)
}

async fn stream(url: &str, products: usize, ahead: usize) -> Option<u64> {
    let client = sdk(url).build().expect("a client can be made");
    client.products().list_page(None).await.expect("an answer");
    let idle = idle()?;
    let mut rows = client.products().stream().read_ahead(ahead);
    let mut count = 0;
    while let Some(row) = rows.next().await {
        row.expect("an answer");
        count += 1;
    }
    assert_eq!(count, products);
    Some(peak()? - idle)
}

async fn list(url: &str) -> Option<u64> {
    let client = sdk(url).build().expect("a client can be made");
    client.products().list_page(None).await.expect("an answer");
    let idle = idle()?;
    let rows = client.customers().list().await.expect("an answer");
    assert_eq!(rows.len(), CUSTOMERS);
    Some(peak()? - idle)
}

async fn bare(url: &str) -> Option<u64> {
    let bare = Bare::new(url);
    let _: serde::de::IgnoredAny = bare.get("/api/Products").await.expect("an answer");
    let idle = idle()?;
    let rows: Vec<CustomerDto> = bare.get("/api/Customers").await.expect("an answer");
    assert_eq!(rows.len(), CUSTOMERS);
    Some(peak()? - idle)
}

/// What this process has in memory, from which on its peak counts anew; Linux alone tells.
fn idle() -> Option<u64> {
    fs::write("/proc/self/clear_refs", "5").ok()?;
    status("VmRSS:")
}

fn peak() -> Option<u64> {
    status("VmHWM:")
}

fn status(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}
