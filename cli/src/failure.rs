//! What went wrong, and the exit code that says so to scripts.

use std::fmt;

use serde_json::{Map, Value, json};
use stocktrim::{Applied, Error, ErrorKind};

/// The exit codes, which are a promise to scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Anything else; nothing was applied.
    Other = 1,
    /// The command makes no sense as it is; nothing was sent.
    Usage = 2,
    /// What was asked for is not there.
    NotFound = 3,
    /// There are no credentials, or they were refused.
    Credentials = 4,
    /// `StockTrim` refused the values.
    Refused = 5,
    /// `StockTrim` was not reached, or was too busy, and nothing was applied: repeat later.
    Unreachable = 6,
    /// It may have been applied, or in part: look before repeating it.
    Unknown = 7,
    /// Some rows of many failed.
    SomeFailed = 8,
    /// Nobody confirmed it; nothing was applied.
    NotConfirmed = 9,
}

/// The kind of failure that is none: whoever read the output has seen enough.
pub(crate) const BROKEN_PIPE: &str = "broken_pipe";

/// What ends a command.
#[derive(Debug)]
pub struct Failure {
    /// How the program ends.
    pub exit: Exit,
    /// A name of the class of failure, as in JSON.
    pub kind: &'static str,
    /// What happened, in words.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The SDK's error, if that is what it was.
    pub error: Option<Error>,
}

impl Failure {
    /// One of the program's own.
    pub fn new(exit: Exit, kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            exit,
            kind,
            message: message.into(),
            hint: None,
            error: None,
        }
    }

    /// The command makes no sense as it is.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, "usage", message)
    }

    /// What was asked for is not there.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(Exit::NotFound, "not_found", message)
    }

    /// Settings or credentials that cannot be used.
    pub fn credentials(message: impl Into<String>) -> Self {
        Self::new(Exit::Credentials, "config", message)
    }

    /// A file that cannot be read or written.
    pub fn file(path: &std::path::Path, error: &dyn fmt::Display) -> Self {
        let message = format!("{}: {error}", path.display());
        Self::new(Exit::Usage, "file", message)
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Whether what was asked for was applied.
    #[must_use]
    pub fn applied(&self) -> Applied {
        match &self.error {
            Some(error) => error.applied(),
            None if self.exit == Exit::Unknown => Applied::Unknown,
            None => Applied::No,
        }
    }

    /// What `-o json` prints.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut error = Map::new();
        error.insert("kind".into(), self.kind.into());
        error.insert("message".into(), self.message.clone().into());
        error.insert("applied".into(), self.applied().as_str().into());
        if let Some(source) = &self.error {
            let operation = source.operation().map(stocktrim::Operation::id);
            error.insert("operation".into(), json!(operation));
            error.insert("status".into(), json!(source.status().map(|s| s.as_u16())));
            error.insert("attempts".into(), source.attempts().into());
            let fields: Map<String, Value> = source
                .validation_errors()
                .map(|(field, messages)| (field.to_owned(), json!(messages)))
                .collect();
            error.insert("fields".into(), fields.into());
        }
        error.insert("hint".into(), json!(self.hint));
        error.insert("exitCode".into(), (self.exit as u8).into());
        json!({ "error": error })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n{hint}")?;
        }
        Ok(())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let exit = exit_of(&error);
        Self {
            exit,
            kind: error.kind().as_str(),
            message: error.to_string(),
            hint: hint_for(exit, &error),
            error: Some(error),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        let kind = match error.kind() {
            std::io::ErrorKind::BrokenPipe => BROKEN_PIPE,
            _ => "io",
        };
        Self::new(Exit::Other, kind, error.to_string())
    }
}

/// The exit code of an error of the SDK.
#[must_use]
pub fn exit_of(error: &Error) -> Exit {
    if error.applied() != Applied::No {
        return Exit::Unknown;
    }
    match error.kind() {
        ErrorKind::NotFound => Exit::NotFound,
        ErrorKind::Auth | ErrorKind::NoCredentials | ErrorKind::Config => Exit::Credentials,
        ErrorKind::Validation => Exit::Refused,
        ErrorKind::InvalidRequest => Exit::Usage,
        _ if error.is_transient() => Exit::Unreachable,
        _ => Exit::Other,
    }
}

fn hint_for(exit: Exit, error: &Error) -> Option<String> {
    let hint = match exit {
        Exit::Credentials if error.kind() == ErrorKind::NoCredentials => {
            "Set STOCKTRIM_API_AUTH_ID and STOCKTRIM_API_AUTH_SIGNATURE, or run `stocktrim profile add NAME`; \
             to try it without an account: `stocktrim --demo plan`."
        }
        Exit::Credentials => "`stocktrim doctor` shows where they come from.",
        Exit::Unreachable => "Nothing was applied: repeat it later.",
        _ => return None,
    };
    Some(hint.to_owned())
}
