//! An answer by its shape: what follows may be drawn from it, and what may be said of it.

use serde_json::{Map, Value};
use stocktrim::http::HeaderMap;
use stocktrim::http::header::CONTENT_TYPE;
use stocktrim_sandbox::Answer;

/// A whole answer that the server means.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Body,
}

/// A body by its kind.
#[derive(Debug)]
pub(super) enum Body {
    Empty,
    Html,
    Text,
    /// It says that it is JSON, and is not.
    Broken,
    Json(Value),
}

impl Body {
    pub(super) fn of(media: Option<&str>, bytes: &[u8]) -> Self {
        let bytes = bytes
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(bytes)
            .trim_ascii();
        match serde_json::from_slice(bytes) {
            _ if bytes.is_empty() => Self::Empty,
            Ok(value) => Self::Json(value),
            Err(_) if bytes.starts_with(b"<") => Self::Html,
            Err(_) if media.is_some_and(|media| media.contains("json")) => Self::Broken,
            Err(_) => Self::Text,
        }
    }

    /// As the sandbox calls it for errors; none for JSON that is no problem.
    pub(super) fn error_form(&self) -> Option<&'static str> {
        match self {
            Self::Empty => Some("empty"),
            Self::Html => Some("html"),
            Self::Text => Some("text"),
            Self::Json(value) if is_problem(value) => Some("problem"),
            Self::Broken | Self::Json(_) => None,
        }
    }

    /// What may be said of it: never what is in it.
    pub(super) fn shape(&self) -> &'static str {
        match self {
            Self::Empty => "nothing",
            Self::Html => "a page",
            Self::Text => "text",
            Self::Broken => "no whole JSON",
            Self::Json(Value::Null) => "null",
            Self::Json(Value::Array(rows)) => match rows.as_slice() {
                [] => "an empty list",
                [_] => "a list of one",
                _ => "a list of several",
            },
            Self::Json(value) if is_problem(value) => match value.get("errors") {
                Some(Value::Object(_)) => "a problem with fields",
                _ => "a problem",
            },
            Self::Json(Value::Object(_)) => "an object",
            Self::Json(_) => "another JSON value",
        }
    }
}

fn is_problem(value: &Value) -> bool {
    value.is_object()
        && value.get("title").is_some()
        && value.get("status").is_some_and(Value::is_number)
}

impl Reply {
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// What came, for an answer that has none of the known forms.
    pub(super) fn words(&self) -> String {
        format!("{} with {}", self.status, self.body.shape())
    }

    pub(super) fn other(&self) -> Answer {
        Answer::Other(self.words())
    }

    /// The rows of a list; a 404 and null are none, and an object is one (G6, G7).
    pub(super) fn rows(&self) -> Option<Vec<&Map<String, Value>>> {
        match &self.body {
            _ if self.status == 404 => Some(Vec::new()),
            _ if !self.is_success() => None,
            Body::Json(Value::Null) => Some(Vec::new()),
            Body::Json(Value::Array(rows)) => rows.iter().map(Value::as_object).collect(),
            Body::Json(Value::Object(row)) => Some(vec![row]),
            _ => None,
        }
    }

    /// The one row that it has.
    pub(super) fn row(&self) -> Option<&Map<String, Value>> {
        match self.rows()?.as_slice() {
            [row] => Some(row),
            _ => None,
        }
    }

    /// What an answer without rows is, as the sandbox calls it.
    pub(super) fn miss(&self) -> Option<&'static str> {
        match &self.body {
            _ if self.status == 404 => Some("not-found"),
            Body::Json(Value::Null) if self.is_success() => Some("null"),
            Body::Json(Value::Array(rows)) if self.is_success() && rows.is_empty() => {
                Some("empty-list")
            }
            _ => None,
        }
    }

    /// The answer of something that is not there.
    pub(super) fn missed(&self) -> Answer {
        self.miss().map_or_else(|| self.other(), form)
    }

    /// Whether the one row, with this field, comes in a list.
    pub(super) fn in_list(&self, field: &str) -> Answer {
        let has = |row: &Value| row.get(field).is_some();
        match &self.body {
            Body::Json(Value::Array(rows)) if self.is_success() => match rows.as_slice() {
                [row] if has(row) => form("true"),
                _ => self.other(),
            },
            Body::Json(row) if self.is_success() && has(row) => form("false"),
            _ => self.other(),
        }
    }
}

/// A form that is known.
pub(super) fn form(form: impl Into<Value>) -> Answer {
    Answer::Form(match form.into() {
        Value::String(form) => form,
        other => other.to_string(),
    })
}

/// What cannot be said.
pub(super) fn unknown(why: impl Into<String>) -> Answer {
    Answer::NotLearned(why.into())
}

/// The text of a field, if there is something in it.
pub(super) fn text<'a>(row: &'a Map<String, Value>, field: &str) -> Option<&'a str> {
    row.get(field)?
        .as_str()
        .filter(|text| !text.trim().is_empty())
}

/// The media type, if it is one that says nothing of a tenant.
pub(super) fn media(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let plain = value.split(';').next()?.trim().to_ascii_lowercase();
    let known = [
        "application/json",
        "application/problem+json",
        "text/json",
        "text/plain",
        "text/html",
        "text/xml",
        "application/xml",
        "application/octet-stream",
    ];
    Some(if known.contains(&plain.as_str()) {
        plain
    } else {
        "another".to_owned()
    })
}

/// The names of the headers that tell something about a server, without their values.
pub(super) fn telling(headers: &HeaderMap) -> Vec<String> {
    let known = [
        "allow",
        "api-supported-versions",
        "deprecation",
        "location",
        "ratelimit-limit",
        "retry-after",
        "www-authenticate",
        "x-pagination",
        "x-ratelimit-limit",
        "x-total-count",
    ];
    let there = known.into_iter().filter(|name| headers.contains_key(*name));
    there.map(str::to_owned).collect()
}
