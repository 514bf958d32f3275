//! Where an example connects to: the real service, or a sandbox of its own; and what it prints to.

use std::error::Error;
use std::panic;

use stocktrim::{Client, ErrorKind};
use stocktrim_sandbox::Sandbox;

/// A client, and the sandbox that it talks to, which stops when this value is dropped.
pub struct Connection {
    pub client: Client,
    _sandbox: Option<Sandbox>,
}

/// The real service when credentials are set, a sandbox otherwise; says which.
#[allow(dead_code, reason = "each example takes one of the two")]
pub async fn connect_to_real_if_configured() -> Result<Connection, Box<dyn Error>> {
    end_quietly_when_nobody_reads();
    match Client::from_env() {
        Ok(client) => {
            eprintln!("Connected to {}.", client.base_url());
            Ok(Connection {
                client,
                _sandbox: None,
            })
        }
        Err(error) if error.kind() == ErrorKind::NoCredentials => {
            eprintln!("No credentials are set: this is the sandbox with its demo data.");
            connect_to_sandbox().await
        }
        Err(error) => Err(error.into()),
    }
}

/// The real service when `--live` is among the arguments, a sandbox otherwise; says which.
#[allow(dead_code, reason = "each example takes one of the two")]
pub async fn connect_to_real_if_asked() -> Result<Connection, Box<dyn Error>> {
    end_quietly_when_nobody_reads();
    if std::env::args().any(|argument| argument == "--live") {
        let client = Client::from_env()?;
        eprintln!(
            "Connected to {}: what this example writes is real.",
            client.base_url()
        );
        return Ok(Connection {
            client,
            _sandbox: None,
        });
    }
    eprintln!("This is the sandbox with its demo data; --live takes the real service.");
    connect_to_sandbox().await
}

/// Makes `example | head` end without a panic: `println!` has no other way to say that its reader has left.
fn end_quietly_when_nobody_reads() {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let said = panic.payload().downcast_ref::<String>();
        if said.is_some_and(|said| said.starts_with("failed printing to std")) {
            std::process::exit(0);
        }
        report(panic);
    }));
}

async fn connect_to_sandbox() -> Result<Connection, Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    Ok(Connection {
        client: sandbox.client()?,
        _sandbox: Some(sandbox),
    })
}
