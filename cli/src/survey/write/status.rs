//! The statuses of the writes for which only the document speaks (G8).

use stocktrim_sandbox::Answer;

use super::super::asker::{Asker, Got};
use super::super::reply::{Body, Reply, form, unknown};

/// The statuses that came, each beside what it would be in each form.
#[derive(Debug, Default)]
pub struct Statuses(Vec<Status>);

#[derive(Debug)]
struct Status {
    documented: u16,
    created: bool,
    bare: bool,
    came: u16,
}

impl Status {
    /// As the sandbox has them.
    fn is(&self, status: &str) -> bool {
        let wanted = match status {
            "documented" => self.documented,
            "by-outcome" if self.created => 201,
            "by-outcome" if self.bare => 204,
            _ => 200,
        };
        wanted == self.came
    }
}

impl Statuses {
    /// Notes the status of a success.
    pub(super) fn add(&mut self, got: &Got, documented: u16, created: bool) {
        if let Some(reply) = got.reply().filter(|reply| reply.is_success()) {
            let bare = matches!(reply.body, Body::Empty);
            self.0.push(Status {
                documented,
                created,
                bare,
                came: reply.status,
            });
        }
    }

    /// Notes the status of an update, of which it is one if what it builds on was done.
    pub(super) fn add_update(&mut self, before: &Got, got: &Got, documented: u16) {
        if before.reply().is_some_and(Reply::is_success) {
            self.add(got, documented, false);
        }
    }

    /// The one form that all of them have.
    pub(super) fn judge(&self, asker: &mut Asker<'_>) {
        let forms = ["documented", "by-outcome", "ok"];
        let mut fitting = forms
            .iter()
            .filter(|status| self.0.iter().all(|one| one.is(status)));
        let answer = match (fitting.next(), fitting.next()) {
            _ if self.0.is_empty() => unknown("no write succeeded"),
            (Some(_), Some(_)) => unknown("the writes that succeeded do not tell the forms apart"),
            (Some(status), None) => form(*status),
            (None, _) => {
                let mut all: Vec<u16> = self.0.iter().map(|status| status.came).collect();
                all.sort_unstable();
                all.dedup();
                Answer::Other(format!("statuses {all:?}, in none of the known ways"))
            }
        };
        asker.note("write_status", answer, []);
    }
}
