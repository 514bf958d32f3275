//! Waiting for a forecast: not started yet, running, over, never over.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use stocktrim::Operation;

use stocktrim::transport::testing::Answer;
use stocktrim::{Applied, Client, ErrorKind};

use crate::support::builder;

const IDLE: &str = r#"{"isProcessing": false, "percentageComplete": 100}"#;
const RUNNING: &str = r#"{"isProcessing": true, "percentageComplete": 40}"#;

/// Answers the status in turn, the last one for ever; counts the runs that were started.
fn client(statuses: &[&'static str]) -> (Client, Arc<AtomicU64>) {
    let runs = Arc::new(AtomicU64::new(0));
    let started = Arc::clone(&runs);
    let statuses = Mutex::new(statuses.iter().copied().peekable().collect::<Vec<_>>());
    let client = builder().in_process(move |request| {
        let answer = if request.uri().path().ends_with("RunForecastCalculations") {
            started.fetch_add(1, Ordering::SeqCst);
            Answer::status(201)
        } else {
            let mut statuses = statuses.lock().unwrap();
            let status = if statuses.len() > 1 {
                statuses.remove(0)
            } else {
                statuses[0]
            };
            Answer::json(200, status)
        };
        async move { answer }
    });
    (client.build().unwrap(), runs)
}

#[tokio::test(start_paused = true)]
async fn a_run_that_begins_late_is_waited_for() {
    let (client, runs) = client(&[IDLE, IDLE, IDLE, RUNNING, RUNNING, IDLE]);
    let mut seen = Vec::new();
    let wait = client.forecast().run_to_end();
    let run = wait
        .on_progress(|status| seen.push(status.is_processing))
        .await
        .unwrap();
    assert!(run.seen_running);
    assert_eq!(run.status.percentage_complete, Some(100));
    assert_eq!(seen.len(), 6);
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    assert_eq!(run.elapsed.as_secs(), 25);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_never_seen_is_said_not_to_be_seen() {
    let (client, _) = client(&[IDLE]);
    let run = client.forecast().run_to_end().await.unwrap();
    assert!(!run.seen_running);
    assert_eq!(run.elapsed.as_secs(), 60);
    let wait = client
        .forecast()
        .run_to_end()
        .starts_within(Duration::from_secs(7));
    assert_eq!(wait.await.unwrap().elapsed.as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_wait_alone_ends_at_once_when_nothing_runs_and_else_when_it_is_over() {
    let (idle, runs) = client(&[IDLE]);
    assert_eq!(
        idle.forecast().finished().await.unwrap().elapsed.as_secs(),
        0
    );
    let (running, _) = client(&[RUNNING, RUNNING, IDLE]);
    let wait = running
        .forecast()
        .finished()
        .poll_every(Duration::from_secs(30));
    assert_eq!(wait.await.unwrap().elapsed.as_secs(), 60);
    assert_eq!(runs.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_does_not_end_meets_the_deadline() {
    for status in [RUNNING, "{}", r#"{"isProcessing": null}"#] {
        let (client, _) = client(&[status]);
        let wait = client
            .forecast()
            .run_to_end()
            .timeout(Duration::from_secs(90));
        let error = wait.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{status}");
        assert_eq!(error.operation(), Some(Operation::GetProcessingStatus));
        assert_eq!(error.elapsed().as_secs(), 90);
        assert_eq!(error.attempts(), 19, "at once, and every five seconds");
    }
}

/// Starts a run and then answers every look at the status alike.
fn failing(status: impl Fn() -> Answer + Send + Sync + 'static) -> Client {
    let client = builder().in_process(move |request| {
        let is_start = request.uri().path().ends_with("RunForecastCalculations");
        let answer = if is_start {
            Answer::status(201)
        } else {
            status()
        };
        async move { answer }
    });
    client.build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_run_that_was_started_is_applied_however_the_wait_for_it_fails() {
    for (client, kind) in [
        (failing(|| Answer::json(200, RUNNING)), ErrorKind::Timeout),
        (failing(|| Answer::status(500)), ErrorKind::Server),
        (failing(Answer::broken_connection), ErrorKind::Connection),
        (failing(|| Answer::status(401)), ErrorKind::Auth),
    ] {
        let error = client.forecast().run_to_end().await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error:?}");
        assert_eq!(error.operation(), Some(Operation::GetProcessingStatus));
        assert_eq!(error.applied(), Applied::Yes, "{error}");
        assert!(error.attempts() > 0, "{error:?}");
        let error = client.forecast().finished().await.unwrap_err();
        assert_eq!(error.applied(), Applied::No, "it only reads: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_start_that_fails_says_itself_whether_it_was_applied() {
    for (answer, applied) in [(400, Applied::No), (504, Applied::Unknown)] {
        let client = builder();
        let client = client.in_process(move |_| async move { Answer::status(answer) });
        let error = client.build().unwrap().forecast().run_to_end().await;
        let error = error.unwrap_err();
        assert_eq!(error.operation(), Some(Operation::RunForecast));
        assert_eq!(error.applied(), applied);
    }
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_the_wait_bounds_the_start_and_the_clients_own_does_too() {
    let silent = |deadline| {
        let client = builder();
        let client = client.in_process(|_| std::future::pending::<Answer>());
        let client = client
            .attempt_timeout(Duration::from_secs(600))
            .timeout(deadline);
        client.build().unwrap()
    };
    for (clients, waits, ends) in [(120, 7, 7), (7, 120, 7)] {
        let client = silent(Duration::from_secs(clients));
        let started = tokio::time::Instant::now();
        let wait = client.forecast().run_to_end();
        let wait = wait.timeout(Duration::from_secs(waits));
        let error = wait.await.unwrap_err();
        assert_eq!(started.elapsed().as_secs(), ends);
        assert_eq!(error.elapsed().as_secs(), ends);
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(error.operation(), Some(Operation::RunForecast));
        assert_eq!((error.applied(), error.attempts()), (Applied::Unknown, 1));
    }
}
