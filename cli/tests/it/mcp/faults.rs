//! Every write under every fault in every drawn form: what the answer says agrees with the store.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde_json::{Value, json};
use stocktrim::Operation;
use stocktrim_sandbox::{Fault, Faults, RequestRecord, Sandbox, Target};
use tokio::task::JoinSet;

use super::peer::{Kind, Setup, furnished};
use super::tools::{reads, writes};
use crate::support::faults;

/// So many drawn forms of the server: some of them, and all where that is asked for.
fn seeds() -> u64 {
    let asked = std::env::var("MCP_SEEDS").ok();
    asked.map_or(4, |seeds| seeds.parse().expect("MCP_SEEDS is a number"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_fault_strikes_a_write_in_whatever_form_its_answer_agrees_with_the_store() {
    let mut tasks = JoinSet::new();
    for seed in 0..seeds() {
        for (tool, arguments, operation, _) in writes() {
            tasks.spawn(under_every_fault(seed, tool, arguments, operation));
        }
    }
    let runs: usize = tasks.join_all().await.into_iter().sum();
    let expected = usize::try_from(seeds()).unwrap() * writes().len() * faults().len();
    assert_eq!(runs, expected);
}

/// Each fault meets a sandbox of its own, which no late request of another can reach.
async fn under_every_fault(seed: u64, tool: &str, arguments: Value, operation: Operation) -> usize {
    let all = faults();
    for fault in &all {
        let sandbox = furnished(Sandbox::builder().seed(seed)).await;
        let kind = if seed.is_multiple_of(2) {
            Kind::Input
        } else {
            Kind::Elicits
        };
        let setup = Setup {
            limit: Duration::from_millis(1500),
            ..Setup::new(kind)
        };
        let peer = setup.beside(&sandbox).await;
        sandbox.faults().always(operation, fault.clone());
        let answer = peer.call(tool, arguments.clone()).await;
        let applied = sandbox.requests().count(operation).applied > 0;
        let about = format!(
            "seed {seed}, {tool}, {}, {}: {answer:#?}",
            fault.name(),
            fault.applies()
        );
        match answer.applied() {
            "no" => assert!(!applied, "{about}"),
            "yes" => assert!(applied, "{about}"),
            other => assert_eq!(other, "unknown"),
        }
    }
    all.len()
}

#[tokio::test]
async fn some_of_many_are_told_from_the_others() {
    let level = |product: &str| json!({ "product": product, "on_hand": 9 });
    let levels = json!({ "levels": [level("A"), level("B"), level("C")] });
    for (fault, lead, applied) in [
        (Fault::status(400), "applied, but some", "yes"),
        (
            Fault::close_after_applying(),
            "may have been applied: ",
            "unknown",
        ),
    ] {
        let sandbox = furnished(Sandbox::builder()).await;
        let peer = Setup::new(Kind::Input).beside(&sandbox).await;
        sandbox.faults().next(1, Operation::SetInventory, fault);
        let answer = peer.call("set_stock", levels.clone()).await;
        assert_eq!(answer.applied(), applied, "{answer:?}");
        assert!(answer.words.starts_with(lead), "{answer:?}");
        assert_eq!(answer.document["done"], 2, "{answer:?}");
        let outcomes = answer.document["steps"].as_array().unwrap();
        assert_eq!(
            outcomes
                .iter()
                .filter(|step| step["outcome"] == "saved")
                .count(),
            2
        );
    }
}

#[tokio::test]
async fn a_forecast_whose_end_cannot_be_seen_was_started_all_the_same() {
    for fault in [
        Fault::status(400),
        Fault::html_200(),
        Fault::close_before_applying(),
    ] {
        // As soon as it was started, nobody can see how far it is.
        let faults: Arc<OnceLock<Faults>> = Arc::default();
        let late = Arc::clone(&faults);
        let strikes = move |request: &RequestRecord| {
            if request.operation == Some(Operation::RunForecast) {
                late.get()
                    .unwrap()
                    .always(Operation::GetProcessingStatus, fault.clone());
            }
        };
        let sandbox = furnished(Sandbox::builder().on_request(strikes)).await;
        faults.set(sandbox.faults()).unwrap();
        let peer = Setup::new(Kind::Input).beside(&sandbox).await;
        let answer = peer
            .call("run_forecast", json!({ "wait_seconds": 5 }))
            .await;
        assert_eq!(answer.applied(), "yes", "{answer:?}");
        assert!(answer.words.contains("goes on"), "{answer:?}");
        assert_eq!(answer.document["done"], 1);
        assert_eq!(sandbox.requests().count(Operation::RunForecast).applied, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_fault_strikes_a_read_it_says_so_and_nothing_is_written() {
    let mut tasks = JoinSet::new();
    for (tool, arguments) in reads() {
        tasks.spawn(async move {
            let sandbox = furnished(Sandbox::builder()).await;
            let before = sandbox.store().snapshot();
            let setup = Setup {
                limit: Duration::from_millis(700),
                ..Setup::new(Kind::Plain)
            };
            let peer = setup.beside(&sandbox).await;
            for fault in faults() {
                sandbox.faults().clear();
                sandbox.faults().always(Target::Any, fault.clone());
                let answer = peer.call(tool, arguments.clone()).await;
                assert_eq!(
                    answer.applied(),
                    "no",
                    "{tool} {}: {answer:?}",
                    fault.name()
                );
            }
            assert_eq!(sandbox.store().snapshot(), before);
        });
    }
    tasks.join_all().await;
}
