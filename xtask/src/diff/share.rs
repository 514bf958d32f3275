//! Which change of the document accounts for which difference in the generated code.

use super::change::{Change, Claim};
use super::rules::rule;
use super::rust::{Difference, Owner, Part};
use std::collections::BTreeMap;

/// Shares the differences out among the changes: for each change those that it accounts for, then those left over.
#[must_use]
pub fn attributed(
    changes: &[Change],
    differences: Vec<Difference>,
    names: &BTreeMap<String, String>,
) -> (Vec<Vec<Difference>>, Vec<Difference>) {
    let mut shares: Vec<Vec<Difference>> = vec![Vec::new(); changes.len()];
    let mut left = Vec::new();
    let (derived, plain): (Vec<_>, Vec<_>) = differences
        .into_iter()
        .partition(|d| d.part == Part::Derives);
    for difference in plain.into_iter().chain(derived) {
        let mut takers = builders_of(&shares, &difference);
        if takers.is_empty() {
            takers = closest(changes, &difference, names);
        }
        if takers.is_empty() {
            left.push(difference);
        } else {
            for index in takers {
                shares[index].push(difference.clone());
            }
        }
    }
    (shares, left)
}

/// For what a type derives: the changes that alter its `new`, for that is what decides it.
fn builders_of(shares: &[Vec<Difference>], difference: &Difference) -> Vec<usize> {
    let Owner::Type(name) = &difference.owner else {
        return Vec::new();
    };
    if difference.part != Part::Derives {
        return Vec::new();
    }
    let new = format!("{name}::new()");
    let altered = shares
        .iter()
        .enumerate()
        .filter(|(_, share)| share.iter().any(|d| d.item == new));
    altered.map(|(index, _)| index).collect()
}

/// The changes whose claim fits a difference best; several when they fit equally well.
fn closest(
    changes: &[Change],
    difference: &Difference,
    names: &BTreeMap<String, String>,
) -> Vec<usize> {
    let reaching = changes
        .iter()
        .enumerate()
        .filter(|(_, change)| rule(&change.change).code);
    let close: Vec<(usize, u8)> = reaching
        .map(|(index, change)| (index, closeness(&change.place.claim, difference, names)))
        .collect();
    let best = close.iter().map(|(_, close)| *close).max().unwrap_or(0);
    if best == 0 && close.len() == 1 {
        return vec![close[0].0];
    }
    close
        .into_iter()
        .filter(|(_, close)| *close == best && best > 0)
        .map(|(index, _)| index)
        .collect()
}

/// How well a claim fits a difference: 0 not at all, 3 exactly.
fn closeness(claim: &Claim, difference: &Difference, names: &BTreeMap<String, String>) -> u8 {
    let same_operation = |title: &String| {
        names
            .get(title)
            .is_some_and(|name| difference.owner == Owner::Operation(name.clone()))
    };
    let same_type = |name: &String| difference.owner == Owner::Type(name.clone());
    let exact = |exact: bool| if exact { 3 } else { 1 };
    match claim {
        Claim::Operation(title) if same_operation(title) => 2,
        Claim::Parameter(title, wire) if same_operation(title) => {
            exact(matches!(&difference.part, Part::Named(item) if alike(item, wire)))
        }
        Claim::Answer(title) if same_operation(title) => exact(difference.part == Part::Answer),
        Claim::Type(name) if same_type(name) => 2,
        Claim::Property(name, wire) if same_type(name) => {
            exact(matches!(&difference.part, Part::Named(item) if alike(item, wire)))
        }
        Claim::Member(name, wire) if same_type(name) => {
            exact(difference.part == Part::Member(wire.clone()))
        }
        _ => 0,
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
    bare(name) == bare(wire)
}

#[cfg(test)]
mod tests {
    use super::super::change::Place;
    use super::*;

    fn change(schema: &str, property: &str) -> Change {
        let place = Place::schema(schema).property(property);
        Change {
            change: "type-changed".to_owned(),
            place,
            detail: String::new(),
            sum: String::new(),
        }
    }

    fn difference(schema: &str, field: &str) -> Difference {
        Difference {
            owner: Owner::Type(schema.to_owned()),
            part: Part::Named(field.to_owned()),
            breaking: true,
            item: format!("{schema}.{field}"),
        }
    }

    #[test]
    fn a_difference_goes_to_the_change_at_its_place_and_else_to_none() {
        let changes = [
            change("A", "firstField"),
            change("A", "second"),
            change("B", "firstField"),
        ];
        let (here, elsewhere) = (
            difference("A", "first_field"),
            difference("C", "first_field"),
        );
        let (shares, left) = attributed(
            &changes,
            vec![here.clone(), elsewhere.clone()],
            &BTreeMap::new(),
        );
        assert_eq!(shares, [vec![here], vec![], vec![]]);
        assert_eq!(left, [elsewhere]);
    }

    #[test]
    fn the_only_change_accounts_for_everything() {
        let elsewhere = difference("C", "third");
        let (shares, left) = attributed(
            &[change("A", "first")],
            vec![elsewhere.clone()],
            &BTreeMap::new(),
        );
        assert_eq!((shares, left), (vec![vec![elsewhere]], vec![]));
    }
}
