//! Settings from the environment, or from the nearest `.env`, never from both.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::{AUTH_ID_VARIABLE, AUTH_SIGNATURE_VARIABLE, BASE_URL_VARIABLE, config};
use crate::error::Result;

/// What was found, all of it in one place.
#[derive(Default)]
pub(crate) struct Found {
    pub auth_id: Option<SecretString>,
    pub auth_signature: Option<SecretString>,
    pub base_url: Option<String>,
    /// Where it was looked for, for messages.
    pub place: String,
}

/// Looks into the process's environment, and into the folders from the current one upward.
pub(crate) fn find() -> Result<Found> {
    find_in(
        |name| std::env::var_os(name),
        std::env::current_dir().ok().as_deref(),
    )
}

/// The same for any environment and any folder.
pub(crate) fn find_in(
    variable: impl Fn(&str) -> Option<OsString>,
    folder: Option<&Path>,
) -> Result<Found> {
    let read = |name: &str| match variable(name).map(OsString::into_string) {
        None => Ok(None),
        Some(Ok(text)) => Ok((!text.trim().is_empty()).then_some(text)),
        Some(Err(_)) => Err(config(format!("{name} in the environment is not UTF-8"))),
    };
    let auth_id = read(AUTH_ID_VARIABLE)?;
    let auth_signature = read(AUTH_SIGNATURE_VARIABLE)?;
    let base_url = read(BASE_URL_VARIABLE)?;
    if auth_id.is_some() || auth_signature.is_some() {
        return Ok(Found {
            auth_id: auth_id.map(Into::into),
            auth_signature: auth_signature.map(Into::into),
            base_url,
            place: "the environment".to_owned(),
        });
    }
    let Some(file) = folder.and_then(nearest_env_file) else {
        let looked = if cfg!(feature = "dotenv") {
            "the environment and in .env"
        } else {
            "the environment; the feature dotenv, which reads .env, is off"
        };
        return Ok(Found {
            base_url,
            place: looked.to_owned(),
            ..Found::default()
        });
    };
    let mut variables = read_env_file(&file)?;
    let found = Found {
        auth_id: variables.remove(AUTH_ID_VARIABLE).map(Into::into),
        auth_signature: variables.remove(AUTH_SIGNATURE_VARIABLE).map(Into::into),
        base_url: variables.remove(BASE_URL_VARIABLE),
        place: format!("the environment and in {}", file.display()),
    };
    let has_credentials = found.auth_id.is_some() || found.auth_signature.is_some();
    if has_credentials && base_url.is_some() && base_url != found.base_url {
        return Err(config(format!(
            "{BASE_URL_VARIABLE} is set in the environment but the credentials are in {}: \
             the two are never mixed, so as not to show one server's credentials to another; \
             set all of them in one place",
            file.display()
        )));
    }
    if !has_credentials {
        return Ok(Found {
            base_url: base_url.or(found.base_url.clone()),
            ..found
        });
    }
    Ok(found)
}

fn nearest_env_file(folder: &Path) -> Option<PathBuf> {
    if cfg!(not(feature = "dotenv")) {
        return None;
    }
    folder
        .ancestors()
        .map(|folder| folder.join(".env"))
        .find(|file| file.is_file())
}

#[cfg(feature = "dotenv")]
fn read_env_file(file: &Path) -> Result<HashMap<String, String>> {
    use crate::error::{Error, ErrorKind};

    // dotenvy's own messages quote the line, and the line may hold a credential.
    let wrong = |error: dotenvy::Error| match error {
        dotenvy::Error::LineParse(_, place) => config(format!(
            "{} cannot be read: the line with character {place} of its value is malformed; \
             quote values with spaces",
            file.display()
        )),
        dotenvy::Error::Io(error) => Error::with_source(
            ErrorKind::Config,
            format!("{} cannot be read", file.display()),
            error,
        ),
        _ => config(format!("{} cannot be read", file.display())),
    };
    let entries = dotenvy::from_path_iter(file).map_err(wrong)?;
    let mut variables = HashMap::new();
    for entry in entries {
        let (name, value) = entry.map_err(wrong)?;
        if name.starts_with("STOCKTRIM_") && !value.trim().is_empty() {
            variables.entry(name).or_insert(value);
        }
    }
    Ok(variables)
}

#[cfg(not(feature = "dotenv"))]
#[allow(
    clippy::unnecessary_wraps,
    reason = "the shape of its twin, which reads"
)]
fn read_env_file(_: &Path) -> Result<HashMap<String, String>> {
    Ok(HashMap::new())
}

