//! Reading characters that URLs, JSON, HTML or messages have encoded, perhaps one within another.

use std::cell::Cell;

/// How many encodings may lie over each other, such as HTML within JSON.
const LAYERS: u8 = 2;
/// What stands around a word.
const AROUND: &str = " \t\r\n\"'`“”‘’()[]{}<>=:,;";

/// Whether a byte can begin a character that is not spelt plainly.
fn begins_spelling(byte: u8) -> bool {
    matches!(byte, b'%' | b'\\' | b'&' | b'+')
}

/// A text, read for what is expected in it. Where several spellings fit, each place at which one of
/// them ends is kept.
pub(super) struct Spelt<'a> {
    text: &'a [u8],
    /// Whether the text ended in the middle of something that was expected.
    ran_out: Cell<bool>,
}

impl<'a> Spelt<'a> {
    pub fn new(text: &'a [u8]) -> Self {
        Self {
            text,
            ran_out: Cell::new(false),
        }
    }

    /// Whether the text ended in the middle of the last character of the secret.
    pub fn ran_out(&self) -> bool {
        self.ran_out.get()
    }

    /// Whether a secret may begin here, at a glance.
    pub fn may_begin(&self, secret: &str, start: usize) -> bool {
        let (read, first) = (self.text.get(start), secret.as_bytes().first());
        let same = |read: &u8| first.is_some_and(|first| first.eq_ignore_ascii_case(read));
        read.is_some_and(|read| begins_spelling(*read) || same(read))
    }

    /// The ends of a character of a secret that begins at one of `starts`, in order.
    pub fn secret_character(&self, starts: &[usize], c: char, any_case: bool) -> Vec<usize> {
        self.ran_out.set(false);
        self.character(starts, c, LAYERS, any_case)
    }

    /// The ends of a character that begins at one of `starts`, in order.
    fn character(&self, starts: &[usize], c: char, layers: u8, any_case: bool) -> Vec<usize> {
        let mut ends = Vec::new();
        let mut buffer = [0; 4];
        let plain = c.encode_utf8(&mut buffer).as_bytes();
        for &start in starts {
            let rest = &self.text[start..];
            let same = rest.iter().zip(plain).take_while(|(read, byte)| {
                read == byte || (any_case && read.eq_ignore_ascii_case(byte))
            });
            let same = same.count();
            if same == plain.len() {
                ends.push(start + same);
            } else if same == rest.len() {
                self.ran_out.set(true);
            }
            if layers > 0 && rest.first().is_some_and(|byte| begins_spelling(*byte)) {
                self.escapes(start, c, layers - 1, &mut ends);
                // What escapes are made of has the one case.
                if layers == LAYERS && any_case && c.is_ascii_lowercase() {
                    self.escapes(start, c.to_ascii_uppercase(), layers - 1, &mut ends);
                } else if layers == LAYERS && any_case && c.is_ascii_uppercase() {
                    self.escapes(start, c.to_ascii_lowercase(), layers - 1, &mut ends);
                }
            }
        }
        ends.sort_unstable();
        ends.dedup();
        ends
    }

    /// The ends of an ASCII word, in any case.
    fn word(&self, starts: &[usize], word: &str, layers: u8) -> Vec<usize> {
        let mut ends = starts.to_vec();
        for c in word.chars() {
            if ends.is_empty() {
                break;
            }
            ends = self.character(&ends, c, layers, true);
        }
        ends
    }

    /// The ends of a character at `start` that is encoded for URLs, JSON, HTML, or as messages of
    /// Rust and Python quote it.
    fn escapes(&self, start: usize, c: char, layers: u8, ends: &mut Vec<usize>) {
        let begun = |with: &str| self.word(&[start], with, layers);
        let mut read = |starts: &[usize], word: &str| {
            if !starts.is_empty() {
                ends.extend(self.word(starts, word, layers));
            }
        };
        if c == ' ' {
            read(&begun("+"), "");
        }
        let percent = begun("%");
        if !percent.is_empty() {
            read(&percent, &bytes_of(c, "%"));
        }
        let backslash = begun("\\");
        if !backslash.is_empty() {
            match c {
                '\n' => read(&backslash, "n"),
                '\r' => read(&backslash, "r"),
                '\t' => read(&backslash, "t"),
                _ if c.is_ascii_alphanumeric() => {}
                _ if c.is_ascii() => read(&backslash, &c.to_string()),
                _ => {}
            }
            let code = self.word(&backslash, "u", layers);
            if !code.is_empty() {
                read(&code, &utf16_of(c));
                let braced = self.word(&code, "{", layers);
                read(
                    &self.zeros(braced, layers),
                    &format!("{:x}}}", u32::from(c)),
                );
            }
            let code = self.word(&backslash, "x", layers);
            if !code.is_empty() {
                read(&code, &bytes_of(c, "\\x"));
                read(&code, &format!("{:02x}", u32::from(c)));
            }
        }
        let entity = begun("&");
        if !entity.is_empty() {
            if let Some(name) = name_of(c) {
                read(&entity, &format!("{name};"));
            }
            let number = self.word(&entity, "#", layers);
            if !number.is_empty() {
                let hex = self.word(&number, "x", layers);
                read(&self.zeros(hex, layers), &format!("{:x};", u32::from(c)));
                read(&self.zeros(number, layers), &format!("{};", u32::from(c)));
            }
        }
    }

