//! From a plan to its report on the command line: shown, asked, applied.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use crate::failure::{Exit, Failure};
use crate::output::{Format, Row};
use crate::plan::{Change, Plan, Report, Step};
use crate::session::{Session, Source};

/// So many steps are listed in a question, and in a report for people.
const LISTED: usize = 20;

/// What a question wants to hear.
#[derive(Clone, Debug, Default)]
pub enum Wanted {
    /// A yes.
    #[default]
    Yes,
    /// This very text, which `--confirm` can give.
    Typed(String, Option<String>),
}

impl Session {
    /// Shows a plan, asks, applies it, and shows what became of it.
    ///
    /// # Errors
    /// When nobody confirms it, and when steps fail.
    pub async fn carry(&self, plan: Plan) -> Result<(), Failure> {
        self.carry_when(plan, Wanted::Yes).await
    }

    /// The same, where a question may want more than a yes.
    ///
    /// # Errors
    /// As [`carry`](Self::carry).
    pub async fn carry_when(&self, plan: Plan, wanted: Wanted) -> Result<(), Failure> {
        match self.confirmed(plan, &wanted)? {
            None => Ok(()),
            Some(plan) => {
                let report = self.apply(plan).await;
                let shown = self.show(&report);
                // What failed counts, also where nobody reads the report.
                self.check(&report)?;
                shown
            }
        }
    }

    /// The plan, if it is to be applied; a dry run and an empty plan are shown instead.
    ///
    /// # Errors
    /// When nobody confirms it.
    pub fn confirmed(&self, plan: Plan, wanted: &Wanted) -> Result<Option<Plan>, Failure> {
        if self.dry_run {
            self.preview(&plan)?;
            return Ok(None);
        }
        if plan.steps.is_empty() {
            self.out.remark("There is nothing to do.");
            self.out_empty()?;
            return Ok(None);
        }
        let typed = matches!(wanted, Wanted::Typed(text, Some(given)) if text == given);
        match wanted {
            Wanted::Yes if self.yes => return Ok(Some(plan)),
            Wanted::Typed(..) if self.yes && typed => return Ok(Some(plan)),
            _ => {}
        }
        self.ask(&plan, wanted)?;
        Ok(Some(plan))
    }

    fn ask(&self, plan: &Plan, wanted: &Wanted) -> Result<(), Failure> {
        let heading = format!("{} — {}", plan.title, self.place());
        let words = plan.words(LISTED);
        let can_ask = !self.no_input && io::stdin().is_terminal() && io::stderr().is_terminal();
        let unheard = |hint: String| {
            Failure::new(
                Exit::NotConfirmed,
                "not_confirmed",
                "not confirmed: nothing was written",
            )
            .hint(hint)
        };
        let mut err = io::stderr();
        let _ = writeln!(err, "{}\n{words}", crate::output::printable(&heading));
        if !can_ask {
            return Err(unheard(match wanted {
                Wanted::Yes => "--yes confirms it, --dry-run shows it.".to_owned(),
                Wanted::Typed(text, _) => {
                    format!("--yes --confirm {text} confirms it, --dry-run shows it.")
                }
            }));
        }
        let question = match wanted {
            Wanted::Yes => "Do it? [y/N] ".to_owned(),
            Wanted::Typed(text, _) => format!("This cannot be undone. Type {text} to do it: "),
        };
        let _ = write!(err, "{question}");
        let _ = err.flush();
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        let answer = answer.trim();
        let agreed = match wanted {
            Wanted::Yes => matches!(answer.to_lowercase().as_str(), "y" | "yes"),
            Wanted::Typed(text, _) => answer == text,
        };
        if agreed {
            Ok(())
        } else {
            Err(unheard("Nothing was sent.".to_owned()))
        }
    }

    /// Applies a plan, with a progress bar where there is much to do.
    pub async fn apply(&self, plan: Plan) -> Report {
        let bar = self.bar(plan.steps.len());
        let mut failed = 0;
        let report = plan.apply(&self.client, interrupted(), |step| {
            failed += usize::from(!step.is_done());
            bar.set_message(format!("{failed} failed"));
            bar.inc(1);
        });
        let report = report.await;
        bar.finish_and_clear();
        report
    }

