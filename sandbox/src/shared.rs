//! What all connections of a sandbox share.

use super::answer::ErrorFormat;
use super::data::Data;
use super::faults::Faults;
use super::log::Requests;
use super::options::Options;
use std::sync::atomic::AtomicUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What all connections of a sandbox share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) options: Options,
    pub(super) requests: Requests,
    pub(super) faults: Faults,
    /// Connections that are open.
    pub(super) connections: AtomicUsize,
    data: Mutex<Data>,
}

impl Shared {
    pub(super) fn new(options: Options, data: Data) -> Self {
        let requests = Requests::new(options.log_capacity);
        let faults = Faults::new(options.seed);
        Self {
            options,
            requests,
            faults,
            connections: AtomicUsize::new(0),
            data: Mutex::new(data),
        }
    }

    /// The data; one request at a time changes it. A panic in the middle of a change leaves what it had done.
    pub(super) fn data(&self) -> MutexGuard<'_, Data> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How errors are said.
    pub(super) fn error_format(&self) -> ErrorFormat<'_> {
        ErrorFormat {
            quirks: &self.options.quirks,
            strict: self.options.strict(),
        }
    }
}
