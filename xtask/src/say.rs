//! Standard output that may be closed: a task whose reader has left, such as `head`, goes on and ends as it would.

use std::io::Write as _;

/// Prints a text, and ends its last line where it has not ended.
pub fn say(text: &str) {
    let end = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let _ = write!(std::io::stdout(), "{text}{end}");
}
