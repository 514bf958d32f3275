//! StockTrim in memory as a program: listens, prints what to export, and logs a line per request until it is stopped.

use clap::{Parser, ValueEnum};
use std::error::Error;
use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::time::Duration;
use stocktrim::{AUTH_ID_VARIABLE, AUTH_SIGNATURE_VARIABLE, BASE_URL_VARIABLE, Operation};
use stocktrim_sandbox::{Behaviour, Contents, Quirks, RequestRecord, Sandbox, Survey};

/// StockTrim in memory, over real HTTP, for trying and testing without an account.
#[derive(Debug, Parser)]
#[command(name = "stocktrim-sandbox", version)]
struct Arguments {
    /// The port to listen on; 0 for any free one.
    #[arg(long, default_value_t = 8089)]
    port: u16,
    /// The address of this machine to listen on.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// What it holds: demo, empty, or a JSON file.
    #[arg(long, default_value = "demo", value_name = "demo|empty|FILE")]
    data: String,
    /// Whose word it keeps: the live server's or the document's.
    #[arg(long, value_enum, default_value = "live")]
    behaviour: Word,
    /// The only tenant id that is let in; any, unless told.
    #[arg(long, requires = "auth_signature")]
    auth_id: Option<String>,
    /// The only tenant name that is let in; any, unless told.
    #[arg(long, requires = "auth_id")]
    auth_signature: Option<String>,
    /// Milliseconds that every request waits.
    #[arg(long, default_value_t = 0, value_name = "MS")]
    latency: u64,
    /// The share of the requests that fail, 0 to 1.
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    fail_rate: f64,
    /// Draws what is open about the server, and what fails; 0 has the document's forms where nothing seen contradicts them.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Sets one form of what is open, in live behaviour; may be given again.
    #[arg(long, value_name = "NAME=VALUE")]
    quirk: Vec<String>,
    /// Behaves as a server that was surveyed: a file of `stocktrim survey --save`, over the forms of the seed.
    #[arg(long, value_name = "FILE")]
    quirks_from: Option<PathBuf>,
    /// Print the forms of what is open, as --quirk takes them, and end.
    #[arg(long)]
    show_quirks: bool,
    /// Refuse date-times without an offset.
    #[arg(long)]
    strict_dates: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Word {
    Live,
    Document,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a share is a number from 0 to 1".to_owned()),
    }
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("stocktrim-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(serve(arguments))
}

async fn serve(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let behaviour = match arguments.behaviour {
        Word::Live => Behaviour::Live,
        Word::Document => Behaviour::Document,
    };
    let quirks = quirks(behaviour, &arguments)?;
    if arguments.show_quirks {
        // A reader who leaves early has seen what it wanted.
        let _ = write!(std::io::stdout(), "{quirks}");
        return Ok(());
    }
    let (output, ended) = Output::start();
    let log = output.clone();
    let mut builder = Sandbox::builder()
        .port(arguments.port)
        .listen(arguments.listen)
        .data(contents(&arguments.data)?)
        .behaviour(behaviour)
        .quirks(quirks)
        .strict_dates(arguments.strict_dates)
        .latency(Duration::from_millis(arguments.latency))
        .fail_rate(arguments.fail_rate)
        .seed(arguments.seed)
        .on_request(move |record| log.line(line(record)));
    let pair = arguments.auth_id.zip(arguments.auth_signature);
    if let Some((id, signature)) = &pair {
        builder = builder.credentials(id, signature);
    }
    // Before the address is printed, so that whoever reads it may stop the program at once.
    let stop = stop_signal()?;
    let sandbox = builder.start().await?;

    let (id, signature) = pair.unwrap_or_else(|| ("sandbox".to_owned(), "Sandbox".to_owned()));
    output.line(format!("listening on {}", sandbox.url()));
    for (variable, value) in [
        (BASE_URL_VARIABLE, &sandbox.url()),
        (AUTH_ID_VARIABLE, &id),
        (AUTH_SIGNATURE_VARIABLE, &signature),
    ] {
        output.line(format!("export {variable}={}", quoted(value)));
    }

    stop.await;
    sandbox.stop().await;
    output.line("stopped".to_owned());
    output.end(&ended);
    Ok(())
}

/// The forms of what is open: those on the command line over those of a survey over those of the seed.
fn quirks(behaviour: Behaviour, arguments: &Arguments) -> Result<Quirks, Box<dyn Error>> {
    let (survey, set) = (&arguments.quirks_from, &arguments.quirk);
    if behaviour == Behaviour::Document {
        return match (survey, set.as_slice()) {
            (None, []) => Ok(Quirks::documented()),
            (Some(_), _) => Err(
                "--quirks-from is for --behaviour live: the document leaves nothing open".into(),
            ),
            _ => Err("--quirk is for --behaviour live: the document leaves nothing open".into()),
        };
    }
    let mut quirks = Quirks::drawn(arguments.seed);
    if let Some(file) = survey {
        let wrong = |why: String| format!("--quirks-from {}: {why}", file.display());
        let text = std::fs::read(file).map_err(|error| wrong(error.to_string()))?;
        let survey: Survey =
            serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
        quirks
            .set_from(&survey)
            .map_err(|error| wrong(error.to_string()))?;
    }
    for quirk in set {
        let (name, form) = quirk
            .split_once('=')
            .ok_or_else(|| format!("--quirk {quirk}: expected NAME=VALUE, see --show-quirks"))?;
        let set = quirks.set(name.trim(), form.trim());
        set.map_err(|error| format!("--quirk {error}"))?;
    }
    Ok(quirks)
}

fn contents(data: &str) -> Result<Contents, Box<dyn Error>> {
    match data {
        "demo" => Ok(Contents::Demo),
        "empty" => Ok(Contents::Empty),
        file => {
            let text = std::fs::read(Path::new(file))
                .map_err(|error| format!("--data {file} cannot be read: {error}"))?;
            let json = serde_json::from_slice(&text)
                .map_err(|error| format!("--data {file} is not JSON: {error}"))?;
            Ok(Contents::Json(json))
        }
    }
}

/// Ends with SIGINT or SIGTERM; catches them from now on.
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) = (
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
        );
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// One request: method, path, operation, and what became of it.
fn line(record: &RequestRecord) -> String {
    let question = if record.query.is_empty() { "" } else { "?" };
    let operation = record.operation.map_or("-", Operation::id);
    let status = record
        .status
        .map_or_else(|| "closed".to_owned(), |status| status.to_string());
    let applied = if record.applied { " applied" } else { "" };
    let fault = record
        .fault
        .map(|fault| format!(" fault:{fault}"))
        .unwrap_or_default();
    format!(
        "{} {}{question}{} {operation} {status}{applied}{fault} {:.1} ms",
        record.method,
        printable(&record.path),
        printable(&record.query),
        record.took.as_secs_f64() * 1000.0
    )
}

