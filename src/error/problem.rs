//! Problem details (RFC 7807) as StockTrim sends them, with its map of validation messages.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::values::without_bom;

/// A larger answer is data, whatever its fields are called.
pub(crate) const LARGEST_REFUSAL: usize = 64 << 10;

/// The problem details in the body of an answer (G2, G3).
///
/// Every part may be missing; none of them makes the reading fail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    r#type: Option<String>,
    title: Option<String>,
    status: Option<u16>,
    detail: Option<String>,
    instance: Option<String>,
    trace_id: Option<String>,
    errors: BTreeMap<String, Vec<String>>,
}

impl Problem {
    /// Reads the details from a body; `None` when it is no JSON object or has none of the parts.
    pub(crate) fn parse(body: &[u8]) -> Option<Self> {
        Self::parse_with(body, |text| text)
    }

    /// The same, with `clean` applied to every text.
    pub(crate) fn parse_with(body: &[u8], clean: impl Fn(String) -> String) -> Option<Self> {
        let Value::Object(mut object) = serde_json::from_slice(without_bom(body)).ok()? else {
            return None;
        };
        let status = object.get("status").and_then(Value::as_u64);
        let errors = object.remove("errors");
        let mut text = |name| match object.remove(name)? {
            Value::String(text) => Some(clean(text)),
            _ => None,
        };
        let problem = Self {
            r#type: text("type"),
            title: text("title"),
            status: status.and_then(|n| n.try_into().ok()),
            detail: text("detail"),
            instance: text("instance"),
            trace_id: text("traceId"),
            errors: errors.map_or_else(BTreeMap::new, |errors| messages(errors, clean)),
        };
        (problem != Self::default()).then_some(problem)
    }

    /// Whether a body is one that StockTrim itself sends with a 404: empty, or a problem (G2, G6).
    /// Any other is a proxy's, or a wrong address.
    pub(crate) fn or_empty(body: &[u8]) -> bool {
        body.is_empty() || Self::parse(body).is_some()
    }

    /// The link that identifies the class of problem.
    #[must_use]
    pub fn r#type(&self) -> Option<&str> {
        self.r#type.as_deref()
    }

    /// What the class of problem is called.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// The status as the body states it.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// What happened this time.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// The link that identifies this occurrence.
    #[must_use]
    pub fn instance(&self) -> Option<&str> {
        self.instance.as_deref()
    }

    /// The server's own number of the request, to quote to StockTrim's support.
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.trace_id.as_deref()
    }

    /// What is wrong with which field.
    #[must_use]
    pub fn errors(&self) -> &BTreeMap<String, Vec<String>> {
        &self.errors
    }

    /// Whether the answer to a write says, in spite of its status, that it failed: an object, or one in
    /// a list, with `error`, `errors`, or `title` and `status`.
    pub(crate) fn is_refusal(body: &[u8]) -> bool {
        let small = Some(without_bom(body)).filter(|body| body.len() <= LARGEST_REFUSAL);
        let refuses = |value: &Value| {
            let says = |name| {
                let mut fields = value.as_object().into_iter().flatten();
                fields.any(|(key, value)| key.eq_ignore_ascii_case(name) && !is_nothing(value))
            };
            says("error") || says("errors") || says("title") && says("status")
        };
        match small.and_then(|body| serde_json::from_slice(body).ok()) {
            Some(Value::Array(list)) => list.iter().any(refuses),
            Some(value) => refuses(&value),
            None => false,
        }
    }
}

/// Whether a value says that there is nothing: `"errors": []` is no error.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(is) => !is,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    }
}

fn messages(errors: Value, clean: impl Fn(String) -> String) -> BTreeMap<String, Vec<String>> {
    let Value::Object(fields) = errors else {
        return BTreeMap::new();
    };
    let message = |value| match value {
        Value::String(text) => clean(text),
        other => clean(other.to_string()),
    };
    let messages = |value| match value {
        Value::Array(list) => list.into_iter().map(message).collect(),
        one => vec![message(one)],
    };
    let fields = fields.into_iter();
    fields
        .map(|(field, value)| (clean(field), messages(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validation_messages_are_kept_by_field() {
        let body = br#"{"type":"t","title":"Wrong","status":400,"traceId":"00-5a",
            "errors":{"OrderDate":["is required","is late"],"Code":"is odd","$":[1]}}"#;
        let problem = Problem::parse(body).unwrap();
        assert_eq!(
            (problem.r#type(), problem.title()),
            (Some("t"), Some("Wrong"))
        );
        assert_eq!(
            (problem.status(), problem.trace_id()),
            (Some(400), Some("00-5a"))
        );
        assert_eq!((problem.detail(), problem.instance()), (None, None));
        assert_eq!(problem.errors()["OrderDate"], ["is required", "is late"]);
        assert_eq!(problem.errors()["Code"], ["is odd"]);
        assert_eq!(problem.errors()["$"], ["1"]);
    }

    #[test]
    fn what_is_no_problem_is_none() {
        for body in ["", "null", "[]", "{}", "Not Found", r#"{"productId":"a"}"#] {
            assert_eq!(Problem::parse(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn parts_of_another_type_are_left_out() {
        let body = br#"{"title":5,"status":"x","detail":"d","instance":"/1","errors":[]}"#;
        let problem = Problem::parse(body).unwrap();
        assert_eq!((problem.title(), problem.status()), (None, None));
        assert_eq!(
            (problem.detail(), problem.instance()),
            (Some("d"), Some("/1"))
        );
    }

    #[test]
    fn an_empty_body_and_a_problem_are_stocktrims_own() {
        assert!(Problem::or_empty(b"") && Problem::or_empty(br#"{"title":"Not Found"}"#));
        for body in ["Not Found", "{}", " ", "<html>"] {
            assert!(!Problem::or_empty(body.as_bytes()), "{body}");
        }
    }
}
