//! Settings from the environment, or from the nearest `.env`, never from both.

use std::ffi::OsString;
use std::path::Path;

use secrecy::ExposeSecret;

use super::env_file::EnvFile;
use super::setting::Setting;
use super::{
    AUTH_ID_VARIABLE, AUTH_SIGNATURE_VARIABLE, BASE_URL_VARIABLE, DEFAULT_BASE_URL, config,
};
use crate::error::Result;

/// What was found, all of it in one place.
#[derive(Default)]
pub(crate) struct Found {
    pub auth_id: Option<Setting>,
    pub auth_signature: Option<Setting>,
    pub base_url: Option<Setting>,
    /// Where it was looked for, for messages.
    pub place: String,
}

/// What the program itself gives, and need not be found.
#[derive(Clone, Copy, Default)]
pub(crate) struct Given {
    pub credentials: bool,
    pub base_url: bool,
}

/// Looks into the process's environment, and into the folders from the current one upward.
pub(crate) fn find(given: Given) -> Result<Found> {
    let folder = std::env::current_dir().ok();
    find_in(given, |name| std::env::var_os(name), folder.as_deref())
}

/// The same for any environment and any folder.
fn find_in(
    given: Given,
    variable: impl Fn(&str) -> Option<OsString>,
    folder: Option<&Path>,
) -> Result<Found> {
    let read = |is_given, name: &str| match variable(name).map(OsString::into_string) {
        None => Ok(None),
        _ if is_given => Ok(None),
        Some(Ok(text)) => Setting::new(text.into(), name.to_owned()),
        Some(Err(_)) => Err(config(format!("{name} in the environment is not UTF-8"))),
    };
    let environment = Found {
        auth_id: read(given.credentials, AUTH_ID_VARIABLE)?,
        auth_signature: read(given.credentials, AUTH_SIGNATURE_VARIABLE)?,
        base_url: read(given.base_url, BASE_URL_VARIABLE)?,
        place: "the environment".to_owned(),
    };
    let has_url = given.base_url || environment.base_url.is_some();
    let credentials_at = match (&environment.auth_id, &environment.auth_signature) {
        _ if given.credentials => Some("given to ClientBuilder"),
        (None, None) => None,
        (Some(_), Some(_)) => Some("in the environment"),
        // Half of them is an error, whatever a file has.
        _ => return Ok(environment),
    };
    if credentials_at.is_some() && has_url {
        return Ok(environment);
    }
    let folder = folder.filter(|_| cfg!(feature = "dotenv"));
    let file = folder.map_or(Ok(None), EnvFile::nearest);
    if let Some(place) = credentials_at {
        // A file that cannot be read is not meant for this process.
        let url = match file {
            Ok(Some(file)) => file.get(BASE_URL_VARIABLE)?,
            _ => None,
        };
        return match url.filter(|url| !url.is_address(DEFAULT_BASE_URL)) {
            Some(url) => Err(mixed(&url.name, place)),
            None => Ok(environment),
        };
    }
    let Some(file) = file? else {
        let looked = if cfg!(feature = "dotenv") {
            "the environment and in .env"
        } else {
            "the environment; the feature dotenv, which reads .env, is off"
        };
        return Ok(Found {
            place: looked.to_owned(),
            ..environment
        });
    };
    let found = Found {
        auth_id: file.get(AUTH_ID_VARIABLE)?,
        auth_signature: file.get(AUTH_SIGNATURE_VARIABLE)?,
        base_url: file.get(BASE_URL_VARIABLE)?,
        place: format!("the environment and in {}", file.path.display()),
    };
    let own = found.base_url.as_ref().map(|url| &url.value);
    let own = own.map_or(DEFAULT_BASE_URL, ExposeSecret::expose_secret);
    match environment.base_url.filter(|url| !url.is_address(own)) {
        Some(url) if found.auth_id.is_some() || found.auth_signature.is_some() => Err(mixed(
            &format!("{} in the environment", url.name),
            &format!("in {}", file.path.display()),
        )),
        _ => Ok(found),
    }
}

