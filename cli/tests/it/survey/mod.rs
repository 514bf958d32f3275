//! `survey`: what it says of a sandbox is what the sandbox drew.

mod answers;
mod faults;
mod kills;
mod reports;
mod shop;

use std::time::Duration;

use serde_json::Value;
use stocktrim::{Client, RetryConfig};
use stocktrim_cli::survey::{self, Options, Surveyed};
use stocktrim_sandbox::{
    Answer, Behaviour, Builder, Finding, Quirks, Sandbox, Survey, WriteAnswer,
};

use crate::support::{ID, NAME};

/// A sandbox that lets in one pair of credentials.
pub async fn server(builder: Builder) -> Sandbox {
    builder.credentials(ID, NAME).start().await.unwrap()
}

pub fn client(sandbox: &Sandbox) -> Client {
    let builder = sandbox.client_builder().retry(RetryConfig::disabled());
    builder.max_response_bytes(1 << 20).build().unwrap()
}

pub fn stranger(sandbox: &Sandbox) -> Client {
    let builder = Client::builder().credentials("nobody-1", "nobody-2");
    builder.base_url(sandbox.url()).build().unwrap()
}

/// Options without waits.
pub fn quick() -> Options {
    Options {
        pause: Duration::ZERO,
        ..Options::default()
    }
}

/// The same with rows of its own.
pub fn writing() -> Options {
    Options {
        prefix: Some(PREFIX.to_owned()),
        forecast: Some(Duration::ZERO),
        ..quick()
    }
}

/// The prefix of the tests.
pub const PREFIX: &str = "zz-survey-0000beef";

pub async fn run(sandbox: &Sandbox, options: &Options) -> Surveyed {
    let stranger = stranger(sandbox);
    survey::run(&client(sandbox), Some(&stranger), options, |_| {}).await
}

/// What a survey must find, by the name of the fact; what is no quirk is the sandbox's own way.
pub fn expected(finding: &Finding, quirks: &Quirks, forms: &Value, behaviour: Behaviour) -> Answer {
    let is_document = behaviour == Behaviour::Document;
    let of = |document: &'static str, live: &'static str| if is_document { document } else { live };
    let own = match finding.name.as_str() {
        "product_page_size" => "50",
        "order_page_size" => "10",
        "own_number_finds" => "false",
        "customer_look_up" => "object",
        "customer_misses" | "no_boms" | "product_delete_misses" => "not-found",
        "paths_ignore_case" | "supplier_deleted_by_name" | "location_by_name" => "true",
        "unknown_path" if quirks.not_found_has_body => "problem",
        "unknown_path" => "empty",
        "product_created" | "order_created" | "forecast_started" => "201",
        "product_updated" | "order_updated" => of("201", "200"),
        "product_deleted" => "200",
        "order_deleted" => of("200", "204"),
        "product_left_out" | "order_date_left_out" => "kept",
        "product_null_text" | "product_null_number" => "cleared",
        "order_date_null" => of("cleared", "refused"),
        "order_without_number" => "creates",
        "bad_level" | "bad_supplier" => "refused-whole",
        _ => "",
    };
    match finding.quirk.as_deref() {
        // The document has no status for them but 400.
        Some("unauthorized_status" | "unauthorized_body") if is_document => {
            Answer::Other("400 with a problem".to_owned())
        }
        // The document promises an object here, so that the two are one.
        Some("sales_write") if quirks.sales_write == WriteAnswer::Documented => {
            Answer::Form("object".to_owned())
        }
        Some(quirk) => Answer::Form(match &forms[quirk] {
            Value::Null => panic!("there is no quirk {quirk}"),
            Value::String(form) => form.clone(),
            other => other.to_string(),
        }),
        None => Answer::Form(own.to_owned()),
    }
}

/// Asserts that every finding is what the sandbox does.
#[track_caller]
pub fn agrees(survey: &Survey, sandbox: &Sandbox, behaviour: Behaviour) {
    let all = survey.findings.iter();
    all_are(all, survey, sandbox, behaviour);
}

/// Asserts that what is said is what the sandbox does; gives the names of what was learned.
#[track_caller]
pub fn guesses_nothing<'a>(
    survey: &'a Survey,
    sandbox: &Sandbox,
    behaviour: Behaviour,
) -> Vec<&'a str> {
    let all = survey.findings.iter();
    let learned = all.filter(|finding| finding.answer.form().is_some());
    all_are(learned.clone(), survey, sandbox, behaviour);
    learned.map(|finding| finding.name.as_str()).collect()
}

#[track_caller]
fn all_are<'a>(
    findings: impl Iterator<Item = &'a Finding>,
    survey: &Survey,
    sandbox: &Sandbox,
    behaviour: Behaviour,
) {
    let forms = serde_json::to_value(sandbox.quirks()).unwrap();
    for finding in findings {
        let expected = expected(finding, sandbox.quirks(), &forms, behaviour);
        assert_eq!(
            finding.answer,
            expected,
            "{finding:?} {:#?} {}",
            survey.requests,
            sandbox.quirks()
        );
    }
}
