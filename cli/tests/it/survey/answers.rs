//! The answers are exactly the forms that were drawn.

use std::ops::Range;

use stocktrim::Idempotency;
use stocktrim_cli::survey::{Options, requests};
use stocktrim_sandbox::{Behaviour, Contents, Sandbox};

use super::shop::small;
use super::{agrees, quick, run, server, writing};

async fn surveyed(seed: u64, behaviour: Behaviour, shop: Contents, options: &Options) {
    let builder = Sandbox::builder()
        .behaviour(behaviour)
        .seed(seed)
        .data(shop);
    let sandbox = server(builder).await;
    let surveyed = run(&sandbox, options).await;
    agrees(&surveyed.survey, &sandbox, behaviour);
    let log = sandbox.requests();
    assert_eq!(log.total().arrived, surveyed.survey.requests.len() as u64);
    if options.prefix.is_none() {
        assert_eq!(log.total().applied, 0);
        assert!(surveyed.survey.requests.len() <= requests(options, false));
        for request in log.all() {
            let is_safe = request
                .operation
                .map_or(request.method == "GET", |operation| {
                    operation.idempotency() == Idempotency::Safe
                });
            assert!(is_safe, "{request:?}");
        }
    }
}

async fn all(seeds: Range<u64>, behaviour: Behaviour, options: Options) {
    for seed in seeds {
        surveyed(seed, behaviour, small(), &options).await;
    }
}

#[tokio::test]
async fn what_is_read_tells_the_forms_of_two_hundred_seeds() {
    all(0..200, Behaviour::Live, quick()).await;
}

#[tokio::test]
async fn what_is_written_tells_the_forms_of_a_hundred_seeds() {
    all(0..100, Behaviour::Live, writing()).await;
}

#[tokio::test]
async fn what_is_written_tells_the_forms_of_another_hundred() {
    all(100..200, Behaviour::Live, writing()).await;
}

/// A seed draws nothing for the document: one survey stands for all.
#[tokio::test]
async fn what_is_asked_tells_the_forms_of_the_document() {
    all(0..2, Behaviour::Document, quick()).await;
    all(0..2, Behaviour::Document, writing()).await;
}

#[tokio::test]
async fn the_demo_shop_tells_them_too() {
    surveyed(0, Behaviour::Live, Contents::Demo, &writing()).await;
    surveyed(11, Behaviour::Live, Contents::Demo, &quick()).await;
}
