//! Carrying a plan out: some steps at a time, each with its own outcome.

use std::pin::pin;

use futures_util::future::{self, Either};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use stocktrim::{Applied, Client, Error, ErrorKind};

use super::{Outcome, Plan, Report, Step, StepReport};

/// Requests under way at a time; the client has its own limit too.
const AT_A_TIME: usize = 8;
/// So many steps in a row that were not reached end the whole.
const GIVE_UP_AFTER: usize = 5;

/// Why the rest of a plan was not sent.
#[derive(Clone, Debug)]
pub enum Stop {
    /// The credentials were refused.
    Credentials(Error),
    /// Nothing is reached any more.
    Unreachable(Error),
    /// Somebody interrupted it.
    Interrupted,
}

impl Plan {
    /// Carries the plan out, and calls a function after each step, in the order in which they end.
    ///
    /// A step that fails does not stop the others. When `interrupted` ends, no more steps are sent, and
    /// those under way come to their end.
    pub async fn apply(
        self,
        client: &Client,
        interrupted: impl Future<Output = ()>,
        mut on_step: impl FnMut(&StepReport),
    ) -> Report {
        let mut interrupted = pin!(interrupted);
        let mut left = self.steps.into_iter().enumerate();
        let mut running = FuturesUnordered::new();
        let mut reports = Vec::new();
        let (mut ended_by, mut out_of_reach): (Option<Stop>, usize) = (None, 0);
        loop {
            while ended_by.is_none() && running.len() < AT_A_TIME {
                match left.next() {
                    Some((index, step)) => running.push(carry_out(client, index, step)),
                    None => break,
                }
            }
            let report = if ended_by.is_some() {
                running.next().await
            } else {
                match future::select(running.next(), interrupted.as_mut()).await {
                    Either::Left((report, _)) => report,
                    Either::Right(((), _)) => {
                        ended_by = Some(Stop::Interrupted);
                        continue;
                    }
                }
            };
            let Some(report) = report else { break };
            on_step(&report);
            out_of_reach = if is_out_of_reach(&report) {
                out_of_reach + 1
            } else {
                0
            };
            if let (None, Some(error)) = (&ended_by, report.error()) {
                if error.kind() == ErrorKind::Auth {
                    ended_by = Some(Stop::Credentials(error.clone()));
                } else if out_of_reach >= GIVE_UP_AFTER {
                    ended_by = Some(Stop::Unreachable(error.clone()));
                }
            }
            reports.push(report);
        }
        for (index, step) in left {
            let report = StepReport::new(index, step, Outcome::NotSent);
            on_step(&report);
            reports.push(report);
        }
        Report::new(reports, ended_by)
    }
}

async fn carry_out(client: &Client, index: usize, step: Step) -> StepReport {
    let outcome = match step.deed.clone().send(client).await {
        Ok(done) => Outcome::Done(done),
        Err(error) if error.applied() == Applied::No => Outcome::Refused(error),
        Err(error) => Outcome::Unknown(error),
    };
    StepReport::new(index, step, outcome)
}

fn is_out_of_reach(report: &StepReport) -> bool {
    report
        .error()
        .is_some_and(|error| error.is_transient() || error.kind() == ErrorKind::Tls)
}
