//! The answers are exactly the forms that were drawn.

use std::ops::Range;

use stocktrim::Idempotency;
use stocktrim_cli::survey::requests;
use stocktrim_sandbox::{Behaviour, Sandbox};

use super::{agrees, quick, run, server};

async fn read_only(seeds: Range<u64>, behaviour: Behaviour) {
    for seed in seeds {
        let sandbox = server(Sandbox::builder().behaviour(behaviour).seed(seed)).await;
        let before = sandbox.store().snapshot();
        let surveyed = run(&sandbox, &quick()).await;
        agrees(&surveyed.survey, &sandbox, behaviour, seed);
        let log = sandbox.requests();
        assert!(surveyed.survey.requests.len() <= requests(&quick(), false));
        assert_eq!(log.total().arrived, surveyed.survey.requests.len() as u64);
        assert_eq!(log.total().applied, 0);
        for request in log.all() {
            let is_safe = request
                .operation
                .map_or(request.method == "GET", |operation| {
                    operation.idempotency() == Idempotency::Safe
                });
            assert!(is_safe, "{request:?}");
        }
        assert!(sandbox.store().snapshot() == before);
    }
}

#[tokio::test]
async fn the_answers_are_the_forms_of_a_live_sandbox() {
    read_only(0..100, Behaviour::Live).await;
}

#[tokio::test]
async fn the_answers_are_the_forms_of_another_hundred() {
    read_only(100..200, Behaviour::Live).await;
}

#[tokio::test]
async fn the_answers_are_the_forms_of_the_document() {
    read_only(0..5, Behaviour::Document).await;
}
