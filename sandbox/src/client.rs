//! A client that is ready to talk to a sandbox.

use super::Sandbox;
use stocktrim::{Client, ClientBuilder, Result};

impl Sandbox {
    /// A [`Client`] of this sandbox, with credentials that it lets in.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](stocktrim::ErrorKind::Config) when the credentials that were given to
    /// [`Builder::credentials`](super::Builder::credentials) cannot be sent in a header.
    pub fn client(&self) -> Result<Client> {
        self.client_builder().build()
    }

    /// The same, with its settings still open.
    pub fn client_builder(&self) -> ClientBuilder {
        let known = self.shared.options.credentials.clone();
        let (id, signature) = known.unwrap_or_else(|| ("sandbox".to_owned(), "Sandbox".to_owned()));
        Client::builder()
            .credentials(id, signature)
            .base_url(self.url())
            // One that listens on another address of this machine is the caller's own all the same.
            .allow_insecure_http(true)
    }
}
