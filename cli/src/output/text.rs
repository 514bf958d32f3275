//! Texts that other people wrote: shortened, on one line, without characters that are not seen.

/// So many characters of a text are shown.
pub const TEXT: usize = 200;
/// So many of one that stands within a sentence.
const QUOTED: usize = 80;

/// The text on one line, of so many characters at most, without those that are not seen or that move others.
#[must_use]
pub fn clean(text: &str, at_most: usize) -> String {
    let visible = text.chars().filter_map(|letter| match letter {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        letter if letter.is_control() || is_unseen(letter) => None,
        letter => Some(letter),
    });
    let mut kept: String = visible.clone().take(at_most).collect();
    if visible.count() > at_most {
        kept.pop();
        kept.push('…');
    }
    kept
}

/// The text in quotes, for a sentence.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", clean(text, QUOTED).replace('"', "'"))
}

/// Characters without a width, those that change the order of others, and those that carry hidden text.
const fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_left_out_and_what_is_long_is_cut() {
        assert_eq!(
            clean("a\u{200b}b\u{202e}c\u{e0041}d\u{7}\ne\u{feff}", TEXT),
            "abcd e"
        );
        assert_eq!(clean("abcdef", 4), "abc…");
        assert_eq!(clean("abcd", 4), "abcd");
        assert_eq!(quoted("say \"no\"\n"), "\"say 'no' \"");
        assert_eq!(quoted(&"x".repeat(500)).chars().count(), QUOTED + 2);
    }
}
