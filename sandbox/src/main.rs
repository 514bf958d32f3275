//! StockTrim in memory as a program: listens, prints what to export, and logs a line per request until it is stopped.

use clap::{Parser, ValueEnum};
use std::error::Error;
use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use stocktrim::{AUTH_ID_VARIABLE, AUTH_SIGNATURE_VARIABLE, BASE_URL_VARIABLE, Operation};
use stocktrim_sandbox::{Behaviour, Contents, RequestRecord, Sandbox};

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
    /// Draws what is open about the server, and what fails.
    #[arg(long, default_value_t = 0)]
    seed: u64,
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
    let mut builder = Sandbox::builder()
        .port(arguments.port)
        .listen(arguments.listen)
        .data(contents(&arguments.data)?)
        .behaviour(match arguments.behaviour {
            Word::Live => Behaviour::Live,
            Word::Document => Behaviour::Document,
        })
        .latency(Duration::from_millis(arguments.latency))
        .fail_rate(arguments.fail_rate)
        .seed(arguments.seed)
        .on_request(|record| say(&line(record)));
    let pair = arguments.auth_id.zip(arguments.auth_signature);
    if let Some((id, signature)) = &pair {
        builder = builder.credentials(id, signature);
    }
    // Before the address is printed, so that whoever reads it may stop the program at once.
    let stop = stop_signal()?;
    let sandbox = builder.start().await?;

    let (id, signature) = pair.unwrap_or_else(|| ("sandbox".to_owned(), "Sandbox".to_owned()));
    say(&format!("listening on {}", sandbox.url()));
    say(&format!(
        "export {BASE_URL_VARIABLE}={}",
        quoted(&sandbox.url())
    ));
    say(&format!("export {AUTH_ID_VARIABLE}={}", quoted(&id)));
    say(&format!(
        "export {AUTH_SIGNATURE_VARIABLE}={}",
        quoted(&signature)
    ));

    stop.await;
    sandbox.stop().await;
    say("stopped");
    Ok(())
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
        record.path,
        record.query,
        record.took.as_secs_f64() * 1000.0
    )
}

/// A line on standard output; when nobody reads it, that is no reason to stop.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// A word of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
