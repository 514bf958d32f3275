//! Writing a document as YAML, in the block style of StockTrim's own.

use serde_json::Value;
use std::fmt::Write as _;

/// The document as YAML.
pub fn yaml(value: &Value) -> String {
    let mut out = String::new();
    block(&mut out, value, 0);
    out
}

fn block(out: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let key = if key.chars().all(char::is_alphanumeric)
                    && !key.starts_with(|c: char| c.is_ascii_digit())
                {
                    key.clone()
                } else {
                    format!("'{key}'")
                };
                let _ = write!(out, "{indent}{key}:");
                below(out, value, depth);
            }
        }
        Value::Array(list) => {
            for value in list {
                let _ = write!(out, "{indent}-");
                below(out, value, depth);
            }
        }
        _ => {}
    }
}

fn below(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(object) if !object.is_empty() => {
            out.push('\n');
            block(out, value, depth + 1);
        }
        Value::Array(list) if !list.is_empty() => {
            out.push('\n');
            block(out, value, depth + 1);
        }
        Value::String(text)
            if text.chars().all(char::is_alphabetic)
                && !["true", "false", "null"].contains(&text.as_str()) =>
        {
            let _ = writeln!(out, " {text}");
        }
        other => {
            let _ = writeln!(out, " {other}");
        }
    }
}
