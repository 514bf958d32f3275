//! Neither credential is shown anywhere but in its header.

use std::fmt::Write;
use std::process::Command;
use std::sync::{Arc, Mutex};

use stocktrim::transport::testing::Answer;
use stocktrim::{CallOptions, Client, ErrorKind, RetryConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::calls::list;
use crate::support::server::Server;
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
async fn c4_an_answer_that_spells_a_credential_otherwise_is_redacted() {
    for spelt in [
        "Oak%20%26%20Harbour%20Ltd",
        "oak+%26+harbour+ltd",
        "OAK%2520&amp;%2520HARBOUR%2520LTD",
        r"Oak \u0026 Harbour Ltd",
        "Oak &amp; Harbour&#32;Ltd",
        "ID%2d6F0D9A52",
    ] {
        let body = format!(
            r#"{{"title":"No","detail":"{spelt}","instance":"/t/{spelt}/x?a={spelt}","errors":{{"{spelt}":["{spelt}"]}}}}"#
        );
        for status in [400, 500, 200] {
            let answer = match status {
                200 => format!(r#"[{{"supplierCode":5,"a":{body}}}]"#),
                _ => body.clone(),
            };
            let (builder, _) = scripted(move |_| Answer::json(status, answer.clone()));
            let client = builder.retry(RetryConfig::disabled()).build().unwrap();
            let error = list(&client).await.unwrap_err();
            let instance = error.problem().and_then(|problem| problem.instance());
            if status != 200 {
                assert_eq!(instance, Some("/t/[redacted]/x?a=[redacted]"), "{spelt}");
            }
            let shown = format!("{error} {error:?} {:?} {}", error.problem(), error.body());
            let shown = shown.to_lowercase();
            assert!(shown.contains("[redacted]"), "{shown}");
            assert!(
                !shown.contains("harbour") && !shown.contains("6f0d9a52"),
                "{shown}"
            );
        }
    }
}

#[tokio::test]
async fn c4_a_short_name_leaves_the_codes_readable_that_begin_with_it() {
    let body = r#"{"title":"Bad","detail":"Oak: no OAK-TOP-120, Oak-1 of \"Oak\""}"#;
    let (builder, _) = scripted(move |_| Answer::json(400, body));
    let client = builder.credentials(ID, "Oak").build().unwrap();
    let error = list(&client).await.unwrap_err();
    let detail = error.problem().unwrap().detail();
    let expected = "[redacted]: no OAK-TOP-120, Oak-1 of \"[redacted]\"";
    assert_eq!(detail, Some(expected));
}

#[tokio::test]
async fn c5_a_body_that_is_cut_in_a_credential_does_not_show_its_beginning() {
    let cut = &SIGNATURE[..10];
    let head = "HTTP/1.1 500 Oh\r\ncontent-length: 999\r\n\r\n";
    let server = Server::raw(format!("{head}no tenant {cut}")).await;
    let error = list(&server.builder().build().unwrap()).await.unwrap_err();
    assert_eq!(error.body(), "no tenant [redacted]");

    let (builder, _) = scripted(|_| Answer::json(500, format!("no tenant {SIGNATURE}")));
    let client = builder
        .retry(RetryConfig::disabled())
        .max_response_bytes(20);
    let error = list(&client.build().unwrap()).await.unwrap_err();
    assert_eq!(error.body(), "no tenant [redacted]");
}

#[tokio::test]
async fn a_name_outside_ascii_goes_over_the_wire_as_utf8() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let server = Server::start(move |mut stream, _| {
        let kept = Arc::clone(&kept);
        async move {
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
                    return;
                }
            }
            *kept.lock().unwrap() = request;
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]";
            stream.write_all(answer).await.unwrap();
        }
    })
    .await;
    let builder = server.builder().credentials(ID, "Mühle & Söhne");
    list(&builder.build().unwrap()).await.unwrap();
    let request = String::from_utf8(seen.lock().unwrap().clone()).unwrap();
    assert!(
        request.contains("api-auth-signature: Mühle & Söhne\r\n"),
        "{request}"
    );
}

/// Runs itself in a folder of its own, since the folder and the environment are the process's.
#[test]
#[cfg(feature = "dotenv")]
fn c8_credentials_of_the_program_go_to_no_address_of_a_file() {
    const TEST: &str = "wire::secrets::c8_credentials_of_the_program_go_to_no_address_of_a_file";
    const INNER: &str = "STOCKTRIM_TEST_INNER";
    if std::env::var_os(INNER).is_some() {
        let given = Client::builder().credentials(ID, SIGNATURE).from_env();
        let error = given.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        println!("{error}");
        let given = Client::builder().credentials(ID, SIGNATURE).from_env();
        given.base_url("http://127.0.0.1:2").build().unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = "STOCKTRIM_BASE_URL=http://127.0.0.1:1\n";
    std::fs::write(folder.path().join(".env"), file).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", TEST, "--nocapture"])
        .current_dir(folder.path())
        .env(INNER, "1")
        .env_remove("STOCKTRIM_BASE_URL")
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{shown}");
    assert!(
        shown.contains("never mixed") && shown.contains(".env"),
        "{shown}"
    );
    assert_hidden(&shown);
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
