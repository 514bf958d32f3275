//! `cargo xtask fresh`: what a stranger does with the packed crate, on this machine and without a network.

use crate::cargo::{cargo, told};
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The largest that the packed crate may be.
const MOST_BYTES: u64 = 300 * 1024;

/// Packs the crate, depends on the packed file from an empty project, and runs the README's quick start there
/// against the sandbox, then builds it with every feature; returns the last line that the program printed.
///
/// # Errors
/// One sentence that says which of these failed.
pub fn fresh(root: &Path) -> Result<String, String> {
    let target = target(root);
    let folder = target.join("fresh");
    let packed = pack(root, &target)?;
    let unpacked = unpack(&packed, &folder)?;
    let project = folder.join("project");
    let readme = fs::read_to_string(unpacked.join("README.md"))
        .map_err(|e| format!("the packed README.md cannot be read: {e}"))?;
    write_project(&project, &unpacked, &readme)?;
    build_sandbox(root)?;
    let sandbox = Sandbox::start(&target.join("debug/stocktrim-sandbox"))?;
    let mut program = cargo(&project);
    program
        .args(["run", "--quiet", "--offline"])
        .env("CARGO_TARGET_DIR", &target)
        .envs(sandbox.variables.iter().cloned());
    let printed = told(&mut program)?;
    let mut everything = cargo(&project);
    everything
        .args([
            "check",
            "--quiet",
            "--offline",
            "--features",
            "stocktrim/full",
        ])
        .env("CARGO_TARGET_DIR", &target);
    told(&mut everything)?;
    let last = printed.lines().next_back();
    last.map(str::to_owned)
        .ok_or_else(|| "the quick start ran and printed nothing".to_owned())
}

fn target(root: &Path) -> PathBuf {
    let set = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target = set.unwrap_or_else(|| PathBuf::from("target"));
    let root = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    root.join(target)
}

/// Packs the crate; building it is what comes next, so that is not done here.
fn pack(root: &Path, target: &Path) -> Result<PathBuf, String> {
    let arguments = [
        "package",
        "--quiet",
        "--package",
        "stocktrim",
        "--offline",
        "--locked",
        "--allow-dirty",
        "--no-verify",
    ];
    told(cargo(root).args(arguments))?;
    let version = version(root)?;
    let packed = target.join(format!("package/stocktrim-{version}.crate"));
    let bytes = fs::metadata(&packed)
        .map_err(|e| format!("{} cannot be read: {e}", packed.display()))?
        .len();
    println!("the packed crate has {} KiB", bytes.div_ceil(1024));
    if bytes > MOST_BYTES {
        return Err(format!(
            "the packed crate has {bytes} bytes, at most {MOST_BYTES}: see `include` in Cargo.toml and \
             `cargo package --list`"
        ));
    }
    Ok(packed)
}

fn version(root: &Path) -> Result<String, String> {
    let id = told(cargo(root).args(["pkgid", "--offline", "--package", "stocktrim"]))?;
    let version = id.trim().rsplit(['#', '@']).next().map(str::to_owned);
    version.ok_or_else(|| format!("`cargo pkgid` says {id}, which has no version"))
}

fn unpack(packed: &Path, folder: &Path) -> Result<PathBuf, String> {
    let name = packed.file_stem().unwrap_or_default();
    let unpacked = folder.join(name);
    let unwritable = |e| format!("{} cannot be written: {e}", folder.display());
    if unpacked.exists() {
        fs::remove_dir_all(&unpacked).map_err(unwritable)?;
    }
    fs::create_dir_all(folder).map_err(unwritable)?;
    told(
        Command::new("tar")
            .arg("-xzf")
            .arg(packed)
            .arg("-C")
            .arg(folder),
    )?;
    Ok(unpacked)
}

/// An empty project with the README's dependencies and its quick start, to the letter.
fn write_project(project: &Path, unpacked: &Path, readme: &str) -> Result<(), String> {
    let section = readme
        .split_once("## Quick start")
        .map_or("", |(_, section)| section);
    let dependencies = block(section, "toml")?;
    let program = block(section, "rust,no_run")?;
    let manifest = format!(
        "[package]\nname = \"fresh\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n{dependencies}\n\
         [patch.crates-io]\nstocktrim = {{ path = {:?} }}\n\n[workspace]\n",
        unpacked.display().to_string()
    );
    let lock = fs::read_to_string(unpacked.join("Cargo.lock"))
        .map_err(|e| format!("the packed Cargo.lock cannot be read: {e}"))?;
    let files = [
        ("Cargo.toml", manifest.as_str()),
        ("Cargo.lock", lock.as_str()),
        ("src/main.rs", program),
    ];
    fs::create_dir_all(project.join("src")).map_err(|e| format!("src: {e}"))?;
    for (name, text) in files {
        fs::write(project.join(name), text).map_err(|e| format!("{name}: {e}"))?;
    }
    Ok(())
}

/// The first block of a kind.
fn block<'a>(section: &'a str, kind: &str) -> Result<&'a str, String> {
    let begin = format!("```{kind}\n");
    let inside = section
        .split_once(&begin)
        .and_then(|(_, rest)| rest.split_once("```"));
    inside
        .map(|(text, _)| text)
        .ok_or_else(|| format!("the quick start of README.md has no block `{kind}`"))
}

/// With the features that the tests are built with, so that nothing is compiled twice.
fn build_sandbox(root: &Path) -> Result<(), String> {
    let arguments = [
        "build",
        "--quiet",
        "--locked",
        "--package",
        "stocktrim",
        "--features",
        "full",
        "--bin",
        "stocktrim-sandbox",
    ];
    told(cargo(root).args(arguments)).map(drop)
}

/// A sandbox of our own, which ends with this.
struct Sandbox {
    child: Child,
    variables: Vec<(String, String)>,
}

impl Sandbox {
    fn start(program: &Path) -> Result<Self, String> {
        let unstarted = |e| format!("{} cannot be run: {e}", program.display());
        let mut child = Command::new(program)
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(unstarted)?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("the sandbox has no output")?);
        let mut sandbox = Self {
            child,
            variables: Vec::new(),
        };
        let mut line = String::new();
        while sandbox.variables.len() < 3 {
            line.clear();
            if lines.read_line(&mut line).map_err(unstarted)? == 0 {
                return Err("the sandbox ended before it told its variables".to_owned());
            }
            let export = line.trim_end().strip_prefix("export ");
            if let Some((name, value)) = export.and_then(|export| export.split_once('=')) {
                let value = value.trim_matches('\'').to_owned();
                sandbox.variables.push((name.to_owned(), value));
            }
        }
        // It logs a line per request, which somebody must read.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Ok(sandbox)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::block;

    #[test]
    fn a_block_is_found_by_its_kind() {
        let section = "x\n```toml\na = 1\n```\n\n```rust,no_run\nfn main() {}\n```\n";
        assert_eq!(block(section, "toml"), Ok("a = 1\n"));
        assert_eq!(block(section, "rust,no_run"), Ok("fn main() {}\n"));
        assert!(block(section, "text").is_err());
    }
}
