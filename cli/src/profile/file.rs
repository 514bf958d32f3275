//! The file of profiles: read only when it is the user's own, written for the user alone.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

use super::Profiles;
use crate::failure::Failure;

pub(super) fn path() -> Result<PathBuf, Failure> {
    let folders = etcetera::choose_base_strategy().map_err(|_| {
        Failure::credentials("the folder of your settings is not known: is HOME set?")
    })?;
    Ok(folders.config_dir().join("stocktrim").join("config.toml"))
}

pub(super) fn read(path: &Path) -> Result<Profiles, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Profiles::default()),
        Err(error) => return Err(unusable(path, &error.to_string())),
    };
    check_owner(path)?;
    // The parser's own words may quote a credential: only the line is said.
    let profiles: Profiles = toml::from_str(&text).map_err(|error| {
        let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or_default());
        let line = before.matches('\n').count() + 1;
        unusable(path, &format!("line {line} is not what it should be"))
            .hint("A profile has auth_id, auth_signature, secret_command (a list of texts) and base_url; beside them there is only `default`.")
    })?;
    if profiles
        .profiles
        .values()
        .any(|one| one.secret_command.is_some())
    {
        for path in [path, path.parent().unwrap_or(path)] {
            check_mode(path)?;
        }
    }
    Ok(profiles)
}

fn unusable(path: &Path, why: &str) -> Failure {
    Failure::credentials(format!("{}: {why}", path.display()))
}

#[cfg(unix)]
fn check_owner(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt as _;
    let about = fs::metadata(path).map_err(|error| unusable(path, &error.to_string()))?;
    let own = rustix::process::geteuid();
    if own.is_root() || about.uid() == own.as_raw() {
        return Ok(());
    }
    Err(unusable(path, "belongs to another user, and is not read"))
}

/// Refuses what others may change, since a command in it would be theirs.
#[cfg(unix)]
fn check_mode(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt as _;
    let about = fs::metadata(path).map_err(|error| unusable(path, &error.to_string()))?;
    if about.mode() & 0o022 == 0 {
        return Ok(());
    }
    let why = "others may write it, so that its secret_command is not run";
    Err(unusable(path, why).hint(format!("Run `chmod go-w {}`.", path.display())))
}

#[cfg(not(unix))]
fn check_owner(_: &Path) -> Result<(), Failure> {
    Ok(())
}

#[cfg(not(unix))]
fn check_mode(_: &Path) -> Result<(), Failure> {
    Ok(())
}

pub(super) fn write(path: &Path, profiles: &Profiles) -> Result<(), Failure> {
    let text = toml::to_string_pretty(profiles)
        .map_err(|_| unusable(path, "these profiles cannot be written as TOML"))?;
    let folder = path.parent().unwrap_or(path);
    let done = own_folder(folder).and_then(|()| replace(path, text.as_bytes()));
    done.map_err(|error| unusable(path, &error.to_string()))
}

fn own_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a new file beside it, and puts that in its place.
fn replace(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let new = path.with_extension(format!("toml.{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&new).and_then(|mut file| {
        file.write_all(text)?;
        file.sync_all()?;
        fs::rename(&new, path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written
}
