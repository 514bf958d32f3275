//! The rules: what each kind of change is called, and what it does to a program that is already deployed.
//!
//! The ids are oasdiff's where it has one. In them `{}` stands for `property`, `body`, `parameter` or `header`.

use super::place::{About, What};

/// What a change does to a program that is already deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wire {
    /// It goes on working.
    Safe,
    /// It may stop working, or do something else.
    Risky,
    /// It stops working.
    Breaking,
}

/// One kind of change.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// How the comparison names it.
    pub change: &'static str,
    /// How grave it is in what is sent.
    pub sent: Wire,
    /// How grave it is in what is answered.
    pub answered: Wire,
    /// Its ids in what is sent and in what is answered; none for `request-{}-CHANGE` and `response-{}-CHANGE`.
    pub ids: Option<(&'static str, &'static str)>,
    /// What it says; `{}` stands for the place.
    pub text: &'static str,
    /// Whether it can change the generated code at all.
    pub code: bool,
}

/// A kind of change in a schema, which depends on the direction.
const fn two(change: &'static str, sent: Wire, answered: Wire, text: &'static str) -> Rule {
    Rule {
        change,
        sent,
        answered,
        ids: None,
        text,
        code: true,
    }
}

/// The same with ids of its own.
const fn ids(rule: Rule, sent: &'static str, answered: &'static str) -> Rule {
    Rule {
        ids: Some((sent, answered)),
        ..rule
    }
}

/// A kind of change that goes one way only.
const fn one(id: &'static str, wire: Wire, text: &'static str) -> Rule {
    ids(two(id, wire, wire, text), id, id)
}

/// A kind of change that never reaches the code.
const fn words(rule: Rule) -> Rule {
    Rule {
        code: false,
        ..rule
    }
}

use Wire::{Breaking, Risky, Safe};

