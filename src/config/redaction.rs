//! Finding a secret in a text that came from elsewhere, however it is spelt there.

use std::ops::Range;

use secrecy::{ExposeSecret, SecretString};

mod spelt;

use spelt::Spelt;

/// A secret of fewer characters is found in its own case alone, and only where it stands as a word:
/// anywhere else it would be a part of a plain one, or of a product's code.
pub(crate) const LONG: usize = 8;
/// From so many characters on, the beginning of a secret is redacted at the end of a cut text.
const CUT: usize = 4;
/// As many bytes as a character takes at most, so spelt.
const SPELT: usize = 64;

/// The secrets.
pub(crate) struct Redaction(Vec<SecretString>);

impl Redaction {
    pub fn of(secrets: &[&SecretString]) -> Self {
        Self(secrets.iter().copied().cloned().collect())
    }

    /// The text without the secrets; of one that may be cut, without the beginning of one at its end.
    pub fn text(&self, text: &[u8], may_be_cut: bool) -> String {
        let mut clean = String::new();
        let mut kept = 0;
        for place in self.places(text, may_be_cut) {
            clean.push_str(&String::from_utf8_lossy(&text[kept..place.start]));
            clean.push_str("[redacted]");
            kept = place.end;
        }
        clean.push_str(&String::from_utf8_lossy(&text[kept..]));
        clean
    }

    /// A piece of some bytes, in which also the part of a secret that reaches into it is starred.
    pub fn piece(&self, bytes: &[u8], piece: Range<usize>) -> Vec<u8> {
        let longest = self.secrets().map(str::len).max().unwrap_or_default();
        // One more on each side tells whether a short secret stands as a word.
        let reach = (longest + 1) * SPELT;
        let from = piece.start.saturating_sub(reach);
        let to = piece.end.saturating_add(reach).min(bytes.len());
        let mut wide = bytes[from..to].to_vec();
        for place in self.places(&wide, to == bytes.len()) {
            wide[place].fill(b'*');
        }
        wide[piece.start - from..piece.end - from].to_vec()
    }

    fn secrets(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(ExposeSecret::expose_secret)
    }

    /// Where the secrets are, from left to right; of two that begin together, the longer one.
    fn places(&self, text: &[u8], may_be_cut: bool) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        let mut from = 0;
        while from < text.len() {
            let ends = self
                .secrets()
                .filter_map(|secret| end_of(secret, text, from, may_be_cut));
            match ends.max() {
                Some(end) => {
                    places.push(from..end);
                    from = end;
                }
                None => from += 1,
            }
        }
        places
    }
}

/// Where a secret ends that begins at `start`.
fn end_of(secret: &str, text: &[u8], start: usize, may_be_cut: bool) -> Option<usize> {
    let spelt = Spelt::new(text);
    if !spelt.may_begin(secret, start) {
        return None;
    }
    let is_long = secret.chars().nth(LONG - 1).is_some();
    let mut ends = vec![start];
    let mut is_cut = false;
    for (known, c) in secret.chars().enumerate() {
        ends = spelt.secret_character(&ends, c, is_long);
        is_cut |= may_be_cut && known >= CUT && spelt.ran_out();
        if ends.is_empty() {
            let is_cut = is_cut && (is_long || spelt.follows_a_break(start));
            return is_cut.then_some(text.len());
        }
    }
    let is_word = |end: &usize| spelt.follows_a_break(start) && spelt.is_break(*end);
    ends.into_iter().rev().find(|end| is_long || is_word(end))
}

#[cfg(test)]
mod tests {
    use super::spelt::{bytes_of, utf16_of};
    use super::*;

    const NAME: &str = r#"Ben & Jerry's "Oak" <+> a\b/ü"#;

    fn redaction(secret: &str) -> Redaction {
        Redaction::of(&[&secret.into(), &"tenant-77".into()])
    }

    fn redacted(secret: &str, text: &str) -> String {
        redaction(secret).text(text.as_bytes(), false)
    }

    /// A text as a server spells it, every character by `spell`.
    fn spelt(text: &str, spell: impl Fn(char) -> String) -> String {
        text.chars().map(spell).collect()
    }

