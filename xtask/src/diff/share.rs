//! Which finding accounts for which difference in the generated code: the one at the place that the item names.

use super::report::{Finding, Rust};
use super::rust::Difference;
use std::collections::{BTreeMap, BTreeSet};

/// Ties the differences to the findings at their places, and gives back those that no place fits.
///
/// `names` are the operations' names by method and path.
pub fn attribute(
    findings: &mut [(Finding, bool)],
    differences: Vec<Difference>,
    names: &BTreeMap<String, String>,
) -> Vec<Difference> {
    let mut shares: Vec<Vec<&Difference>> = vec![Vec::new(); findings.len()];
    let mut left = Vec::new();
    for difference in &differences {
        let reaching = findings.iter().enumerate().filter(|(_, (_, code))| *code);
        let close: Vec<(usize, u8)> = reaching
            .map(|(index, (finding, _))| (index, closeness(finding, difference, names)))
            .collect();
        let best = close.iter().map(|(_, close)| *close).max().unwrap_or(0);
        if best == 0 && close.len() != 1 {
            left.push(difference.clone());
            continue;
        }
        for (index, _) in close.into_iter().filter(|(_, close)| *close == best) {
            shares[index].push(difference);
        }
    }
    for ((finding, _), share) in findings.iter_mut().zip(shares) {
        let items: BTreeSet<&String> = share.iter().map(|difference| &difference.item).collect();
        finding.items = items.into_iter().cloned().collect();
        finding.rust = match &share[..] {
            [] => Rust::None,
            some if some.iter().any(|difference| difference.breaking) => Rust::Breaking,
            _ => Rust::Additive,
        };
    }
    left
}

/// How well a finding's place fits a difference: 0 not at all, 3 exactly.
fn closeness(finding: &Finding, difference: &Difference, names: &BTreeMap<String, String>) -> u8 {
    let parts: Vec<String> = finding
        .path
        .split('/')
        .skip(1)
        .map(|part| part.replace("~1", "/").replace("~0", "~"))
        .collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let (owner, part) = match parts[..] {
        ["components", "schemas", name, "properties", part, ..] => (name.to_owned(), Some(part)),
        ["components", "schemas", name, "enum"] => {
            (name.to_owned(), finding.text.rsplit(": ").next())
        }
        ["components", "schemas", name, ..] => (name.to_owned(), None),
        ["paths", path, method, ref rest @ ..] => {
            let name = names.get(&format!("{} {path}", method.to_uppercase()));
            let part = match rest {
                ["parameters", _, name, ..] => Some(*name),
                ["requestBody", ..] => Some("body"),
                ["responses", ..] => Some("->"),
                _ => None,
            };
            (
                name.map(|name| format!("{name}()")).unwrap_or_default(),
                part,
            )
        }
        _ => return 0,
    };
    match part {
        _ if !alike(&owner, &difference.owner) => 0,
        None => 2,
        Some(part) if part == difference.part || alike(part, &difference.part) => 3,
        Some(_) => 1,
    }
}

/// Whether a Rust name may be made from a name on the wire.
fn alike(name: &str, wire: &str) -> bool {
    let bare = |text: &str| -> String {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .collect()
    };
    name.contains('(') == wire.contains('(') && !bare(name).is_empty() && bare(name) == bare(wire)
}
