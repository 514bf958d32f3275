//! How a sandbox is set up before it starts.

use super::data::Data;
use super::error::{QuirkError, StartError};
use super::faults::{Fault, Target};
use super::log::{self, RequestRecord};
use super::options::{Behaviour, Options};
use super::quirks::Quirks;
use super::shared::Shared;
use super::survey::Survey;
use super::{Sandbox, demo, server, store};
use serde_json::Value;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// What a sandbox holds when it starts.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Contents {
    /// A shop that looks real, with a forecast that has run.
    #[default]
    Demo,
    /// Nothing.
    Empty,
    /// What a data file holds, see [`Store::snapshot`](super::Store::snapshot).
    Json(Value),
}

/// Sets up a [`Sandbox`]; see [`Sandbox::builder`].
#[must_use]
#[derive(Debug, Clone)]
pub struct Builder {
    contents: Contents,
    address: SocketAddr,
    fail_rate: f64,
    quirks: Option<Quirks>,
    options: Options,
}

impl Builder {
    pub(super) fn new() -> Self {
        let options = Options {
            behaviour: Behaviour::Live,
            credentials: None,
            latency: Duration::ZERO,
            seed: 0,
            quirks: Quirks::default(),
            max_body_bytes: 16 << 20,
            max_connections: 512,
            strict_dates: false,
            read_timeout: Duration::from_secs(30),
            log_capacity: log::CAPACITY,
            listener: None,
        };
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
        Self {
            contents: Contents::Demo,
            address,
            fail_rate: 0.0,
            quirks: None,
            options,
        }
    }

    /// What it holds. Default: [`Contents::Demo`].
    pub fn data(mut self, contents: Contents) -> Self {
        self.contents = contents;
        self
    }

    /// Starts with nothing in it; short for [`Contents::Empty`].
    pub fn empty(self) -> Self {
        self.data(Contents::Empty)
    }

    /// Whose word it keeps. Default: [`Behaviour::Live`].
    pub const fn behaviour(mut self, behaviour: Behaviour) -> Self {
        self.options.behaviour = behaviour;
        self
    }

    /// Lets in only this pair. Default: any pair that is not blank.
    pub fn credentials(mut self, id: impl Into<String>, signature: impl Into<String>) -> Self {
        self.options.credentials = Some((id.into(), signature.into()));
        self
    }

    /// Lets every request wait before it is carried out.
    pub const fn latency(mut self, latency: Duration) -> Self {
        self.options.latency = latency;
        self
    }

    /// Plays one of [`Fault::passing`] for this share of the requests, 0 to 1.
    pub const fn fail_rate(mut self, rate: f64) -> Self {
        self.fail_rate = rate;
        self
    }

    /// Draws what is open about the server, and the random faults, from this seed. Default: 0, under which what is open has
    /// the document's form ([`Quirks::default`]).
    ///
    /// The demo data is the same under every seed.
    pub const fn seed(mut self, seed: u64) -> Self {
        self.options.seed = seed;
        self
    }

    /// Sets what is open about the server by hand. Only [`Behaviour::Live`] has quirks.
    pub fn quirks(mut self, quirks: Quirks) -> Self {
        self.quirks = Some(quirks);
        self
    }

    /// Behaves as a server that was surveyed, as far as the survey tells: what it has not found has the form of seed 0.
    ///
    /// # Errors
    /// [`QuirkError`] when the survey has a field or a form of [`Quirks`] that is not known here.
    pub fn quirks_from(self, survey: &Survey) -> Result<Self, QuirkError> {
        let mut quirks = Quirks::default();
        quirks.set_from(survey)?;
        Ok(self.quirks(quirks))
    }

    /// Listens on this port. Default: 0, any free one.
    pub const fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// Listens on this address of the machine. Default: 127.0.0.1.
    pub const fn listen(mut self, address: IpAddr) -> Self {
        self.address.set_ip(address);
        self
    }

    /// Refuses bodies that are longer. Default: 16 MiB.
    pub const fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.options.max_body_bytes = bytes;
        self
    }

    /// Holds at most this many connections at once; more wait until one ends. Default: 512.
    pub const fn max_connections(mut self, connections: usize) -> Self {
        self.options.max_connections = connections;
        self
    }

    /// Refuses date-times without an offset, in either behaviour, as RFC 3339 does. Default: false.
    ///
    /// StockTrim's own answers have none, so that its reader takes them (G1); other programs may not.
    pub const fn strict_dates(mut self, strict: bool) -> Self {
        self.options.strict_dates = strict;
        self
    }

    /// Gives up on clients that take longer to send the head of a request, or its body, or to take anything of an answer.
    /// Default: 30 seconds.
    pub const fn read_timeout(mut self, timeout: Duration) -> Self {
        self.options.read_timeout = timeout;
        self
    }

    /// Keeps this many requests in the log. Default: 20,000.
    pub const fn log_capacity(mut self, requests: usize) -> Self {
        self.options.log_capacity = requests;
        self
    }

    /// Calls this with every request when it is answered, or its connection given up. The answer waits for it.
    pub fn on_request(mut self, listener: impl Fn(&RequestRecord) + Send + Sync + 'static) -> Self {
        self.options.listener = Some(Arc::new(listener));
        self
    }

    /// Starts it on the current tokio runtime.
    ///
    /// # Errors
    /// [`StartError::Listen`] when the port is in use or not to be had, [`StartError::Data`] when the data has another form.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        let Self {
            contents,
            address,
            fail_rate,
            quirks,
            mut options,
        } = self;
        let data = match contents {
            Contents::Demo => demo::data(),
            Contents::Empty => Data::empty(),
            Contents::Json(file) => store::read(file)?,
        };
        options.quirks = match options.behaviour {
            Behaviour::Live => quirks.unwrap_or_else(|| Quirks::drawn(options.seed)),
            Behaviour::Document => Quirks::documented(),
        };
        let refused = |source| StartError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let shared = Arc::new(Shared::new(options, data));
        if fail_rate > 0.0 {
            shared
                .faults
                .random(fail_rate, Target::Any, Fault::passing());
        }
        let task = tokio::spawn(server::serve(listener, Arc::clone(&shared)));
        Ok(Sandbox {
            address,
            shared,
            task,
        })
    }
}
