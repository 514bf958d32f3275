//! An import on its way: what is held back, what is sent, and what is written down of the rest.

use stocktrim::Idempotency;

use super::failed::{self, Fate};
use super::{Record, Sheet};
use crate::carry::Wanted;
use crate::failure::{Exit, Failure};
use crate::plan::{Deed, Outcome, Plan, Report, Step};
use crate::session::Session;

/// So many wrong rows are listed.
const LISTED: usize = 10;

/// The rows of a file, and the plan that they make.
#[derive(Debug)]
pub struct Import {
    /// What would be written.
    pub plan: Plan,
    /// The rows, those with something wrong included.
    pub sheet: Sheet,
    /// The rows of each step, by their positions.
    records_of: Vec<Vec<usize>>,
    /// The rows that are not repeated.
    held: Vec<usize>,
}

impl Import {
    pub(super) fn new(
        title: &str,
        sheet: Sheet,
        steps: Vec<Step>,
        records_of: Vec<Vec<usize>>,
    ) -> Self {
        let may_repeat = sheet.arguments.repeat_unknown;
        let (mut sent, mut sent_of, mut held) = (Vec::new(), Vec::new(), Vec::new());
        for (step, records) in steps.into_iter().zip(records_of) {
            let was_unknown = records.iter().any(|at| sheet.records[*at].was_unknown);
            if was_unknown && !may_repeat && is_order(&step.deed) {
                held.extend(records);
            } else {
                sent.push(step);
                sent_of.push(records);
            }
        }
        let mut plan = Plan::new(title, sent);
        if !held.is_empty() {
            plan = plan.remark(format!(
                "{} rows of unknown fate are not repeated: look whether they landed, then take them out or give --repeat-unknown.",
                held.len()
            ));
        }
        Self {
            plan,
            sheet,
            records_of: sent_of,
            held,
        }
    }

    fn wrong(&self) -> impl Iterator<Item = (&Record, &String)> {
        self.sheet
            .records
            .iter()
            .filter_map(|record| Some((record, record.fields.as_ref().err()?)))
    }

    /// What is not sent, whatever becomes of the rest.
    fn fates(&self) -> Vec<(usize, Fate)> {
        let wrong = self
            .wrong()
            .map(|(record, why)| (record.number - 1, Fate::new("failed", why)));
        let held = self
            .held
            .iter()
            .map(|at| (*at, Fate::new("unknown", "not repeated")));
        wrong.chain(held).collect()
    }
}

/// Whether sending it twice may be two of it, or is dear: such rows are not repeated by themselves.
fn is_order(deed: &Deed) -> bool {
    let class = deed.operation().idempotency();
    class == Idempotency::NonIdempotent || matches!(deed, Deed::SaveSales(_))
}

/// Checks an import as a whole, asks, sends it, and writes down what did not land.
///
/// # Errors
/// When rows are wrong, nobody confirms it, or rows fail.
pub async fn carry(session: &Session, mut import: Import) -> Result<(), Failure> {
    failed::check(&import.sheet)?;
    let wrong = import.wrong().count();
    if wrong > 0 {
        let lines = import.wrong().take(LISTED);
        let lines: Vec<String> = lines
            .map(|(record, why)| format!("row {}: {why}", record.number))
            .collect();
        let all = import.sheet.records.len();
        let mut message = format!("{wrong} of {all} rows are wrong:\n  {}", lines.join("\n  "));
        if wrong > LISTED {
            message.push_str("\n  …");
        }
        if !import.sheet.arguments.skip_bad {
            return Err(Failure::new(Exit::Usage, "rows", format!("{message}\nNothing was sent."))
                .hint("--skip-bad sends the others; with --failed FILE the wrong ones are written there."));
        }
        session
            .out
            .remark(&crate::output::printable_lines(&message));
    }
    let plan = std::mem::take(&mut import.plan);
    let Some(plan) = session.confirmed(plan, &Wanted::Yes)? else {
        if !session.dry_run {
            failed::write(&import.sheet, &import.fates())?;
        }
        return left_over(&import, Ok(()));
    };
    // Whoever ends the program half-way finds every row in the file, of unknown fate.
    let begun = import.records_of.iter().flatten().map(|at| {
        (
            *at,
            Fate::new("unknown", "the import did not come to its end"),
        )
    });
    let begun: Vec<_> = import.fates().into_iter().chain(begun).collect();
    failed::write(&import.sheet, &begun)?;
    let report = session.apply(plan).await;
    let mut fates = import.fates();
    fates.extend(fates_of(&import, &report));
    let written = failed::write(&import.sheet, &fates);
    let shown = session.show(&report);
    written?;
    left_over(&import, session.check(&report))?;
    shown
}

fn fates_of<'a>(
    import: &'a Import,
    report: &'a Report,
) -> impl Iterator<Item = (usize, Fate)> + 'a {
    let failed = report.steps.iter().filter(|step| !step.is_done());
    failed.flat_map(|step| {
        let word = match step.outcome {
            Outcome::Unknown(_) => "unknown",
            Outcome::NotSent => "not_sent",
            Outcome::Done(_) | Outcome::Refused(_) => "failed",
        };
        let records = &import.records_of[step.index];
        records
            .iter()
            .map(move |at| (*at, Fate::new(word, &step.message())))
    })
}

/// Rows that were held back make a success a part of one.
fn left_over(import: &Import, done: Result<(), Failure>) -> Result<(), Failure> {
    let left = import.held.len() + import.wrong().count();
    match done {
        Ok(()) if left > 0 => Err(Failure::new(
            Exit::SomeFailed,
            "some_failed",
            format!("{left} rows were not sent"),
        )),
        done => done,
    }
}
