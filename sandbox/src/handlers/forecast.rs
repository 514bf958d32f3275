//! The forecast: a run that takes several polls, and the processing status that tells how far it is (F1).

use crate::data::{Data, Progress, Row, into_row};
use crate::outcome::{Call, Outcome};
use crate::plan;
use crate::quirks::Quirks;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) fn run(call: &mut Call<'_>) -> Outcome {
    call.data.progress.polls.get_or_insert(0);
    Outcome::Done
}

pub(crate) fn status(call: &mut Call<'_>) -> Outcome {
    let status = match poll(call.data, call.quirks, call.now) {
        Some(percent) => json!({
            "id": 1, "isProcessing": true, "percentageComplete": percent,
            "statusMessage": format!("Calculating forecasts ({percent} %)"),
        }),
        None => idle(&call.data.progress.idle),
    };
    Outcome::Value(status)
}

/// Moves a run on by one poll; answers how far it is, if it shows.
fn poll(data: &mut Data, quirks: &Quirks, now: DateTime<Utc>) -> Option<u32> {
    let polls = data.progress.polls.as_mut()?;
    *polls += 1;
    let seen = polls.checked_sub(quirks.forecast_starts_late.saturating_add(1))?;
    if seen < quirks.forecast_polls {
        return Some(seen * 100 / quirks.forecast_polls);
    }
    finish(data, now);
    None
}

/// Ends a run, or makes one at once.
pub(crate) fn finish(data: &mut Data, now: DateTime<Utc>) {
    data.forecast = Some(Arc::new(plan::forecast(data, now)));
    data.plan = None;
    let idle = into_row(json!({"percentageComplete": 100, "statusMessage": "Forecast complete"}));
    data.progress = Progress { polls: None, idle };
}

pub(crate) fn set_status(call: &mut Call<'_>) -> Outcome {
    let status = into_row(call.body.take());
    call.data.progress.idle.extend(status);
    let Value::Object(mut shown) = idle(&call.data.progress.idle) else {
        return Outcome::Done;
    };
    // What is answered is the request's model, which has no number.
    shown.remove("id");
    Outcome::Value(Value::Object(shown))
}

fn idle(set: &Row) -> Value {
    let mut status = into_row(json!({"id": 1, "isProcessing": false, "percentageComplete": 0}));
    status.extend(set.clone());
    Value::Object(status)
}
