//! The account of a server: found when the first call needs it, and again after it was refused.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use stocktrim::{Client, ErrorKind};
use tokio::sync::Mutex;

use crate::args::Globals;
use crate::failure::Failure;
use crate::session::{Session, Source};

/// A client, and whose it is.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) client: Client,
    /// Account and address, in words.
    pub(super) place: String,
    // The demo shop ends with it.
    session: Option<Session>,
}

/// Where the account comes from.
#[derive(Debug)]
enum Origin {
    Settings(Box<Globals>),
    Client(Client, String),
}

/// The account, as soon as it is known.
pub(super) struct Accounts {
    origin: Origin,
    found: Mutex<Option<Arc<Account>>>,
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accounts").finish_non_exhaustive()
    }
}

/// How long a request may take with its retries, so that a call has time for more than one.
const REQUEST: Duration = Duration::from_secs(20);

impl Accounts {
    /// That which the settings name; nothing is read yet.
    pub(super) fn of_settings(globals: &Globals) -> Self {
        let mut globals = globals.clone();
        globals.timeout = Some(globals.timeout.unwrap_or(REQUEST));
        Self::new(Origin::Settings(Box::new(globals)))
    }

    /// A client that is there already.
    pub(super) fn of_client(client: Client, place: impl Into<String>) -> Self {
        Self::new(Origin::Client(client, place.into()))
    }

    fn new(origin: Origin) -> Self {
        Self {
            origin,
            found: Mutex::default(),
        }
    }

    /// Finds it, unless it was found.
    ///
    /// # Errors
    /// When there are no credentials, or they or the address cannot be used.
    pub(super) async fn open(&self) -> Result<Arc<Account>, Failure> {
        let mut found = self.found.lock().await;
        if let Some(account) = &*found {
            return Ok(Arc::clone(account));
        }
        let account = Arc::new(match &self.origin {
            Origin::Settings(globals) => {
                let session = Session::open(globals).await?;
                Account {
                    client: session.client.clone(),
                    place: session.place(),
                    session: Some(session),
                }
            }
            Origin::Client(client, place) => Account {
                client: client.clone(),
                place: place.clone(),
                session: None,
            },
        });
        *found = Some(Arc::clone(&account));
        Ok(account)
    }

    /// Forgets it when its credentials were refused, so that the next call reads the settings anew.
    pub(super) async fn refused(&self, failure: &Failure) {
        let is_refused = failure
            .error
            .as_ref()
            .is_some_and(|error| error.kind() == ErrorKind::Auth);
        if is_refused {
            let mut found = self.found.lock().await;
            let session = found.as_ref().and_then(|account| account.session.as_ref());
            if session.is_some_and(|session| session.source != Source::Demo) {
                *found = None;
            }
        }
    }
}
