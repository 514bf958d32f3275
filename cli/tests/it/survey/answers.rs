//! The answers are exactly the forms that were drawn.

use std::ops::Range;

use stocktrim::Idempotency;
use stocktrim_cli::survey::{Options, requests};
use stocktrim_sandbox::{Behaviour, Contents, Quirks, Sandbox};

use super::shop::small;
use super::{agrees, guesses_nothing, quick, run, server, writing};

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

/// A seed draws nothing for the document, so that one survey stands for all.
#[tokio::test]
async fn what_is_asked_tells_the_forms_of_the_document() {
    for seed in 0..200 {
        let builder = Sandbox::builder().behaviour(Behaviour::Document);
        let sandbox = server(builder.seed(seed).empty()).await;
        assert_eq!(*sandbox.quirks(), Quirks::documented());
    }
    all(0..2, Behaviour::Document, quick()).await;
    all(0..2, Behaviour::Document, writing()).await;
}

#[tokio::test]
async fn the_demo_shop_tells_them_too() {
    surveyed(0, Behaviour::Live, Contents::Demo, &writing()).await;
    surveyed(11, Behaviour::Live, Contents::Demo, &quick()).await;
}

/// What a second page of rows is needed for.
const OF_PAGES: [&str; 6] = [
    "first_product_page",
    "product_page_size",
    "past_last_page",
    "order_page_size",
    "plan_page_size",
    "first_plan_page",
];

/// Its own rows are enough for all but the pages, whatever the seed.
#[tokio::test]
async fn in_an_empty_tenant_its_own_rows_tell_the_forms_of_two_hundred_seeds() {
    for seed in 0..200 {
        let sandbox = server(Sandbox::builder().seed(seed).empty()).await;
        let surveyed = run(&sandbox, &writing()).await;
        let learned = guesses_nothing(&surveyed.survey, &sandbox, Behaviour::Live);
        for finding in &surveyed.survey.findings {
            let is_missing = !learned.contains(&finding.name.as_str());
            let may_miss = OF_PAGES.contains(&finding.name.as_str());
            assert!(
                may_miss || !is_missing,
                "{finding:?} of seed {seed}: {:#?}",
                surveyed.survey.requests
            );
        }
    }
}

/// What a survey found makes a sandbox in which another finds the same.
#[tokio::test]
async fn a_sandbox_of_a_survey_is_surveyed_the_same() {
    for seed in 1..9 {
        let first = server(Sandbox::builder().seed(seed).data(small())).await;
        let surveyed = run(&first, &writing()).await.survey;
        agrees(&surveyed, &first, Behaviour::Live);
        let json = serde_json::to_string(&surveyed).unwrap();
        let read = serde_json::from_str(&json).unwrap();
        assert_eq!(surveyed, read);
        let builder = Sandbox::builder().data(small()).quirks_from(&read).unwrap();
        let again = server(builder).await;
        let found = run(&again, &writing()).await.survey;
        for (one, other) in surveyed.findings.iter().zip(&found.findings) {
            assert_eq!(
                (&one.name, &one.answer),
                (&other.name, &other.answer),
                "seed {seed}"
            );
        }
    }
}
