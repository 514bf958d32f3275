//! What resources share when they write: one row sent, with the number of its attempts.

use http::StatusCode;
use progenitor_client::{Error as Generated, ResponseValue};

use super::Saved;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::generated::Client as Api;

/// A row that was sent, and how many times it was tried if it was saved; an error tells its own.
pub(super) struct Tried<T> {
    pub attempts: u32,
    pub result: Result<Saved<T>>,
}

impl<T> From<Error> for Tried<T> {
    fn from(error: Error) -> Self {
        Self {
            attempts: error.attempts(),
            result: Err(error),
        }
    }
}

/// Sends a row unless its check has failed.
///
/// What was saved is read from the status, the number of attempts, and the answer.
pub(super) async fn send_row<V, T, A>(
    client: &Client,
    check: Result<()>,
    send: impl FnOnce(Api) -> A,
    read: impl FnOnce(StatusCode, u32, V) -> Saved<T>,
) -> Tried<T>
where
    A: Future<Output = Result<ResponseValue<V>, Generated<()>>>,
{
    if let Err(refusal) = check {
        return refusal.into();
    }
    let (api, tally) = client.tallied();
    match send(api).await.map_err(Error::from) {
        Err(error) => error.into(),
        Ok(answer) => {
            let (status, attempts) = (answer.status(), tally.attempts());
            Tried {
                attempts,
                result: Ok(read(status, attempts, answer.into_inner())),
            }
        }
    }
}