    /// The same places and those after zeros, which a number may have before it.
    fn zeros(&self, mut starts: Vec<usize>, layers: u8) -> Vec<usize> {
        let mut after = starts.clone();
        for _ in 0..8 {
            after = self.character(&after, '0', layers, true);
            starts.extend(&after);
        }
        starts
    }

    /// Whether a word may begin here: the text does, or what parts words stands before.
    pub fn follows_a_break(&self, start: usize) -> bool {
        let nearby = start.saturating_sub(12)..start;
        let ends_here = |before| self.breaks(before).any(|end| end == start);
        start == 0 || nearby.into_iter().any(ends_here)
    }

    /// Whether a word may end here: the text does, or what parts words follows, perhaps after the
    /// end of a sentence.
    pub fn is_break(&self, end: usize) -> bool {
        let parts = |end: usize| {
            matches!(self.text.get(end), None | Some(b'&')) || self.breaks(end).next().is_some()
        };
        let is_sentence = matches!(self.text.get(end), Some(b'.' | b'!' | b'?'));
        parts(end) || (is_sentence && parts(end + 1))
    }

    /// Where something ends that parts words; a `+` is no blank here, since codes hold it.
    fn breaks(&self, start: usize) -> impl Iterator<Item = usize> {
        let is_plus = self.text.get(start) == Some(&b'+');
        let parting = AROUND.chars().filter(move |_| !is_plus);
        parting.flat_map(move |c| self.character(&[start], c, LAYERS, false))
    }
}

/// HTML's name of a character.
fn name_of(c: char) -> Option<&'static str> {
    let own = c.to_lowercase().next().unwrap_or(c);
    let is_named = !own.is_ascii_alphanumeric() && !own.is_whitespace();
    let (_, after) = NAMES.split_once(own).filter(|_| is_named)?;
    after.split(' ').next()
}

/// The bytes of a character in hex, with something between them.
pub(super) fn bytes_of(c: char, between: &str) -> String {
    let bytes = c.to_string().into_bytes();
    let hex: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    hex.join(between)
}

/// The UTF-16 of a character in hex, as JSON has it after the first `\u`.
pub(super) fn utf16_of(c: char) -> String {
    let units = c.encode_utf16(&mut [0; 2]).to_vec();
    let hex: Vec<_> = units.iter().map(|unit| format!("{unit:04x}")).collect();
    hex.join("\\u")
}

/// HTML's names: each after its character, that of a capital letter differing in its case alone.
const NAMES: &str = "!excl \"quot #num $dollar %percnt &amp 'apos (lpar )rpar *ast +plus ,comma \
    .period /sol :colon ;semi <lt =equals >gt ?quest @commat [lsqb \\bsol ]rsqb ^hat _lowbar `grave \
    {lcub |verbar }rcub ¡iexcl ¢cent £pound ¤curren ¥yen ¦brvbar §sect ¨uml ©copy ªordf «laquo ¬not \
    ®reg ¯macr °deg ±plusmn ²sup2 ³sup3 ´acute µmicro ¶para ·middot ¸cedil ¹sup1 ºordm »raquo \
    ¼frac14 ½frac12 ¾frac34 ¿iquest àagrave áaacute âacirc ãatilde äauml åaring æaelig çccedil \
    èegrave éeacute êecirc ëeuml ìigrave íiacute îicirc ïiuml ðeth ñntilde òograve óoacute ôocirc \
    õotilde öouml ×times øoslash ùugrave úuacute ûucirc üuuml ýyacute þthorn ßszlig ÷divide ÿyuml \
    œoelig šscaron žzcaron –ndash —mdash ‘lsquo ’rsquo ‚sbquo “ldquo ”rdquo „bdquo …hellip €euro \
    ™trade";
