//! What resources share: keys that are not blank, the 404s that mean "none", and one row of some.

use super::DeleteOutcome;
use crate::error::{Error, ErrorKind, Inner, Result};
use crate::operation::Operation;
use crate::transport::Response;
use crate::values::Rows;

/// Rejects a blank key before anything is sent: the server would answer another question (R4).
pub(super) fn require_key(operation: Operation, name: &str, key: &str) -> Result<()> {
    check_key(name, key).map_err(before(operation))
}

/// The same, of one of several operations.
pub(super) fn check_key(name: &str, key: &str) -> Result<()> {
    if key.trim().is_empty() {
        return Err(rejected(format!("{name} is blank: nothing was sent")));
    }
    Ok(())
}

/// Names the operation in the error of arguments that were rejected before anything was sent.
pub(super) fn before(operation: Operation) -> impl Fn(Error) -> Error {
    move |error| error.of(operation.into())
}

/// The error of a call that makes no sense, before anything was sent.
pub(super) fn rejected(message: impl Into<String>) -> Error {
    Error::invalid_request(message)
}

/// The error of a call that changes what is not there.
pub(super) fn missing(operation: Operation, message: String) -> Error {
    Error::new(ErrorKind::NotFound, message).of(operation.into())
}

/// Whether an error is a 404 that StockTrim itself answers: with an empty body, or with a problem
/// (G2, G6). Any other 404 is a wrong address or a proxy, and so may be one whose body was cut.
fn is_plain_not_found(error: &Error) -> bool {
    let says_so = error.body().is_empty() || error.problem().is_some();
    error.is_not_found() && error.is_whole() && says_so
}

/// The rows of an operation of which `behaviour.md` says that its 404 means "no rows".
pub(super) fn rows_or_empty<T>(answer: Result<Response<Rows<T>>>) -> Result<Vec<T>> {
    match answer {
        Ok(rows) => Ok(rows.into_inner().into_vec()),
        Err(error) if is_plain_not_found(&error) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// The outcome of a delete by key.
pub(super) fn deleted<T>(answer: Result<Response<T>>) -> Result<DeleteOutcome> {
    match answer {
        Ok(_) => Ok(DeleteOutcome::Deleted),
        Err(error) if is_plain_not_found(&error) => Ok(DeleteOutcome::NotFound),
        Err(error) => Err(error),
    }
}

/// The one row that a look-up finds for the code that was asked for.
///
/// What the server answers is compared: which of its codes it looked at is open (R2), and a look-up
/// may answer a list (S1, L1, P1).
pub(super) fn found<T: PartialEq>(
    operation: Operation,
    code: &str,
    answer: Result<Response<Rows<T>>>,
    bears: impl Fn(&T) -> bool,
) -> Result<Option<T>> {
    let cost = answer.as_ref().map_or_else(
        |error| (error.attempts(), error.elapsed()),
        |answer| (answer.attempts(), answer.elapsed()),
    );
    let mut found: Option<T> = None;
    for row in rows_or_empty(answer)?.into_iter().filter(bears) {
        // One that is there twice, alike, is one.
        if found.as_ref().is_some_and(|first| *first != row) {
            let message = format!("more than one row bears the code {code:?}");
            let mut inner = Inner::new(ErrorKind::Ambiguous, message);
            inner.endpoint = Some(operation.into());
            (inner.attempts, inner.elapsed) = cost;
            return Err(inner.into());
        }
        found = Some(row);
    }
    Ok(found)
}

/// The row that a write answers: the one with the key that was sent, else the only one.
///
/// The only one counts under another key too: StockTrim may answer its own number (R5).
pub(super) fn saved_row<T>(rows: Rows<T>, bears: impl Fn(&T) -> bool) -> Option<T> {
    let mut rows = rows.into_vec();
    match rows.iter().position(bears) {
        Some(place) => Some(rows.swap_remove(place)),
        None if rows.len() == 1 => rows.pop(),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(rows: &[&'static str]) -> Result<Option<&'static str>> {
        let rows = Rows::from(rows.to_vec());
        let answer = Response::new(http::StatusCode::OK, http::HeaderMap::new(), rows);
        found(Operation::ListProducts, "a", Ok(answer), |row| {
            row.starts_with('a')
        })
    }

    #[test]
    fn rows_with_another_code_do_not_count() {
        assert_eq!(find(&["b", "a1", "c"]).unwrap(), Some("a1"));
        assert_eq!(find(&["b"]).unwrap(), None);
        assert_eq!(find(&[]).unwrap(), None);
    }

    #[test]
    fn two_different_rows_are_ambiguous_and_the_same_row_twice_is_one() {
        assert_eq!(find(&["a1", "a1"]).unwrap(), Some("a1"));
        let error = find(&["a1", "b", "a2"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Ambiguous);
        assert_eq!(
            (error.operation(), error.attempts()),
            (Some(Operation::ListProducts), 1)
        );
    }

    #[test]
    fn blank_keys_are_rejected_by_name() {
        for key in ["", " ", "\t\n", "\u{a0}"] {
            let error = check_key("productId", key).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert!(
                error.to_string().starts_with("productId is blank"),
                "{error}"
            );
        }
        assert!(check_key("productId", " a").is_ok());
    }

    #[test]
    fn a_write_is_answered_by_its_own_row_or_by_the_only_one() {
        let of = |rows: &[&'static str]| saved_row(Rows::from(rows.to_vec()), |row| *row == "a");
        assert_eq!(of(&["b", "a"]), Some("a"));
        assert_eq!(of(&["33303389"]), Some("33303389"));
        assert_eq!(of(&["b", "c"]), None);
        assert_eq!(of(&[]), None);
    }
}