/// Reads the bytes as a `.env`, for the fuzz target and its corpus.
#[cfg(any(fuzzing, all(test, feature = "dotenv")))]
pub fn check_env_file(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join(".env");
    std::fs::write(&file, bytes).expect("a temporary file can be written");
    if let Err(error) = find_in(|_| None, Some(folder.path())) {
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(".env"), "{shown}");
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    struct Folder(tempfile::TempDir);

    impl Folder {
        fn with(env: &str) -> Self {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join(".env"), env).unwrap();
            std::fs::create_dir_all(folder.path().join("a/b")).unwrap();
            Self(folder)
        }

        fn find(&self, variables: &[(&str, &str)]) -> Result<Found> {
            let variables: HashMap<_, _> = variables.iter().copied().collect();
            let lookup = |name: &str| variables.get(name).map(OsString::from);
            find_in(lookup, Some(&self.0.path().join("a/b")))
        }
    }

    fn shown(found: &Found) -> [Option<&str>; 3] {
        let id = found.auth_id.as_ref().map(ExposeSecret::expose_secret);
        let signature = found
            .auth_signature
            .as_ref()
            .map(ExposeSecret::expose_secret);
        [id, signature, found.base_url.as_deref()]
    }

    const FILE: &str = "# mine\nexport STOCKTRIM_API_AUTH_ID=file-id\n\
        STOCKTRIM_API_AUTH_SIGNATURE='File & Co'\nSTOCKTRIM_BASE_URL=https://file\nOTHER=x\n";

    #[test]
    fn the_environment_wins_whole() {
        let folder = Folder::with(FILE);
        let found = folder
            .find(&[(AUTH_ID_VARIABLE, "id"), (AUTH_SIGNATURE_VARIABLE, "name")])
            .unwrap();
        assert_eq!(shown(&found), [Some("id"), Some("name"), None]);
    }

    #[test]
    fn half_an_environment_is_not_completed_from_the_file() {
        let found = Folder::with(FILE)
            .find(&[(AUTH_ID_VARIABLE, "id")])
            .unwrap();
        assert_eq!(shown(&found), [Some("id"), None, None]);
        assert_eq!(found.place, "the environment");
    }

    #[test]
    #[cfg(feature = "dotenv")]
    fn the_nearest_file_upward_is_read_when_the_environment_has_no_credentials() {
        let found = Folder::with(FILE).find(&[(AUTH_ID_VARIABLE, " ")]).unwrap();
        assert_eq!(
            shown(&found),
            [Some("file-id"), Some("File & Co"), Some("https://file")]
        );
        assert!(
            std::env::var_os("OTHER").is_none(),
            "the process's environment is not touched"
        );
    }

    #[test]
    #[cfg(feature = "dotenv")]
    fn an_address_of_the_environment_is_not_mixed_with_credentials_of_the_file() {
        let mixed = Folder::with(FILE).find(&[(BASE_URL_VARIABLE, "http://127.0.0.1:1")]);
        let refused = mixed.err().unwrap().to_string();
        assert!(
            refused.contains("never mixed") && refused.contains(".env"),
            "{refused}"
        );
        assert!(
            Folder::with(FILE)
                .find(&[(BASE_URL_VARIABLE, "https://file")])
                .is_ok()
        );
    }

    #[test]
    #[cfg(feature = "dotenv")]
    fn a_malformed_file_is_named_and_not_quoted() {
        let refused = Folder::with("STOCKTRIM_API_AUTH_ID='hidden\n")
            .find(&[])
            .err()
            .unwrap();
        let shown = format!("{refused} {refused:?}");
        assert!(
            shown.contains(".env") && !shown.contains("hidden"),
            "{shown}"
        );
    }

    #[test]
    fn nothing_at_all_is_no_error_here_and_says_where_it_looked() {
        let found = find_in(|_| None, None).unwrap();
        assert_eq!(shown(&found), [None, None, None]);
        assert!(found.place.contains("environment"), "{}", found.place);
    }

    #[test]
    #[cfg(feature = "dotenv")]
    fn the_corpus_of_env_files_is_read_or_refused() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz/corpus/env_files");
        for entry in std::fs::read_dir(folder).unwrap() {
            check_env_file(&std::fs::read(entry.unwrap().path()).unwrap());
        }
    }
}
