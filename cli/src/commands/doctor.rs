//! `doctor`: where the credentials come from, and whether `StockTrim` answers.

use serde_json::{Value, json};
use stocktrim::Client;

use crate::args::Globals;
use crate::failure::Failure;
use crate::output::Row;
use crate::profile::Profiles;
use crate::session::{Session, Source};

/// Looks at everything that a call needs, and makes a cheap one.
///
/// # Errors
/// The first thing that is wrong, after all of them are shown.
pub async fn run(globals: &Globals) -> Result<(), Failure> {
    let mut checks = Checks::default();
    let done = look(globals, &mut checks).await;
    globals
        .output()
        .rows(checks.0, &["check", "result", "detail"], &[])?;
    done
}

#[derive(Default)]
struct Checks(Vec<Row>);

impl Checks {
    fn add(&mut self, check: &str, result: &str, detail: impl Into<Value>) {
        let row = json!({ "check": check, "result": result, "detail": detail.into() });
        if let Value::Object(row) = row {
            self.0.push(row);
        }
    }

    /// Notes a failure, and gives it back.
    fn failed(&mut self, check: &str, failure: Failure) -> Failure {
        self.add(check, "failed", failure.message.clone());
        failure
    }
}

async fn look(globals: &Globals, checks: &mut Checks) -> Result<(), Failure> {
    match Profiles::load().and_then(|profiles| Ok((Profiles::path()?, profiles))) {
        Ok((path, profiles)) => {
            let names: Vec<&str> = profiles.profiles.keys().map(String::as_str).collect();
            let names = if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(", ")
            };
            checks.add("profiles", "ok", format!("{names} in {}", path.display()));
        }
        Err(failure) => {
            let failure = checks.failed("profiles", failure);
            if globals.profile.is_some() {
                return Err(failure);
            }
        }
    }
    let session = Session::open(globals)
        .await
        .map_err(|failure| checks.failed("credentials", failure))?;
    let from = match &session.source {
        Source::Profile(name) if globals.profile.is_some() => format!("profile {name}, by -p"),
        Source::Profile(name) => format!("profile {name}, the default one"),
        other => other.to_string(),
    };
    checks.add("credentials", "ok", format!("from {from}"));
    let address = session.client.base_url();
    checks.add("address", "ok", address);
    let is_https = address.starts_with("https://");
    let tls = if is_https {
        "rustls, with this machine's certificates"
    } else {
        "none: plain http, to this machine"
    };
    checks.add("TLS", if is_https { "ok" } else { "off" }, tls);
    answers(&session.client, checks).await
}

async fn answers(client: &Client, checks: &mut Checks) -> Result<(), Failure> {
    let status = client.forecast().status().await;
    let status = status.map_err(|error| checks.failed("StockTrim answers", error.into()))?;
    checks.add("StockTrim answers", "ok", "and takes the credentials");
    if status.is_processing == Some(true) {
        let percent = status.percentage_complete.unwrap_or_default();
        checks.add("forecast", "running", format!("{percent} %"));
        return Ok(());
    }
    let mut rows = client
        .order_plan()
        .stream(stocktrim::types::OrderPlanFilterCriteria::new());
    match rows.next().await {
        Some(Ok(row)) => {
            let when = row.calculated_date_time.map(|time| time.to_string());
            checks.add(
                "forecast",
                "ok",
                when.map_or_else(
                    || "the order plan has rows".into(),
                    |when| format!("of {when}"),
                ),
            );
            Ok(())
        }
        Some(Err(error)) => Err(checks.failed("forecast", error.into())),
        None => {
            checks.add("forecast", "none", "no forecast has run yet, so that the order plan is empty: stocktrim forecast run --wait");
            Ok(())
        }
    }
}
