//! `survey`: asks the server what nobody knows about it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use stocktrim::Client;
use stocktrim_sandbox::Survey;

use crate::carry::{Wanted, interrupted};
use crate::failure::{Exit, Failure};
use crate::output::{Format, Output};
use crate::plan::{Action, Deed, Plan, Step};
use crate::session::{Session, Source};
use crate::survey::{self, Left, Options, Own, Surveyed, show};

/// What `survey` takes.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct Arguments {
    /// Ask also what writes do: in a scratch tenant only, with rows of its own
    #[arg(long)]
    write: bool,
    /// Start a forecast too
    #[arg(long, requires = "write")]
    forecast: bool,
    /// The profile's name, which --write wants to be typed
    #[arg(long, value_name = "NAME", requires = "write")]
    confirm: Option<String>,
    /// Remove the rows of a survey that was interrupted
    #[arg(long, value_name = "PREFIX", conflicts_with = "write")]
    clean: Option<String>,
    /// Leave out the request with wrong credentials
    #[arg(long)]
    skip_auth: bool,
    /// Print Markdown, for an issue
    #[arg(long)]
    markdown: bool,
    /// Write it to a file too, as JSON
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Ask nothing, and print such a file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["write", "clean", "save"])]
    pub show: Option<PathBuf>,
    /// The wait between two requests
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 200, hide = true)]
    pause: u64,
}

/// Prints a survey that was saved.
///
/// # Errors
/// When the file is no survey, and when standard output cannot be written.
pub fn show_saved(arguments: &Arguments, out: &Output) -> Result<(), Failure> {
    let Some(path) = &arguments.show else {
        return Ok(());
    };
    let text = std::fs::read(path).map_err(|error| Failure::file(path, &error))?;
    let survey = serde_json::from_slice(&text).map_err(|error| Failure::file(path, &error))?;
    print(&survey, arguments.markdown, out)
}

/// Makes one.
///
/// # Errors
/// When nothing was learned, nobody confirms it, or rows are left that could be removed.
pub async fn run(session: &Session, arguments: &Arguments) -> Result<(), Failure> {
    let mut options = Options {
        pause: match session.source {
            Source::Demo => Duration::ZERO,
            _ => Duration::from_millis(arguments.pause),
        },
        ..Options::default()
    };
    if let Some(prefix) = &arguments.clean {
        return clean(session, &options, prefix).await;
    }
    let saved = arguments.save.as_deref().map(new_file).transpose()?;
    if arguments.write {
        options.prefix = Some(survey::fresh_prefix());
        let every = if session.source == Source::Demo { 0 } else { 5 };
        options.forecast = arguments.forecast.then_some(Duration::from_secs(every));
        if !is_confirmed(session, arguments, &options)? {
            return Ok(());
        }
    } else {
        announce(session, arguments, &options);
    }
    let stranger = if arguments.skip_auth {
        None
    } else {
        Some(stranger(session)?)
    };
    let surveyed = ask(session, stranger.as_ref(), &options).await?;
    if let (Some(mut file), Some(path)) = (saved, &arguments.save) {
        let written = serde_json::to_writer_pretty(&mut file, &surveyed.survey);
        written.map_err(|error| Failure::file(path, &error))?;
    }
    print(&surveyed.survey, arguments.markdown, &session.out)?;
    check(session, &options, surveyed)
}

fn new_file(path: &Path) -> Result<std::fs::File, Failure> {
    std::fs::File::create_new(path).map_err(|error| Failure::file(path, &error))
}

fn announce(session: &Session, arguments: &Arguments, options: &Options) {
    let requests = survey::requests(options, arguments.skip_auth);
    let wrong = if arguments.skip_auth {
        ""
    } else {
        " The last has credentials that are wrong on purpose, which --skip-auth leaves out."
    };
    session.out.remark(&format!(
        "At most {requests} requests to {}, none of which changes anything.{wrong}",
        session.place()
    ));
}

/// Shows what would be made, and wants the profile's name.
fn is_confirmed(
    session: &Session,
    arguments: &Arguments,
    options: &Options,
) -> Result<bool, Failure> {
    let prefix = options.prefix.clone().unwrap_or_default();
    let rows = Own::new(&prefix).rows();
    let steps = rows.into_iter().map(|(row, operation, body)| {
        Step::new(
            Action::Create,
            row,
            Deed::Any(operation, Vec::new(), Some(body)),
        )
    });
    let requests = survey::requests(options, arguments.skip_auth);
    let mut plan = Plan::new(
        format!("a survey that writes, at most {requests} requests"),
        steps.collect(),
    )
    .remark("For a scratch tenant only. The rows are its own, and removed at the end.")
    .remark("What stays, since the API cannot delete it: a customer, and one or two locations.")
    .remark(format!(
        "After an interruption: `stocktrim survey --clean {prefix}`."
    ));
    if options.forecast.is_some() {
        plan = plan.remark("A forecast is started, which changes the order plan.");
    }
    let name = match &session.source {
        Source::Profile(name) => name.clone(),
        Source::Environment => "environment".to_owned(),
        Source::Demo => "demo".to_owned(),
    };
    let wanted = Wanted::Typed(name, arguments.confirm.clone());
    Ok(session.confirmed(plan, &wanted)?.is_some())
}

