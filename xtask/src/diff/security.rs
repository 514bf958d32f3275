//! Comparing which credentials are asked for.

use super::place::Place;
use super::walk::{Walk, differing};
use crate::document::operations;
use serde_json::{Value, json};

impl Walk<'_> {
    /// Compares what the whole document asks for, as far as an operation goes by it.
    pub(super) fn global_security(&mut self) {
        let place = Place::document("security");
        self.cover(&place, "");
        let listed = operations(self.new);
        let goes_by_it = |value: &Value| value.get("security").is_none();
        if listed.is_empty() || listed.iter().any(|operation| goes_by_it(operation.value)) {
            self.security(&place, &self.old["security"], &self.new["security"]);
        }
    }

    /// Compares what one operation asks for, by itself or as the document has it.
    pub(super) fn own_security(&mut self, place: &Place, old: &Value, new: &Value) {
        self.cover(place, "security");
        let (was, is) = (old.get("security"), new.get("security"));
        if was != is {
            let was = was.unwrap_or(&self.old["security"]);
            self.security(
                &place.child("security", ""),
                was,
                is.unwrap_or(&self.new["security"]),
            );
        }
    }

    /// Compares two lists of alternatives, each with what it asks for together.
    fn security(&mut self, place: &Place, was: &Value, is: &Value) {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let (was, is) = (list(was), list(is));
        let (none_before, none_now) = (was.is_empty(), is.is_empty());
        let schemes = |one: &Value| {
            one.as_object()
                .into_iter()
                .flatten()
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>()
        };
        let mut gone: Vec<&Value> = was.iter().filter(|one| !is.contains(one)).collect();
        for new in is.iter().filter(|one| !was.contains(one)) {
            let Some(twin) = gone.iter().position(|old| schemes(old) == schemes(new)) else {
                let change = if none_before {
                    "security-demanded"
                } else {
                    "api-security-added"
                };
                self.add(change, place, "", &new.to_string());
                continue;
            };
            let old = gone.remove(twin);
            for scheme in differing(old, new) {
                let scopes = |one: &Value| list(&one[&scheme]);
                let (before, after) = (scopes(old), scopes(new));
                for (verb, some, others) in
                    [("added", &after, &before), ("removed", &before, &after)]
                {
                    for scope in some.iter().filter(|scope| !others.contains(scope)) {
                        let change = format!("api-security-scope-{verb}");
                        self.add(&change, place, "", &format!("{scope} of {scheme}"));
                    }
                }
            }
        }
        for old in gone {
            let change = if none_now {
                "security-lifted"
            } else {
                "api-security-removed"
            };
            self.add(change, place, "", &old.to_string());
        }
    }

    /// Compares the ways to identify oneself that the document knows.
    pub(super) fn security_schemes(&mut self, components: &Place, old: &Value, new: &Value) {
        let section = components.child("securitySchemes", "");
        let none = json!({});
        for name in differing(old, new) {
            let place = section.named(&name, format!("the security scheme `{name}`"));
            let (was, is) = match (old.get(&name), new.get(&name)) {
                (Some(was), Some(is)) => (was, is),
                (was, _) => {
                    let verb = if was.is_none() { "added" } else { "removed" };
                    self.add(&format!("api-security-component-{verb}"), &place, "", "");
                    continue;
                }
            };
            for key in differing(was, is) {
                if key == "description" {
                    self.moved(
                        "description-changed",
                        &place.child(&key, ""),
                        "",
                        &was[&key],
                        &is[&key],
                    );
                } else if key != "flows" {
                    self.moved(
                        "api-security-component-changed",
                        &place.child(&key, ""),
                        "",
                        &was[&key],
                        &is[&key],
                    );
                }
            }
            for flow in differing(&was["flows"], &is["flows"]) {
                let at = place.child("flows", "").child(&flow, "");
                let (Some(was), Some(is)) = (was["flows"].get(&flow), is["flows"].get(&flow))
                else {
                    self.moved(
                        "api-security-component-changed",
                        &at,
                        "",
                        &was["flows"][&flow],
                        &is["flows"][&flow],
                    );
                    continue;
                };
                for key in differing(was, is).iter().filter(|key| *key != "scopes") {
                    self.moved(
                        "api-security-component-oauth-url-changed",
                        &at.child(key, ""),
                        "",
                        &was[key],
                        &is[key],
                    );
                }
                let (was, is) = (
                    was.get("scopes").unwrap_or(&none),
                    is.get("scopes").unwrap_or(&none),
                );
                for scope in differing(was, is) {
                    let verb = match (was.get(&scope), is.get(&scope)) {
                        (None, _) => "added",
                        (_, None) => "removed",
                        _ => "changed",
                    };
                    let at = at
                        .child("scopes", "")
                        .named(&scope, format!("the scope `{scope}` of `{name}`"));
                    self.add(
                        &format!("api-security-component-oauth-scope-{verb}"),
                        &at,
                        "",
                        "",
                    );
                }
            }
        }
    }
}
