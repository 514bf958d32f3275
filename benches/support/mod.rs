//! What the benchmarks share: bodies, a server, a clock, and how a figure is told.

#![allow(dead_code, reason = "each benchmark takes its part")]

pub mod bodies;
pub mod measure;
pub mod server;

use std::fmt::Display;
use std::process::Command;

use stocktrim::{Client, ClientBuilder, RetryConfig};

/// As many customers as the largest tenant seen had (C1).
pub const CUSTOMERS: usize = 14_766;

/// Whether Cargo runs the program to measure; a test run only sees that it works.
pub fn measures() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

/// The arguments that this program gave itself, to be another process.
pub fn role() -> Vec<String> {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--role");
    arguments.next();
    arguments.collect()
}

/// This program once more, in another role.
pub fn other(role: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("a program has a path"));
    command.arg("--role").args(role);
    command
}

/// A figure and its budget, as `cargo xtask bench` reads them.
pub fn row(what: &str, measured: impl Display, budget: &str, kept: bool, how: impl Display) {
    let verdict = if kept { "kept" } else { "missed" };
    println!("row\t{what}\t{measured}\t{budget}\t{verdict}\t{how}");
}

/// A runtime as a small program has it.
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made")
}

/// A client with its settings as they are by default.
pub fn sdk(url: &str) -> ClientBuilder {
    Client::builder()
        .credentials("tenant-id", "tenant name")
        .base_url(url)
        .retry(RetryConfig::default())
}

/// What somebody would write without the SDK.
pub struct Bare {
    pub http: reqwest::Client,
    pub url: String,
}

impl Bare {
    pub fn new(url: &str) -> Self {
        // The features of the SDK leave reqwest without a provider of its own.
        let provider = tokio_rustls::rustls::crypto::ring::default_provider();
        let _ = provider.install_default();
        let http = reqwest::Client::builder()
            .build()
            .expect("a client can be made");
        let url = url.to_owned();
        Self { http, url }
    }

    pub async fn get<T: serde::de::DeserializeOwned>(&self, path: &str) -> reqwest::Result<T> {
        self.http
            .get(format!("{}{path}", self.url))
            .header("api-auth-id", "tenant-id")
            .header("api-auth-signature", "tenant name")
            .send()
            .await?
            .error_for_status()?
            .json()
            .await
    }
}
