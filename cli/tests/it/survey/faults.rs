//! Whatever goes wrong, a survey ends, says what it could not learn, and never guesses.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use stocktrim::{Client, RetryConfig};
use stocktrim_cli::survey::{self, Left, Options};
use stocktrim_sandbox::{Behaviour, Fault, RetryAfter, Sandbox, Target};

use super::shop::small;
use super::{ID, NAME, PREFIX, client, guesses_nothing, quick, run, server, writing};

/// Every fault but one: a server that answers null says null.
fn faults() -> Vec<Fault> {
    let mut faults = Fault::every();
    faults.retain(|fault| fault.name() != "json_null");
    faults.extend([
        Fault::status(429),
        Fault::status(503),
        Fault::too_many_requests(&RetryAfter::Seconds(0)),
        Fault::close_after_applying().before_applying(),
        Fault::status(500).after_applying(),
    ]);
    faults
}

fn hurried(options: Options) -> Options {
    Options {
        limit: Duration::from_millis(150),
        ..options
    }
}

#[tokio::test]
async fn under_every_fault_it_ends_and_nothing_is_learned() {
    let mut faults = faults();
    // Another server, which has none of the paths, or all of them.
    faults.extend([404, 403].map(Fault::status));
    faults.push(Fault::answer(200, "text/plain", "ok"));
    for fault in faults {
        for options in [quick(), writing()] {
            let sandbox = server(Sandbox::builder().empty().seed(5)).await;
            sandbox.faults().always(Target::Any, fault.clone());
            let surveyed = run(&sandbox, &hurried(options)).await;
            assert!(
                !surveyed.learned(),
                "{}: {:#?}",
                fault.name(),
                surveyed.survey
            );
        }
    }
}

/// How much is learned where many requests fail.
async fn among_faults(seed: u64, options: Options) -> usize {
    let builder = Sandbox::builder().seed(seed);
    let builder = match options.prefix {
        Some(_) => builder.empty(),
        None => builder.data(small()),
    };
    let sandbox = server(builder).await;
    sandbox.faults().random(0.12, Target::Any, faults());
    let surveyed = run(&sandbox, &hurried(options)).await;
    // Rows that could be removed are gone, or told.
    let mut left = surveyed.cleaned.left.iter();
    let is_told = left.any(|left| matches!(left, Left::Failed(..)));
    let products = sandbox.store().snapshot()["products"].to_string();
    assert!(!products.contains(PREFIX) || is_told, "seed {seed}");
    guesses_nothing(&surveyed.survey, &sandbox, Behaviour::Live).len()
}

#[tokio::test]
async fn among_faults_what_it_learns_is_right() {
    for options in [quick(), writing()] {
        let runs = (0..40).map(|seed| among_faults(seed, options.clone()));
        // Some at a time, since most of it is waiting.
        let learned = stream::iter(runs).buffer_unordered(8);
        let learned: usize = learned.fold(0, async |sum, one| sum + one).await;
        // It goes on after a failure.
        assert!(learned > 40 * 5, "{learned}");
    }
}

#[tokio::test]
async fn what_cannot_be_reached_is_not_asked_for_long() {
    let builder = Client::builder()
        .credentials(ID, NAME)
        .base_url("http://127.0.0.1:9");
    let client = builder.retry(RetryConfig::disabled()).build().unwrap();
    let surveyed = survey::run(&client, Some(&client), &hurried(writing()), |_| {}).await;
    assert!(!surveyed.learned() && surveyed.error.is_some());
    assert!(surveyed.survey.requests.len() < 6);
    assert!(surveyed.survey.left.is_empty());
}

#[tokio::test]
async fn refused_credentials_end_it_at_once() {
    let sandbox = server(Sandbox::builder()).await;
    let nobody = super::stranger(&sandbox);
    let surveyed = survey::run(&nobody, Some(&client(&sandbox)), &writing(), |_| {}).await;
    assert!(surveyed.is_refused && !surveyed.learned());
    assert_eq!(sandbox.requests().total().arrived, 1);
}
