//! Reading path segments and query strings exactly: `%2F` stays inside its segment, `+` in a query is a space.

/// Decodes percent escapes; `None` when an escape is broken or the result is not UTF-8.
pub(super) fn percent(text: &str, plus_is_space: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        bytes.push(match first {
            b'%' => {
                let [high, low, tail @ ..] = rest else {
                    return None;
                };
                rest = tail;
                hex(*high)? << 4 | hex(*low)?
            }
            b'+' if plus_is_space => b' ',
            other => *other,
        });
    }
    String::from_utf8(bytes).ok()
}

const fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// The names and values of a query string, in order; `None` when one cannot be decoded.
pub(super) fn query(text: &str) -> Option<Vec<(String, String)>> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((percent(name, true)?, percent(value, true)?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{percent, query};

    #[test]
    fn escapes_are_decoded_exactly() {
        let code = "a%2Fb%20c%25%23%3F%C3%BC%F0%9F%AA%91+d";
        assert_eq!(percent(code, false).as_deref(), Some("a/b c%#?ü🪑+d"));
        assert_eq!(percent(code, true).as_deref(), Some("a/b c%#?ü🪑 d"));
        for broken in ["%", "%4", "%zz", "%ff"] {
            assert_eq!(percent(broken, false), None, "{broken}");
        }
    }

    #[test]
    fn a_query_keeps_order_repeats_and_empty_values() {
        let read = query("code=a%26b&page&code=&=x").unwrap();
        let read: Vec<_> = read.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(
            read,
            [("code", "a&b"), ("page", ""), ("code", ""), ("", "x")]
        );
    }
}
