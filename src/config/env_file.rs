//! Reads our own variables from a `.env`, each as it is written: nothing is substituted in a secret.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretSlice, SecretString};

use super::config;
use super::setting::Setting;
use crate::error::{Error, ErrorKind, Result};

/// What Notepad and other editors put before the text.
const UTF8_MARK: &[u8] = "\u{feff}".as_bytes();
const UTF16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// A `.env`, of which every line counts for itself: no other line can make one of ours unreadable.
pub(crate) struct EnvFile {
    pub path: PathBuf,
    bytes: SecretSlice<u8>,
}

impl EnvFile {
    pub fn new(path: PathBuf, bytes: Vec<u8>) -> Self {
        Self {
            path,
            bytes: bytes.into(),
        }
    }

    /// The nearest one, from a folder upward.
    pub fn nearest(folder: &Path) -> Result<Option<Self>> {
        let mut paths = folder.ancestors().map(|folder| folder.join(".env"));
        let Some(path) = paths.find(|path| path.is_file()) else {
            return Ok(None);
        };
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(Self::new(path, bytes))),
            Err(error) => Err(Error::with_source(
                ErrorKind::Config,
                format!("{} cannot be read", path.display()),
                error,
            )),
        }
    }

    /// The value of a variable: of several lines with it, that of the last one that has a value.
    pub fn get(&self, variable: &str) -> Result<Option<Setting>> {
        let (path, bytes) = (self.path.display(), self.bytes.expose_secret());
        if UTF16_MARKS.iter().any(|mark| bytes.starts_with(mark)) {
            return Err(config(format!("{path} is UTF-16: save it as UTF-8")));
        }
        let mut found = None;
        for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            let Some(written) = written(line, variable) else {
                continue;
            };
            let name = format!("{variable} (line {number} of {path})");
            let value = written
                .and_then(read)
                .map_err(|wrong| config(format!("{name} {wrong}")))?;
            found = Setting::new(value, name)?.or(found);
        }
        Ok(found)
    }
}

/// What stands after the `=` of a variable's line; `None` for a line that says nothing of it.
fn written<'a>(line: &'a [u8], variable: &str) -> Option<Result<&'a [u8], &'static str>> {
    let line = line.strip_prefix(UTF8_MARK).unwrap_or(line).trim_ascii();
    let begins_blank = |rest: &&[u8]| rest.first().is_some_and(u8::is_ascii_whitespace);
    let exported = line.strip_prefix(b"export").filter(begins_blank);
    let name = exported.unwrap_or(line).trim_ascii_start();
    let rest = name.strip_prefix(variable.as_bytes())?;
    let is_whole = |next: &u8| matches!(next, b'=' | b':') || next.is_ascii_whitespace();
    if !rest.first().is_none_or(is_whole) {
        return None;
    }
    match rest.trim_ascii_start().strip_prefix(b"=") {
        Some(written) => Some(Ok(written)),
        // `export NAME` hands on a variable of the shell.
        None if rest.is_empty() || exported.is_some() => None,
        None => Some(Err("is not followed by =")),
    }
}

/// The value that is written, or what is wrong with it.
fn read(written: &[u8]) -> Result<SecretString, &'static str> {
    let written = str::from_utf8(written).map_err(|_| "is not UTF-8: save the file as UTF-8")?;
    let Some(quote) = written.trim().chars().next().filter(|c| "'\"".contains(*c)) else {
        if begins_comment(written) {
            return Err("has a # that may begin a comment: \
                quote the value, or put the comment on a line of its own");
        }
        return Ok(written.trim().into());
    };
    // As much room as is needed, so that no copy is left behind.
    let mut value = String::with_capacity(written.len());
    let mut rest = written.trim()[1..].chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' if quote == '"' => match rest.next() {
                Some(escaped @ ('"' | '\\' | '$' | '`')) => value.push(escaped),
                _ => {
                    return Err("has a backslash that escapes nothing: \
                        double it, or put the value in single quotes");
                }
            },
            c if c == quote => {
                let rest = rest.as_str();
                let comment = rest.trim_start();
                if rest.is_empty() || (comment.starts_with('#') && comment != rest) {
                    return Ok(value.into());
                }
                return Err(
                    "has something after its closing quote: put the whole value \
                    in double quotes, with a backslash before each \" and \\ in it",
                );
            }
            c => value.push(c),
        }
    }
    Err("has no closing quote on its line")
}