/// Every rule but those of bounds.
#[rustfmt::skip]
pub const RULES: &[Rule] = &[
    // Operations.
    one("endpoint-added", Safe, "{} is new"),
    words(one("path-ambiguous", Risky, "{} matches the addresses of another path")),
    one("api-removed-without-deprecation", Breaking, "{} is gone"),
    one("api-removed-with-deprecation", Breaking, "{}, which was deprecated, is gone"),
    words(one("endpoint-deprecated", Safe, "{} is deprecated")),
    words(one("endpoint-deprecated-with-sunset", Safe, "{} is deprecated and has an end")),
    words(one("endpoint-reactivated", Safe, "{} is no longer deprecated")),
    one("endpoint-path-case-changed", Safe, "{} is spelled otherwise; paths match without regard to case (D10)"),
    one("path-parameter-renamed", Safe, "{} has another name, which is not sent"),
    one("api-operation-id-added", Safe, "{} has a name of its own now"),
    one("api-operation-id-removed", Safe, "{} has lost its name or changed it"),
    words(one("api-tag-added", Safe, "{} has a new tag")),
    words(one("api-tag-removed", Safe, "{} has lost a tag")),
    words(one("servers-changed", Risky, "{} lists other servers")),
    // Security.
    words(one("api-security-added", Safe, "{} takes other credentials as well")),
    words(ids(one("security-demanded", Risky, "{} asks for credentials now"), "api-security-added", "api-security-added")),
    words(one("api-security-removed", Risky, "{} no longer takes some credentials")),
    words(ids(one("security-lifted", Safe, "{} asks for no credentials any more"), "api-security-removed", "api-security-removed")),
    words(one("api-security-scope-added", Risky, "{} asks for another scope")),
    words(one("api-security-scope-removed", Safe, "{} asks for a scope less")),
    words(one("api-security-component-added", Safe, "{} is a new kind of credentials")),
    words(one("api-security-component-removed", Risky, "{} is no longer a kind of credentials")),
    words(one("api-security-component-changed", Risky, "{} works otherwise")),
    words(one("api-security-component-oauth-url-changed", Risky, "{} has another address")),
    words(one("api-security-component-oauth-scope-added", Safe, "{} is new")),
    words(one("api-security-component-oauth-scope-removed", Risky, "{} is gone")),
    words(one("api-security-component-oauth-scope-changed", Safe, "{} is described otherwise")),
    // Parameters.
    one("new-required-request-parameter", Breaking, "{} is new and required"),
    one("new-optional-request-parameter", Safe, "{} is new"),
    one("request-parameter-removed", Risky, "{} is gone"),
    one("serialization-changed", Risky, "{} is written otherwise"),
    // Bodies that are sent, and what is answered.
    one("request-body-added-required", Breaking, "{} needs a body now"),
    one("request-body-added-optional", Safe, "{} takes a body now"),
    one("request-body-removed", Breaking, "{} takes no body any more"),
    one("request-body-became-required", Breaking, "{} has become required"),
    one("request-body-became-optional", Safe, "{} is no longer required"),
    one("response-success-status-added", Safe, "{} is a new answer"),
    one("response-success-status-removed", Risky, "{} is no answer any more; the SDK reads every 2XX alike"),
    ids(one("success-lost", Breaking, "{} was the only success and is no answer any more"), "response-success-status-removed", "response-success-status-removed"),
    one("response-non-success-status-added", Safe, "{} is a new answer"),
    one("response-non-success-status-removed", Safe, "{} is no answer any more"),
    one("response-body-added", Safe, "{} has a body now"),
    one("response-body-removed", Breaking, "{} has no body any more"),
    one("response-header-added", Safe, "{} is new"),
    one("required-response-header-removed", Breaking, "{} is gone"),
    one("optional-response-header-removed", Risky, "{} is gone"),
    // Media types.
    ids(two("media-type-added", Safe, Safe, "{} comes in another form"), "request-body-media-type-added", "response-media-type-added"),
    ids(two("media-type-removed", Breaking, Breaking, "{} no longer comes in a form"), "request-body-media-type-removed", "response-media-type-removed"),
    ids(two("unused-media-type-removed", Safe, Safe, "{} no longer comes in a form that this SDK does not use"), "request-body-media-type-removed", "response-media-type-removed"),
    ids(two("media-type-name-generalized", Safe, Breaking, "{} comes in a wider form"), "request-body-media-type-name-generalized", "response-media-type-name-generalized"),
    ids(two("media-type-name-specialized", Risky, Safe, "{} comes in a narrower form"), "request-body-media-type-name-specialized", "response-media-type-name-specialized"),
    ids(two("media-type-name-changed", Risky, Risky, "{} comes in a form with other parameters"), "request-body-media-type-name-changed", "response-media-type-name-changed"),
    ids(two("media-type-schema-added", Breaking, Safe, "{} is described by a schema now"), "request-body-media-type-schema-added", "response-body-media-type-schema-added"),
    ids(two("media-type-schema-removed", Safe, Risky, "{} is no longer described by a schema"), "request-body-media-type-schema-removed", "response-body-media-type-schema-removed"),
    // Schemas and their properties.
    one("api-schema-added", Safe, "{} is new"),
    one("api-schema-removed", Safe, "{} is gone"),
    ids(one("schema-missing", Risky, "{} is gone though it is still referred to"), "api-schema-removed", "api-schema-removed"),
    one("api-schema-renamed", Safe, "{} has another name, which is not sent"),
    ids(two("property-added-required", Breaking, Safe, "{} is new and required"), "new-required-request-property", "response-required-property-added"),
    ids(two("property-added-required-with-default", Breaking, Safe, "{} is new and required"), "new-required-request-property-with-default", "response-required-property-added"),
    ids(two("property-added-optional", Safe, Safe, "{} is new"), "new-optional-request-property", "response-optional-property-added"),
    ids(two("property-removed-required", Risky, Breaking, "{} is gone"), "request-property-removed", "response-required-property-removed"),
    ids(two("property-removed-optional", Risky, Risky, "{} is gone"), "request-property-removed", "response-optional-property-removed"),
    two("became-required", Breaking, Safe, "{} has become required"),
    two("became-optional", Safe, Breaking, "{} is no longer required"),
    two("became-nullable", Safe, Breaking, "{} may be null now"),
    two("became-not-nullable", Breaking, Safe, "{} may not be null any more"),
    two("type-changed", Breaking, Breaking, "{} has another type"),
    two("type-generalized", Safe, Breaking, "{} has a wider type"),
    ids(two("type-specialized", Breaking, Safe, "{} has a narrower type"), "request-{}-type-changed", "response-{}-type-specialized"),
    two("list-of-types-widened", Safe, Breaking, "{} takes more types"),
    two("list-of-types-narrowed", Breaking, Safe, "{} takes fewer types"),
    two("format-changed", Risky, Risky, "{} has another format, though no type"),
    two("enum-value-added", Safe, Risky, "{} has a new member"),
    two("enum-value-removed", Breaking, Safe, "{} has lost a member"),
    two("became-enum", Breaking, Safe, "{} lists its members now"),
    two("became-not-enum", Safe, Risky, "{} no longer lists its members"),
    two("default-value-added", Risky, Safe, "{} has a default now"),
    two("default-value-changed", Risky, Safe, "{} has another default"),
    two("default-value-removed", Risky, Safe, "{} has no default any more"),
    two("const-added", Breaking, Safe, "{} has one value only"),
    two("const-changed", Breaking, Breaking, "{} has another value"),
    two("const-removed", Safe, Breaking, "{} has more than one value"),
    two("pattern-added", Breaking, Safe, "{} has a pattern now"),
    two("pattern-changed", Risky, Risky, "{} has another pattern"),
    two("pattern-removed", Safe, Risky, "{} has no pattern any more"),
    two("unique-items-set", Breaking, Safe, "{} repeats no item any more"),
    two("unique-items-unset", Safe, Risky, "{} may repeat an item now"),
    two("multiple-of-set", Breaking, Safe, "{} goes in steps now"),
    two("multiple-of-unset", Safe, Risky, "{} no longer goes in steps"),
    two("multiple-of-generalized", Safe, Risky, "{} goes in finer steps"),
    two("multiple-of-specialized", Breaking, Safe, "{} goes in coarser steps"),
    two("multiple-of-changed", Breaking, Risky, "{} goes in other steps"),
    two("items-added", Breaking, Safe, "{} says what its items are"),
    two("items-removed", Risky, Breaking, "{} no longer says what its items are"),
    two("additional-properties-closed", Breaking, Safe, "{} takes no other fields any more"),
    two("additional-properties-opened", Safe, Safe, "{} takes other fields now"),
    two("additional-properties-described", Breaking, Safe, "{} says what its other fields are"),
    two("additional-properties-undescribed", Safe, Breaking, "{} no longer says what its other fields are"),
    words(two("deprecated", Safe, Safe, "{} is deprecated")),
    words(two("deprecated-with-sunset", Safe, Safe, "{} is deprecated and has an end")),
    words(two("reactivated", Safe, Safe, "{} is no longer deprecated")),
    words(ids(two("became-read-only", Risky, Safe, "{} is no longer taken"), "request-optional-{}-became-read-only", "response-optional-{}-became-read-only")),
    words(ids(two("became-not-read-only", Safe, Safe, "{} is taken now"), "request-optional-{}-became-not-read-only", "response-optional-{}-became-not-read-only")),
    words(ids(two("became-write-only", Safe, Risky, "{} is no longer answered"), "request-optional-{}-became-write-only", "response-optional-{}-became-write-only")),
    words(ids(two("became-not-write-only", Safe, Safe, "{} is answered now"), "request-optional-{}-became-not-write-only", "response-optional-{}-became-not-write-only")),
    // Composition.
    two("one-of-added", Safe, Breaking, "{} may be something else now"),
    two("one-of-removed", Breaking, Safe, "{} may no longer be something"),
    two("any-of-added", Safe, Risky, "{} may be something else now"),
    two("any-of-removed", Breaking, Safe, "{} may no longer be something"),
    two("all-of-added", Breaking, Safe, "{} must be something else as well"),
    two("all-of-removed", Risky, Breaking, "{} need no longer be something"),
    two("composition-added", Breaking, Safe, "{} must be one of several now"),
    two("composition-removed", Safe, Breaking, "{} need no longer be one of several"),
    two("not-changed", Breaking, Breaking, "{} excludes something else"),
    two("discriminator-added", Risky, Risky, "{} says its kind now"),
    two("discriminator-removed", Risky, Risky, "{} no longer says its kind"),
    two("discriminator-property-name-changed", Risky, Risky, "{} says its kind elsewhere"),
    two("discriminator-mapping-added", Safe, Risky, "{} has another kind"),
    two("discriminator-mapping-deleted", Risky, Safe, "{} has a kind less"),
    two("discriminator-mapping-changed", Risky, Risky, "{} calls a kind otherwise"),
    // Form, words, and everything else.
    one("reference-changed", Safe, "{} is named or written elsewhere; what it means is compared"),
    one("reference-sibling-changed", Safe, "{} has something else beside its reference, which OpenAPI 3.0 ignores"),
    one("reference-not-followed", Risky, "{} refers to something that cannot be read here"),
    words(one("unused-component-changed", Safe, "{} has changed, which no operation uses")),
    words(one("description-changed", Safe, "{} is described otherwise")),
    words(one("document-info-changed", Safe, "{} has another title, version or contact")),
    one("extension-changed", Safe, "{} has other extensions"),
    one("unclassified-change", Risky, "{} differs in a way that no rule knows"),
    one("generated-code-changed", Safe, "{} changes in the generated code, though no change of the document says so"),
];

