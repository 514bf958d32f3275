//! An answer before it meets the network: status, headers, bytes; and the bodies of errors.

use super::quirks::{ErrorBody, Quirks};
use super::validate::Errors;
use bytes::Bytes;
use serde_json::{Value, json};

/// What is about to be sent.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// The media type of the body, if there is one.
    pub(super) media: Option<&'static str>,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Bytes,
    /// Whether the connection is of no more use.
    pub(super) closes: bool,
}

pub(super) const JSON: &str = "application/json; charset=utf-8";
pub(super) const PLAIN_JSON: &str = "application/json";
pub(super) const PROBLEM: &str = "application/problem+json; charset=utf-8";
pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const TEXT: &str = "text/plain; charset=utf-8";

/// The page that the live server shows when something broke (G4).
pub(super) const HTML_500: &str = "<!DOCTYPE html><html><head><title>Internal Server Error</title></head>\
    <body><h1>An unhandled exception occurred.</h1><pre>NullReferenceException at Sandbox.Handle()</pre></body></html>";

impl Answer {
    /// An answer without a body.
    pub(super) const fn empty(status: u16) -> Self {
        Self {
            status,
            media: None,
            headers: Vec::new(),
            body: Bytes::new(),
            closes: false,
        }
    }

    /// An answer with a body.
    pub(super) fn with(status: u16, media: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            media: Some(media),
            body: body.into(),
            ..Self::empty(status)
        }
    }

    /// The same with one more header.
    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same, and the connection is closed after it.
    pub(super) const fn closing(mut self) -> Self {
        self.closes = true;
        self
    }
}

/// How errors are said in one of the two behaviours.
#[derive(Debug, Clone, Copy)]
pub(super) struct ErrorFormat<'a> {
    pub(super) quirks: &'a Quirks,
    pub(super) strict: bool,
}

impl ErrorFormat<'_> {
    /// A 400 with a message per field (G3).
    pub(super) fn invalid(self, errors: &Errors) -> Answer {
        let mut problem = details(400, "One or more validation errors occurred.", None);
        problem["errors"] = json!(errors);
        self.problem(400, &problem)
    }

    /// A 400 that is not about fields (G3).
    pub(super) fn refused(self, why: &str) -> Answer {
        let problem = details(400, "Bad Request", Some(why));
        if self.strict {
            return self.problem(400, &problem);
        }
        self.said(400, self.quirks.bad_request_body, &problem, why)
    }

    /// Nothing there (G2); the document knows no 404, but it was seen.
    pub(super) fn missing(self) -> Answer {
        if self.quirks.not_found_has_body {
            self.problem(404, &details(404, "Not Found", None))
        } else {
            Answer::empty(404)
        }
    }

    /// Wrong credentials (G9); for the document they are a bad header.
    pub(super) fn unauthorized(self) -> Answer {
        let why = "api-auth-id and api-auth-signature do not name a tenant.";
        if self.strict {
            return self.refused(why);
        }
        let status = self.quirks.unauthorized_status;
        let title = if status == 403 {
            "Forbidden"
        } else {
            "Unauthorized"
        };
        self.said(
            status,
            self.quirks.unauthorized_body,
            &details(status, title, Some(why)),
            why,
        )
    }

    /// Something broke (G4); for the document a 500 has no body.
    pub(super) fn broken(self) -> Answer {
        let problem = details(500, "Internal Server Error", None);
        let body = if self.strict {
            ErrorBody::Empty
        } else {
            self.quirks.server_error_body
        };
        self.said(500, body, &problem, "An unhandled exception occurred.")
    }

    /// A problem with a status of its own: 405, 413, 415.
    pub(super) fn other(self, status: u16, title: &str) -> Answer {
        self.problem(status, &details(status, title, None))
    }

    fn said(self, status: u16, form: ErrorBody, problem: &Value, text: &str) -> Answer {
        match form {
            ErrorBody::Problem => self.problem(status, problem),
            ErrorBody::Text => Answer::with(status, TEXT, text.to_owned()),
            ErrorBody::Html if status == 500 => Answer::with(status, HTML, HTML_500),
            ErrorBody::Html => {
                let page = format!("<!DOCTYPE html><html><body><h1>{status}</h1></body></html>");
                Answer::with(status, HTML, page)
            }
            ErrorBody::Empty => Answer::empty(status),
        }
    }

    fn problem(self, status: u16, problem: &Value) -> Answer {
        let media = if self.strict { PLAIN_JSON } else { PROBLEM };
        Answer::with(status, media, problem.to_string())
    }
}

fn details(status: u16, title: &str, detail: Option<&str>) -> Value {
    let mut problem = json!({
        "type": format!("https://httpwg.org/specs/rfc9110.html#status.{status}"),
        "title": title,
        "status": status,
    });
    if status == 400 {
        problem["traceId"] = "00-5a0c3f8e-77".into();
    }
    if let Some(detail) = detail {
        problem["detail"] = detail.into();
    }
    problem
}
