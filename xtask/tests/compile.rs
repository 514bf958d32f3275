//! The rust axis against the compiler: what is called breaking is what no longer compiles.
//!
//! It builds the generated code with its dependencies, so it runs only when asked for:
//! `cargo test --release -p xtask --test compile -- --ignored`, and with `EVERY=10` each tenth change alone.

#[path = "it/common/caller.rs"]
mod caller;
#[allow(dead_code, reason = "the other tests use the rest")]
#[path = "it/common/changes.rs"]
mod changes;

use changes::{meaningless, semantic, vendor};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use xtask::diff::{Finding, Rust, diff};
use xtask::document::in_order_of;
use xtask::public_api::PublicApi;
use xtask::{best_effort_overlay, overlay};

const MANIFEST: &str = r#"
[package]
name = "stocktrim"
version = "0.1.0"
edition = "2024"

[workspace]

[dependencies]
bytes = "1.11.1"
chrono = { version = "0.4.42", default-features = false, features = ["std"] }
progenitor-client = "0.15.1"
reqwest = { version = "0.13.5", default-features = false, features = ["json", "query", "stream"] }
rust_decimal = { version = "1", default-features = false, features = ["std"] }
serde = { version = "1.0.226", features = ["derive"] }
serde_json = "1.0.150"
"#;

/// Which keys name a row matters to who reads one, not to the compiler.
const BUILD: &str = r#"
fn main() {
    let out = std::env::var("OUT_DIR").unwrap();
    std::fs::write(format!("{out}/identities.rs"), "&[]").unwrap();
}
"#;

/// What stands around the generated code in the real crate, without its transport.
const LIBRARY: &str = r#"
extern crate self as stocktrim;
#[path = "VALUES"]
mod values;
mod error {
    pub type Result<T> = std::result::Result<T, String>;
}
mod operation {
    macro_rules! operations {
        ($($(#[$docs:meta])* $name:ident, $id:literal, $method:ident, $path:literal, $class:ident, $key:literal, $parameters:expr, $has_body:literal;)*) => {
            #[derive(Clone, Copy)]
            pub enum Operation { $($name),* }
        };
    }
    pub(crate) use operations;
    pub use crate::generated::Operation;
}
mod transport {
    use crate::{error::Result, operation::Operation};
    #[derive(Clone, Debug)]
    pub struct Transport;
    pub struct Prepared;
    pub struct Response<T>(pub T);
    impl Transport {
        pub fn base_url(&self) -> &str { "" }
        pub fn http(&self) -> reqwest::Client { reqwest::Client::new() }
        pub fn prepare(&self, _: Operation, _: reqwest::RequestBuilder) -> Result<Prepared> { Ok(Prepared) }
    }
    impl Prepared {
        pub async fn send<T: serde::de::DeserializeOwned>(self) -> Result<Response<T>> { Err(String::new()) }
        pub async fn send_empty(self) -> Result<Response<()>> { Ok(Response(())) }
        pub async fn send_raw(self) -> Result<Response<bytes::Bytes>> { Err(String::new()) }
    }
    pub fn rejected(_: Operation) -> impl FnOnce(String) -> String { |sentence| sentence }
    pub fn json<T: serde::Serialize>(_: Operation, request: reqwest::RequestBuilder, body: &T) -> Result<reqwest::RequestBuilder> {
        Ok(request.json(body))
    }
    pub fn path_value(_: Operation, value: &str) -> Result<String> { Ok(value.to_owned()) }
}
#[allow(unused_imports, dead_code)]
mod generated {
    include!("client.rs");
}
pub use generated::{Client as Api, builder};
pub use transport::Response;
pub mod types {
    pub use crate::generated::types::*;
    pub use crate::values::{Rows, Timestamp};
}
"#;

/// A package that holds the generated code and a program that uses it.
struct Proof {
    folder: PathBuf,
}

impl Proof {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("proof");
        let repository = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .canonicalize()
            .unwrap();
        fs::create_dir_all(folder.join("src/bin")).unwrap();
        fs::write(folder.join("Cargo.toml"), MANIFEST).unwrap();
        fs::write(folder.join("build.rs"), BUILD).unwrap();
        fs::copy(repository.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        let values = repository.join("src/values/mod.rs");
        fs::write(
            folder.join("src/lib.rs"),
            LIBRARY.replace("VALUES", values.to_str().unwrap()),
        )
        .unwrap();
        Self { folder }
    }

    /// Whether a program compiles against some generated code; what the compiler says when the code itself does not.
    fn compiles(&self, generated: &str, program: &str) -> Result<bool, String> {
        fs::write(self.folder.join("src/client.rs"), generated).unwrap();
        fs::write(self.folder.join("src/bin/caller.rs"), program).unwrap();
        let whole = self.check(&[]).is_ok();
        if !whole {
            self.check(&["--lib"])?;
        }
        Ok(whole)
    }

    fn check(&self, more: &[&str]) -> Result<(), String> {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["check", "--quiet", "--offline"])
            .args(more)
            .current_dir(&self.folder);
        cargo
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("RUSTFLAGS", "--cap-lints allow");
        let output = cargo.output().unwrap();
        if output.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

fn spec(name: &str) -> String {
    fs::read_to_string(format!("{}/../spec/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
#[ignore = "it compiles the generated code some hundred times; the command is above"]
fn what_is_called_breaking_is_what_no_longer_compiles() {
    let overlay = overlay::read(&spec("overlay.yaml")).unwrap();
    let vendor = vendor();
    let emitted = |vendor: &Value| {
        best_effort_overlay::source(
            &best_effort_overlay::correct(&overlay, vendor)
                .unwrap()
                .document,
        )
    };
    let proof = Proof::new();
    let old = emitted(&vendor).unwrap();
    let program = caller::source(&PublicApi::read(&old).unwrap());
    assert_eq!(
        proof.compiles(&old, &program),
        Ok(true),
        "the program does not compile against the code that it was written for"
    );
    let (mut tried, mut wrong) = (0, Vec::new());
    let every = std::env::var("EVERY").map_or(1, |every| every.parse().unwrap());
    let all = semantic().into_iter().chain(meaningless());
    for change in all.step_by(every) {
        let new = change.of(&vendor);
        let report = diff(&vendor, &new, &overlay).unwrap();
        let Ok(source) = emitted(&in_order_of(&new, &vendor)) else {
            let unknown = |finding: &Finding| matches!(finding.rust, Rust::Unknown(_));
            assert!(report.findings.iter().any(unknown), "{}", change.kind);
            continue;
        };
        let breaking = report
            .findings
            .iter()
            .any(|finding| finding.rust == Rust::Breaking);
        let compiles = if source == old {
            Ok(true)
        } else {
            proof.compiles(&source, &program)
        };
        if compiles != Ok(!breaking) {
            let found = &report.findings;
            wrong.push(format!("\n{}: {compiles:?}: {found:?}", change.kind));
        }
        tried += 1;
        println!("{tried} {}: breaking {breaking}", change.kind);
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
    assert!(
        tried * every >= 200,
        "only {tried} changes could be generated from"
    );
}
