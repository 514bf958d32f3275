//! The rules: what each kind of change is called, and what it does to a program that is already deployed.
//!
//! The ids follow oasdiff's vocabulary where it has a word. `{}` stands for `property`, `body` or `parameter`.

use serde::Serialize;

/// What a change does to a program that is already deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// It goes on working.
    Safe,
    /// It may stop working, or do something else.
    Risky,
    /// It stops working.
    Breaking,
}

/// One kind of change.
#[derive(Debug)]
pub struct Rule {
    /// How the comparison names it.
    pub change: &'static str,
    /// Its id and severity in what is sent.
    pub request: (&'static str, Wire),
    /// Its id and severity in what is answered.
    pub response: (&'static str, Wire),
    /// What it says; `{}` stands for the place.
    pub text: &'static str,
    /// Whether it can change the generated code at all.
    pub code: bool,
}

/// A kind of change that goes one way only.
const fn one(id: &'static str, wire: Wire, text: &'static str) -> Rule {
    Rule {
        change: id,
        request: (id, wire),
        response: (id, wire),
        text,
        code: true,
    }
}

/// A kind of change that never reaches the code.
const fn words(id: &'static str, wire: Wire, text: &'static str) -> Rule {
    Rule {
        code: false,
        ..one(id, wire, text)
    }
}

/// A kind of change that depends on the direction.
const fn two(
    change: &'static str,
    request: (&'static str, Wire),
    response: (&'static str, Wire),
    text: &'static str,
) -> Rule {
    Rule {
        change,
        request,
        response,
        text,
        code: true,
    }
}

use Wire::{Breaking, Risky, Safe};

/// Every rule there is.
#[rustfmt::skip]
pub const RULES: &[Rule] = &[
    // Operations.
    one("endpoint-added", Safe, "{} is new"),
    one("api-removed-without-deprecation", Breaking, "{} is gone"),
    one("api-removed-with-deprecation", Breaking, "{}, which was deprecated, is gone"),
    words("endpoint-deprecated", Safe, "{} is deprecated"),
    words("endpoint-reactivated", Safe, "{} is no longer deprecated"),
    one("endpoint-path-case-changed", Safe, "{} is spelled otherwise; paths match without regard to case (D10)"),
    one("path-parameter-renamed", Safe, "{} names a value of its path otherwise"),
    one("api-operation-id-added", Safe, "{} has a name of its own now"),
    one("api-operation-id-removed", Safe, "{} has lost its name or changed it"),
    words("api-tag-added", Safe, "{} has a new tag"),
    words("api-tag-removed", Safe, "{} has lost a tag"),
    words("api-security-changed", Breaking, "{} asks for other credentials"),
    words("api-global-security-changed", Breaking, "{} asks for other credentials"),
    words("servers-changed", Risky, "{} lists other servers"),
    // Parameters.
    one("new-required-request-parameter", Breaking, "{} is new and required"),
    one("new-optional-request-parameter", Safe, "{} is new"),
    one("request-parameter-removed", Risky, "{} is gone"),
    one("request-parameter-became-required", Breaking, "{} has become required"),
    one("request-parameter-became-optional", Safe, "{} is no longer required"),
    // Bodies that are sent.
    one("request-body-added-required", Breaking, "{} wants a body"),
    one("request-body-added-optional", Safe, "{} takes a body"),
    one("request-body-removed", Risky, "{} takes no body any more"),
    one("request-body-became-required", Breaking, "{} has become required"),
    one("request-body-became-optional", Safe, "{} is no longer required"),
    one("request-body-media-type-added", Safe, "{} may come in another form"),
    one("request-body-media-type-removed", Breaking, "{} is no longer taken as JSON"),
    one("request-body-unused-media-type-removed", Safe, "{} is no longer taken in a form that this SDK never sends"),
    // Answers.
    one("response-success-status-added", Safe, "{} has another success"),
    one("response-success-status-removed", Risky, "{} has lost a success"),
    one("response-non-success-status-added", Safe, "{} has another failure"),
    one("response-non-success-status-removed", Safe, "{} has lost a failure"),
    one("response-body-added", Safe, "{} has a body now"),
    one("response-body-removed", Breaking, "{} has no body any more"),
    one("response-media-type-added", Safe, "{} may come in another form"),
    one("response-media-type-removed", Breaking, "{} no longer comes as JSON"),
    one("response-unused-media-type-removed", Safe, "{} no longer comes in a form that this SDK never asks for"),
    one("response-header-added", Safe, "{} has another header"),
    one("response-header-removed", Risky, "{} has lost a header"),
    // Schemas.
    one("api-schema-added", Safe, "{} is new"),
    one("api-schema-removed", Safe, "{} is gone"),
    one("api-schema-renamed", Safe, "{} has another name, with the same content"),
    two("property-added-required", ("new-required-request-property", Breaking), ("response-required-property-added", Safe), "{} is new and required"),
    two("property-added-optional", ("new-optional-request-property", Safe), ("response-optional-property-added", Safe), "{} is new"),
    two("property-removed-required", ("request-property-removed", Risky), ("response-required-property-removed", Breaking), "{} is gone; it was required"),
    two("property-removed-optional", ("request-property-removed", Risky), ("response-optional-property-removed", Risky), "{} is gone"),
    two("became-required", ("request-{}-became-required", Breaking), ("response-{}-became-required", Safe), "{} has become required"),
    two("became-optional", ("request-{}-became-optional", Safe), ("response-{}-became-optional", Breaking), "{} is no longer required"),
    two("became-nullable", ("request-{}-became-nullable", Safe), ("response-{}-became-nullable", Breaking), "{} may be null now"),
    two("became-not-nullable", ("request-{}-became-not-nullable", Breaking), ("response-{}-became-not-nullable", Safe), "{} may not be null any more"),
    two("type-changed", ("request-{}-type-changed", Breaking), ("response-{}-type-changed", Breaking), "{} has another type"),
    two("type-generalized", ("request-{}-type-generalized", Safe), ("response-{}-type-generalized", Breaking), "{} has a wider type"),
    two("type-specialized", ("request-{}-type-specialized", Breaking), ("response-{}-type-specialized", Safe), "{} has a narrower type"),
    two("enum-value-added", ("request-{}-enum-value-added", Safe), ("response-{}-enum-value-added", Risky), "{} has a new member"),
    two("enum-value-removed", ("request-{}-enum-value-removed", Breaking), ("response-{}-enum-value-removed", Safe), "{} has lost a member"),
    two("became-enum", ("request-{}-became-enum", Breaking), ("response-{}-became-enum", Safe), "{} lists its members now"),
    two("became-not-enum", ("request-{}-became-not-enum", Safe), ("response-{}-became-not-enum", Risky), "{} no longer lists its members"),
    two("default-value-added", ("request-{}-default-value-added", Risky), ("response-{}-default-value-added", Safe), "{} has a default now"),
    two("default-value-changed", ("request-{}-default-value-changed", Risky), ("response-{}-default-value-changed", Safe), "{} has another default"),
    two("default-value-removed", ("request-{}-default-value-removed", Risky), ("response-{}-default-value-removed", Safe), "{} has no default any more"),
    two("min-set", ("request-{}-min-set", Breaking), ("response-{}-min-set", Safe), "{} has a minimum now"),
    two("min-increased", ("request-{}-min-increased", Breaking), ("response-{}-min-increased", Safe), "{} has a higher minimum"),
    two("min-decreased", ("request-{}-min-decreased", Safe), ("response-{}-min-decreased", Risky), "{} has a lower minimum"),
    two("min-unset", ("request-{}-min-unset", Safe), ("response-{}-min-unset", Risky), "{} has no minimum any more"),
    two("max-set", ("request-{}-max-set", Breaking), ("response-{}-max-set", Safe), "{} has a maximum now"),
    two("max-increased", ("request-{}-max-increased", Safe), ("response-{}-max-increased", Risky), "{} has a higher maximum"),
    two("max-decreased", ("request-{}-max-decreased", Breaking), ("response-{}-max-decreased", Safe), "{} has a lower maximum"),
    two("max-unset", ("request-{}-max-unset", Safe), ("response-{}-max-unset", Risky), "{} has no maximum any more"),
    two("min-length-set", ("request-{}-min-length-set", Breaking), ("response-{}-min-length-set", Safe), "{} has a minimum length now"),
    two("min-length-increased", ("request-{}-min-length-increased", Breaking), ("response-{}-min-length-increased", Safe), "{} has a higher minimum length"),
    two("min-length-decreased", ("request-{}-min-length-decreased", Safe), ("response-{}-min-length-decreased", Risky), "{} has a lower minimum length"),
    two("min-length-unset", ("request-{}-min-length-unset", Safe), ("response-{}-min-length-unset", Risky), "{} has no minimum length any more"),
    two("max-length-set", ("request-{}-max-length-set", Breaking), ("response-{}-max-length-set", Safe), "{} has a maximum length now"),
    two("max-length-increased", ("request-{}-max-length-increased", Safe), ("response-{}-max-length-increased", Risky), "{} has a higher maximum length"),
    two("max-length-decreased", ("request-{}-max-length-decreased", Breaking), ("response-{}-max-length-decreased", Safe), "{} has a lower maximum length"),
    two("max-length-unset", ("request-{}-max-length-unset", Safe), ("response-{}-max-length-unset", Risky), "{} has no maximum length any more"),
    two("min-items-set", ("request-{}-min-items-set", Breaking), ("response-{}-min-items-set", Safe), "{} has a minimum count now"),
    two("min-items-increased", ("request-{}-min-items-increased", Breaking), ("response-{}-min-items-increased", Safe), "{} has a higher minimum count"),
    two("min-items-decreased", ("request-{}-min-items-decreased", Safe), ("response-{}-min-items-decreased", Risky), "{} has a lower minimum count"),
    two("min-items-unset", ("request-{}-min-items-unset", Safe), ("response-{}-min-items-unset", Risky), "{} has no minimum count any more"),
    two("max-items-set", ("request-{}-max-items-set", Breaking), ("response-{}-max-items-set", Safe), "{} has a maximum count now"),
    two("max-items-increased", ("request-{}-max-items-increased", Safe), ("response-{}-max-items-increased", Risky), "{} has a higher maximum count"),
    two("max-items-decreased", ("request-{}-max-items-decreased", Breaking), ("response-{}-max-items-decreased", Safe), "{} has a lower maximum count"),
    two("max-items-unset", ("request-{}-max-items-unset", Safe), ("response-{}-max-items-unset", Risky), "{} has no maximum count any more"),
    two("pattern-added", ("request-{}-pattern-added", Breaking), ("response-{}-pattern-added", Safe), "{} has a pattern now"),
    two("pattern-changed", ("request-{}-pattern-changed", Breaking), ("response-{}-pattern-changed", Risky), "{} has another pattern"),
    two("pattern-removed", ("request-{}-pattern-removed", Safe), ("response-{}-pattern-removed", Risky), "{} has no pattern any more"),
    two("additional-properties-changed", ("request-{}-additional-properties-changed", Risky), ("response-{}-additional-properties-changed", Safe), "{} treats unknown fields otherwise"),
    two("composition-changed", ("request-{}-composition-changed", Breaking), ("response-{}-composition-changed", Breaking), "{} is composed otherwise"),
    // Everything else.
    words("description-changed", Safe, "{} is described otherwise"),
    words("document-info-changed", Safe, "{} has another title, version or contact"),
    one("extension-changed", Safe, "{} has other extensions"),
    one("unclassified-change", Risky, "{} differs in a way that no rule knows"),
    one("generated-code-changed", Safe, "{} changes in the generated code, though no change of the document says so"),
];

/// The rule of a change.
#[must_use]
pub fn rule(change: &str) -> &'static Rule {
    let known = RULES.iter().find(|rule| rule.change == change);
    known.unwrap_or_else(|| {
        RULES
            .iter()
            .find(|rule| rule.change == "unclassified-change")
            .unwrap_or(&RULES[0])
    })
}
