//! Waiting for a forecast: not started yet, running, over, never over.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use stocktrim::transport::testing::Answer;
use stocktrim::{Client, ErrorKind};

const IDLE: &str = r#"{"isProcessing": false, "percentageComplete": 100}"#;
const RUNNING: &str = r#"{"isProcessing": true, "percentageComplete": 40}"#;

/// Answers the status in turn, the last one for ever; counts the runs that were started.
fn client(statuses: &[&'static str]) -> (Client, Arc<AtomicU64>) {
    let runs = Arc::new(AtomicU64::new(0));
    let started = Arc::clone(&runs);
    let statuses = Mutex::new(statuses.iter().copied().peekable().collect::<Vec<_>>());
    let client = Client::builder()
        .credentials("id", "name")
        .in_process(move |request| {
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
    let wait = client.forecast().run_and_wait();
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
    let run = client.forecast().run_and_wait().await.unwrap();
    assert!(!run.seen_running);
    assert_eq!(run.elapsed.as_secs(), 60);
    let wait = client
        .forecast()
        .run_and_wait()
        .starts_within(Duration::from_secs(7));
    assert_eq!(wait.await.unwrap().elapsed.as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_wait_alone_ends_at_once_when_nothing_runs_and_else_when_it_is_over() {
    let (idle, runs) = client(&[IDLE]);
    assert_eq!(idle.forecast().wait().await.unwrap().elapsed.as_secs(), 0);
    let (running, _) = client(&[RUNNING, RUNNING, IDLE]);
    let wait = running
        .forecast()
        .wait()
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
            .run_and_wait()
            .deadline(Duration::from_secs(90));
        let error = wait.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{status}");
        assert_eq!(error.operation(), Some("get_processing_status"));
        assert_eq!(error.elapsed().as_secs(), 90);
    }
}
