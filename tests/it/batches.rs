//! Many rows to a request: every row comes to what it would have come to alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use stocktrim::resources::{Inventory as Levels, RowOutcome};
use stocktrim::transport::testing::Answer;
use stocktrim::types::{Inventory, SupplierRequestDto};
use stocktrim::{Applied, Client, ErrorKind};
use tokio::time::{Instant, sleep};

use crate::support::builder;

/// How a server refuses a list with bad lines.
#[derive(Clone, Copy, PartialEq)]
enum Refusal {
    NamesAll,
    NamesFirst,
    NamesNone,
    /// It names a line, and not the one that is bad.
    NamesWrong,
    TooLarge,
}

#[derive(Default)]
struct Seen {
    requests: usize,
    /// What was written, in order.
    written: Vec<(String, f64)>,
    sizes: Vec<usize>,
}

/// A server that takes lists of stock levels after 50 ms, unless one of them is bad.
fn server(
    refusal: Refusal,
    is_bad: impl Fn(&str) -> bool + Send + Sync + 'static,
) -> (Client, Arc<Mutex<Seen>>) {
    let seen = Arc::new(Mutex::new(Seen::default()));
    let log = Arc::clone(&seen);
    let client = builder().in_process(move |request| {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let lines = body["inventory"].as_array().unwrap();
        let id = |line: &Value| line["productId"].as_str().unwrap().to_owned();
        let bad: Vec<_> = (0..lines.len())
            .filter(|at| is_bad(&id(&lines[*at])))
            .collect();
        let mut seen = log.lock().unwrap();
        seen.requests += 1;
        seen.sizes.push(lines.len());
        let named = |places: &[usize]| {
            let errors: BTreeMap<_, _> = places
                .iter()
                .map(|at| (format!("Inventory[{at}].ProductId"), ["is not known"]))
                .collect();
            Answer::json(
                400,
                json!({ "title": "Bad", "status": 400, "errors": errors }).to_string(),
            )
        };
        let answer = match refusal {
            Refusal::TooLarge if lines.len() > 30 => Answer::status(413),
            _ if bad.is_empty() => {
                let written = lines
                    .iter()
                    .map(|line| (id(line), line["stockOnHand"].as_f64().unwrap()));
                seen.written.extend(written);
                Answer::status(200)
            }
            Refusal::NamesAll => named(&bad),
            Refusal::NamesFirst => named(&bad[..1]),
            Refusal::NamesWrong => named(&[(bad[0] + 1) % lines.len()]),
            Refusal::NamesNone | Refusal::TooLarge => {
                Answer::json(400, r#"{"title":"Bad","status":400}"#)
            }
        };
        async {
            sleep(Duration::from_millis(50)).await;
            answer
        }
    });
    (client.build().unwrap(), seen)
}

fn lines(count: usize) -> Vec<Inventory> {
    (0..count)
        .map(|n| Inventory::new(format!("P{n}"), 1.0, 0.0))
        .collect()
}

/// What became of every line, as it was alone.
fn outcomes(
    report: &stocktrim::BulkReport<Inventory, ()>,
) -> Vec<(usize, bool, Option<ErrorKind>)> {
    let one = |row: &stocktrim::resources::RowReport<Inventory, ()>| {
        let kind = row.outcome.error().map(stocktrim::Error::kind);
        (row.index, row.outcome.is_saved(), kind)
    };
    report.rows().iter().map(one).collect()
}

#[tokio::test(start_paused = true)]
async fn six_thousand_levels_with_thirty_bad_ones_take_few_requests_and_a_tenth_of_the_time() {
    let spread: BTreeSet<String> = (0..30).map(|n| format!("P{}", n * 200 + n * 6)).collect();
    let ends: BTreeSet<String> = (0..30).map(|n| format!("P{}", n * 200)).collect();
    let dense: BTreeSet<String> = (0..30).map(|n| format!("P{}", 990 + n)).collect();
    for bad in [spread, ends, dense] {
        let is_bad = |bad: &BTreeSet<String>| {
            let bad = bad.clone();
            move |id: &str| bad.contains(id)
        };
        let (client, seen) = server(Refusal::NamesNone, is_bad(&bad));
        let begun = Instant::now();
        let alone = client.inventory().set_all(lines(6000)).await;
        let slow = begun.elapsed();
        assert_eq!(seen.lock().unwrap().requests, 6000);
        assert_eq!(alone.failed().count(), 30);
        for (refusal, most) in [
            (Refusal::NamesAll, 120),
            (Refusal::NamesFirst, 120),
            (Refusal::NamesNone, 400),
        ] {
            let (client, seen) = server(refusal, is_bad(&bad));
            let begun = Instant::now();
            let report = client
                .inventory()
                .set_all(lines(6000))
                .batch_size(200)
                .await;
            let fast = begun.elapsed();
            let seen = seen.lock().unwrap();
            assert!(seen.requests <= most, "{} requests", seen.requests);
            assert!(slow >= fast * 10, "{slow:?} and {fast:?}");
            assert_eq!(outcomes(&report), outcomes(&alone));
            let written: BTreeSet<_> = seen.written.iter().map(|(id, _)| id).collect();
            assert_eq!(
                (written.len(), seen.written.len()),
                (5970, 5970),
                "each once"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_is_bad_and_however_it_is_refused_every_line_has_its_own_outcome() {
    let mut random = 7_u64;
    let mut next = move |below: u64| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (random >> 33) % below
    };
    for round in 0..24 {
        let count = usize::try_from(next(40) + 1).unwrap();
        let share = next(11);
        let bad: BTreeSet<_> = (0..count)
            .filter(|_| next(10) < share)
            .map(|n| format!("P{n}"))
            .collect();
        for refusal in [
            Refusal::NamesAll,
            Refusal::NamesFirst,
            Refusal::NamesNone,
            Refusal::NamesWrong,
            Refusal::TooLarge,
        ] {
            let kept = bad.clone();
            let (client, seen) = server(refusal, move |id| kept.contains(id));
            let report = client
                .inventory()
                .set_all(lines(count))
                .batch_size(40)
                .await;
            for row in report.rows() {
                assert_eq!(
                    row.outcome.is_saved(),
                    !bad.contains(&row.key),
                    "{round}: {}",
                    row.key
                );
            }
            let seen = seen.lock().unwrap();
            assert_eq!(seen.written.len(), count - bad.len(), "each once");
            let most = 3 * count + 10;
            assert!(
                seen.requests <= most,
                "{} for {count} with {}",
                seen.requests,
                bad.len()
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn lines_of_one_product_never_share_a_request_and_go_in_order() {
    let (client, seen) = server(Refusal::NamesNone, |_| false);
    let lines = (0..300).map(|n| Inventory::new(format!("P{}", n % 7), f64::from(n), 0.0));
    let report = client.inventory().set_all(lines).batch_size(50).await;
    assert!(report.is_complete());
    let seen = seen.lock().unwrap();
    assert_eq!(
        (seen.written.len(), seen.sizes.iter().max()),
        (300, Some(&7))
    );
    for product in 0..7 {
        let of = |(id, level): &(String, f64)| (id == &format!("P{product}")).then_some(*level);
        let levels: Vec<_> = seen.written.iter().filter_map(of).collect();
        assert!(levels.is_sorted(), "{levels:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn lines_that_cannot_be_sent_cost_no_request() {
    let (client, seen) = server(Refusal::NamesNone, |_| false);
    let mut lines = lines(200);
    lines[3].product_id = " ".into();
    lines[77].stock_on_hand = f64::NAN;
    let report = client.inventory().set_all(lines).batch_size(200).await;
    let failed: Vec<_> = report
        .failed()
        .map(|row| (row.index, row.attempts))
        .collect();
    assert_eq!(failed, [(3, 0), (77, 0)]);
    assert_eq!(report.saved().count(), 198);
    assert!(seen.lock().unwrap().requests <= 10);
}

#[tokio::test(start_paused = true)]
async fn a_list_of_unknown_fate_is_not_taken_apart() {
    for (answer, applied) in [(500_u16, Applied::Unknown), (503, Applied::Unknown)] {
        let client = builder().in_process(move |_| std::future::ready(Answer::status(answer)));
        let client = client.build().unwrap();
        let report = client.inventory().set_all(lines(100)).batch_size(100).await;
        assert_eq!(report.unknown().count(), 100);
        let error = report.rows()[0].outcome.error().unwrap();
        assert_eq!(error.applied(), applied);
        let attempts = if answer == 500 { 1 } else { 6 };
        assert!(report.rows().iter().all(|row| row.attempts == attempts));
    }
}

#[tokio::test(start_paused = true)]
async fn refused_credentials_stop_lists_too() {
    let client = builder().in_process(|_| std::future::ready(Answer::status(401)));
    let client = client.max_concurrency(2).build().unwrap();
    let report = client
        .inventory()
        .set_all(lines(1000))
        .batch_size(100)
        .await;
    assert!(report.stopped().unwrap().is_auth());
    assert_eq!(report.rows().len(), 1000);
    assert!(
        report.not_sent().count() >= 800,
        "{}",
        report.not_sent().count()
    );
}

#[tokio::test(start_paused = true)]
async fn a_slow_stream_fills_lists_and_never_waits_while_nothing_is_under_way() {
    let (client, seen) = server(Refusal::NamesNone, |_| false);
    let rows = futures_util::stream::unfold(0, |n| async move {
        sleep(Duration::from_millis(5)).await;
        (n < 100).then(|| (Inventory::new(format!("P{n}"), 1.0, 0.0), n + 1))
    });
    let begun = Instant::now();
    let report = client.inventory().set_stream(rows).batch_size(10).await;
    assert!(report.is_complete());
    assert!(
        begun.elapsed() < Duration::from_millis(700),
        "{:?}",
        begun.elapsed()
    );
    let requests = seen.lock().unwrap().requests;
    assert!((10..=13).contains(&requests), "{requests}");
}

#[tokio::test]
async fn suppliers_in_lists_are_answered_row_by_row() {
    let client = builder().in_process(|request| {
        let rows: Value = serde_json::from_slice(request.body()).unwrap();
        let mut rows = rows.as_array().unwrap().clone();
        rows.reverse();
        let is_refused = rows.iter().any(|row| row["supplierCode"] == "C3");
        std::future::ready(if is_refused {
            Answer::json(400, r#"{"errors":{"[3].SupplierName":["is too long"]}}"#)
        } else {
            Answer::json(200, json!(rows).to_string())
        })
    });
    let client = client.build().unwrap();
    let rows = (0..20).map(|n| SupplierRequestDto::new(format!("C{n}")));
    let report = client.suppliers().upsert_all(rows).batch_size(10).await;
    for row in report.rows() {
        match &row.outcome {
            RowOutcome::Saved(saved) => {
                let value = saved.value.as_ref().unwrap();
                assert_eq!(value.supplier_code.as_ref(), Some(&row.key));
            }
            outcome => {
                assert_eq!(row.key, "C3");
                let error = outcome.error().unwrap();
                assert!(error.to_string().contains("too long"), "{error}");
            }
        }
    }
    assert_eq!(report.failed().count(), 1);
}

#[tokio::test]
async fn a_view_with_sums_refuses_its_line_alone() {
    let (client, _) = server(Refusal::NamesNone, |_| false);
    let levels: Levels = client.inventory().with_overall_sums();
    let lines = lines(20)
        .into_iter()
        .enumerate()
        .map(|(at, line)| match at {
            7 => line,
            _ => line.location_code("NORTH"),
        });
    let report = levels.set_all(lines).batch_size(20).await;
    let failed: Vec<_> = report.failed().map(|row| row.index).collect();
    assert_eq!(failed, [7]);
}
