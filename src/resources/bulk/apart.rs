//! Rows that share a request: a refusal is taken apart until every row has its own outcome.

use std::collections::BTreeSet;

use http::StatusCode;

use super::run::refuses_credentials;
use super::{BatchResult, RowOutcome};
use crate::error::{Applied, Error, ErrorKind};

/// Rows that are sent together next.
#[derive(Default)]
struct Part {
    rows: Vec<usize>,
    /// Whether one of them is refused for certain: they are not sent whole again.
    is_refused: bool,
    /// Whether the part below it on the stack is the other half of the same refusal.
    has_sister: bool,
    /// Whether a refusal has named it.
    is_named: bool,
}

impl Part {
    fn new(rows: Vec<usize>) -> Self {
        Self {
            rows,
            ..Self::default()
        }
    }
}

/// Sends rows together, and gives the outcome and the attempts of each, in order.
///
/// Rows that a refusal names go alone, and the rest together. Where it names none, one refused row is
/// searched for by halves, while the halves that nothing is known of wait: together they are most
/// likely fine. If they are not, they are taken apart half by half. `goes_on` is asked before every
/// request but the first.
pub(super) async fn settle<R, T, A>(
    rows: Vec<R>,
    send: impl Fn(Vec<R>) -> A,
    goes_on: impl Fn() -> bool,
) -> impl Iterator<Item = (R, RowOutcome<T>, u32)>
where
    R: Clone,
    A: Future<Output = BatchResult<T>>,
{
    let mut outcomes: Vec<_> = rows.iter().map(|_| (RowOutcome::NotSent, 0)).collect();
    let mut stack = vec![Part::new((0..rows.len()).collect())];
    let mut rest = Vec::new();
    let (mut is_first, mut searches, mut trusts_names) = (true, true, true);
    loop {
        let Some(mut part) = stack.pop() else {
            if rest.is_empty() {
                break;
            }
            searches = false;
            stack.push(Part::new(std::mem::take(&mut rest)));
            continue;
        };
        if part.is_refused && part.rows.len() > 1 {
            halve(&mut stack, part.rows);
            continue;
        }
        if !is_first && !goes_on() {
            break;
        }
        is_first = false;
        let together = part.rows.iter().filter_map(|at| rows.get(*at).cloned());
        let error = match send(together.collect()).await {
            Ok((saved, attempts)) => {
                for (at, saved) in part.rows.iter().zip(saved) {
                    outcomes[*at] = (RowOutcome::Saved(saved), attempts);
                }
                trusts_names &= !part.is_named;
                if let Some(sister) = stack.last_mut().filter(|_| part.has_sister) {
                    sister.is_refused = true;
                }
                continue;
            }
            Err(error) => error,
        };
        let is_alone = part.rows.len() == 1;
        let is_too_large = error.status() == Some(StatusCode::PAYLOAD_TOO_LARGE);
        if part.has_sister && searches && is_refusal(&error) && !is_too_large {
            rest.extend(stack.pop().into_iter().flat_map(|sister| sister.rows));
        }
        if is_alone || !is_refusal(&error) {
            for at in &part.rows {
                outcomes[*at] = (RowOutcome::failed(error.clone()), error.attempts());
            }
            if refuses_credentials(&error) {
                break;
            }
            continue;
        }
        let named = named_rows(&error, part.rows.len());
        if is_too_large {
            let right = part.rows.split_off(part.rows.len() / 2);
            stack.extend([Part::new(right), Part::new(part.rows)]);
        } else if trusts_names && !named.is_empty() {
            let (alone, others): (Vec<_>, Vec<_>) =
                (0..).zip(part.rows).partition(|(at, _)| named.contains(at));
            let others: Vec<_> = others.into_iter().map(|(_, row)| row).collect();
            if !others.is_empty() {
                stack.push(Part::new(others));
            }
            stack.extend(alone.into_iter().map(|(_, row)| Part {
                is_named: true,
                ..Part::new(vec![row])
            }));
        } else {
            halve(&mut stack, part.rows);
        }
    }
    let outcomes = rows.into_iter().zip(outcomes);
    outcomes.map(|(row, (outcome, attempts))| (row, outcome, attempts))
}

/// Two halves of rows of which one is refused; the left one is sent first.
fn halve(stack: &mut Vec<Part>, mut rows: Vec<usize>) {
    let right = rows.split_off(rows.len() / 2);
    stack.push(Part::new(right));
    stack.push(Part {
        has_sister: true,
        ..Part::new(rows)
    });
}

/// Whether a list was refused for what is in it, or for its length: nothing of it is applied.
fn is_refusal(error: &Error) -> bool {
    let status = error.status().map_or(0, |status| status.as_u16());
    let of_rows = matches!(
        error.kind(),
        ErrorKind::Validation | ErrorKind::InvalidRequest | ErrorKind::NotFound
    );
    error.applied() == Applied::No && (of_rows || matches!(status, 409 | 413))
}

/// The rows that a refusal names, by their place in the list: `Inventory[1].ProductId`, `$[0].code`.
fn named_rows(error: &Error, rows: usize) -> BTreeSet<usize> {
    let place = |field: &str| -> Option<usize> {
        let (_, after) = field.split_once('[')?;
        let (number, _) = after.split_once(']')?;
        number.parse().ok()
    };
    let fields = error.validation_errors();
    let places = fields.filter_map(|(field, _)| place(field));
    places.filter(|place| *place < rows).collect()
}
