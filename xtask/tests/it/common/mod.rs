//! A copy of this repository's `spec/` that a test may spoil.

pub mod changes;
pub mod vendor;
pub mod yaml;

use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use xtask::files::Files;

/// A temporary repository with its `spec/` folder.
pub struct Copy {
    folder: TempDir,
}

impl Copy {
    /// A fresh copy of the real one.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("spec");
        fs::create_dir(&spec).unwrap();
        for entry in fs::read_dir(original()).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), spec.join(entry.file_name())).unwrap();
        }
        Self { folder }
    }

    /// Its files, to be written or only compared.
    pub fn files(&self, check: bool) -> Files {
        Files::new(self.folder.path(), check)
    }

    /// The text of one of its files.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join("spec").join(name)).unwrap()
    }

    /// Replaces a file.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join("spec").join(name), text).unwrap();
    }

    /// Every file's name and content, sorted.
    pub fn contents(&self) -> Vec<(String, String)> {
        let entries = fs::read_dir(self.folder.path().join("spec")).unwrap();
        let mut contents: Vec<_> = entries
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                (name, fs::read_to_string(path).unwrap())
            })
            .collect();
        contents.sort();
        contents
    }
}

/// The real `spec/`.
pub fn original() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")
}