/// A client of the same address with credentials that nobody has.
fn stranger(session: &Session) -> Result<Client, Failure> {
    let nobody = || format!("nobody-{:016x}", survey::random());
    let builder = Client::builder().credentials(nobody(), nobody());
    Ok(builder.base_url(session.client.base_url()).build()?)
}

/// Asks; an interruption ends it, and removes what was made.
async fn ask(
    session: &Session,
    stranger: Option<&Client>,
    options: &Options,
) -> Result<Surveyed, Failure> {
    let bar = session.bar(survey::requests(options, stranger.is_none()));
    let surveyed = tokio::select! {
        surveyed = survey::run(&session.client, stranger, options, |at| bar.set_position(at as u64)) => Some(surveyed),
        () = interrupted() => None,
    };
    bar.finish_and_clear();
    if let Some(surveyed) = surveyed {
        return Ok(surveyed);
    }
    let message = "the survey was interrupted";
    let Some(prefix) = &options.prefix else {
        return Err(Failure::new(Exit::Other, "interrupted", message));
    };
    session
        .out
        .remark("Interrupted: the survey's own rows are being removed.");
    clean(session, options, prefix).await?;
    Err(Failure::new(Exit::Unknown, "interrupted", message)
        .hint("Its rows are removed, but for those above."))
}

/// Removes what a survey has made, and says what is left.
async fn clean(session: &Session, options: &Options, prefix: &str) -> Result<(), Failure> {
    if !survey::is_prefix(prefix) {
        let message =
            format!("{prefix:?} is not the prefix of a survey, such as zz-survey-0123abcd");
        return Err(Failure::usage(message));
    }
    let deletes = Own::new(prefix)
        .deletes()
        .into_iter()
        .map(|(row, operation, values)| {
            Step::new(Action::Delete, row, Deed::Any(operation, values, None))
        });
    if options.prefix.is_none() {
        let plan = Plan::new(
            format!("what is left of the survey {prefix}"),
            deletes.collect(),
        );
        if session.confirmed(plan, &Wanted::Yes)?.is_none() {
            return Ok(());
        }
    }
    let cleaned = survey::clean(&session.client, options, prefix).await;
    for row in &cleaned.removed {
        session.out.remark(&format!("Removed: {row}"));
    }
    for left in &cleaned.left {
        session.out.remark(&format!("Left: {left}"));
    }
    left(session, prefix, &cleaned.left)
}

fn left(session: &Session, prefix: &str, left: &[Left]) -> Result<(), Failure> {
    if !left.iter().any(|left| matches!(left, Left::Failed(..))) {
        return Ok(());
    }
    let of = match &session.source {
        Source::Profile(name) => format!("-p {name} "),
        _ => String::new(),
    };
    let message = "some of the survey's own rows could not be removed";
    Err(Failure::new(Exit::SomeFailed, "left", message)
        .hint(format!("Later: `stocktrim {of}survey --clean {prefix}`.")))
}

fn print(survey: &Survey, markdown: bool, out: &Output) -> Result<(), Failure> {
    if markdown {
        return out.text(show::markdown(survey).as_bytes());
    }
    let rows = show::findings(survey);
    match out.format {
        Format::Json => out.json(survey),
        Format::Table if out.columns.is_none() => {
            out.rows(rows, show::BRIEF, &[])?;
            out.text(b"\n")?;
            out.rows(show::requests(survey), show::REQUESTS, &[])
        }
        _ => out.rows(rows, show::FINDINGS, &["requests"]),
    }
}

/// What the survey amounts to.
fn check(session: &Session, options: &Options, surveyed: Surveyed) -> Result<(), Failure> {
    for row in &surveyed.survey.left {
        session.out.remark(&format!("Left: {row}"));
    }
    if surveyed.is_refused {
        return Err(Failure::credentials("StockTrim refused the credentials")
            .hint("`stocktrim doctor` shows where they come from."));
    }
    if let Some(prefix) = &options.prefix {
        left(session, prefix, &surveyed.cleaned.left)?;
    }
    if surveyed.learned() {
        return Ok(());
    }
    Err(surveyed.error.map_or_else(
        || {
            Failure::new(
                Exit::Unreachable,
                "not_learned",
                "nothing was learned: repeat it later",
            )
        },
        Failure::from,
    ))
}
