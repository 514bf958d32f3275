//! Neither credential is shown anywhere but in its header.

use std::fmt::Write;

use stocktrim::transport::testing::Answer;
use stocktrim::{CallOptions, RetryConfig};

use crate::support::calls::list;
use crate::support::{ID, Recorder, SIGNATURE, scripted};

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
        let (builder, _) = scripted(move |_| Answer::json(status, body.clone()));
        let client = builder.retry(RetryConfig::disabled()).build().unwrap();
        let error = list(&client).await.unwrap_err();
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

#[tokio::test]
async fn another_host_sees_nothing_of_a_redirect() {
    let elsewhere = Recorder::start().await;
    for status in [301, 302, 303, 307, 308] {
        let location = elsewhere.url();
        let server = httpmock::MockServer::start_async().await;
        server
            .mock_async(|when, then| {
                when.is_true(|_| true);
                then.status(status).header("location", &location);
            })
            .await;
        let client = elsewhere
            .builder()
            .base_url(server.base_url())
            .build()
            .unwrap();
        client.api().list_products().send().await.unwrap_err();
        client
            .api()
            .delete_product()
            .product_id("OAK")
            .send()
            .await
            .unwrap_err();
    }
    assert!(elsewhere.take().is_empty());
}

#[tokio::test]
async fn a_middleware_that_turns_to_another_host_is_shown_no_credential() {
    struct Astray(reqwest::Url);

    #[async_trait::async_trait]
    impl reqwest_middleware::Middleware for Astray {
        async fn handle(
            &self,
            mut request: reqwest::Request,
            extensions: &mut http::Extensions,
            next: reqwest_middleware::Next<'_>,
        ) -> reqwest_middleware::Result<reqwest::Response> {
            assert!(
                !request.headers().contains_key("api-auth-id"),
                "it does not see them"
            );
            *request.url_mut() = self.0.clone();
            next.run(request, extensions).await
        }
    }

    let (server, elsewhere) = (Recorder::start().await, Recorder::start().await);
    let astray = Astray(elsewhere.url().parse().unwrap());
    let client = server.builder().middleware(astray).build().unwrap();
    let error = list(&client).await.unwrap_err();
    assert_eq!(error.kind(), stocktrim::ErrorKind::InvalidRequest);
    assert!(elsewhere.take().is_empty() && server.take().is_empty());
}
