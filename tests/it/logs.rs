//! What is logged: enough to follow a call, and never a credential.

use std::io::Write;
use std::sync::{Arc, Mutex};

use stocktrim::transport::testing::Answer;
use stocktrim::types::ProductsRequestDto;
use stocktrim::{CallOptions, RetryConfig};
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{ID, Recorder, SIGNATURE, scripted};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Everything that is logged while `run` runs, at TRACE, hyper and reqwest included.
fn logged(run: impl Future<Output = ()>) -> String {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(log.clone())
        .finish();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    tracing::subscriber::with_default(subscriber, || runtime.block_on(run));
    log.text()
}

fn assert_hidden(text: &str) {
    for secret in [ID, SIGNATURE] {
        assert!(!text.contains(secret), "{secret} is shown in: {text}");
    }
}

#[test]
fn no_log_line_shows_a_credential() {
    let log = logged(async {
        let recorder = Recorder::start().await;
        let client = recorder.builder().log_bodies(true).build().unwrap();
        client.api().list_products().send().await.unwrap();
        let request = ProductsRequestDto::new("OAK");
        client
            .api()
            .upsert_product()
            .body(request)
            .send()
            .await
            .unwrap();
        client
            .api()
            .delete_product()
            .product_id("OAK")
            .send()
            .await
            .unwrap();
        let secretly = client.with_options(CallOptions::new().header("x-key", "also-hidden"));
        secretly.api().list_customers().send().await.unwrap();
        let code = "customer-key";
        let _ = client.api().get_customer().code(code).send().await;
        let refusing = Recorder::answering(500, "no").await;
        let retry = RetryConfig::default()
            .max_retries(2)
            .initial_backoff(std::time::Duration::from_millis(1));
        let client = refusing.builder().retry(retry).build().unwrap();
        client.api().list_products().send().await.unwrap_err();
    });
    assert!(
        log.contains("upsert_product") && log.contains("retry_in_ms"),
        "{log}"
    );
    let spans: Vec<_> = log
        .lines()
        .filter(|line| line.contains("stocktrim.call"))
        .collect();
    let paths = spans
        .iter()
        .filter(|line| line.contains("url.template=\"/api/Customers/{code}\""));
    assert!(paths.count() > 0, "{log}");
    assert!(
        spans.iter().all(|line| !line.contains("customer-key")),
        "{log}"
    );
    assert!(
        log.contains(r#"request body body="{\"productId\":\"OAK\"}""#)
            || log.contains(r#"request body body={"productId":"OAK"}"#),
        "{log}"
    );
    // What the span is given when the call ends.
    for field in [
        "http.response.status_code=200",
        "http.response.status_code=500",
        "error.type=\"server\"",
        "otel.status_code=\"ERROR\"",
        "http.request.resend_count=0",
        "stocktrim.attempts=1",
        "http.response.body.size=2",
        "stocktrim.waited_ms=0",
    ] {
        assert!(
            spans.iter().any(|line| line.contains(field)),
            "{field}: {log}"
        );
    }
    assert_hidden(&log);
    assert!(!log.contains("also-hidden"), "{log}");
}

#[test]
fn c4_c5_a_logged_body_shows_no_credential_however_it_is_spelt_or_cut() {
    let log = logged(async {
        let body = "oak%20%26%20HARBOUR+ltd and Oak &amp; Harbo";
        let (builder, _) = scripted(move |_| Answer::json(400, body));
        let client = builder.log_bodies(true).build().unwrap();
        client.api().list_products().send().await.unwrap_err();
    });
    assert!(log.contains("[redacted] and [redacted]"), "{log}");
    assert!(!log.to_lowercase().contains("harbo"), "{log}");
}
