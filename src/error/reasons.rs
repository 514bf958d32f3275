//! Why a request was refused, in whichever form a server says it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::values::without_bom;

/// As many characters of the reasons as a message has.
const SUMMARY_CHARS: usize = 1000;

/// Where a body keeps many messages, by field or in a list.
const LISTS: [&str; 3] = ["errors", "modelState", "validationErrors"];
/// Where an object keeps its message.
const MESSAGES: [&str; 9] = [
    "message",
    "exceptionMessage",
    "errorMessage",
    "error_description",
    "description",
    "reason",
    "detail",
    "msg",
    "error",
];
/// Where an object keeps the name of the field that its message is about.
const FIELDS: [&str; 5] = ["field", "propertyName", "property", "param", "path"];

/// Messages by the name of the field; under an empty name those that name none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Reasons(BTreeMap<String, Vec<String>>);

impl Reasons {
    /// Reads a body in JSON; of any other but a page for people, the reason is `text`, its beginning.
    pub fn of(body: &[u8], text: &str) -> Self {
        let mut reasons = Self::default();
        let body = without_bom(body);
        match serde_json::from_slice(body) {
            Ok(value) => _ = reasons.read("", &value),
            Err(_) if body.trim_ascii_start().first() == Some(&b'<') => {}
            Err(_) => reasons.add("", text.trim_start_matches('\u{feff}').trim()),
        }
        reasons
    }

    /// Adds a message, unless it is blank.
    pub fn add(&mut self, field: &str, message: &str) {
        if !message.trim().is_empty() {
            let messages = self.0.entry(field.to_owned()).or_default();
            messages.push(message.to_owned());
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        let fields = self.0.iter();
        fields.map(|(field, messages)| (field.as_str(), messages.as_slice()))
    }

    /// Applies `clean` to every text.
    pub fn map_texts(self, clean: impl Fn(String) -> String) -> Self {
        let fields = self.0.into_iter();
        let clean =
            fields.map(|(field, list)| (clean(field), list.into_iter().map(&clean).collect()));
        Self(clean.collect())
    }

    /// All of it in one line.
    pub fn summary(&self) -> Option<String> {
        let lines = self.iter().map(|(field, messages)| {
            let messages = messages.join(" ");
            if field.is_empty() {
                messages
            } else {
                format!("{field}: {messages}")
            }
        });
        let joined = || lines.collect::<Vec<_>>().join("; ");
        (!self.is_empty()).then(|| joined().chars().take(SUMMARY_CHARS).collect())
    }

    /// Reads messages about a field; says whether there were any.
    fn read(&mut self, field: &str, value: &Value) -> bool {
        match value {
            Value::Null | Value::Bool(_) => return false,
            Value::Number(number) => self.add(field, &number.to_string()),
            Value::String(text) => self.add(field, text),
            Value::Array(list) => {
                let read = list.iter().filter(|value| self.read(field, value));
                return read.count() > 0;
            }
            Value::Object(object) => return self.read_object(field, object),
        }
        true
    }

    fn read_object(&mut self, field: &str, object: &Map<String, Value>) -> bool {
        let get = |name: &str| {
            let named = |(key, _): &(&String, &Value)| key.eq_ignore_ascii_case(name);
            object.iter().find(named).map(|(_, value)| value)
        };
        let mut any = false;
        for list in LISTS.iter().filter_map(|name| get(name)) {
            any |= match list {
                Value::Object(fields) => self.read_fields(fields, |_| true),
                list => self.read(field, list),
            };
        }
        if any {
            return true;
        }
        let named = FIELDS.iter().find_map(|name| get(name)?.as_str());
        let field = if object.contains_key("status") {
            field
        } else {
            named.unwrap_or(field)
        };
        for message in MESSAGES.iter().filter_map(|name| get(name)) {
            any |= self.read(field, message);
        }
        any || get("title").is_some_and(|title| self.read(field, title))
            || self.read_fields(object, Value::is_array)
    }

    /// Reads an object whose keys are fields.
    fn read_fields(
        &mut self,
        fields: &Map<String, Value>,
        is_list: impl Fn(&Value) -> bool,
    ) -> bool {
        let mut any = false;
        for (field, value) in fields.iter().filter(|(_, value)| is_list(value)) {
            any |= self.read(field, value);
        }
        any
    }
}