/// The text with what a terminal would act on, or not show, escaped.
fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\'' | '"' => shown.push(letter),
            _ => shown.extend(letter.escape_debug()),
        }
    }
    shown
}

/// Lines that wait for standard output to take them.
const WAITING_LINES: usize = 1_024;
/// How long the last lines may take.
const LAST_LINES: Duration = Duration::from_secs(1);

/// Standard output, written by a thread of its own: when nobody reads it, lines are lost, and requests are answered.
#[derive(Clone)]
struct Output {
    /// `None` is the end.
    lines: SyncSender<Option<String>>,
    lost: Arc<AtomicU64>,
}

impl Output {
    /// With it comes what is disconnected when the thread has ended.
    fn start() -> (Self, Receiver<()>) {
        let (lines, waiting) = mpsc::sync_channel::<Option<String>>(WAITING_LINES);
        let (end, ended) = mpsc::channel();
        std::thread::spawn(move || {
            while let Ok(Some(line)) = waiting.recv() {
                // Standard output may be closed, which is no reason to stop.
                let _ = writeln!(std::io::stdout(), "{line}");
            }
            drop(end);
        });
        let lost = Arc::default();
        (Self { lines, lost }, ended)
    }

    fn line(&self, mut line: String) {
        let lost = self.lost.swap(0, Ordering::Relaxed);
        if lost > 0 {
            line = format!("({lost} lines are missing here: nobody read them)\n{line}");
        }
        if self.lines.try_send(Some(line)).is_err() {
            self.lost.fetch_add(lost + 1, Ordering::Relaxed);
        }
    }

    /// Waits until all is written, if somebody reads it.
    fn end(&self, ended: &Receiver<()>) {
        if self.lines.try_send(None).is_ok() {
            let _ = ended.recv_timeout(LAST_LINES);
        }
    }
}

/// A word of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
