//! `forecast_status` and `run_forecast`.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rmcp::model::ProgressNotificationParam;
use rmcp::service::{RequestContext, RoleServer};
use serde_json::{Map, Value, json};
use stocktrim::types::{OrderPlanFilterCriteria, ProcessingStatusResponseDto as Status};
use stocktrim::{Applied, ErrorKind};
use tokio::sync::mpsc;

use super::Call;
use crate::commands::forecast::run_plan;
use crate::failure::Failure;
use crate::mcp::answer::Found;
use crate::mcp::schema::{Fields, Shape};
use crate::mcp::trouble::Trouble;
use crate::output::object;
use crate::plan::{Plan, Report};

const FORECAST: Fields = &[
    ("isRunning", Shape::Flag),
    ("percent", Shape::Integer),
    ("message", Shape::Text),
];

/// The fields of `forecast_status`.
pub(super) const STATUS: Fields = &[
    ("forecast", Shape::Object(FORECAST)),
    ("planIsEmpty", Shape::Flag),
    ("forecastOf", Shape::Text),
];

/// The fields of `run_forecast`.
pub(super) const RUN: Fields = &[
    ("forecast", Shape::Object(FORECAST)),
    ("remark", Shape::Own),
];

/// A call with its wait takes so long at most.
const LONGEST: Duration = Duration::from_secs(50);

fn shown(status: &Status) -> Value {
    json!({
        "isRunning": status.is_processing,
        "percent": status.percentage_complete,
        "message": status.status_message,
    })
}

pub(super) async fn status(call: &Call) -> Result<Found, Failure> {
    let status = call.client.forecast().status().await?;
    let mut rows = call
        .client
        .order_plan()
        .stream(OrderPlanFilterCriteria::new().per_page(1));
    let first = rows.next().await.transpose()?;
    Ok(Found::whole(json!({
        "forecast": shown(&status),
        "planIsEmpty": first.is_none(),
        "forecastOf": first.and_then(|row| row.calculated_date_time),
    })))
}

pub(super) async fn plan(call: &Call) -> Result<Plan, Failure> {
    let status = call.client.forecast().status().await?;
    if status.is_processing == Some(true) {
        return Ok(Plan::new("the forecast runs already", Vec::new())
            .remark("A forecast is under way: no other was started."));
    }
    Ok(run_plan())
}

/// Waits for the end, if that is wanted, and reports how far it is.
pub(super) async fn wait(
    call: &Call,
    _report: &Report,
    context: &RequestContext<RoleServer>,
) -> Result<Map<String, Value>, Trouble> {
    let wanted = Duration::from_secs(call.args.count("wait_seconds").unwrap_or_default());
    let time = wanted.min(LONGEST.saturating_sub(call.started.elapsed()));
    if time.is_zero() {
        return Ok(object(
            json!({ "remark": "It was started: forecast_status shows how far it is." }),
        ));
    }
    let (sender, mut statuses) = mpsc::unbounded_channel();
    let last = Arc::new(Mutex::new(None));
    let seen = Arc::clone(&last);
    let wait = call
        .client
        .forecast()
        .finished()
        .starts_within(time.mul_f64(0.5))
        .poll_every(call.poll)
        .timeout(time)
        .on_progress(move |status| {
            *seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown(status));
            let _ = sender.send(status.percentage_complete);
        });
    let tell = async {
        let token = context.meta.get_progress_token();
        let mut told = -1;
        while let Some(percent) = statuses.recv().await {
            if let (Some(token), Some(percent)) =
                (&token, percent.filter(|percent| *percent > told))
            {
                told = percent;
                let progress = ProgressNotificationParam::new(token.clone(), f64::from(percent));
                let _ = context
                    .peer
                    .notify_progress(progress.with_total(100.0))
                    .await;
            }
        }
    };
    let ended = tokio::select! {
        (ended, ()) = async { tokio::join!(wait.into_future(), tell) } => ended,
        () = context.ct.cancelled() => return Ok(Map::new()),
    };
    let last = last.lock().unwrap_or_else(PoisonError::into_inner).take();
    match ended {
        Ok(run) => Ok(object(json!({ "forecast": shown(&run.status) }))),
        Err(error) if error.kind() == ErrorKind::Timeout && last.is_some() => Ok(object(json!({
            "forecast": last,
            "remark": "It goes on: forecast_status shows how far it is.",
        }))),
        Err(error) => {
            let hint = "It was started and goes on: forecast_status shows how far it is. Do not start another.";
            Err(Trouble::new(error, call.tool).after(Applied::Yes, "its end was not seen", hint))
        }
    }
}
