//! One `tracing` span per call, with OpenTelemetry's names, and an event where a call fails.

use std::sync::Arc;

use reqwest::Request;
use tracing::Span;
use tracing::field::Empty;

use super::context::CallContext;
use crate::error::Error;
use crate::operation::Operation;

/// The span of a call, whose figures are filled in when the call ends, or is dropped on its way.
pub(super) struct CallSpan {
    pub span: Span,
    call: Arc<CallContext>,
    ended: bool,
}

impl CallSpan {
    pub fn open(call: &Arc<CallContext>, request: &Request) -> Self {
        let endpoint = &call.endpoint;
        let span = tracing::info_span!(
            "stocktrim.call",
            otel.kind = "client",
            otel.name = %endpoint,
            otel.status_code = Empty,
            stocktrim.operation = endpoint.operation.map(Operation::id),
            http.request.method = request.method().as_str(),
            // The path without its values, which may be a customer's or an order's key.
            url.template = endpoint.operation.map(Operation::path),
            server.address = request.url().host_str(),
            server.port = request.url().port_or_known_default(),
            http.response.status_code = Empty,
            http.response.body.size = Empty,
            error.type = Empty,
            http.request.resend_count = Empty,
            stocktrim.attempts = Empty,
            stocktrim.waited_ms = Empty,
            stocktrim.elapsed_ms = Empty,
        );
        Self {
            span,
            call: Arc::clone(call),
            ended: false,
        }
    }

    /// Tells how the call ended; a 404 is told quietly, since it is how a look-up says "none".
    pub fn end(&mut self, error: Option<&Error>) {
        self.ended = true;
        let Some(error) = error else { return };
        let (status, kind) = (error.status().map(|status| status.as_u16()), error.kind());
        self.span.record("otel.status_code", "ERROR");
        self.span.record("error.type", kind.as_str());
        macro_rules! failed {
            ($level:ident) => {
                tracing::$level!(
                    %error,
                    error.type = kind.as_str(),
                    http.response.status_code = status,
                    stocktrim.attempts = error.attempts(),
                    stocktrim.applied = error.applied().as_str(),
                    "the call failed",
                )
            };
        }
        if error.is_not_found() {
            failed!(debug);
        } else {
            failed!(warn);
        }
    }
}

impl Drop for CallSpan {
    fn drop(&mut self) {
        let span = &self.span;
        if span.is_disabled() {
            return;
        }
        if !self.ended {
            span.record("error.type", "cancelled");
        }
        let progress = self.call.progress().clone();
        if let Some(status) = progress.status {
            span.record("http.response.status_code", status.as_u16());
        }
        let resent = progress.attempts.saturating_sub(1);
        span.record("http.response.body.size", progress.bytes);
        span.record("http.request.resend_count", resent);
        span.record("stocktrim.attempts", progress.attempts);
        span.record("stocktrim.waited_ms", milliseconds(progress.waited));
        span.record("stocktrim.elapsed_ms", milliseconds(self.call.elapsed()));
    }
}

pub(super) fn milliseconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
