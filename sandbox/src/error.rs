//! Why a sandbox did not start, or a quirk was not set.

use std::fmt;
use std::io;
use std::net::SocketAddr;

/// A sandbox did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The address cannot be listened on; most likely its port is in use.
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The data is not what a data file holds.
    Data(String),
}

/// A quirk was not set: there is none of this name, or it does not have this form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuirkError(pub(super) String);

impl fmt::Display for QuirkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for QuirkError {}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen { address, source } if source.kind() == io::ErrorKind::AddrInUse => {
                write!(
                    f,
                    "port {} is in use on {}: choose another",
                    address.port(),
                    address.ip()
                )
            }
            Self::Listen { address, source } => write!(f, "cannot listen on {address}: {source}"),
            Self::Data(why) => write!(f, "the data for the sandbox is wrong: {why}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen { source, .. } => Some(source),
            Self::Data(_) => None,
        }
    }
}
