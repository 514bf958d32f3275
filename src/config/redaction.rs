//! Finding a secret in a text that came from elsewhere, however it is spelt there.

use std::ops::Range;

use secrecy::{ExposeSecret, SecretString};

/// A secret shorter than this is found only where it stands as a word: anywhere else it would be
/// part of a plain one.
const LEAST: usize = 4;

/// The spellings of some secrets, the longest first, so that none is found inside of another.
pub(super) struct Redaction(Vec<SecretString>);

impl Redaction {
    pub fn of(secrets: &[&SecretString]) -> Self {
        let mut spellings: Vec<SecretString> = secrets
            .iter()
            .map(|secret| secret.expose_secret())
            .filter(|secret| !secret.is_empty())
            .flat_map(|secret| {
                SPELLINGS.map(|spelling| secret.chars().map(spelling).collect::<String>().into())
            })
            .collect();
        spellings.sort_by(|a, b| {
            let (a, b) = (a.expose_secret(), b.expose_secret());
            b.len().cmp(&a.len()).then_with(|| a.cmp(b))
        });
        spellings.dedup_by(|a, b| a.expose_secret() == b.expose_secret());
        Self(spellings)
    }

    /// The text without the secrets.
    pub fn text(&self, text: String) -> String {
        self.spellings().fold(text, |text, secret| {
            if !text.contains(secret) {
                return text;
            }
            let mut clean = String::new();
            let mut kept = 0;
            for start in places(text.as_bytes(), secret.as_bytes()) {
                clean.push_str(&text[kept..start]);
                clean.push_str("[redacted]");
                kept = start + secret.len();
            }
            clean.push_str(&text[kept..]);
            clean
        })
    }

    /// A piece of some bytes, in which also the part of a secret that reaches into it is starred.
    pub fn piece(&self, bytes: &[u8], piece: Range<usize>) -> Vec<u8> {
        // One byte more on each side tells whether a short secret stands as a word.
        let longest = self.spellings().next().map_or(0, str::len) + 1;
        let from = piece.start.saturating_sub(longest);
        let to = piece.end.saturating_add(longest).min(bytes.len());
        let mut wide = bytes[from..to].to_vec();
        for secret in self.spellings() {
            for start in places(&wide, secret.as_bytes()) {
                wide[start..start + secret.len()].fill(b'*');
            }
        }
        wide[piece.start - from..piece.end - from].to_vec()
    }

    fn spellings(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(ExposeSecret::expose_secret)
    }
}

/// Where a secret begins in a text, without overlaps. Secrets are ASCII, so that no place is within
/// a character.
fn places(text: &[u8], secret: &[u8]) -> Vec<usize> {
    let is_word = |place: Option<&u8>| place.is_some_and(u8::is_ascii_alphanumeric);
    let mut places = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..]
        .windows(secret.len())
        .position(|part| part == secret)
    {
        let (start, end) = (from + found, from + found + secret.len());
        let within = is_word(start.checked_sub(1).and_then(|before| text.get(before)))
            || is_word(text.get(end));
        if secret.len() >= LEAST || !within {
            places.push(start);
            from = end;
        } else {
            from = start + 1;
        }
    }
    places
}

/// How servers spell a printable character: plainly, in JSON as most write it and as .NET does,
/// in HTML as .NET's two encoders do, and as Rust's messages quote it.
const SPELLINGS: [fn(char) -> String; 6] = [
    |c| c.to_string(),
    |c| match c {
        '"' | '\\' => format!("\\{c}"),
        _ => c.to_string(),
    },
    |c| match c {
        '\\' => "\\\\".to_owned(),
        '"' | '&' | '\'' | '+' | '<' | '>' | '`' => format!("\\u{:04X}", u32::from(c)),
        _ => c.to_string(),
    },
    |c| match c {
        '\'' => "&#39;".to_owned(),
        _ => html(c),
    },
    |c| match c {
        '\'' | '+' | '`' => format!("&#x{:X};", u32::from(c)),
        _ => html(c),
    },
    |c| c.escape_debug().to_string(),
];

fn html(c: char) -> String {
    match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        _ => c.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = r#"Ben & Jerry's "Oak" <+> a\b"#;

    fn redaction() -> Redaction {
        Redaction::of(&[&SECRET.into(), &"tenant-77".into(), &"abc".into()])
    }

    #[test]
    fn a_secret_is_found_as_servers_and_messages_spell_it() {
        for spelt in [
            SECRET.to_owned(),
            serde_json::to_string(SECRET)
                .unwrap()
                .trim_matches('"')
                .to_owned(),
            r"Ben \u0026 Jerry\u0027s \u0022Oak\u0022 \u003C\u002B\u003E a\\b".to_owned(),
            r"Ben &amp; Jerry&#39;s &quot;Oak&quot; &lt;+&gt; a\b".to_owned(),
            r"Ben &amp; Jerry&#x27;s &quot;Oak&quot; &lt;&#x2B;&gt; a\b".to_owned(),
            SECRET.escape_debug().to_string(),
        ] {
            let text = redaction().text(format!("no tenant {spelt}, tenant-77!"));
            assert_eq!(text, "no tenant [redacted], [redacted]!", "{spelt}");
        }
    }

    #[test]
    fn a_short_secret_is_found_only_as_a_word() {
        let text = redaction().text("abc abcd xabc:abc, 1abc (abc) abc".to_owned());
        assert_eq!(
            text,
            "[redacted] abcd xabc:[redacted], 1abc ([redacted]) [redacted]"
        );
        assert_eq!(redaction().piece(b"xabc abc", 3..8), b"c ***");
        assert_eq!(redaction().piece(b"xabc abc", 1..4), b"abc");
        // Nor when the window ends where the secret would.
        let short = Redaction::of(&[&"abc".into()]);
        assert_eq!(short.piece(b"xabc", 1..4), b"abc");
        assert_eq!(short.piece(b"abcx", 0..3), b"abc");
        assert_eq!(short.piece(b"xabcx", 4..5), b"x");
        assert_eq!(short.piece(b" abc ", 3..5), b"* ");
    }

    #[test]
    fn the_longer_of_two_secrets_goes_first() {
        let redaction = Redaction::of(&[&"tenant".into(), &"tenant-77".into()]);
        assert_eq!(
            redaction.text("tenant-77 tenant".to_owned()),
            "[redacted] [redacted]"
        );
    }

    #[test]
    fn a_piece_shows_no_part_of_a_secret_that_it_cuts() {
        let body = b"aa tenant-77 bb";
        let whole = b"aa ********* bb";
        for start in 0..=body.len() {
            for end in start..=body.len() {
                assert_eq!(redaction().piece(body, start..end), &whole[start..end]);
            }
        }
    }
}
