//! Comparing the forms that a body comes in.

use super::place::Place;
use super::walk::{Walk, keys};
use serde_json::Value;

/// The form that this SDK sends and reads.
const OURS: &str = "application/json";

impl Walk<'_> {
    /// Compares the forms of a body; what stands in a form beside ours that means the same is compared once.
    pub(super) fn content(&mut self, place: &Place, old: &Value, new: &Value) {
        let place = &place.child("content", "");
        let (mut gone, mut come, mut both) = (Vec::new(), Vec::new(), Vec::new());
        for form in keys(old, new) {
            match (old.get(&form), new.get(&form)) {
                (None, _) => come.push(form),
                (_, None) => gone.push(form),
                _ => both.push((form.clone(), form)),
            }
        }
        gone.retain(|was| {
            let Some(twin) = come.iter().position(|is| related(was, is).is_some()) else {
                return true;
            };
            both.push((was.clone(), come.remove(twin)));
            false
        });
        let kept = old.get(OURS).is_some() && new.get(OURS).is_some();
        let ours = |document: &'_ Value| document[OURS]["schema"].clone();
        for (was, is) in both {
            let idle =
                kept && is != OURS && (is.contains("json") || old[&was]["schema"] == ours(old));
            let at = Place {
                loose: !is.contains("json"),
                idle,
                ..place.child(&is, "")
            };
            if let Some(change) = related(&was, &is).filter(|_| was != is) {
                self.cover(&place.child(&was, ""), "");
                self.add(
                    &format!("media-type-name-{change}"),
                    &at,
                    "",
                    &format!("{was} → {is}"),
                );
            }
            let (before, after) = (&old[&was], &new[&is]);
            let pair = (&before["schema"], &after["schema"]);
            match pair {
                _ if idle && pair == (&ours(old), &ours(new)) => self.cover(&at, "schema"),
                (Value::Null, Value::Null) => {}
                (Value::Null, _) => self.add("media-type-schema-added", &at, "schema", ""),
                (_, Value::Null) => self.add("media-type-schema-removed", &at, "schema", ""),
                _ => self.schema(&at.child("schema", ""), pair.0, pair.1),
            }
            self.rest(&at, before, after, &["schema"]);
        }
        for form in gone {
            let unused = kept && (form.contains("json") || old[&form]["schema"] == ours(old));
            let unused = if unused { "unused-" } else { "" };
            self.add(
                &format!("{unused}media-type-removed"),
                &place.child(&form, ""),
                "",
                &form,
            );
        }
        for form in come {
            self.add("media-type-added", &place.child(&form, ""), "", &form);
        }
    }
}

/// How a media type stands to another that takes its place, if it may be meant.
fn related(old: &str, new: &str) -> Option<&'static str> {
    let base = |form: &str| form.split(';').next().unwrap_or_default().trim().to_owned();
    let takes = |wide: &str, narrow: &str| {
        let (group, kind) = wide.split_once('/')?;
        let (other_group, other_kind) = narrow.split_once('/')?;
        let suffix = kind
            .strip_prefix('*')
            .unwrap_or(kind)
            .trim_start_matches('+');
        let same = group == "*" || group == other_group;
        let kinds =
            kind == "*" || other_kind.ends_with(&format!("+{suffix}")) || kind == other_kind;
        (same && kinds).then_some(())
    };
    let (was, is) = (base(old), base(new));
    match (takes(&is, &was), takes(&was, &is)) {
        (Some(()), Some(())) => Some("changed"),
        (Some(()), None) => Some("generalized"),
        (None, Some(())) => Some("specialized"),
        (None, None) => None,
    }
}
