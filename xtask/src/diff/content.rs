//! Comparing the forms that a body comes in.

use super::place::Place;
use super::walk::Walk;
use serde_json::Value;

/// The form that this SDK sends and reads.
const OURS: &str = "application/json";

impl Walk<'_> {
    /// Compares the forms of a body; what stands in a form beside ours that means the same is compared once.
    pub(super) fn content(&mut self, at: &Place<'_>) {
        let ours = at.child(OURS).child("schema");
        let kept = at.old.get(OURS).is_some() && at.new.get(OURS).is_some();
        let unused =
            |form: &str, schema: &Value| kept && (form.contains("json") || schema == ours.old);
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        for (form, below) in at.differing() {
            match below.verb("come", "gone", "") {
                "come" => come.push((form, below)),
                "gone" => gone.push((form, below)),
                _ => {
                    let idle = form != OURS && unused(&form, &below.old["schema"]);
                    self.form(&form, below, idle.then_some(&ours));
                }
            }
        }
        for (was, below) in gone {
            let twin = come.iter().position(|(is, _)| related(&was, is).is_some());
            if let Some((is, now)) = twin.map(|twin| come.remove(twin)) {
                let change = related(&was, &is).unwrap_or_default();
                self.cover(&below);
                self.note(
                    format!("media-type-name-{change}"),
                    &now,
                    &format!("{was} → {is}"),
                );
                let both = now.with(below.old, now.new);
                self.form(&is, both.clone(), None);
                self.cover(&both);
            } else {
                let unused = ["", "unused-"][usize::from(unused(&was, &below.old["schema"]))];
                self.tell(format!("{unused}media-type-removed"), &below, &was);
            }
        }
        for (form, below) in come {
            self.tell("media-type-added", &below, &form);
        }
    }

    /// Compares one form, which may be `beside` the schema in ours.
    fn form(&mut self, form: &str, mut at: Place<'_>, beside: Option<&Place<'_>>) {
        at.about.loose = !form.contains("json");
        at.about.idle = beside.is_some();
        for (key, below) in at.differing() {
            match (key.as_str(), below.verb("added", "removed", "")) {
                ("schema", "")
                    if beside
                        .is_some_and(|ours| (ours.old, ours.new) == (below.old, below.new)) =>
                {
                    self.cover(&below);
                }
                ("schema", "") => self.schema(&below),
                ("schema", verb) => self.add(format!("media-type-schema-{verb}"), &below),
                _ => self.other(&key, &below),
            }
        }
    }
}

/// How a media type stands to another that takes its place, if it may be meant.
fn related(old: &str, new: &str) -> Option<&'static str> {
    let base = |form: &str| form.split(';').next().unwrap_or_default().trim().to_owned();
    let takes = |wide: &str, narrow: &str| {
        let ((group, kind), (other_group, other)) =
            wide.split_once('/').zip(narrow.split_once('/'))?;
        let suffix = kind
            .strip_prefix('*')
            .unwrap_or(kind)
            .trim_start_matches('+');
        let kinds = kind == "*" || kind == other || other.ends_with(&format!("+{suffix}"));
        (kinds && (group == "*" || group == other_group)).then_some(())
    };
    let (was, is) = (base(old), base(new));
    match (takes(&is, &was), takes(&was, &is)) {
        (Some(()), Some(())) => Some("changed"),
        (Some(()), None) => Some("generalized"),
        (None, Some(())) => Some("specialized"),
        (None, None) => None,
    }
}
