//! Which finding accounts for which difference in the generated code: the one at the place that the item names.

use super::report::Finding;
use super::rust::Difference;
use std::collections::BTreeMap;

/// Ties the differences to the findings at their places, and gives back those that no place fits.
///
/// `names` are the operations' names by method and path.
pub fn attribute<'d>(
    findings: &mut [Finding],
    differences: &'d [Difference],
    names: &BTreeMap<String, String>,
) -> Vec<&'d Difference> {
    let mut left = Vec::new();
    for difference in differences {
        let close = findings
            .iter()
            .map(|finding| closeness(finding, difference, names));
        let close: Vec<Option<u8>> = close.collect();
        let reaching = close.iter().flatten().count();
        let best = close.iter().flatten().max().copied().unwrap_or(0);
        if best == 0 && reaching != 1 {
            left.push(difference);
            continue;
        }
        for (finding, _) in findings
            .iter_mut()
            .zip(close)
            .filter(|(_, close)| *close == Some(best))
        {
            finding.rust = finding.rust.clone().max(difference.rust());
            if let Err(place) = finding.items.binary_search(&difference.item) {
                finding.items.insert(place, difference.item.clone());
            }
        }
    }
    left
}

/// How well a finding's place fits a difference, from 0, not at all, to 3; none where code is never reached.
fn closeness(
    finding: &Finding,
    difference: &Difference,
    names: &BTreeMap<String, String>,
) -> Option<u8> {
    let parts = finding.path.split('/').skip(1);
    let parts: Vec<String> = parts
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
        _ => (String::new(), None),
    };
    let close = match part {
        _ if !alike(&owner, &difference.owner) => 0,
        None => 2,
        Some(part) if part == difference.part || alike(part, &difference.part) => 3,
        Some(_) => 1,
    };
    finding.code.then_some(close)
}

/// Whether a Rust name may be made from a name on the wire.
fn alike(name: &str, wire: &str) -> bool {
    let letters = |text: &str| {
        text.chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '(')
            .collect::<String>()
    };
    !letters(name).is_empty() && letters(name).eq_ignore_ascii_case(&letters(wire))
}
