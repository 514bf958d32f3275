//! Every method with every fault: nothing panics, nothing is done twice, no error becomes an answer.

use std::time::Duration;

use futures_util::future::join_all;
use stocktrim::{Applied, Client, Result, RetryConfig, WriteOutcome};
use stocktrim_sandbox::{Fault, Sandbox, Target};

use super::methods::{self, Came, Method};
use super::shop;

/// Cases that run side by side: most of their time they wait for a time-out.
const SIDE_BY_SIDE: usize = 24;

/// How often the fault strikes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Strikes {
    Once,
    Always,
}

struct Case<'a> {
    method: &'a Method,
    fault: Fault,
    strikes: Strikes,
    seed: u64,
}

impl Case<'_> {
    async fn open(&self) -> (Sandbox, Client) {
        let sandbox = shop::open(Sandbox::builder().seed(self.seed)).await;
        match self.strikes {
            Strikes::Once => sandbox.faults().next(1, Target::Any, self.fault.clone()),
            Strikes::Always => sandbox.faults().always(Target::Any, self.fault.clone()),
        }
        let retry = RetryConfig::default().max_retries(1);
        let client = sandbox
            .client_builder()
            .retry(
                retry
                    .initial_backoff(Duration::from_millis(1))
                    .max_backoff(Duration::from_millis(1)),
            )
            .attempt_timeout(Duration::from_millis(400))
            .timeout(Duration::from_millis(990))
            .max_response_bytes(1 << 20)
            .build()
            .unwrap();
        (sandbox, client)
    }

    fn check(&self, sandbox: &Sandbox, came: &Result<Came>) {
        let Self {
            method,
            fault,
            strikes,
            seed,
        } = self;
        let what = format!(
            "{} with {} {strikes:?}, seed {seed}",
            method.name,
            fault.name()
        );
        let what = format!("{what}: {came:?}");
        let arrived = sandbox.requests().of(method.operation);
        let applied = arrived.iter().filter(|request| request.applied).count();
        if !method.repeatable {
            assert!(applied <= 1, "done twice: {what}");
        }
        match came {
            Ok(Came::Bulk(saved, refused, unknown)) => {
                let Came::Bulk(savable, refusable, 0) = method.comes_to else {
                    panic!("{what}")
                };
                assert_eq!(saved + refused + unknown, savable + refusable, "{what}");
                assert!(*saved <= savable && *saved <= applied, "{what}");
            }
            Ok(_) if method.writes => {
                let deleted = matches!(came, Ok(Came::Gone(_)));
                assert!(
                    applied > 0 || deleted || method.name.ends_with("none"),
                    "{what}"
                );
                // A 404 after an attempt that may have been applied is success.
                if arrived.len() == 1 || !deleted {
                    self.check_answer(came, &what);
                }
            }
            Ok(_) => self.check_answer(came, &what),
            Err(error) => {
                assert!(!what.contains("sandbox's"), "{what}");
                if error.applied() == Applied::No && error.operation() == Some(method.operation) {
                    assert_eq!(applied, 0, "said not to be done: {what}");
                }
            }
        }
        // The status and the problem of a 404 have come, however its body ends; and null is none.
        let none = matches!(method.comes_to, Came::There(false) | Came::Rows(0));
        let answers = match fault.name() {
            "json_null" => true,
            "wrong_content_length" => none,
            _ => false,
        };
        if *strikes == Strikes::Always && !method.writes && !answers {
            assert!(came.is_err(), "an error became an answer: {what}");
        }
        if *strikes == Strikes::Always && method.writes && !fault.applies() {
            let none_saved = matches!(came, Err(_) | Ok(Came::Bulk(0, ..)));
            assert!(none_saved, "an error became an answer: {what}");
        }
    }

    /// A success is what it would be without the fault, or says that it does not know.
    fn check_answer(&self, came: &Result<Came>, what: &str) {
        let unread = self.fault.applies() && self.fault.name() != "close_after_applying";
        match came {
            // null is no rows (G7), and so is what cannot be read of a write's answer (G8).
            Ok(Came::Rows(_) | Came::There(_)) if self.fault.name() == "json_null" => {}
            Ok(Came::Rows(0)) if unread && self.method.writes => {}
            Err(_) | Ok(Came::Done(WriteOutcome::Unknown)) => {}
            Ok(came) => assert_eq!(*came, self.method.comes_to, "{what}"),
        }
    }
}

async fn run(methods: &[Method], strikes: Strikes) {
    let mut cases = Vec::new();
    for (place, method) in methods.iter().enumerate() {
        for (number, fault) in Fault::every().into_iter().enumerate() {
            let seed = (place * 31 + number) as u64;
            cases.push(Case {
                method,
                fault,
                strikes,
                seed,
            });
        }
    }
    // The slow ones side by side with their like, so that nothing else holds them up.
    cases.sort_by_key(|case| case.fault.name());
    for cases in cases.chunks(SIDE_BY_SIDE) {
        let mut open = Vec::new();
        for case in cases {
            open.push(case.open().await);
        }
        let calls = cases
            .iter()
            .zip(&open)
            .map(|(case, (_, client))| (case.method.call)(client.clone()));
        let came = join_all(calls).await;
        for ((case, (sandbox, _)), came) in cases.iter().zip(&open).zip(&came) {
            case.check(sandbox, came);
        }
    }
}

#[tokio::test]
async fn one_fault_is_survived_or_told() {
    run(&methods::all(), Strikes::Once).await;
}

#[tokio::test]
async fn a_fault_that_stays_is_told() {
    run(&methods::all(), Strikes::Always).await;
}