/// The keywords that bound a value: what their rules are called, whether it is a lower bound, and its name.
#[rustfmt::skip]
pub const BOUNDS: [(&str, &str, bool, &str); 10] = [
    ("minimum", "min", true, "minimum"),
    ("maximum", "max", false, "maximum"),
    ("exclusiveMinimum", "exclusive-min", true, "exclusive minimum"),
    ("exclusiveMaximum", "exclusive-max", false, "exclusive maximum"),
    ("minLength", "min-length", true, "minimum length"),
    ("maxLength", "max-length", false, "maximum length"),
    ("minItems", "min-items", true, "minimum count"),
    ("maxItems", "max-items", false, "maximum count"),
    ("minProperties", "min-properties", true, "minimum number of fields"),
    ("maxProperties", "max-properties", false, "maximum number of fields"),
];

/// What happens to a bound: the verb, what it says, and whether an upper one and a lower one then take less.
const VERBS: [(&str, &str, [bool; 2]); 4] = [
    ("set", "has a NAME now", [true, true]),
    ("unset", "has no NAME any more", [false, false]),
    ("increased", "has a higher NAME", [false, true]),
    ("decreased", "has a lower NAME", [true, false]),
];

/// Judges a change where it is, by its id and its gravity; what goes both ways is judged by the graver one.
#[must_use]
pub fn judge(change: &str, about: &About) -> (String, Wire) {
    let (rule, _) = rule(change);
    let sent = judged(change, &rule, about, ("request", "read-only-", rule.sent));
    let answered = judged(
        change,
        &rule,
        about,
        ("response", "write-only-", rule.answered),
    );
    match (about.sent, about.answered) {
        (false, false) => (answered.0, Safe),
        (true, both) if !both || answered.1 <= sent.1 => sent,
        _ => answered,
    }
}