    fn percent(c: char) -> String {
        spelt(&format!("%{}", bytes_of(c, "%")), |c| {
            c.to_uppercase().to_string()
        })
    }

    fn reserved(c: char) -> String {
        let plain = c.is_ascii_alphanumeric() || "-_.~".contains(c);
        if plain { c.to_string() } else { percent(c) }
    }

    #[test]
    fn c4_a_secret_is_found_in_every_spelling_of_urls_json_and_html() {
        let json = |text: &str| {
            let quoted = serde_json::to_string(text).unwrap();
            quoted[1..quoted.len() - 1].to_owned()
        };
        let dotnet = spelt(NAME, |c| match c {
            '\\' => r"\\".to_owned(),
            '"' | '&' | '\'' | '+' | '<' | '>' | 'ü' => format!("\\u{:04X}", u32::from(c)),
            _ => c.to_string(),
        });
        let html = r"Ben &amp; Jerry&#39;s &quot;Oak&quot; &lt;+&gt; a\b/ü";
        for spelling in [
            NAME.to_owned(),
            NAME.to_uppercase().replace('Ü', "ü"),
            spelt(NAME, percent),
            spelt(NAME, percent).to_lowercase(),
            spelt(NAME, reserved),
            spelt(NAME, reserved).to_lowercase(),
            spelt(NAME, reserved).replace("%20", "+"),
            spelt(NAME, reserved).replace('%', "%25"),
            NAME.replace(' ', "%20"),
            NAME.replace(' ', "+"),
            json(NAME),
            json(NAME).replace('/', r"\/").replace('ü', r"\u00fc"),
            json(&json(NAME)),
            json(html),
            json(&dotnet),
            dotnet.to_lowercase(),
            dotnet,
            html.replace('&', r"\u0026"),
            html.replace("&#39;", "&apos;").replace('ü', "&uuml;"),
            html.replace("&#39;", "&#039;").replace('ü', "&#xFC;"),
            html.replace("&#39;", "&#x27;").replace('+', "&#x2B;"),
            html.replace('&', "&amp;"),
            spelt(html, reserved),
            spelt(NAME, |c| format!("&#{};", u32::from(c))),
            spelt(NAME, |c| format!("&#x{:04x};", u32::from(c))),
            NAME.escape_debug().to_string(),
            NAME.escape_default().to_string(),
            json(NAME).replace('ü', r"\xfc"),
            NAME.replace('ü', r"\xc3\xbc").replace('\'', r"\'"),
        ] {
            let text = redacted(NAME, &format!("no tenant{spelling}, TENANT-77!"));
            assert_eq!(text, "no tenant[redacted], [redacted]!", "{spelling}");
        }
    }

    #[test]
    fn c4_names_outside_ascii_are_found() {
        for (spelling, name) in [
            ("M%C3%BChle%20%26%20S%c3%b6hne", "Mühle & Söhne"),
            ("M\\u00FChle \\u0026 S\\u00f6hne", "Mühle & Söhne"),
            ("M&uuml;hle &amp; S&ouml;hne", "Mühle & Söhne"),
            ("&Auml;pfel &AMP; Birnen", "Äpfel & Birnen"),
            (r"\ud83c\udf33\uD83C\uDF33 Timber", "🌳🌳 Timber"),
            (r"\u{1f333}\u{1F333} timber", "🌳🌳 Timber"),
            ("&#127795;&#x1F333;+Timber", "🌳🌳 Timber"),
            ("Quercus%20timber", "Quercus Timber"),
            ("QUERCUS+TIMBER", "Quercus Timber"),
            ("quercus%2BTimber", "Quercus+Timber"),
            ("100%25 Oak&amp;amp;", "100% Oak&amp;"),
            ("100%2525 Oak", "100%25 Oak"),
            ("5%20off &amp; more", "5%20off & more"),
        ] {
            assert_eq!(redacted(name, spelling), "[redacted]", "{spelling}");
            assert_eq!(redacted(name, name), "[redacted]");
        }
    }

