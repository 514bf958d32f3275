//! What became of a plan, step by step.

use serde_json::{Value, json};
use stocktrim::Error;

use super::{Done, Step, Stop};
use crate::failure::{Exit, Failure, exit_of};
use crate::output::Row;

/// What became of one step.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// `StockTrim` answered that it is done, or that there was nothing to do.
    Done(Done),
    /// It was not applied.
    Refused(Error),
    /// It may have been applied.
    Unknown(Error),
    /// It was not sent.
    NotSent,
}

/// One step with its outcome.
#[derive(Clone, Debug)]
pub struct StepReport {
    /// Its position in the plan.
    pub index: usize,
    /// The step.
    pub step: Step,
    /// What became of it.
    pub outcome: Outcome,
}

impl StepReport {
    pub(super) fn new(index: usize, step: Step, outcome: Outcome) -> Self {
        Self {
            index,
            step,
            outcome,
        }
    }

    /// Its outcome in a word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match &self.outcome {
            Outcome::Done(done) => done.word,
            Outcome::Refused(_) => "failed",
            Outcome::Unknown(_) => "unknown",
            Outcome::NotSent => "not_sent",
        }
    }

    /// Why it failed, or may have.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        match &self.outcome {
            Outcome::Refused(error) | Outcome::Unknown(error) => Some(error),
            Outcome::Done(_) | Outcome::NotSent => None,
        }
    }

    /// What to know beside the outcome.
    #[must_use]
    pub fn message(&self) -> String {
        match &self.outcome {
            Outcome::Done(done) if done.word == "exists" => "it was there already".to_owned(),
            Outcome::Done(done) if done.word == "not_found" => "there was no such thing".to_owned(),
            _ => self.error().map(ToString::to_string).unwrap_or_default(),
        }
    }

    /// Whether what was wanted is so now.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(&self.outcome, Outcome::Done(done) if done.is_done())
    }

    fn row(&self) -> Row {
        let mut row = self.step.row();
        row.shift_remove("request");
        row.insert("outcome".into(), self.word().into());
        if let Outcome::Done(done) = &self.outcome {
            row.insert("answer".into(), done.answer.clone());
        }
        let message = match self.message() {
            text if text.is_empty() => Value::Null,
            text => text.into(),
        };
        row.insert("message".into(), message);
        row
    }
}

/// What became of a plan.
#[derive(Debug)]
pub struct Report {
    /// All steps, in the order of the plan.
    pub steps: Vec<StepReport>,
    /// Why the rest was not sent.
    pub stop: Option<Stop>,
}

/// How many steps came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those that are as wanted.
    pub done: usize,
    /// Those that were not applied.
    pub failed: usize,
    /// Those that may have been applied.
    pub unknown: usize,
    /// Those that were not sent.
    pub not_sent: usize,
}

impl Report {
    pub(super) fn new(mut steps: Vec<StepReport>, stop: Option<Stop>) -> Self {
        steps.sort_unstable_by_key(|step| step.index);
        Self { steps, stop }
    }

    /// How many steps came to what.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for step in &self.steps {
            let count = match &step.outcome {
                Outcome::Done(done) if done.is_done() => &mut counts.done,
                Outcome::Done(_) | Outcome::Refused(_) => &mut counts.failed,
                Outcome::Unknown(_) => &mut counts.unknown,
                Outcome::NotSent => &mut counts.not_sent,
            };
            *count += 1;
        }
        counts
    }

    /// The rows of the report.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        self.steps.iter().map(StepReport::row).collect()
    }

    /// The report as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let Counts {
            done,
            failed,
            unknown,
            not_sent,
        } = self.counts();
        json!({
            "done": done, "failed": failed, "unknown": unknown, "notSent": not_sent,
            "steps": self.rows(),
        })
    }

    /// The failure that the report amounts to, if it does; `look` makes a command of the words that follow the
    /// program's name.
    ///
    /// # Errors
    /// That of the only step, or that some of them failed.
    pub fn check(&self, look: impl Fn(&str) -> String) -> Result<(), Failure> {
        let Counts {
            done,
            failed,
            unknown,
            not_sent,
        } = self.counts();
        if failed + unknown + not_sent == 0 {
            return Ok(());
        }
        if let [only] = self.steps.as_slice() {
            return Err(only_failure(only, look));
        }
        let counts =
            format!("{done} done, {failed} failed, {unknown} unknown, {not_sent} not sent");
        let nothing = done + unknown == 0;
        let mut failure = match &self.stop {
            Some(Stop::Credentials(error) | Stop::Unreachable(error)) if nothing => {
                let mut failure = Failure::from(error.clone());
                failure.exit = exit_of(error);
                failure.message = format!("{}; {counts}", failure.message);
                return Err(failure);
            }
            Some(Stop::Interrupted) => Failure::new(
                Exit::SomeFailed,
                "interrupted",
                format!("interrupted: {counts}"),
            ),
            Some(Stop::Credentials(error) | Stop::Unreachable(error)) => Failure::new(
                Exit::SomeFailed,
                "stopped",
                format!("{counts}; stopped by: {error}"),
            ),
            None => Failure::new(Exit::SomeFailed, "some_failed", counts),
        };
        if unknown > 0 {
            failure = failure
                .hint("Those that are unknown may have been applied: look before repeating them.");
        }
        Err(failure)
    }
}

fn only_failure(only: &StepReport, look: impl Fn(&str) -> String) -> Failure {
    match &only.outcome {
        Outcome::Refused(error) => Failure::from(error.clone()),
        Outcome::Unknown(error) => {
            let command = look(&only.step.deed.look());
            Failure::from(error.clone()).hint(format!(
                "It may have been applied. Look before you repeat it: {command}"
            ))
        }
        Outcome::NotSent => {
            Failure::new(Exit::Other, "interrupted", "interrupted: nothing was sent")
        }
        Outcome::Done(done) if done.word == "exists" => Failure::new(
            Exit::Refused,
            "exists",
            format!("{} is there already: nothing was written", only.step.key),
        ),
        Outcome::Done(_) => {
            Failure::not_found(format!("{}: there is no such thing", only.step.key))
        }
    }
}
