//! The middleware that opens one `tracing` span per call, with OpenTelemetry's names.

use http::Extensions;
use reqwest::{Request, Response, Url};
use reqwest_middleware::{Middleware, Next, Result};
use tracing::Instrument;
use tracing::field::Empty;

use super::context::CallContext;
use crate::operation::Operation;

pub(super) struct Span {
    host: String,
    port: u16,
}

impl Span {
    pub fn new(base_url: &Url) -> Self {
        Self {
            host: base_url.host_str().unwrap_or_default().to_owned(),
            port: base_url.port_or_known_default().unwrap_or_default(),
        }
    }
}

#[async_trait::async_trait]
impl Middleware for Span {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let call = CallContext::of(extensions)?;
        let endpoint = call.endpoint();
        let span = tracing::info_span!(
            "stocktrim.call",
            otel.kind = "client",
            otel.name = %endpoint,
            stocktrim.operation = endpoint.operation.map(Operation::id),
            http.request.method = request.method().as_str(),
            // The path without its values, which may be a customer's or an order's key.
            url.template = endpoint.operation.map(Operation::path),
            server.address = self.host,
            server.port = self.port,
            http.response.status_code = Empty,
            http.response.body.size = Empty,
            error.type = Empty,
            http.request.resend_count = Empty,
            stocktrim.attempts = Empty,
            stocktrim.waited_ms = Empty,
            stocktrim.elapsed_ms = Empty,
        );
        let closing = Closing {
            span: span.clone(),
            call,
        };
        let result = next.run(request, extensions).instrument(span).await;
        drop(closing);
        result
    }
}

/// Fills in the figures when the call ends, also when it is dropped on its way.
struct Closing {
    span: tracing::Span,
    call: CallContext,
}

impl Drop for Closing {
    fn drop(&mut self) {
        if self.span.is_disabled() {
            return;
        }
        let progress = self.call.progress().clone();
        if let Some(status) = progress.status {
            self.span
                .record("http.response.status_code", status.as_u16());
        }
        if let Some(failure) = progress.failure {
            self.span.record("error.type", failure.as_str());
        } else if let Some(status) = progress.status.filter(|status| !status.is_success()) {
            self.span.record("error.type", status.as_str());
        }
        self.span.record("http.response.body.size", progress.bytes);
        self.span.record(
            "http.request.resend_count",
            progress.attempts.saturating_sub(1),
        );
        self.span.record("stocktrim.attempts", progress.attempts);
        self.span
            .record("stocktrim.waited_ms", milliseconds(progress.waited));
        self.span
            .record("stocktrim.elapsed_ms", milliseconds(self.call.elapsed()));
    }
}

fn milliseconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_are_whole_milliseconds() {
        assert_eq!(milliseconds(Duration::from_micros(1_500_999)), 1500);
        assert_eq!(milliseconds(Duration::MAX), u64::MAX);
    }
}
