//! A survey: what a real server was asked, and which of the forms in [`Quirks`] it has.

use super::error::QuirkError;
use super::quirks::Quirks;
use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};

/// What a server answered to `stocktrim survey`, as its JSON has it.
///
/// It holds nothing of the tenant: requests by the names of their values, answers by their shapes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Survey {
    /// The version of this form; a survey of another one is not read.
    #[serde(deserialize_with = "known_version")]
    pub version: u32,
    /// The program that asked, with its version.
    pub made_by: String,
    /// The day on which it asked, in UTC, as in `2026-11-25`.
    pub day: String,
    /// What was asked for, and what follows from the answers.
    pub findings: Vec<Finding>,
    /// What was sent and what came, in order; the findings count from 1.
    pub requests: Vec<Exchange>,
    /// The rows of the survey's own that are still there, in words: the API cannot remove them, or it failed to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<String>,
}

/// One fact about a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Finding {
    /// Its number in `behaviour.md`, as in `R1`.
    pub number: String,
    /// Its name; no other fact of a survey has it.
    pub name: String,
    /// The question, in words.
    pub question: String,
    /// The field of [`Quirks`] that the answer decides, if it decides one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quirk: Option<String>,
    /// The answer.
    pub answer: Answer,
    /// The requests that it follows from, by their place in [`Survey::requests`], counted from 1.
    pub requests: Vec<usize>,
}

/// What follows from what came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Answer {
    /// One of the forms that are known; of a quirk, as [`Quirks::set`] takes it.
    Form(String),
    /// None of them: what came instead.
    Other(String),
    /// It cannot be said, and why.
    NotLearned(String),
}

/// A request without its values, and the shape of its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Exchange {
    /// Method, path and the names of the values.
    pub sent: String,
    /// The status; `None` when there was no whole answer.
    pub status: Option<u16>,
    /// The shape of the body, or why there was none.
    pub came: String,
    /// The media type, if it is one of those that are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<String>,
    /// Which of the headers that matter were there, by their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<String>,
    /// How long it took, in milliseconds.
    pub millis: u64,
}

impl Survey {
    /// The version that is written.
    pub const VERSION: u32 = 1;

    /// An empty one.
    pub fn new(made_by: impl Into<String>, day: impl Into<String>) -> Self {
        Self {
            version: Self::VERSION,
            made_by: made_by.into(),
            day: day.into(),
            findings: Vec::new(),
            requests: Vec::new(),
            left: Vec::new(),
        }
    }

    /// The finding of that name.
    #[must_use]
    pub fn finding(&self, name: &str) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.name == name)
    }
}

fn known_version<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    match u32::deserialize(from)? {
        Survey::VERSION => Ok(Survey::VERSION),
        other => Err(D::Error::custom(format!(
            "a survey of version {other}, and only {} is known",
            Survey::VERSION
        ))),
    }
}

impl Finding {
    /// A fact that nothing was learned about, because nothing was asked.
    pub fn new(number: &str, name: &str, question: &str, quirk: Option<&str>) -> Self {
        Self {
            number: number.to_owned(),
            name: name.to_owned(),
            question: question.to_owned(),
            quirk: quirk.map(str::to_owned),
            answer: Answer::NotLearned("it was not asked".to_owned()),
            requests: Vec::new(),
        }
    }
}

impl Answer {
    /// The form, if it is one of those that are known.
    #[must_use]
    pub fn form(&self) -> Option<&str> {
        match self {
            Self::Form(form) => Some(form),
            Self::Other(_) | Self::NotLearned(_) => None,
        }
    }
}

impl Exchange {
    /// A request, and in words what came.
    pub fn new(sent: impl Into<String>, status: Option<u16>, came: impl Into<String>) -> Self {
        Self {
            sent: sent.into(),
            status,
            came: came.into(),
            media: None,
            headers: Vec::new(),
            millis: 0,
        }
    }
}

impl Quirks {
    /// Sets every form that a survey has found; the others stay as they are.
    ///
    /// Where several findings decide one field, as the look-ups of suppliers, locations and purchase orders do, the first that
    /// was answered counts: a server that treats them differently cannot be imitated in that.
    ///
    /// # Errors
    /// [`QuirkError`] when the survey has a field or a form that is not known here; nothing is changed then.
    pub fn set_from(&mut self, survey: &Survey) -> Result<(), QuirkError> {
        let mut quirks = self.clone();
        // The last one that is set wins.
        for finding in survey.findings.iter().rev() {
            if let (Some(quirk), Some(form)) = (&finding.quirk, finding.answer.form()) {
                quirks.set(quirk, form)?;
            }
        }
        *self = quirks;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::quirks::{LookUpMisses, Quirks};
    use super::{Answer, Finding, Survey};

    fn found(name: &str, quirk: &str, form: &str) -> Finding {
        Finding {
            answer: Answer::Form(form.to_owned()),
            ..Finding::new("S1", name, "?", Some(quirk))
        }
    }

    #[test]
    fn the_first_finding_about_a_quirk_counts_and_a_wrong_one_changes_nothing() {
        let mut survey = Survey::new("a test", "2026-11-25");
        survey.findings = vec![
            Finding::new("S1", "unasked", "?", Some("look_up_misses")),
            found("supplier_misses", "look_up_misses", "null"),
            found("location_misses", "look_up_misses", "empty-list"),
            found("first_product_page", "first_product_page", "1"),
        ];
        let mut quirks = Quirks::drawn(3);
        quirks.set_from(&survey).unwrap();
        assert_eq!(quirks.look_up_misses, LookUpMisses::Null);
        assert_eq!(quirks.first_product_page, 1);

        survey.findings.push(found("x", "plan_echo", "nonsense"));
        let mut untouched = Quirks::default();
        assert!(untouched.set_from(&survey).is_err());
        assert_eq!(untouched, Quirks::default());
    }

    #[test]
    fn a_survey_is_read_back_and_one_of_another_version_is_not() {
        let mut survey = Survey::new("a test", "2026-11-25");
        survey.findings = vec![found("plan_echo", "plan_echo", "full")];
        let mut json = serde_json::to_value(&survey).unwrap();
        let read: Survey = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(read, survey);
        json["version"] = 2.into();
        let error = serde_json::from_value::<Survey>(json).unwrap_err();
        assert!(error.to_string().contains("version 2"), "{error}");
    }
}