/// Judges a change in one way: its name, what it leaves out, and how grave the rule is there.
fn judged(
    change: &str,
    rule: &Rule,
    about: &About,
    (way, hides, wire): (&str, &str, Wire),
) -> (String, Wire) {
    // oasdiff looks at the pattern of what is hidden, too.
    let hidden = about.hidden == hides && !change.starts_with("pattern");
    let hides = if hidden && rule.code { hides } else { "" };
    let what = match about.what {
        What::Property => "property",
        What::Body => "body",
        What::Parameter => "parameter",
        What::ParameterProperty => "parameter-property",
        What::Header => "header",
    };
    let what = format!("{hides}{what}");
    let mut id = match rule.ids {
        Some((sent, answered)) => {
            [sent, answered][usize::from(way == "response")].replace("{}", &what)
        }
        None => format!("{way}-{what}-{change}"),
    };
    if about.required && change.ends_with("-only") {
        id = id.replace("optional", "required");
    }
    // A default is what the server takes in place of a parameter that is left out.
    let wire = match about.what == What::Parameter && change.starts_with("default-value") {
        _ if hidden || about.idle => Safe,
        true => [Breaking, Safe][usize::from(about.required)],
        false => wire,
    };
    (id, wire)
}

/// The rule of a change, and what it says.
#[must_use]
pub fn rule(change: &str) -> (Rule, String) {
    if let Some(rule) = RULES.iter().find(|rule| rule.change == change) {
        return (*rule, rule.text.to_owned());
    }
    let bound = BOUNDS.iter().find_map(|(_, name, lower, words)| {
        let verb = change.strip_prefix(name)?.strip_prefix('-')?;
        let (_, text, less) = VERBS.iter().find(|(known, ..)| *known == verb)?;
        let narrows = less[usize::from(*lower)];
        let (sent, answered) = if narrows {
            (Breaking, Safe)
        } else {
            (Safe, Risky)
        };
        let text = format!("{{}} {}", text.replace("NAME", words));
        Some((two("", sent, answered, ""), text))
    });
    bound.unwrap_or_else(|| rule("unclassified-change"))
}
