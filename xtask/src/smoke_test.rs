//! `cargo xtask smoke-test`: what a stranger does with the packed crates, on this machine and without a network.

use crate::cargo::{cargo, told};
use crate::say::say;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The crates that are published.
const PACKAGES: [&str; 3] = ["stocktrim", "stocktrim-sandbox", "stocktrim-cli"];

/// The largest that a packed crate may be.
const MOST_BYTES: u64 = 300 * 1024;

/// Packs the crates, depends on the packed SDK from an empty project, runs the README's quick start there against the
/// packed sandbox, then builds it with every feature; returns the last line that the program printed.
///
/// # Errors
/// One sentence that says which of these failed.
pub fn smoke_test(root: &Path) -> Result<String, String> {
    let target = target(root);
    let folder = target.join("smoke-test");
    let version = pack(root)?;
    for name in PACKAGES {
        unpack(&target, &folder, &format!("{name}-{version}"))?;
    }
    write_workspace(root, &folder, &version)?;
    let run = |arguments: &[&str]| {
        let mut cargo = cargo(&folder);
        cargo
            .args(arguments)
            .args(["--quiet", "--offline"])
            .env("CARGO_TARGET_DIR", &target);
        cargo
    };
    told(&mut run(&["build", "--workspace"]))?;
    let sandbox = Sandbox::start(&target.join("debug/stocktrim-sandbox"))?;
    let program = target.join("debug/smoke-test");
    let printed = told(Command::new(program).envs(sandbox.variables.iter().cloned()))?;
    told(&mut run(&[
        "check",
        "--package",
        "smoke-test",
        "--features",
        "stocktrim/full",
    ]))?;
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

/// Packs the crates and tells their version; building them is what comes next, so that is not done here.
fn pack(root: &Path) -> Result<String, String> {
    let mut package = cargo(root);
    package.args(["package", "--quiet", "--offline", "--locked"]);
    package.args(["--allow-dirty", "--no-verify"]);
    for name in PACKAGES {
        package.args(["--package", name]);
    }
    told(&mut package)?;
    let id = told(cargo(root).args(["pkgid", "--offline", "--package", PACKAGES[0]]))?;
    let version = id.trim().rsplit(['#', '@']).next().map(str::to_owned);
    version.ok_or_else(|| format!("`cargo pkgid` says {id}, which has no version"))
}

/// Unpacks a crate that is not too large.
fn unpack(target: &Path, folder: &Path, name: &str) -> Result<(), String> {
    let packed = target.join(format!("package/{name}.crate"));
    let bytes = fs::metadata(&packed)
        .map_err(|e| format!("{} cannot be read: {e}", packed.display()))?
        .len();
    say(&format!(
        "{name} has {} KiB when packed",
        bytes.div_ceil(1024)
    ));
    if bytes > MOST_BYTES {
        return Err(format!(
            "{name} has {bytes} bytes when packed, at most {MOST_BYTES}: see `include` in its Cargo.toml and \
             `cargo package --list`"
        ));
    }
    let unpacked = folder.join(name);
    let unwritable = |e| format!("{} cannot be written: {e}", folder.display());
    if unpacked.exists() {
        fs::remove_dir_all(&unpacked).map_err(unwritable)?;
    }
    fs::create_dir_all(folder).map_err(unwritable)?;
    let mut tar = Command::new("tar");
    tar.arg("-xzf").arg(packed).arg("-C").arg(folder);
    told(&mut tar).map(drop)
}

/// A workspace of the packed sandbox and of a project with the README's dependencies and its quick start, to the letter;
/// with the versions that the repository has locked.
fn write_workspace(root: &Path, folder: &Path, version: &str) -> Result<(), String> {
    let read = |path: PathBuf| {
        fs::read_to_string(&path).map_err(|e| format!("{} cannot be read: {e}", path.display()))
    };
    let readme = read(folder.join(format!("stocktrim-{version}/README.md")))?;
    let section = readme
        .split_once("## Quick start")
        .map_or("", |(_, section)| section);
    let workspace = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"project\", \"stocktrim-sandbox-{version}\"]\n\n\
         [patch.crates-io]\nstocktrim = {{ path = \"stocktrim-{version}\" }}\n"
    );
    let project = format!(
        "[package]\nname = \"smoke-test\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n{}",
        block(section, "toml")?
    );
    let files = [
        ("Cargo.toml", workspace.as_str()),
        ("Cargo.lock", &read(root.join("Cargo.lock"))?),
        ("project/Cargo.toml", &project),
        ("project/src/main.rs", block(section, "rust,no_run")?),
    ];
    fs::create_dir_all(folder.join("project/src")).map_err(|e| format!("project/src: {e}"))?;
    for (name, text) in files {
        fs::write(folder.join(name), text).map_err(|e| format!("{name}: {e}"))?;
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
