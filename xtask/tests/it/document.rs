//! Reading YAML as the text that it is.

use serde_json::json;
use xtask::document::{in_order_of, read};

#[test]
fn words_and_numbers_of_yaml_stay_what_they_are() {
    let read = |text: &str| read(text).unwrap();
    assert_eq!(
        read("enum:\n- No\n- Yes\n- On\n- '1'\n- 1\n- 1.5\n- true\n- null\n"),
        json!({
            "enum": ["No", "Yes", "On", "1", 1, 1.5, true, null]
        })
    );
    assert_eq!(
        read("200: {a: b}\n'404': ~\n"),
        json!({ "200": { "a": "b" }, "404": null })
    );
    assert_eq!(
        read("date: 2026-01-01\nlong: |\n  a\n  b\n"),
        json!({ "date": "2026-01-01", "long": "a\nb\n" })
    );
}

#[test]
fn a_fault_names_its_place() {
    assert!(
        read("a: [1, 2\nb: 3\n")
            .unwrap_err()
            .starts_with("not valid YAML")
    );
    assert!(read("a: 1\na: 2\n").unwrap_err().contains("duplicate"));
    assert!(read("{\"a\": }").unwrap_err().contains("line 1 column 7"));
}

#[test]
fn a_document_takes_the_order_of_another() {
    let ordered = in_order_of(
        &json!({ "c": 1, "b": { "y": 1, "x": 2 }, "a": 3 }),
        &json!({ "a": 0, "b": { "x": 0, "y": 0 }, "d": 0 }),
    );
    assert_eq!(ordered.to_string(), r#"{"a":3,"b":{"x":2,"y":1},"c":1}"#);
}
