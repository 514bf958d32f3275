//! What decoding costs beyond `serde_json`, with the error path and the size limit in place.
//!
//! The SDK answers from memory here. What a call costs whatever its body is taken off, by the same
//! call with an empty list: it is in `calls`, where a network is.

mod support;

use std::hint::black_box;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use stocktrim::Client;
use stocktrim::transport::testing::Answer;
use stocktrim::types::{CustomerDto, ProductsResponseDto};
use support::measure::{in_turns, instructions_of_one, tell_time, told_time};
use support::{bodies, measures, other, role, row, runtime, sdk};

fn main() {
    if let [who, what, calls] = role().as_slice() {
        let work = Work::new(what);
        work.run(who, 2);
        tell_time(|| work.run(who, calls.parse().expect("a number of calls")));
        return;
    }
    let rounds = if measures() { 41 } else { 1 };
    compare("page", "a page of 50 products", 500, rounds);
    compare("customers", "14,766 customers", 8, rounds);
}

fn compare(what: &str, name: &str, calls: u32, rounds: usize) {
    // A process of its own for each, so that neither works in the other's heap.
    let command = |who: &str, calls: u32| other(&[who, what, &calls.to_string()]);
    let one = |who: &str, calls: u32| told_time(&mut command(who, calls)) / calls;
    let constant = one("empty", 5000);
    let time = in_turns(rounds, |who| match who {
        0 => one("sdk", calls).saturating_sub(constant),
        _ => one("bare", calls),
    });
    let verdict = |ratio: f64| ratio <= 1.02;
    row(
        &format!("decoding: {name}, processor time"),
        format!("{:.3}", time.ratio),
        "≤ 1.02",
        verdict(time.ratio),
        format!(
            "{:.1?} against {:.1?}; {constant:.1?} of every call taken off",
            time.first, time.second
        ),
    );
    if !measures() {
        return;
    }
    let count = |who: &str, calls: u32| {
        instructions_of_one((calls, calls * 4), |calls| command(who, calls))
    };
    let few = calls.div_ceil(4);
    let (Some(first), Some(empty), Some(second)) =
        (count("sdk", few), count("empty", 100), count("bare", few))
    else {
        return;
    };
    let ratio = (first - empty) / second;
    row(
        &format!("decoding: {name}, instructions"),
        format!("{ratio:.3}"),
        "≤ 1.02",
        verdict(ratio),
        format!(
            "{:.0} against {second:.0}; {empty:.0} of every call taken off",
            first - empty
        ),
    );
}

/// One kind of body, and clients that answer it from memory.
struct Work {
    is_page: bool,
    body: Bytes,
    full: Client,
    empty: Client,
}

impl Work {
    fn new(what: &str) -> Self {
        let is_page = what == "page";
        let body = if is_page {
            bodies::page(0)
        } else {
            bodies::customers(support::CUSTOMERS)
        };
        let body = Bytes::from(body);
        Self {
            is_page,
            full: answering(body.clone()),
            empty: answering(Bytes::from_static(b"[]")),
            body,
        }
    }

    fn run(&self, who: &str, calls: u32) {
        match who {
            "bare" if self.is_page => self.read::<ProductsResponseDto>(calls),
            "bare" => self.read::<CustomerDto>(calls),
            "sdk" => runtime().block_on(self.call(&self.full, calls)),
            _ => runtime().block_on(self.call(&self.empty, calls)),
        }
    }

    fn read<T: DeserializeOwned>(&self, calls: u32) {
        for _ in 0..calls {
            let rows: Vec<T> = serde_json::from_slice(&self.body).expect("the body is right");
            black_box(rows);
        }
    }

    async fn call(&self, client: &Client, calls: u32) {
        for _ in 0..calls {
            if self.is_page {
                black_box(client.products().list_page(None).await.expect("an answer"));
            } else {
                black_box(client.customers().list().await.expect("an answer"));
            }
        }
    }
}

fn answering(body: Bytes) -> Client {
    sdk("http://127.0.0.1:1")
        .in_process(move |_| std::future::ready(Answer::json(200, body.clone())))
        .build()
        .expect("a client can be made")
}
