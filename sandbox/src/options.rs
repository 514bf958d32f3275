//! What is settled once a sandbox runs.

use super::log::RequestRecord;
use super::quirks::Quirks;
use super::validate::Rules;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Whose word a sandbox keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Behaviour {
    /// The live server's, as far as it is known; what is open is drawn from the seed, see [`Quirks`].
    #[default]
    Live,
    /// The document's, exactly: its statuses, its models, and 400 for what it does not know. Only the 404 for what is not there
    /// is the live server's, since it was seen (G2) and the document has nothing for it.
    Document,
}

pub(super) type Listener = Arc<dyn Fn(&RequestRecord) + Send + Sync>;

/// What is settled once a sandbox runs.
#[derive(Clone)]
pub(super) struct Options {
    pub(super) behaviour: Behaviour,
    pub(super) credentials: Option<(String, String)>,
    pub(super) latency: Duration,
    pub(super) seed: u64,
    pub(super) quirks: Quirks,
    pub(super) max_body_bytes: usize,
    pub(super) max_connections: usize,
    pub(super) strict_dates: bool,
    pub(super) read_timeout: Duration,
    pub(super) log_capacity: usize,
    pub(super) listener: Option<Listener>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("behaviour", &self.behaviour)
            .field("credentials", &self.credentials.as_ref().map(|_| "***"))
            .field("latency", &self.latency)
            .field("seed", &self.seed)
            .field("quirks", &self.quirks)
            .field("max_body_bytes", &self.max_body_bytes)
            .field("max_connections", &self.max_connections)
            .field("strict_dates", &self.strict_dates)
            .field("read_timeout", &self.read_timeout)
            .field("log_capacity", &self.log_capacity)
            .finish_non_exhaustive()
    }
}

impl Options {
    /// Whether the document alone counts.
    pub(super) fn strict(&self) -> bool {
        self.behaviour == Behaviour::Document
    }

    /// What is refused beyond what the live server refuses.
    pub(super) fn rules(&self) -> Rules {
        Rules {
            strict: self.strict(),
            strict_dates: self.strict_dates,
        }
    }

    /// Tells the owner of a request that is over.
    pub(super) fn tell(&self, record: &RequestRecord) {
        if let Some(listener) = &self.listener {
            listener(record);
        }
    }
}
