//! Comparing documents from the top: their sections, paths, operations, parameters, bodies and answers.

use super::align::ambiguous;
use super::place::{Place, What, kind};
use super::value::entries;
use super::walk::Walk;
use crate::document::METHODS;
use serde_json::{Value, json};
use std::collections::BTreeSet;

impl Walk<'_> {
    /// Compares the two documents.
    pub(super) fn all(&mut self) {
        let documents = self.documents.clone();
        for (key, at) in documents.differing() {
            let at = at.named(format!("the document's `{key}`"));
            match key.as_str() {
                "paths" => self.paths(&at),
                "components" => at
                    .differing()
                    .iter()
                    .for_each(|(key, at)| self.section(key, at)),
                "security" => self.global_security(&at),
                "info" => {
                    for (key, at) in at.differing() {
                        match key.as_str() {
                            "description" | "summary" => self.other(&key, &at),
                            _ => self.moved("document-info-changed", &at),
                        }
                    }
                }
                "openapi" => self.moved("document-info-changed", &at),
                "tags" => self.moved("description-changed", &at),
                _ => self.other(&key, &at),
            }
        }
        self.remainder(&documents);
    }

    fn paths(&mut self, at: &Place<'_>) {
        for (path, at) in at.differing() {
            let at = at.named(format!("`{path}`"));
            if at.old.is_null() && ambiguous(self.documents.new, &path) {
                self.note("path-ambiguous", &at, "");
            }
            self.item(&path, &at);
        }
    }

    fn section(&mut self, section: &str, at: &Place<'_>) {
        match section {
            "securitySchemes" => self.security_schemes(at),
            "schemas" => at
                .differing()
                .iter()
                .for_each(|(name, at)| self.component(name, at)),
            _ => {
                for (name, at) in at.differing() {
                    self.moved("unused-component-changed", &at.named(format!("`{name}`")));
                }
            }
        }
    }

    fn component(&mut self, name: &str, at: &Place<'_>) {
        let reached = self.reach.schema(name);
        let at = at.clone().of_schema(name, &reached);
        match at.verb("added", "removed", "") {
            "" => {
                let default = at.child("default");
                if reached.parameter && default.old != default.new {
                    let mut at = default;
                    at.about.what = What::Parameter;
                    let verb = at.verb("added", "removed", "changed");
                    self.moved(format!("default-value-{verb}"), &at);
                }
                self.schema(&at);
            }
            "removed" => {
                let mut used = BTreeSet::new();
                crate::check::references(self.documents.new, &mut used);
                let missing = used.contains(format!("#/components/schemas/{name}").as_str());
                let rules = ["api-schema-removed", "schema-missing"];
                self.add(rules[usize::from(missing)], &at);
            }
            _ => self.add("api-schema-added", &at),
        }
    }

    /// Compares what a path holds, or what a callback does.
    fn item(&mut self, path: &str, at: &Place<'_>) {
        for (key, mut at) in at.differing() {
            if !METHODS.contains(&key.as_str()) {
                self.other(&key, &at);
                continue;
            }
            let title = format!("{} {path}", key.to_uppercase());
            if at.about.operations.is_empty() {
                at.about.operations.push(title.clone());
            }
            let at = at.named(title);
            match at.verb("added", "removed", "") {
                "" => self.operation(&at),
                "removed" => {
                    let sudden = at.old["deprecated"].is_null();
                    let how = if sudden { "without" } else { "with" };
                    self.add(format!("api-removed-{how}-deprecation"), &at);
                }
                _ => self.add("endpoint-added", &at),
            }
        }
    }

    fn operation(&mut self, operation: &Place<'_>) {
        for (key, at) in operation.differing() {
            match key.as_str() {
                "parameters" => self.parameters(&at),
                "requestBody" => self.body(&at),
                "responses" => self.answers(&at.flipped()),
                "callbacks" => {
                    for (_, callback) in at.flipped().differing() {
                        for (path, at) in callback.differing() {
                            self.item(&path, &at);
                        }
                    }
                }
                "security" => self.own_security(&at),
                "tags" => self.come_and_gone("api-tag-", &at, ""),
                "operationId" => {
                    let verb = at.verb("added", "removed", "removed");
                    self.moved(format!("api-operation-id-{verb}"), &at);
                }
                "deprecated" => self.deprecated("endpoint-", operation),
                _ => self.other(&key, &at),
            }
        }
    }

    fn parameters(&mut self, at: &Place<'_>) {
        let title = at.about.label.clone();
        for (way, at) in at.differing() {
            for (name, at) in at.differing() {
                let mut at = at.named(format!("the {way} parameter `{name}` of {title}"));
                at.about.required = !at.new["required"].is_null();
                let kind = kind(at.about.required);
                match at.verb("added", "removed", "") {
                    "" => self.parameter(at, What::Parameter, way == "query"),
                    "removed" => self.add("request-parameter-removed", &at),
                    _ => self.add(format!("new-{kind}-request-parameter"), &at),
                }
            }
        }
    }

    /// Compares a parameter, or a header of an answer.
    fn parameter(&mut self, mut at: Place<'_>, what: What, query: bool) {
        at.about.what = what;
        at.about.loose = true;
        for (key, below) in at.differing() {
            match key.as_str() {
                "required" => {
                    self.add(below.verb("became-required", "became-optional", ""), &below);
                }
                "deprecated" => self.deprecated("", &at),
                "schema" if below.old.is_null() || below.new.is_null() => {
                    self.moved("serialization-changed", &below);
                }
                // `?a=1` is a list of one as well.
                "schema"
                    if query && below.old["type"] != "array" && below.new["type"] == "array" =>
                {
                    self.tell("type-generalized", &below, "one → a list");
                    self.schema(&below.with(below.old, &below.new["items"]));
                }
                "schema" => self.schema(&below),
                "content" if at.child("schema").old != at.child("schema").new => self.cover(&below),
                "content" => self.content(&below),
                _ => self.other(&key, &below),
            }
        }
    }

    fn body(&mut self, at: &Place<'_>) {
        let kind = kind(!at.new["required"].is_null());
        match at.verb("added", "removed", "") {
            "added" => self.add(format!("request-body-added-{kind}"), at),
            "removed" => self.add("request-body-removed", at),
            _ => {
                let label = format!("the body of {}", at.about.label);
                for (key, below) in at.clone().named(label).differing() {
                    match key.as_str() {
                        "required" => self.add(format!("request-body-became-{kind}"), &below),
                        "content" => self.content(&below),
                        _ => self.other(&key, &below),
                    }
                }
            }
        }
    }

    fn answers(&mut self, at: &Place<'_>) {
        let kept = success(at.new).is_some();
        for (status, at) in at.differing() {
            let fine = status.starts_with('2');
            let kind = if fine { "success" } else { "non-success" };
            match at.verb("added", "removed", "") {
                "" => self.answer(&status, &at),
                "removed" if fine && !kept => self.tell("success-lost", &at, &status),
                verb => self.tell(format!("response-{kind}-status-{verb}"), &at, &status),
            }
        }
        // The one success may have moved to another status: its model is compared all the same.
        if let (Some((was, before)), Some((is, after))) = (success(at.old), success(at.new))
            && (at.new.get(was), at.old.get(is)) == (None, None)
        {
            let model = |answer: &Value| json!({ "content": answer["content"], "headers": answer["headers"] });
            self.answer(is, &at.child(is).with(&model(before), &model(after)));
        }
    }

    fn answer(&mut self, status: &str, at: &Place<'_>) {
        let label = format!("the answer {status} of {}", at.about.label);
        for (key, below) in at.clone().named(&label).differing() {
            match (key.as_str(), below.verb("added", "removed", "")) {
                ("content", "") => self.content(&below),
                ("content", verb) => self.add(format!("response-body-{verb}"), &below),
                ("headers", _) => {
                    for (name, at) in below.differing() {
                        let at = at.named(format!("the header `{name}` of {label}"));
                        let kind = kind(!at.old["required"].is_null());
                        match at.verb("added", "removed", "") {
                            "" => self.parameter(at, What::Header, false),
                            "removed" => self.add(format!("{kind}-response-header-removed"), &at),
                            _ => self.add("response-header-added", &at),
                        }
                    }
                }
                _ => self.other(&key, &below),
            }
        }
    }
}

/// The first success of some answers; `default` where there is no other.
fn success(answers: &Value) -> Option<(&str, &Value)> {
    let fine = entries(answers).find(|(status, _)| status.starts_with('2'));
    fine.or_else(|| entries(answers).find(|(status, _)| *status == "default"))
}
