//! What a call costs beyond reqwest and `serde_json`: processor time and instructions.

mod support;

use std::hint::black_box;

use stocktrim::Client;
use stocktrim::types::{CustomerDto, ProductsResponseDto};
use support::measure::{in_turns, instructions_of_one, tell_time, told_time};
use support::server::{Server, ok};
use support::{Bare, bodies, measures, other, role, row, runtime, sdk};

const PRODUCTS: &str = "/api/Products";
const CUSTOMERS: &str = "/api/Customers";

/// The most instructions of a call, of those without the SDK.
const MOST_INSTRUCTIONS: f64 = 1.01;

fn main() {
    if let [who, what, calls, url] = role().as_slice() {
        let calls = calls.parse().expect("a number of calls");
        let (who, is_page) = (usize::from(who == "bare"), what == "page");
        let runtime = runtime();
        let both = Both::new(url);
        runtime.block_on(both.calls(who, is_page, 2));
        tell_time(|| runtime.block_on(both.calls(who, is_page, calls)));
        return;
    }
    let page = ok(&bodies::page(0));
    let customers = ok(&bodies::customers(support::CUSTOMERS));
    let server = Server::start(move |target| {
        let is_page = target.starts_with("/api/products");
        (if is_page { &page } else { &customers }).clone()
    });
    let rounds = if measures() { 41 } else { 1 };
    for (what, name, calls, most) in [
        ("page", "a page of 50 products", 200, 1.03),
        ("customers", "14,766 customers", 5, 1.02),
    ] {
        compare(&server, what, name, calls, rounds, most);
    }
}

fn compare(server: &Server, what: &str, name: &str, calls: u32, rounds: usize, most: f64) {
    let url = server.url();
    // A process of its own for each, so that neither works in the other's heap.
    let command =
        |who: usize, calls: u32| other(&[["sdk", "bare"][who], what, &calls.to_string(), &url]);
    let time = in_turns(rounds, |who| told_time(&mut command(who, calls)) / calls);
    let budget = format!("≤ {most}");
    row(
        &format!("a call: {name}, processor time"),
        format!("{:.3}", time.ratio),
        &budget,
        time.ratio <= most,
        format!("{:.0?} against {:.0?}", time.first, time.second),
    );
    if !measures() {
        return;
    }
    let few = (calls / 2, calls * 2);
    let [Some(first), Some(second)] =
        [0, 1].map(|who| instructions_of_one(few, |calls| command(who, calls)))
    else {
        println!("valgrind is not there: instructions are not counted");
        return;
    };
    row(
        &format!("a call: {name}, instructions"),
        format!("{:.3}", first / second),
        &format!("≤ {MOST_INSTRUCTIONS}"),
        first / second <= MOST_INSTRUCTIONS,
        format!("{first:.0} against {second:.0}"),
    );
}

/// The two that are compared, on one runtime.
struct Both {
    sdk: Client,
    bare: Bare,
}

impl Both {
    fn new(url: &str) -> Self {
        Self {
            sdk: sdk(url).build().expect("a client can be made"),
            bare: Bare::new(url),
        }
    }

    async fn calls(&self, who: usize, is_page: bool, calls: u32) {
        for _ in 0..calls {
            match (who, is_page) {
                (0, true) => {
                    let rows = self.sdk.products().list_page(None).await;
                    assert_eq!(black_box(rows.expect("an answer")).len(), 50);
                }
                (0, false) => {
                    let rows = self.sdk.customers().list().await;
                    assert_eq!(
                        black_box(rows.expect("an answer")).len(),
                        support::CUSTOMERS
                    );
                }
                (_, true) => {
                    let rows = self.bare.get::<Vec<ProductsResponseDto>>(PRODUCTS).await;
                    assert_eq!(black_box(rows.expect("an answer")).len(), 50);
                }
                (_, false) => {
                    let rows = self.bare.get::<Vec<CustomerDto>>(CUSTOMERS).await;
                    assert_eq!(
                        black_box(rows.expect("an answer")).len(),
                        support::CUSTOMERS
                    );
                }
            }
        }
    }
}
