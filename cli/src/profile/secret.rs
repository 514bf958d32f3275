//! A credential from another program, such as a password manager.

use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use crate::failure::Failure;

/// How long the program may take, a person's touch of a key included.
const LIMIT: Duration = Duration::from_secs(10);

/// Runs a program, without a shell, and takes the first line that it prints.
pub(super) async fn first_line_of(command: &[String]) -> Result<String, Failure> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(Failure::credentials("secret_command is empty"));
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true);
    let failed = |what: String| Failure::credentials(format!("secret_command ({program}) {what}"));
    let ended = tokio::time::timeout(LIMIT, command.output()).await;
    let output = ended
        .map_err(|_| failed(format!("took more than {} seconds", LIMIT.as_secs())))?
        .map_err(|error| failed(format!("cannot be run: {error}")))?;
    if !output.status.success() {
        return Err(failed(format!("failed: {}", output.status)));
    }
    let text = String::from_utf8(output.stdout)
        .map_err(|_| failed("printed something that is not UTF-8".to_owned()))?;
    let line = text.lines().next().unwrap_or_default().trim();
    if line.is_empty() {
        return Err(failed("printed nothing".to_owned()));
    }
    Ok(line.to_owned())
}
