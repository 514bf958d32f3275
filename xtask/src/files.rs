//! The one place that writes files; a check takes the same path and writes nothing.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The files of a repository, to be written or only compared.
#[derive(Debug, Clone)]
pub struct Files {
    root: PathBuf,
    check: bool,
}

impl Files {
    /// The files under `root`; with `check`, none of them is written.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>, check: bool) -> Self {
        Self {
            root: root.into(),
            check,
        }
    }

    /// The repository.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Reads a file as text.
    ///
    /// # Errors
    /// One sentence that names the file.
    pub fn read(&self, name: &str) -> Result<String, String> {
        fs::read_to_string(self.root.join(name)).map_err(|e| format!("{name} cannot be read: {e}"))
    }

    /// Brings files up to date, all or none, and names those that were not.
    ///
    /// # Errors
    /// One sentence: the file that cannot be written or, in a check, those that are out of date.
    pub fn put(&self, contents: &[(&str, &str)], command: &str) -> Result<Vec<String>, String> {
        let stale: Vec<_> = contents
            .iter()
            .filter(|(name, text)| {
                fs::read(self.root.join(name)).ok().as_deref() != Some(text.as_bytes())
            })
            .collect();
        let names: Vec<String> = stale.iter().map(|(name, _)| (*name).to_owned()).collect();
        if self.check {
            return match names.as_slice() {
                [] => Ok(names),
                [one] => Err(format!("{one} is out of date: run {command}")),
                several => Err(format!(
                    "{} are out of date: run {command}",
                    several.join(" and ")
                )),
            };
        }
        let mut beside = Vec::new();
        for (name, text) in stale {
            beside
                .push(write_beside(&self.root.join(name), text).map_err(|e| unwritable(name, &e))?);
        }
        for (file, name) in beside.into_iter().zip(&names) {
            file.persist(self.root.join(name))
                .map_err(|e| unwritable(name, &e.error))?;
        }
        Ok(names)
    }
}

fn unwritable(name: &str, error: &std::io::Error) -> String {
    format!("{name} cannot be written: {error}")
}

/// Writes a file's new content beside it, from where it is renamed.
fn write_beside(path: &Path, text: &str) -> std::io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o644));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}