fn mixed(address: &str, credentials_at: &str) -> crate::error::Error {
    config(format!(
        "{address} is set but the credentials are {credentials_at}: the two are never mixed, \
         so as not to show one server's credentials to another; set all of them in one place, \
         {BASE_URL_VARIABLE}={DEFAULT_BASE_URL} included"
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

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
            self.find_with(Given::default(), variables)
        }

        fn find_with(&self, given: Given, variables: &[(&str, &str)]) -> Result<Found> {
            let variables: HashMap<_, _> = variables.iter().copied().collect();
            let lookup = |name: &str| variables.get(name).map(OsString::from);
            find_in(given, lookup, Some(&self.0.path().join("a/b")))
        }
    }

    fn shown(found: &Found) -> [Option<&str>; 3] {
        [&found.auth_id, &found.auth_signature, &found.base_url]
            .map(|setting| Some(setting.as_ref()?.value.expose_secret()))
    }

    const FILE: &str = "# mine\nexport STOCKTRIM_API_AUTH_ID=file-id\n\
        STOCKTRIM_API_AUTH_SIGNATURE='File & Co'\nSTOCKTRIM_BASE_URL=https://file\nOTHER=x\n";
    const ENVIRONMENT: [(&str, &str); 2] =
        [(AUTH_ID_VARIABLE, "id"), (AUTH_SIGNATURE_VARIABLE, "name")];
    const CREDENTIALS: Given = Given {
        credentials: true,
        base_url: false,
    };

    #[test]
    fn the_environment_wins_whole() {
        let here = (BASE_URL_VARIABLE, "https://here");
        let found = Folder::with(FILE)
            .find(&[ENVIRONMENT[0], ENVIRONMENT[1], here])
            .unwrap();
        assert_eq!(
            shown(&found),
            [Some("id"), Some("name"), Some("https://here")]
        );
        let broken = Folder::with("STOCKTRIM_API_AUTH_ID='never closed\n");
        let found = broken.find(&ENVIRONMENT).unwrap();
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
        let name = found.base_url.unwrap().name;
        assert!(name.starts_with("STOCKTRIM_BASE_URL (line 4 of "), "{name}");
        assert!(
            std::env::var_os("OTHER").is_none(),
            "the process's environment is not touched"
        );
    }

    #[test]
    #[cfg(feature = "dotenv")]
    fn c8_credentials_and_an_address_of_different_places_are_never_mixed() {
        let elsewhere = [(BASE_URL_VARIABLE, "http://127.0.0.1:1")];
        let no_url = FILE.replace("_BASE_URL", "_OLD_URL");
        let only_url = "STOCKTRIM_BASE_URL=https://file";
        for (file, given, variables, place) in [
            (FILE, Given::default(), &elsewhere[..], "in /"),
            (&no_url, Given::default(), &elsewhere, "in /"),
            (FILE, Given::default(), &ENVIRONMENT, "in the environment"),
            (
                only_url,
                Given::default(),
                &ENVIRONMENT,
                "in the environment",
            ),
            (FILE, CREDENTIALS, &[], "given to ClientBuilder"),
            (only_url, CREDENTIALS, &[], "given to ClientBuilder"),
            (FILE, CREDENTIALS, &ENVIRONMENT, "given to ClientBuilder"),
        ] {
            let refused = Folder::with(file)
                .find_with(given, variables)
                .err()
                .unwrap();
            let message = refused.to_string();
            assert!(message.contains("never mixed"), "{message}");
            assert!(message.contains("STOCKTRIM_BASE_URL"), "{message}");
            assert!(message.contains(".env"), "{message}");
            let place = format!("the credentials are {place}");
            assert!(message.contains(&place), "{message}");
        }
    }

    #[test]
    fn c8_an_address_that_is_the_same_or_given_by_the_program_is_no_mixture() {
        let address = Given {
            base_url: true,
            ..Given::default()
        };
        let file = |url: &str| FILE.replace("https://file", url);
        for (file, given, variables) in [
            (
                file("https://file"),
                Given::default(),
                &[(BASE_URL_VARIABLE, "https://file/")][..],
            ),
            (
                file(""),
                Given::default(),
                &[(BASE_URL_VARIABLE, DEFAULT_BASE_URL)],
            ),
            (file(""), Given::default(), &ENVIRONMENT),
            (
                file("https://api.stocktrim.com/"),
                Given::default(),
                &ENVIRONMENT,
            ),
            (file("https://api.stocktrim.com/"), CREDENTIALS, &[]),
            (
                file("https://file"),
                CREDENTIALS,
                &[(BASE_URL_VARIABLE, "https://here")],
            ),
            (file("https://file"), address, &ENVIRONMENT),
            (
                file("https://file"),
                address,
                &[(BASE_URL_VARIABLE, "https://here")],
            ),
        ] {
            let found = Folder::with(&file).find_with(given, variables);
            assert!(found.is_ok(), "{:?}", found.err());
        }
    }

    #[test]
    fn d4_quotes_around_a_value_of_the_environment_are_refused() {
        for quoted in ["\"tenant-1\"", "'\"tenant-1\"'", "'tenant-1'", "\"\""] {
            for variable in [AUTH_ID_VARIABLE, AUTH_SIGNATURE_VARIABLE, BASE_URL_VARIABLE] {
                let refused = find_in(
                    Given::default(),
                    |name| (name == variable).then(|| quoted.into()),
                    None,
                );
                let refused = refused.err().unwrap().to_string();
                let says = format!("{variable} has quotes around it");
                assert!(refused.starts_with(&says), "{refused}");
                assert!(!refused.contains("tenant-1"), "{refused}");
            }
        }
        for kept in [
            "'t Hooft",
            "Ben \"Jerry\"",
            "\"A\" & \"B\"",
            "'",
            "$Oak #1 & Co",
        ] {
            let found = find_in(Given::default(), |_| Some(kept.into()), None).unwrap();
            assert_eq!(shown(&found), [Some(kept); 3]);
        }
    }

    #[test]
    fn nothing_at_all_is_no_error_here_and_says_where_it_looked() {
        let found = find_in(Given::default(), |_| None, None).unwrap();
        assert_eq!(shown(&found), [None, None, None]);
        assert!(found.place.contains("environment"), "{}", found.place);
    }
}
