//! A value that was found, of which quotes and blanks are looked at.

use secrecy::{ExposeSecret, SecretString};

use super::config;
use crate::error::Result;

/// A value, and what it is called in messages.
pub(crate) struct Setting {
    pub value: SecretString,
    pub name: String,
}

impl Setting {
    /// `None` for a blank value.
    ///
    /// # Errors
    /// For one in quotes, which would be sent with it.
    pub fn new(value: SecretString, name: String) -> Result<Option<Self>> {
        const QUOTES: [(char, char); 5] =
            [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’')];
        let text = value.expose_secret().trim();
        let is_quoted = QUOTES.iter().any(|(open, close)| {
            let within = text
                .strip_prefix(*open)
                .and_then(|text| text.strip_suffix(*close));
            within.is_some_and(|text| !text.contains([*open, *close]))
        });
        if is_quoted {
            return Err(config(format!(
                "{name} has quotes around it that are a part of the value: leave them out \
                 (`docker run --env-file` takes every line literally); \
                 ClientBuilder::credentials takes a name that has them"
            )));
        }
        Ok((!text.is_empty()).then_some(Self { value, name }))
    }

    /// Whether it is this address, with or without a slash at its end.
    pub fn is_address(&self, address: &str) -> bool {
        let [own, other] = [self.value.expose_secret(), address]
            .map(|address| address.trim().trim_end_matches('/'));
        own == other
    }
}
