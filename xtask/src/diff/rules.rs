//! The rules: what each kind of change is called, and what it does to a program that is already deployed.

use super::place::{About, What};
use std::sync::LazyLock;

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

use Wire::{Breaking, Risky, Safe};

/// Every rule but those of bounds: the rows of `rules.txt`.
pub static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rows = include_str!("rules.txt").lines();
    let rows = rows.filter(|row| !row.is_empty() && !row.starts_with('#'));
    rows.map(Rule::parse).collect()
});

impl Rule {
    fn parse(row: &'static str) -> Self {
        let columns: Vec<&str> = row.split('|').map(str::trim).collect();
        let [change, sent, answered, reach, text, ref ids @ ..] = columns[..] else {
            panic!("rules.txt has a row of too few columns: {row}");
        };
        let wire = |wire| match wire {
            "safe" => Safe,
            "risky" => Risky,
            _ => Breaking,
        };
        Self {
            change,
            sent: wire(sent),
            answered: wire(answered),
            ids: match *ids {
                [] => None,
                ["="] => Some((change, change)),
                [both] => Some((both, both)),
                [sent, answered, ..] => Some((sent, answered)),
            },
            text,
            code: reach == "code",
        }
    }
}

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
        let (sent, answered) = [(Safe, Risky), (Breaking, Safe)][usize::from(narrows)];
        let text = format!("{{}} {}", text.replace("NAME", words));
        let rule = Rule {
            change: "",
            sent,
            answered,
            ids: None,
            text: "",
            code: true,
        };
        Some((rule, text))
    });
    bound.unwrap_or_else(|| rule("unclassified-change"))
}