    /// A progress bar, shown where there is much to do and somebody to see it.
    pub(crate) fn bar(&self, steps: usize) -> ProgressBar {
        let is_shown = !self.out.quiet && steps > LISTED && io::stderr().is_terminal();
        let target = if is_shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(steps as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len}, {msg}") {
            bar.set_style(style);
        }
        bar
    }

    fn preview(&self, plan: &Plan) -> Result<(), Failure> {
        for remark in &plan.remarks {
            self.out.remark(&crate::output::printable(remark));
        }
        self.out.remark(&format!(
            "Dry run: {} — {}. Nothing was written.",
            plan.title,
            self.place()
        ));
        let rows: Vec<Row> = plan.steps.iter().map(Step::row).collect();
        match self.out.format {
            Format::Json => {
                let mut document = plan.json();
                document["dryRun"] = true.into();
                document["place"] = self.place().into();
                self.out.json(&document)
            }
            Format::Ndjson => self.out.rows(rows, &[], &[]),
            Format::Table if plan.steps.len() == 1 && plan.steps[0].changes.len() > 1 => {
                let changes = plan.steps[0].changes.iter().map(|change| {
                    let Change {
                        field,
                        before,
                        after,
                    } = change;
                    crate::output::row(json!({ "field": field, "before": before, "after": after }))
                });
                let rows = changes.collect::<Result<_, _>>()?;
                self.out.rows(rows, &["field", "before", "after"], &[])
            }
            Format::Table | Format::Csv => {
                let words = plan.steps.iter().zip(rows).map(|(step, mut row)| {
                    row.insert("changes".into(), step.words().into());
                    row
                });
                let columns = ["action", "key", "changes"];
                self.out
                    .rows(words.collect(), &columns, &["operation", "request"])
            }
        }
    }

    /// Shows a report; for people, of many steps only those that failed.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn show(&self, report: &Report) -> Result<(), Failure> {
        if let [only] = report.steps.as_slice()
            && !only.is_done()
        {
            // The failure says all of it.
            return Ok(());
        }
        let columns = ["outcome", "action", "key", "message"];
        match self.out.format {
            Format::Json => {
                let mut document = report.json();
                document["place"] = self.place().into();
                self.out.json(&document)
            }
            Format::Ndjson => self.out.rows(report.rows(), &[], &[]),
            Format::Csv => self.out.rows(report.rows(), &columns, &["operation"]),
            Format::Table => {
                let mut rows = report.rows();
                if rows.len() > LISTED {
                    let is_listed =
                        |row: &Row| row.get("message").is_some_and(|text| !text.is_null());
                    let failed: Vec<_> = report.steps.iter().map(|step| !step.is_done()).collect();
                    let mut failed = failed.iter();
                    rows.retain(|row| *failed.next().unwrap_or(&false) && is_listed(row));
                    rows.truncate(LISTED);
                    let counts = report.counts();
                    self.out
                        .remark(&format!("{} of {} done.", counts.done, report.steps.len()));
                }
                if rows.is_empty() {
                    Ok(())
                } else {
                    self.out.rows(rows, &columns, &[])
                }
            }
        }
    }

    /// What a report amounts to.
    ///
    /// # Errors
    /// When a step failed.
    pub fn check(&self, report: &Report) -> Result<(), Failure> {
        report.check(|command| match &self.source {
            Source::Profile(name) => format!("stocktrim -p {name} {command}"),
            Source::Environment => format!("stocktrim {command}"),
            Source::Demo => format!("stocktrim --demo {command}"),
        })
    }

    fn out_empty(&self) -> Result<(), Failure> {
        match self.out.format {
            Format::Json => self.out.json(&json!({
                "done": 0, "failed": 0, "unknown": 0, "notSent": 0, "steps": [], "place": self.place(),
            })),
            _ => Ok(()),
        }
    }
}

/// Ends when somebody presses Ctrl-C or the program is told to end; pressed twice it ends at once.
pub(crate) async fn interrupted() {
    if wait_for_signal().await.is_err() {
        std::future::pending::<()>().await;
    }
    tokio::spawn(async {
        if wait_for_signal().await.is_ok() {
            std::process::exit(130);
        }
    });
}

#[cfg(unix)]
async fn wait_for_signal() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        pressed = tokio::signal::ctrl_c() => pressed,
    }
}

#[cfg(not(unix))]
async fn wait_for_signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
