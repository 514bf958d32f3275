//! Where a command runs: which account at which address, by which client.

use std::fmt;
use std::time::Duration;

use stocktrim::{
    AUTH_ID_VARIABLE, AUTH_SIGNATURE_VARIABLE, BASE_URL_VARIABLE, Client, ClientBuilder, ErrorKind,
    RetryConfig,
};
use stocktrim_sandbox::Sandbox;

use crate::args::Globals;
use crate::failure::Failure;
use crate::output::Output;
use crate::profile::Profiles;

/// Where the credentials of a client come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A profile, named by `-p` or the default one.
    Profile(String),
    /// The environment's variables.
    Environment,
    /// None are needed: the shop in this process.
    Demo,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Profile(name) => write!(f, "profile {name}"),
            Self::Environment => f.write_str("the environment"),
            Self::Demo => f.write_str("the demo shop"),
        }
    }
}

/// A client, whose it is, and what the user wants of output and questions.
#[derive(Debug)]
pub struct Session {
    /// The client.
    pub client: Client,
    /// Where its credentials come from.
    pub source: Source,
    /// Where results go.
    pub out: Output,
    /// Whether writes are shown and not done.
    pub dry_run: bool,
    /// Whether writes are done without a question.
    pub yes: bool,
    /// Whether nothing is asked, even on a terminal.
    pub no_input: bool,
    /// The demo shop, which ends with the session.
    _sandbox: Option<Sandbox>,
}

impl Session {
    /// Finds the account and makes its client; nothing is sent.
    ///
    /// # Errors
    /// When there are no credentials, or they or the address cannot be used.
    pub async fn open(globals: &Globals) -> Result<Self, Failure> {
        let (client, source, sandbox) = if globals.demo {
            let sandbox = Sandbox::builder().credentials("demo", "demo").start().await;
            let sandbox = sandbox.map_err(|error| {
                Failure::new(crate::failure::Exit::Other, "demo", error.to_string())
            })?;
            let builder = configured(sandbox.client_builder(), globals);
            (builder.build()?, Source::Demo, Some(sandbox))
        } else {
            let (builder, source) = found(globals).await?;
            (configured(builder, globals).build()?, source, None)
        };
        Ok(Self {
            client,
            source,
            out: globals.output(),
            dry_run: globals.dry_run,
            yes: globals.yes,
            no_input: globals.no_input,
            _sandbox: sandbox,
        })
    }

    /// The account and its address, for questions and reports.
    #[must_use]
    pub fn place(&self) -> String {
        match self.source {
            Source::Demo => self.source.to_string(),
            _ => format!("{} at {}", self.source, self.client.base_url()),
        }
    }
}

/// A profile named by `-p`, else the environment, else the default profile; never a mixture.
async fn found(globals: &Globals) -> Result<(ClientBuilder, Source), Failure> {
    if let Some(name) = &globals.profile {
        return of_profile(&Profiles::load()?, name).await;
    }
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if is_set(AUTH_ID_VARIABLE) || is_set(AUTH_SIGNATURE_VARIABLE) {
        return Ok((Client::builder().from_env(), Source::Environment));
    }
    let profiles = Profiles::load()?;
    let Some(name) = &profiles.default else {
        let none = Client::builder().build();
        return Err(none
            .err()
            .filter(|e| e.kind() == ErrorKind::NoCredentials)
            .map_or_else(
                || Failure::credentials("there are no credentials"),
                |error| {
                    let mut failure = Failure::from(error);
                    "there are no credentials: none in the environment, and no default profile"
                        .clone_into(&mut failure.message);
                    failure
                },
            ));
    };
    if is_set(BASE_URL_VARIABLE) {
        let profile = format!("the credentials are those of the profile {name}");
        return Err(Failure::credentials(format!(
            "{BASE_URL_VARIABLE} is set, but {profile}: the two are never mixed"
        ))
        .hint(format!(
            "Unset it, or name the profile by `-p {name}`, which has its own address."
        )));
    }
    of_profile(&profiles, name).await
}

async fn of_profile(profiles: &Profiles, name: &str) -> Result<(ClientBuilder, Source), Failure> {
    let profile = profiles.get(name)?;
    let builder = profile
        .apply(Client::builder())
        .await
        .map_err(|mut failure| {
            failure.message = format!("profile {name}: {}", failure.message);
            failure
        })?;
    Ok((builder, Source::Profile(name.to_owned())))
}

fn configured(builder: ClientBuilder, globals: &Globals) -> ClientBuilder {
    let mut builder = builder.app_info(concat!("stocktrim-cli/", env!("CARGO_PKG_VERSION")));
    if let Some(timeout) = globals.timeout {
        builder = builder
            .timeout(timeout)
            .attempt_timeout(timeout.min(Duration::from_secs(30)))
            .connect_timeout(timeout.min(Duration::from_secs(10)));
    }
    if let Some(retries) = globals.retries {
        builder = builder.retry(RetryConfig::default().max_retries(retries));
    }
    builder
}
