//! Profiles: the accounts of a user, in `config.toml` in the user's own folder.

mod file;
mod secret;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use stocktrim::{ClientBuilder, DEFAULT_BASE_URL};

use crate::failure::Failure;

/// All profiles of a user.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profiles {
    /// The one that is used when neither `-p` nor the environment names an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The profiles by their names.
    #[serde(default)]
    pub profiles: BTreeMap<String, Profile>,
}

/// One account: both credentials inline, or one of them inline and the other from a command.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The tenant's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_id: Option<String>,
    /// The tenant's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_signature: Option<String>,
    /// A program with its arguments, whose first line of output is the credential that is not inline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_command: Option<Vec<String>>,
    /// The address, if it is not `StockTrim`'s own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl Profile {
    /// The address that its requests go to.
    #[must_use]
    pub fn address(&self) -> &str {
        self.base_url.as_deref().unwrap_or(DEFAULT_BASE_URL)
    }

    /// Where its credentials are, in words.
    #[must_use]
    pub fn kept(&self) -> &'static str {
        match self.secret_command {
            Some(_) => "one inline, one from secret_command",
            None => "inline",
        }
    }

    /// Gives its credentials and its address to a client.
    ///
    /// # Errors
    /// When one is missing, or the command does not give it.
    pub async fn apply(&self, builder: ClientBuilder) -> Result<ClientBuilder, Failure> {
        let (id, signature) = match (&self.auth_id, &self.auth_signature, &self.secret_command) {
            (Some(id), Some(signature), None) => (id.clone(), signature.clone()),
            (None, Some(signature), Some(command)) => {
                (secret::first_line_of(command).await?, signature.clone())
            }
            (Some(id), None, Some(command)) => (id.clone(), secret::first_line_of(command).await?),
            (_, _, None) => {
                return Err(Failure::credentials(
                    "the profile lacks auth_id or auth_signature, and has no secret_command",
                ));
            }
            (_, _, Some(_)) => {
                return Err(Failure::credentials(
                    "the profile has a secret_command, which gives one of auth_id and auth_signature: \
                     write the other, and only that, beside it",
                ));
            }
        };
        Ok(builder.credentials(id, signature).base_url(self.address()))
    }
}

impl Profiles {
    /// Where they are kept.
    ///
    /// # Errors
    /// When the system does not say where the user's folder is.
    pub fn path() -> Result<PathBuf, Failure> {
        file::path()
    }

    /// Reads them; none when there is no file.
    ///
    /// # Errors
    /// When the file cannot be read, is not what it should be, or belongs to others.
    pub fn load() -> Result<Self, Failure> {
        file::read(&file::path()?)
    }

    /// Writes them, for the user alone.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self) -> Result<(), Failure> {
        file::write(&file::path()?, self)
    }

    /// The profile with this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn get(&self, name: &str) -> Result<&Profile, Failure> {
        self.profiles.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.profiles.keys().map(String::as_str).collect();
            let failure = Failure::credentials(format!("there is no profile {name:?}"));
            match known.as_slice() {
                [] => failure.hint("There are none yet: `stocktrim profile add NAME` makes one."),
                names => failure.hint(format!("There are: {}.", names.join(", "))),
            }
        })
    }
}

/// Whether a text can be the name of a profile.
///
/// # Errors
/// When it cannot.
pub fn check_name(name: &str) -> Result<(), Failure> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    if name.is_empty() || !name.chars().all(is_plain) {
        return Err(Failure::usage(
            "the name of a profile has letters, digits, - and _ only",
        ));
    }
    Ok(())
}
