//! Comparing which credentials are asked for.

use super::place::Place;
use super::value::entries;
use super::walk::Walk;
use crate::document::operations;
use serde_json::Value;

impl Walk<'_> {
    /// Compares what the whole document asks for, as far as an operation goes by it.
    pub(super) fn global_security(&mut self, at: &Place<'_>) {
        self.cover(at);
        let listed = operations(self.documents.new);
        let goes_by_it = |value: &Value| value.get("security").is_none();
        if listed.is_empty() || listed.iter().any(|operation| goes_by_it(operation.value)) {
            self.security(at);
        }
    }

    /// Compares what one operation asks for, by itself or as the document has it.
    pub(super) fn own_security(&mut self, at: &Place<'_>) {
        self.cover(at);
        let (old, new) = (self.documents.old, self.documents.new);
        let effective = |own: &Value, document: &Value| match own {
            Value::Null => document["security"].clone(),
            own => own.clone(),
        };
        self.security(&at.with(&effective(at.old, old), &effective(at.new, new)));
    }

    /// Compares two lists of alternatives, each with what it asks for together.
    fn security(&mut self, at: &Place<'_>) {
        let (was, is) = (list(at.old), list(at.new));
        let alike = |one: &Value, other: &Value| {
            entries(one)
                .map(|(name, _)| name)
                .eq(entries(other).map(|(name, _)| name))
        };
        let mut gone: Vec<&Value> = was.iter().filter(|one| !is.contains(one)).collect();
        for new in is.iter().filter(|one| !was.contains(one)) {
            let Some(twin) = gone.iter().position(|old| alike(old, new)) else {
                let rules = ["api-security-added", "security-demanded"];
                self.tell(rules[usize::from(was.is_empty())], at, &new.to_string());
                continue;
            };
            for (scheme, scopes) in at.with(gone.remove(twin), new).differing() {
                let scopes = at.with(scopes.old, scopes.new);
                self.come_and_gone("api-security-scope-", &scopes, &format!(" of {scheme}"));
            }
        }
        for old in gone {
            let rules = ["api-security-removed", "security-lifted"];
            self.tell(rules[usize::from(is.is_empty())], at, &old.to_string());
        }
    }

    /// What has come to a list of texts, and what has gone.
    pub(super) fn come_and_gone(&mut self, prefix: &str, at: &Place<'_>, of: &str) {
        let (was, is) = (list(at.old), list(at.new));
        for (verb, some, others) in [("added", &is, &was), ("removed", &was, &is)] {
            for text in some.iter().filter(|text| !others.contains(text)) {
                let text = text.as_str().unwrap_or_default();
                self.tell(format!("{prefix}{verb}"), at, &format!("{text}{of}"));
            }
        }
    }

    /// Compares the ways to identify oneself that the document knows.
    pub(super) fn security_schemes(&mut self, at: &Place<'_>) {
        for (name, scheme) in at.differing() {
            let scheme = scheme.named(format!("the security scheme `{name}`"));
            let verb = scheme.verb("added", "removed", "");
            if !verb.is_empty() {
                self.add(format!("api-security-component-{verb}"), &scheme);
                continue;
            }
            for (key, at) in scheme.differing() {
                match key.as_str() {
                    "description" => self.other(&key, &at),
                    "flows" => self.flows(&at),
                    _ => self.moved("api-security-component-changed", &at),
                }
            }
        }
    }

    fn flows(&mut self, at: &Place<'_>) {
        for (_, flow) in at.differing() {
            for (key, below) in flow.differing() {
                match (key.as_str(), flow.verb("", "", "changed")) {
                    (_, "") => self.moved("api-security-component-changed", &flow),
                    ("scopes", _) => self.scopes(&below),
                    _ => self.moved("api-security-component-oauth-url-changed", &below),
                }
            }
        }
    }

    fn scopes(&mut self, at: &Place<'_>) {
        for (scope, at) in at.differing() {
            let verb = at.verb("added", "removed", "changed");
            let at = at.named(format!("the scope `{scope}`"));
            self.moved(format!("api-security-component-oauth-scope-{verb}"), &at);
        }
    }
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}
