//! What a comparison ends in: findings, notes, and the version step that they call for.

use super::rules::Wire;
use clap::ValueEnum;

/// What a change does to a program that recompiles.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rust {
    /// Nothing.
    None,
    /// There is more to use.
    Additive,
    /// Nobody knows, for this reason.
    Unknown(String),
    /// Code that uses the items no longer compiles.
    Breaking,
}

impl Rust {
    /// Its name in a report.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Additive => "additive",
            Self::Unknown(_) => "unknown",
            Self::Breaking => "breaking",
        }
    }
}

/// One change, judged.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule.
    pub id: String,
    /// What it does to a program that is already deployed.
    pub wire: Wire,
    /// What it does to a program that recompiles.
    pub rust: Rust,
    /// The operations that it touches.
    pub operation: Vec<String>,
    /// The named schema that it is in.
    pub schema: Option<String>,
    /// A JSON pointer to its place.
    pub path: String,
    /// What it is, in a sentence.
    pub text: String,
    /// The items of the generated code that it touches.
    pub items: Vec<String>,
    /// Whether it may reach the generated code at all.
    pub code: bool,
    /// Twelve hex digits that stay the same as long as the change does.
    pub fingerprint: String,
}

/// Which programs a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Axis {
    /// Those that are deployed.
    Wire,
    /// Those that recompile.
    Rust,
    /// Both.
    Both,
}

/// Everything that is to be said about two documents.
#[derive(Debug)]
pub struct Report {
    /// What has been judged.
    pub axis: Axis,
    /// The findings, the gravest first.
    pub findings: Vec<Finding>,
    /// What it took to generate from the documents, a sentence each.
    pub notes: Vec<String>,
}

/// The step that the version takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// None.
    None,
    /// The third number.
    Patch,
    /// The second number, or the third before 1.0.
    Minor,
    /// The first number, or the second before 1.0.
    Major,
}

impl Report {
    /// The version step that the findings call for, what is not known counts as breaking; none when the rust axis has not
    /// been judged.
    #[must_use]
    pub fn step(&self) -> Option<Step> {
        let step = |finding: &Finding| match (&finding.rust, finding.wire) {
            (Rust::Breaking | Rust::Unknown(_), _) => Step::Major,
            (Rust::Additive, _) => Step::Minor,
            (Rust::None, Wire::Breaking | Wire::Risky) => Step::Patch,
            (Rust::None, Wire::Safe) => Step::None,
        };
        let steps = self.findings.iter().map(step);
        (self.axis != Axis::Wire).then(|| steps.max().unwrap_or(Step::None))
    }

    /// The gravest effect on an axis; what is not known counts as breaking.
    #[must_use]
    pub fn worst(&self, axis: Axis) -> Option<Wire> {
        let grave = |finding: &Finding| {
            let rust = match &finding.rust {
                Rust::Breaking | Rust::Unknown(_) => Wire::Breaking,
                Rust::Additive | Rust::None => Wire::Safe,
            };
            match axis {
                Axis::Wire => finding.wire,
                Axis::Rust => rust,
                Axis::Both => finding.wire.max(rust),
            }
        };
        self.findings.iter().map(grave).max()
    }
}
