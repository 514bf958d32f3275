//! Neither credential is shown anywhere but in its header.

use std::fmt::Write;

use stocktrim::transport::testing::Answer;
use stocktrim::{CallOptions, Client, Error, RetryPolicy};

use super::{ID, Recorder, SIGNATURE};

fn assert_hidden(text: &str) {
    for secret in [ID, SIGNATURE] {
        assert!(!text.contains(secret), "{secret} is shown in: {text}");
    }
}

#[tokio::test]
async fn an_answer_that_echoes_the_credentials_is_blotted_out_of_the_error() {
    for (status, body) in [
        (
            500,
            format!("<html><pre>api-auth-id: {ID}\napi-auth-signature: {SIGNATURE}</pre>"),
        ),
        (
            400,
            format!(r#"{{"title":"{ID}","errors":{{"{SIGNATURE}":["{ID}"]}}}}"#),
        ),
        (200, format!(r#"[{{"supplierCode": 5, "a": "{ID}"}}]"#)),
        (200, format!(r#"[{{"id": "{SIGNATURE}"}}]"#)),
        (401, format!("{SIGNATURE} is unknown")),
    ] {
        let client = Client::builder()
            .credentials(ID, SIGNATURE)
            .retry(RetryPolicy::none())
            .in_process(move |_| std::future::ready(Answer::json(status, body.clone())))
            .build()
            .unwrap();
        let error: Error = client
            .api()
            .list_suppliers()
            .send()
            .await
            .unwrap_err()
            .into();
        let mut shown = format!(
            "{error} {error:?} {error:#?} {} {:?}",
            error.body(),
            error.problem()
        );
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            write!(shown, "{cause} {cause:?}").unwrap();
            source = cause.source();
        }
        assert_hidden(&shown);
    }
}

#[tokio::test]
async fn no_debug_output_shows_a_credential() {
    let recorder = Recorder::start().await;
    let client = recorder.client();
    let answer = client.api().list_products().send().await.unwrap();
    let options = CallOptions::new().header("x-key", "also-hidden");
    let view = client.with_options(options.clone());
    let shown = format!(
        "{:?} {client:?} {client:#?} {:?} {:?} {answer:?} {options:?} {view:?} {:?}",
        recorder.builder(),
        client.api(),
        client.api().delete_product(),
        stocktrim::Credentials::new(ID, SIGNATURE).unwrap(),
    );
    assert_hidden(&shown);
    assert!(!shown.contains("also-hidden"), "{shown}");
}
