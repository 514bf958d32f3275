//! `profile`: the accounts in the user's own folder.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use clap::{Args, Subcommand};
use serde_json::json;
use stocktrim::Client;

use crate::args::Globals;
use crate::failure::Failure;
use crate::output::{self, Row};
use crate::profile::{Profile, Profiles, check_name};

/// The commands of profiles.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add one: asks for the tenant's id and name, or reads them from standard input, a line each
    Add(Add),
    /// List them, without their secrets
    List,
    /// Make one the default
    Use(Name),
    /// Remove one
    Remove(Name),
}

/// A profile.
#[derive(Debug, Args)]
pub struct Name {
    /// Its name
    name: String,
}

/// What `add` takes.
#[derive(Debug, Args)]
pub struct Add {
    /// Its name
    name: String,
    /// The address, if it is not StockTrim's own
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// A program that prints the tenant's id, after --; then only the tenant's name is asked for
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

/// Does what is said of profiles.
///
/// # Errors
/// What ends the command.
pub async fn run(command: &Command, globals: &Globals) -> Result<(), Failure> {
    let mut profiles = Profiles::load()?;
    let out = globals.output();
    match command {
        Command::List => {
            let rows = profiles.profiles.iter().map(|(name, profile)| {
                let row = json!({
                    "name": name,
                    "default": profiles.default.as_ref() == Some(name),
                    "address": profile.address(),
                    "credentials": profile.kept(),
                });
                output::row(row)
            });
            let rows = rows.collect::<Result<Vec<Row>, _>>()?;
            return out.rows(rows, &["name", "default", "address", "credentials"], &[]);
        }
        Command::Add(add) => {
            check_name(&add.name)?;
            if profiles.profiles.contains_key(&add.name) {
                return Err(
                    Failure::usage(format!("there is a profile {} already", add.name)).hint(
                        format!("`stocktrim profile remove {}` removes it.", add.name),
                    ),
                );
            }
            let profile = asked(add)?;
            // The SDK knows what credentials and an address must look like.
            profile.apply(Client::builder()).await?.build()?;
            profiles.profiles.insert(add.name.clone(), profile);
            profiles.default.get_or_insert_with(|| add.name.clone());
        }
        Command::Use(Name { name }) => {
            profiles.get(name)?;
            profiles.default = Some(name.clone());
        }
        Command::Remove(Name { name }) => {
            profiles.get(name)?;
            profiles.profiles.remove(name);
            if profiles.default.as_ref() == Some(name) {
                profiles.default = None;
            }
        }
    }
    if globals.dry_run {
        out.remark("Dry run: nothing was written.");
        return Ok(());
    }
    profiles.save()?;
    out.remark(&format!("Written to {}.", Profiles::path()?.display()));
    Ok(())
}

fn asked(add: &Add) -> Result<Profile, Failure> {
    let command = (!add.command.is_empty()).then(|| add.command.clone());
    let auth_id = if command.is_none() {
        Some(secret("Tenant id")?)
    } else {
        None
    };
    Ok(Profile {
        auth_id,
        auth_signature: Some(secret("Tenant name")?),
        secret_command: command,
        base_url: add.base_url.clone(),
    })
}

/// Asks without showing what is typed; takes a line where nobody types.
fn secret(what: &str) -> Result<String, Failure> {
    let text = if io::stdin().is_terminal() {
        write!(io::stderr(), "{what} (it is not shown): ")?;
        io::stderr().flush()?;
        let text = rpassword::read_password()?;
        writeln!(io::stderr())?;
        text
    } else {
        let mut text = String::new();
        io::stdin().lock().read_line(&mut text)?;
        text
    };
    match text.trim() {
        "" => Err(Failure::usage(format!("{what}: nothing was given"))),
        text => Ok(text.to_owned()),
    }
}