/// Whether a `#` begins the text or follows a blank, where some readers see a comment.
fn begins_comment(text: &str) -> bool {
    let before = |at: usize| text[..at].chars().next_back();
    text.match_indices('#')
        .any(|(at, _)| before(at).is_none_or(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{AUTH_ID_VARIABLE, AUTH_SIGNATURE_VARIABLE as NAME};

    fn get(bytes: impl AsRef<[u8]>) -> Result<Option<String>, String> {
        let file = EnvFile::new(".env".into(), bytes.as_ref().to_vec());
        let found = file.get(NAME).map_err(|error| error.to_string())?;
        Ok(found.map(|found| found.value.expose_secret().trim().to_owned()))
    }

    /// What a line `NAME=…` gives.
    fn line(written: &str) -> Result<Option<String>, String> {
        get(format!("# mine\n{NAME}={written}\r\nOTHER=x\n"))
    }

    #[test]
    fn d1_a_byte_order_mark_does_no_harm() {
        for text in [
            format!("\u{feff}{NAME}=Oak"),
            format!("A=1\n\u{feff}{NAME}=Oak\r\n"),
        ] {
            assert_eq!(get(text).unwrap().unwrap(), "Oak");
        }
        let utf16: Vec<u8> = format!("\u{feff}{NAME}=Oak")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(get(utf16).unwrap_err(), ".env is UTF-16: save it as UTF-8");
    }

    #[test]
    fn d2_a_value_is_read_as_written() {
        for (written, read) in [
            (r#""Cash$Carry Ltd""#, "Cash$Carry Ltd"),
            ("pa$$word", "pa$$word"),
            ("${HOME} $HOME", "${HOME} $HOME"),
            (r#""${HOME}\$HOME""#, "${HOME}$HOME"),
            ("'a\\nb\\'", "a\\nb\\"),
            (r#""a\\b \"c\" \`""#, r#"a\b "c" `"#),
            ("  Ben & Jerry's  ", "Ben & Jerry's"),
            (r"a\b", r"a\b"),
            ("Oak#1", "Oak#1"),
            ("'Oak #1 Ltd'  # the name", "Oak #1 Ltd"),
            ("\"Mühle 木\"", "Mühle 木"),
            ("a=b==", "a=b=="),
        ] {
            assert_eq!(line(written).unwrap().as_deref(), Some(read), "{written}");
        }
        for blank in ["", "  ", "''", "\"\"", "' '"] {
            assert_eq!(line(blank), Ok(None), "{blank:?}");
        }
    }

    #[test]
    fn d3_lines_that_are_not_ours_do_no_harm() {
        for other in [
            "APP_NAME=My App",
            "*/5 * * * * root /bin/true",
            "my-key=1",
            "OPEN='never closed",
            "{\"json\": \"",
            "export",
            &format!("{NAME}_OLD=old"),
            &format!("{NAME}.x=old"),
            &format!("MY_{NAME}=old"),
            &format!("# {NAME}=old"),
            &format!("{NAME}="),
            NAME,
            &format!("export {NAME}"),
            &format!("export {NAME} PATH"),
        ] {
            for text in [
                format!("{other}\n export\t{NAME} = Oak\n"),
                format!("{NAME}=Oak\r\n{other}"),
            ] {
                assert_eq!(get(&text).unwrap().as_deref(), Some("Oak"), "{text}");
            }
        }
        let latin1 = [b"X=M\xfchle\n", NAME.as_bytes(), b"=Oak\nY=\0\xff\n"].concat();
        assert_eq!(get(latin1).unwrap().unwrap(), "Oak");
    }

    #[test]
    fn d3_what_is_wrong_names_the_variable_and_the_line_and_not_the_value() {
        for (written, says) in [
            ("'hidden", "closing quote on its line"),
            ("\"hidden", "closing quote on its line"),
            ("\"hidden\\\"", "closing quote on its line"),
            ("'hidden's'", "after its closing quote"),
            ("'hidden'#x", "after its closing quote"),
            ("\"hidden\" & \"Co\"", "after its closing quote"),
            ("\"hidden\\name\"", "double it"),
        ] {
            let refused = line(written).unwrap_err();
            let place = format!("{NAME} (line 2 of .env) has ");
            assert!(refused.starts_with(&place), "{refused}");
            assert!(refused.contains(says), "{refused}");
            assert!(!refused.contains("hidden"), "{refused}");
        }
        for text in [format!("{NAME}: hidden"), format!("{NAME} hidden")] {
            let refused = get(text).unwrap_err();
            assert_eq!(
                refused,
                format!("{NAME} (line 1 of .env) is not followed by =")
            );
        }
        let refused = get([NAME.as_bytes(), b"=hidden\xfc"].concat()).unwrap_err();
        assert!(
            refused.contains("line 1 of .env) is not UTF-8"),
            "{refused}"
        );
        assert!(!refused.contains("hidden"), "{refused}");
        // Another variable's line is not looked at.
        let text = format!("{AUTH_ID_VARIABLE}='hidden\n{NAME}=Oak");
        assert_eq!(get(text).unwrap().unwrap(), "Oak");
    }

    #[test]
    fn d4_quotes_within_quotes_are_refused() {
        for written in [
            "'\"tenant-1\"'",
            "\"'tenant-1'\"",
            "“tenant-1”",
            "`tenant-1`",
        ] {
            let refused = line(written).unwrap_err();
            assert!(refused.contains("line 2 of .env) has quotes"), "{refused}");
            assert!(!refused.contains("tenant-1"), "{refused}");
        }
    }

    #[test]
    fn d5_what_may_be_a_comment_is_refused_with_the_advice_to_quote() {
        for written in ["Oak #1 Ltd", "Oak\t# x", "#1 Oak", " # x", "Oak #"] {
            let refused = line(written).unwrap_err();
            assert!(refused.contains("line 2 of .env"), "{refused}");
            assert!(refused.contains("quote the value"), "{refused}");
            assert!(!refused.contains("Oak"), "{refused}");
            let quoted = format!("'{}'", written.trim());
            assert_eq!(line(&quoted).unwrap().as_deref(), Some(written.trim()));
        }
    }

    #[test]
    fn of_several_lines_the_last_with_a_value_counts() {
        let text = format!("{NAME}=a\n{NAME}=b\n{NAME}=\n");
        assert_eq!(get(text).unwrap().unwrap(), "b");
    }

    #[test]
    fn the_corpus_of_env_files_is_read_or_refused() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz/corpus/env_files");
        for entry in std::fs::read_dir(folder).unwrap() {
            crate::fuzzing::env_file(&std::fs::read(entry.unwrap().path()).unwrap());
        }
    }
}
