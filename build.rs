//! Emits the client from `spec/stocktrim.json`; the work is in `build/generate.rs`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

#[path = "build/generate.rs"]
mod generate;
#[path = "build/mock.rs"]
mod mock;

use generate::document::Document;

const DOCUMENT: &str = "spec/stocktrim.json";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed={DOCUMENT}");
    println!("cargo::rerun-if-changed=build");
    match emit() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            println!("cargo::error={}", sentence.replace('\n', " "));
            ExitCode::FAILURE
        }
    }
}

fn emit() -> Result<(), String> {
    let root = PathBuf::from(cargo("CARGO_MANIFEST_DIR")?);
    let text = fs::read_to_string(root.join(DOCUMENT)).map_err(|e| {
        format!("{DOCUMENT} cannot be read: {e}; in the repository, run cargo xtask regenerate")
    })?;
    let failed = |e| format!("{DOCUMENT}: {e}");
    let document = Document::parse(&text).map_err(failed)?;
    let code = generate::generate(&document).map_err(failed)?;
    write("operations.rs", &code.operations)?;
    write("identities.rs", &code.identities)?;
    write("client.rs", &code.client)?;
    if env::var_os("CARGO_FEATURE_MOCK").is_some() {
        write("mock.rs", &mock::generate(&document).map_err(failed)?)?;
    }
    Ok(())
}

fn cargo(name: &str) -> Result<String, String> {
    env::var(name).map_err(|e| format!("{name}, which Cargo sets: {e}"))
}

fn write(name: &str, code: &str) -> Result<(), String> {
    let target = Path::new(&cargo("OUT_DIR")?).join(name);
    fs::write(&target, code).map_err(|e| format!("{} cannot be written: {e}", target.display()))
}
