//! `report`: one page of what to order, for people.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::buying::{Buying, Filter, Which};
use crate::failure::Failure;
use crate::report::Page;
use crate::session::Session;

/// What `report` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The file to write, such as plan.html; - is standard output
    file: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    filter: Filter,
}

/// Writes the page.
///
/// # Errors
/// What ends the command.
pub async fn run(session: &Session, arguments: &Arguments) -> Result<(), Failure> {
    let path = &arguments.file;
    let to_stdout = path.as_os_str() == "-";
    if !to_stdout && !arguments.force && path.exists() {
        return Err(Failure::file(path, &"it is there already").hint("--force writes over it."));
    }
    let buying = Buying::read(&session.client, &arguments.filter, Which::All).await?;
    let buying = buying.with_suppliers(&session.client).await?;
    let page = Page::new(
        &buying,
        &arguments.filter,
        &session.place(),
        chrono::Utc::now(),
    )
    .html();
    if session.dry_run {
        session.out.remark("Dry run: nothing was written.");
        return Ok(());
    }
    if to_stdout {
        return session.out.text(page.as_bytes());
    }
    let mut options = std::fs::OpenOptions::new();
    options
        .write(true)
        .truncate(true)
        .create(true)
        .create_new(!arguments.force);
    let written = options
        .open(path)
        .and_then(|mut file| file.write_all(page.as_bytes()));
    written.map_err(|error| Failure::file(path, &error))?;
    session
        .out
        .remark(&format!("Written to {}.", path.display()));
    Ok(())
}
