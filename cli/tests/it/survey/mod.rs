//! `survey`: what it says of a sandbox is what the sandbox drew.

mod answers;

use std::collections::BTreeMap;
use std::time::Duration;

use stocktrim::{Client, RetryConfig};
use stocktrim_cli::survey::{self, Options, Surveyed};
use stocktrim_sandbox::{Answer, Behaviour, Builder, Quirks, Sandbox, Survey};

use crate::support::{ID, NAME};

/// A sandbox that lets in one pair of credentials.
pub async fn server(builder: Builder) -> Sandbox {
    builder.credentials(ID, NAME).start().await.unwrap()
}

pub fn client(sandbox: &Sandbox) -> Client {
    let builder = sandbox.client_builder().retry(RetryConfig::disabled());
    builder.build().unwrap()
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

pub async fn run(sandbox: &Sandbox, options: &Options) -> Surveyed {
    let stranger = stranger(sandbox);
    survey::run(&client(sandbox), Some(&stranger), options, |_| {}).await
}

/// The answers by the names of the facts.
pub fn answers(survey: &Survey) -> BTreeMap<&str, &Answer> {
    let findings = survey.findings.iter();
    findings
        .map(|finding| (finding.name.as_str(), &finding.answer))
        .collect()
}

/// The form of each quirk by its name.
pub fn forms(quirks: &Quirks) -> BTreeMap<String, String> {
    let quirks = quirks.to_string();
    let pairs = quirks.lines().filter_map(|line| line.split_once('='));
    pairs
        .map(|(name, form)| (name.to_owned(), form.to_owned()))
        .collect()
}

/// What a survey must find, by the name of the fact; what is no quirk is the sandbox's own way.
pub fn expected(
    survey: &Survey,
    quirks: &Quirks,
    behaviour: Behaviour,
) -> BTreeMap<String, Answer> {
    let forms = forms(quirks);
    let missing = if quirks.not_found_has_body {
        "problem"
    } else {
        "empty"
    };
    let own = |name: &str| match name {
        "product_page_size" => "50",
        "order_page_size" => "10",
        "own_number_finds" => "false",
        "customer_look_up" => "object",
        "customer_misses" | "no_boms" => "not-found",
        "paths_ignore_case" => "true",
        "unknown_path" => missing,
        other => panic!("{other} is not expected"),
    };
    let answer = |finding: &stocktrim_sandbox::Finding| match finding.quirk.as_deref() {
        // The document has no status for them but 400.
        Some("unauthorized_status" | "unauthorized_body") if behaviour == Behaviour::Document => {
            Answer::Other("400 with a problem".to_owned())
        }
        Some(quirk) => Answer::Form(forms[quirk].clone()),
        None => Answer::Form(own(&finding.name).to_owned()),
    };
    let findings = survey.findings.iter();
    findings
        .map(|finding| (finding.name.clone(), answer(finding)))
        .collect()
}

/// Asserts that every finding is what the sandbox does.
#[track_caller]
pub fn agrees(survey: &Survey, sandbox: &Sandbox, behaviour: Behaviour, seed: u64) {
    let expected = expected(survey, sandbox.quirks(), behaviour);
    for (name, answer) in answers(survey) {
        assert_eq!(
            answer, &expected[name],
            "{name} of seed {seed}, {behaviour:?}: {:#?}",
            survey.requests
        );
    }
}
