//! The HTTP client below the stack: reqwest's, with what the SDK decides.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reqwest::Url;

use super::{builder, tls};
use crate::config;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::Settings;

/// Longer than any call: what reqwest's own clock is set to if it was changed, since ours decide.
pub(super) const NEVER: Duration = Duration::from_secs(365 * 24 * 60 * 60);
/// How long an unused connection is kept. Below the idle time-outs of common servers and
/// balancers, so that a connection is seldom found closed.
const POOL_IDLE: Duration = Duration::from_secs(50);

/// How often an HTTP/2 connection is asked whether it lives, at the most and at the least.
#[cfg(feature = "http2")]
const SHORTEST_BEAT: Duration = Duration::from_millis(50);
#[cfg(feature = "http2")]
const LONGEST_BEAT: Duration = Duration::from_secs(10);

/// Makes it; nothing is sent.
pub(super) fn http_client(
    tls: &tls::Options,
    configure: Option<&builder::Configure>,
    base_url: &Url,
    settings: &Settings,
) -> Result<reqwest::Client> {
    let mut http = reqwest::Client::builder()
        .pool_idle_timeout(POOL_IDLE)
        .tcp_nodelay(true);
    // Two thirds of an attempt's time are enough to find that a connection is dead: the next attempt
    // then has another.
    #[cfg(feature = "http2")]
    {
        let beat = (settings.attempt_timeout / 3).clamp(SHORTEST_BEAT, LONGEST_BEAT);
        http = http
            .http2_keep_alive_interval(beat)
            .http2_keep_alive_timeout(beat)
            .http2_keep_alive_while_idle(true);
    }
    if let Some(change) = configure {
        http = change(http).timeout(NEVER).read_timeout(NEVER);
    }
    let http = tls
        .apply(http, base_url.scheme() == "https")?
        .redirect(reqwest::redirect::Policy::none());
    let http = own_way(http, base_url)
        // It would log the credentials.
        .connection_verbose(false)
        .retry(reqwest::retry::never())
        .connect_timeout(settings.connect_timeout);
    http.build().map_err(|error| {
        let message = "the HTTP client cannot be made";
        Error::with_source(ErrorKind::Config, message, error)
    })
}

/// Loopback is reached as loopback, and plain http, which shows the credentials, by no proxy of the
/// environment or the system.
fn own_way(mut http: reqwest::ClientBuilder, base_url: &Url) -> reqwest::ClientBuilder {
    let is_loopback = config::is_loopback(base_url);
    if is_loopback || base_url.scheme() == "http" {
        // A proxy for nothing takes the place of those, and leaves the program's own.
        http = http.proxy(reqwest::Proxy::custom(|_| None::<Url>));
    }
    if let Some(name) = base_url.domain().filter(|_| is_loopback) {
        let (v4, v6) = (Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into());
        http = http.resolve_to_addrs(name, &[v4, v6].map(|address| SocketAddr::new(address, 0)));
    }
    http
}
