//! The forecast: started, and looked at until it has ended (F1).

use std::time::Duration;

use stocktrim::Operation;

use crate::survey::asker::{Asker, Got};
use crate::survey::reply::{Body, Reply, form, unknown};

/// So many looks may see nothing before it is given up.
const IDLE: u32 = 12;
/// So many looks may see the run.
const RUNNING: u32 = 720;

pub(super) async fn run(asker: &mut Asker<'_>, every: Duration) {
    let before = asker
        .call(Operation::GetProcessingStatus, &[], "before the start")
        .await;
    if before.reply().and_then(is_processing) == Some(true) {
        let why = || unknown("a forecast was running already");
        for name in ["forecast_started", "forecast_starts_late", "forecast_polls"] {
            asker.note(name, why(), [&before]);
        }
        return;
    }
    let started = asker.call(Operation::RunForecast, &[], "").await;
    asker.judge("forecast_started", [&started], |[reply]| {
        super::status(reply)
    });
    if !started.reply().is_some_and(Reply::is_success) {
        for name in ["forecast_starts_late", "forecast_polls"] {
            asker.judge(name, [&started], |[reply]| {
                unknown(format!("the start was answered with {}", reply.words()))
            });
        }
        return;
    }
    let (mut idle, mut running) = (0, 0);
    let ended = loop {
        tokio::time::sleep(every).await;
        let got = asker
            .call(Operation::GetProcessingStatus, &[], "after the start")
            .await;
        match got.reply().and_then(is_processing) {
            Some(true) => running += 1,
            Some(false) if running > 0 => break Ok(got),
            Some(false) => idle += 1,
            None => break Err(got),
        }
        if idle > IDLE || running > RUNNING {
            break Err(got);
        }
    };
    match ended {
        Ok(got) => {
            asker.note("forecast_starts_late", form(idle), [&started]);
            asker.note("forecast_polls", form(running), [&got]);
        }
        Err(got) => without_end(asker, &got, idle, running),
    }
}

fn without_end(asker: &mut Asker<'_>, got: &Got, idle: u32, running: u32) {
    let late = if running > 0 {
        form(idle)
    } else {
        unknown("no look saw the run")
    };
    asker.note("forecast_starts_late", late, [got]);
    asker.note(
        "forecast_polls",
        unknown("no look saw the end of the run"),
        [got],
    );
}

fn is_processing(reply: &Reply) -> Option<bool> {
    match &reply.body {
        Body::Json(status) if reply.is_success() => status.get("isProcessing")?.as_bool(),
        _ => None,
    }
}
