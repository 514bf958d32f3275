//! The survey's own rows are gone at the end, wherever it was stopped, but for those that the API cannot remove.

use serde_json::Value;
use stocktrim_cli::survey::{Cleaned, Left, Options, clean, requests, run};
use stocktrim_sandbox::{Area, Contents, Sandbox};

use super::shop::small;
use super::{PREFIX, client, server, stranger, writing};

/// A survey that is dropped when so many requests have arrived; tells whether it ended before.
async fn stopped_at(sandbox: &Sandbox, options: &Options, requests: u64) -> bool {
    let (log, client) = (sandbox.requests(), client(sandbox));
    tokio::select! {
        biased;
        () = log.arrived(requests) => false,
        _ = run(&client, None, options, |_| {}) => true,
    }
}

/// What is in the store but for the survey's own, and the names of these.
fn store(sandbox: &Sandbox) -> (Value, Vec<String>) {
    let mut file = sandbox.store().snapshot();
    let mut own = Vec::new();
    for (area, key, what) in [
        (Area::Customers, "code", "customer"),
        (Area::Locations, "locationCode", "location"),
    ] {
        let rows = file[area.name()].as_array_mut().unwrap();
        rows.retain(|row| {
            let code = row[key].as_str().unwrap_or_default();
            let is_own = code.starts_with(PREFIX);
            own.extend(is_own.then(|| format!("{what} {code}")));
            !is_own
        });
    }
    (file, own)
}

#[track_caller]
fn only_named_rows_are_left(sandbox: &Sandbox, before: &Value, cleaned: &Cleaned, when: &str) {
    let (after, own) = store(sandbox);
    assert_eq!(&after, before, "{when}");
    let named: Vec<String> = own.into_iter().collect();
    let left: Vec<String> = cleaned
        .left
        .iter()
        .map(|left| match left {
            Left::Cannot(row) => row.clone(),
            Left::Failed(row, why) => panic!("{when}: {row}: {why}"),
        })
        .collect();
    assert_eq!(left, named, "{when}");
}

fn without_forecast() -> Options {
    Options {
        forecast: None,
        ..writing()
    }
}

#[tokio::test]
async fn after_a_survey_only_what_is_named_is_left() {
    for seed in 0..8 {
        let shop = if seed == 0 { Contents::Demo } else { small() };
        let sandbox = server(Sandbox::builder().seed(seed).data(shop)).await;
        let before = store(&sandbox).0;
        let surveyed = run(&client(&sandbox), None, &without_forecast(), |_| {}).await;
        only_named_rows_are_left(&sandbox, &before, &surveyed.cleaned, "at the end");
        let left = surveyed.cleaned.left.iter().map(Left::to_string);
        assert_eq!(surveyed.survey.left, left.collect::<Vec<_>>());
        let sent = surveyed.survey.requests.len();
        assert!(sent <= requests(&without_forecast(), true), "{sent}");
    }
}

#[tokio::test]
async fn stopped_at_any_request_it_is_cleaned_up_later() {
    for arrived in 1.. {
        let sandbox = server(Sandbox::builder().empty().seed(arrived)).await;
        let before = store(&sandbox).0;
        let ended = stopped_at(&sandbox, &without_forecast(), arrived).await;
        let cleaned = clean(&client(&sandbox), &without_forecast(), PREFIX).await;
        only_named_rows_are_left(
            &sandbox,
            &before,
            &cleaned,
            &format!("stopped at {arrived}"),
        );
        if ended {
            assert!(arrived > 60, "{arrived}");
            break;
        }
    }
}

#[tokio::test]
async fn the_last_request_alone_has_other_credentials() {
    let sandbox = server(Sandbox::builder().empty()).await;
    let client = client(&sandbox);
    run(&client, Some(&stranger(&sandbox)), &writing(), |_| {}).await;
    let log = sandbox.requests().all();
    let (last, others) = log.split_last().unwrap();
    for request in others {
        assert_eq!(
            request.header("api-auth-id"),
            Some(super::ID),
            "{request:?}"
        );
        assert_eq!(
            request.header("api-auth-signature"),
            Some(super::NAME),
            "{request:?}"
        );
    }
    assert_eq!(last.header("api-auth-id"), Some("nobody-1"));
    assert_eq!(last.status, Some(401));
}
