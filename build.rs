//! Emits the client from `spec/stocktrim.json`; the work is in `build/generate.rs`.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

#[path = "build/generate.rs"]
mod generate;

const DOCUMENT: &str = "spec/stocktrim.json";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed={DOCUMENT}");
    for file in [
        "generate", "document", "enums", "setters", "rewrite", "words",
    ] {
        println!("cargo::rerun-if-changed=build/{file}.rs");
    }
    match emit() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            println!("cargo::error={}", sentence.replace('\n', " "));
            ExitCode::FAILURE
        }
    }
}

fn emit() -> Result<(), String> {
    let cargo = |name: &str| env::var(name).map_err(|e| format!("{name}, which Cargo sets: {e}"));
    let document = Path::new(&cargo("CARGO_MANIFEST_DIR")?).join(DOCUMENT);
    let text = fs::read_to_string(&document).map_err(|e| {
        format!("{DOCUMENT} cannot be read: {e}; in the repository, run cargo xtask regenerate")
    })?;
    let code = generate::generate(&text).map_err(|e| format!("{DOCUMENT}: {e}"))?;
    let target = Path::new(&cargo("OUT_DIR")?).join("client.rs");
    fs::write(&target, code).map_err(|e| format!("{} cannot be written: {e}", target.display()))
}