    #[test]
    fn c4_a_short_secret_is_found_as_a_whole_word_in_its_own_case() {
        for shown in [
            "OAK-TOP-120",
            "Oak-TOP-120",
            "TOP-Oak",
            "Oaks and oak and Oak_1 and Oak.x",
            "/api/Oak/1",
            "Oak+1",
            "1Oak",
            "Oakü",
        ] {
            assert_eq!(redacted("Oak", shown), shown);
        }
        for hidden in [
            "Oak",
            "a Oak b",
            "\"Oak\"",
            "'Oak'",
            "(Oak)",
            "[Oak]",
            "{Oak}",
            "<Oak>",
            "`Oak`",
            "“Oak”",
            "x\tOak\n",
            r#"{\"a\":\"Oak\"}"#,
            r"\nOak\r\n",
            "&quot;Oak&quot;",
            "&lt;Oak&gt;",
            r"\u0022Oak\u0022",
            "%22Oak%22",
            "a%20Oak%20b",
            "?tenant=Oak&x=1",
            "is Oak.",
            "Oak!",
            "Oak, Ltd",
            "id: Oak; x",
        ] {
            let text = redacted("Oak", hidden);
            assert_eq!(text, hidden.replace("Oak", "[redacted]"), "{hidden}");
        }
        for spelling in ["A&B Ltd", r"A\u0026B Ltd", "A%26B+Ltd", "A&amp;B Ltd"] {
            let text = redacted(
                "A&B Ltd",
                &format!("\"{spelling}\" x{spelling} {spelling}y"),
            );
            let expected = format!("\"[redacted]\" x{spelling} {spelling}y");
            assert_eq!(text, expected);
        }
        let short = redaction("abc");
        assert_eq!(short.piece(b"xabc abc", 3..8), b"c ***");
        // Nor when the piece ends where the secret would.
        assert_eq!(short.piece(b"xabc abc", 1..4), b"abc");
        assert_eq!(short.piece(b"abcx", 0..3), b"abc");
        assert_eq!(short.piece(b" abc ", 3..5), b"* ");
    }

    #[test]
    fn c5_the_beginning_of_a_secret_is_redacted_where_the_text_is_cut() {
        let spellings: [fn(char) -> String; 6] = [
            |c| c.to_string(),
            percent,
            reserved,
            |c| format!("&#{};", u32::from(c)),
            |c| c.escape_default().to_string(),
            |c| format!("\\u{}", utf16_of(c)),
        ];
        for spell in spellings {
            let mut text = b"tenant ".to_vec();
            for (known, c) in NAME.chars().enumerate() {
                for byte in spell(c).bytes() {
                    let shown = redaction(NAME).text(&text, true);
                    let expected = match known {
                        CUT.. => "tenant [redacted]".to_owned(),
                        _ => String::from_utf8_lossy(&text).into_owned(),
                    };
                    assert_eq!(shown, expected);
                    text.push(byte);
                }
            }
        }
        assert_eq!(redacted(NAME, "no Ben & J"), "no Ben & J");
        let cut = redaction("Oakwell").text(b"OAK-Oakwe Oakwe", true);
        assert_eq!(cut, "OAK-Oakwe [redacted]");
        let cut = redaction("Mühle & Söhne").text(b"M\xc3\xbchle & S\xc3", true);
        assert_eq!(cut, "[redacted]");
        assert_eq!(redaction(NAME).piece(b"x tenant-", 4..9), b"*****");
    }

    #[test]
    fn the_longer_of_two_secrets_goes_first() {
        let secrets: [SecretString; 2] = ["my-tenant".into(), "my-tenant-77".into()];
        let text =
            Redaction::of(&[&secrets[0], &secrets[1]]).text(b"my-tenant-77 my-tenant", false);
        assert_eq!(text, "[redacted] [redacted]");
    }

    #[test]
    fn a_piece_shows_no_part_of_a_secret_that_it_cuts() {
        let body = b"aa tenant%2D77 bb";
        let whole = b"aa *********** bb";
        for start in 0..=body.len() {
            for end in start..=body.len() {
                assert_eq!(redaction("abc").piece(body, start..end), &whole[start..end]);
            }
        }
    }

    #[test]
    fn the_corpus_of_texts_is_redacted() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz/corpus/redaction");
        for entry in std::fs::read_dir(folder).unwrap() {
            crate::fuzzing::redaction(&std::fs::read(entry.unwrap().path()).unwrap());
        }
    }
}
