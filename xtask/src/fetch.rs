//! `cargo xtask fetch`: the vendor's document, from the network or a file, checked before it is taken.

use crate::{check, document};
use serde_json::Value;
use std::fs::File;
use std::io::Read as _;
use std::time::Duration;
use ureq::http::{Response, Uri, header};
use ureq::{Agent, Body};

/// Where the vendor publishes its document (D1).
pub const ADDRESS: &str = "https://api.stocktrim.com/swagger/v1/swagger.yaml";

/// How long a fetch may take, and how much it may bring.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The time to connect.
    pub connect: Duration,
    /// The time for everything.
    pub whole: Duration,
    /// The size of the document, in bytes.
    pub bytes: u64,
    /// How many redirects are followed, within the host.
    pub redirects: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            whole: Duration::from_mins(1),
            bytes: 16 << 20,
            redirects: 5,
        }
    }
}

/// A document that was fetched and looks like StockTrim's.
#[derive(Debug)]
pub struct Fetched {
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// The document.
    pub document: Value,
}

/// Fetches a document from an `http` or `https` address, or from a file.
///
/// # Errors
/// One sentence that names the source and says why its document cannot be taken.
pub fn fetch(from: &str, limits: &Limits) -> Result<Fetched, String> {
    let bytes = if is_address(from) {
        download(from, limits)
    } else {
        load(from, limits)
    };
    let bytes = bytes.map_err(|e| format!("{from}: {e}"))?;
    let text = std::str::from_utf8(&bytes).map_err(|e| format!("{from}: not a text: {e}"))?;
    let document = accepted(text).map_err(|e| format!("{from}: {e}"))?;
    Ok(Fetched { bytes, document })
}

/// Whether a source is an address, not a file.
#[must_use]
pub fn is_address(from: &str) -> bool {
    from.starts_with("http://") || from.starts_with("https://")
}

fn load(path: &str, limits: &Limits) -> Result<Vec<u8>, String> {
    let file = File::open(path).map_err(|e| e.to_string())?;
    let mut bytes = Vec::new();
    file.take(limits.bytes + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| e.to_string())?;
    if bytes.len() as u64 > limits.bytes {
        return Err(too_large(limits));
    }
    if bytes.first() != Some(&b'{') && bytes.last() != Some(&b'\n') {
        return Err("the file does not end with a line feed, it looks cut".to_owned());
    }
    Ok(bytes)
}

fn too_large(limits: &Limits) -> String {
    format!(
        "larger than {} bytes, which no OpenAPI document of StockTrim is",
        limits.bytes
    )
}

fn download(address: &str, limits: &Limits) -> Result<Vec<u8>, String> {
    let agent: Agent = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_connect(Some(limits.connect))
        .timeout_global(Some(limits.whole))
        .user_agent(concat!("stocktrim-xtask/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let mut uri: Uri = address
        .parse()
        .map_err(|e| format!("not an address: {e}"))?;
    for _ in 0..=limits.redirects {
        let answer = agent.get(&uri).call().map_err(|e| e.to_string())?;
        let status = answer.status();
        if status.is_redirection() && status.as_u16() != 304 {
            uri = redirected(&uri, &answer)?;
        } else if status.as_u16() == 200 {
            return body(answer, limits);
        } else {
            return Err(format!("the answer is {status}, not 200 with a document"));
        }
    }
    Err(format!("more than {} redirects", limits.redirects))
}

/// Where a redirect leads, if that is on the same host.
fn redirected(from: &Uri, answer: &Response<Body>) -> Result<Uri, String> {
    let to = answer
        .headers()
        .get(header::LOCATION)
        .and_then(|to| to.to_str().ok());
    let to = to.ok_or("a redirect that does not say where to")?;
    let target = if to.starts_with('/') && !to.starts_with("//") {
        let origin = from
            .authority()
            .map(ToString::to_string)
            .unwrap_or_default();
        format!("{}://{origin}{to}", from.scheme_str().unwrap_or("https"))
    } else {
        to.to_owned()
    };
    let target: Uri = target
        .parse()
        .map_err(|e| format!("a redirect to {to:?}, which is no address: {e}"))?;
    let secure = target.scheme_str() == Some("https") || target.scheme_str() == from.scheme_str();
    if target.host().is_none() || target.host() != from.host() || !secure {
        return Err(format!(
            "a redirect to {to}, on another host: if StockTrim has moved, give it with --from"
        ));
    }
    Ok(target)
}

fn body(mut answer: Response<Body>, limits: &Limits) -> Result<Vec<u8>, String> {
    let headers = answer.headers();
    if !headers.contains_key(header::CONTENT_LENGTH)
        && !headers.contains_key(header::TRANSFER_ENCODING)
    {
        return Err(
            "the answer does not say how long it is, so that a cut one would pass for a whole one"
                .to_owned(),
        );
    }
    let body = answer.body_mut().with_config().limit(limits.bytes);
    body.read_to_vec().map_err(|e| match e {
        ureq::Error::BodyExceedsLimit(_) => too_large(limits),
        other => format!("the body broke off: {other}"),
    })
}

/// The document in a text, if it is a whole OpenAPI 3.0 document of StockTrim.
fn accepted(text: &str) -> Result<Value, String> {
    let document = document::openapi(text)?;
    let title = document
        .pointer("/info/title")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !title.to_lowercase().contains("stocktrim") {
        return Err(format!("the document of another API, {title:?}"));
    }
    if document::operations(&document).is_empty() {
        return Err("a document without operations, it looks cut".to_owned());
    }
    let lost = check::lost(&document);
    if !lost.is_empty() {
        return Err(format!(
            "a document that refers to what it does not have, it looks cut: {}",
            lost.join(", ")
        ));
    }
    Ok(document)
}
