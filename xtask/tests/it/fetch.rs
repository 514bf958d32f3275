//! What is taken as the vendor's document, and what is refused without a trace on disk.

use crate::common::Copy;
use crate::common::vendor::{Answer, serve, write};
use crate::common::yaml::yaml;
use chrono::{TimeZone as _, Utc};
use serde_json::{Value, json};
use std::io::Write as _;
use std::time::{Duration, Instant};
use xtask::fetch::Limits;
use xtask::vendor::take;

const LIMITS: Limits = Limits {
    connect: Duration::from_secs(2),
    whole: Duration::from_secs(2),
    bytes: 1 << 20,
    redirects: 3,
};

/// StockTrim's document as it is in the repository.
fn document() -> Value {
    serde_json::from_str(&Copy::new().read("vendor.json")).unwrap()
}

/// The same with one more field, so that it is new.
fn news() -> Value {
    let mut document = document();
    document["components"]["schemas"]["CustomerDto"]["properties"]["fax"] =
        json!({ "type": "string" });
    document
}

fn fetch(copy: &Copy, from: &str) -> Result<Vec<String>, String> {
    let now = Utc.with_ymd_and_hms(2026, 11, 23, 8, 30, 0).unwrap();
    take(&copy.files(false), from, &LIMITS, now).map(|taken| taken.written)
}

/// The sentence with which a source is refused; nothing on disk may have changed.
fn refusal(from: &str) -> String {
    let copy = Copy::new();
    let before = copy.contents();
    let sentence = fetch(&copy, from).expect_err("it should be refused");
    assert!(copy.contents() == before, "something was written");
    assert!(sentence.starts_with(from), "{sentence}");
    sentence
}

/// The sentence with which an answer of the server is refused.
fn refused(answer: Answer, text: &str) -> String {
    refusal(&serve(answer, text.to_owned()))
}

#[test]
fn yaml_and_json_are_taken_alike() {
    let text = yaml(&news());
    let from_yaml = serve(
        |_, stream, text| write(stream, "200 OK", "application/yaml", text),
        text,
    );
    let from_json = serve(
        |_, stream, text| write(stream, "200 OK", "application/json", text),
        news().to_string(),
    );
    let copies = [Copy::new(), Copy::new()];
    for (copy, from) in copies.iter().zip([&from_yaml, &from_json]) {
        assert_eq!(
            fetch(copy, from).unwrap(),
            ["spec/vendor.json", "spec/vendor.lock.toml"]
        );
    }
    assert_eq!(copies[0].read("vendor.json"), copies[1].read("vendor.json"));
    assert_eq!(copies[0].read("vendor.json"), format!("{:#}\n", news()));
}

#[test]
fn the_lock_says_where_and_when_and_what() {
    let copy = Copy::new();
    let text = news().to_string();
    let from = serve(
        |_, stream, text| write(stream, "200 OK", "application/json", text),
        text.clone(),
    );
    fetch(&copy, &from).unwrap();
    let lock = copy.read("vendor.lock.toml");
    for due in [
        format!("address = \"{from}\""),
        "fetched = \"2026-11-23T08:30:00Z\"".to_owned(),
        "descriptions_restated = false".to_owned(),
        format!(
            "fetched_sha256 = \"{}\"",
            xtask::document::sha256(text.as_bytes())
        ),
        format!(
            "file_sha256 = \"{}\"",
            xtask::document::sha256(copy.read("vendor.json").as_bytes())
        ),
        "version = \"v1\"\npaths = 23\noperations = 38\nschemas = 33\n".to_owned(),
    ] {
        assert!(lock.contains(&due), "{due} is not in\n{lock}");
    }
}

#[test]
fn a_document_that_has_not_changed_is_not_written_again() {
    let copy = Copy::new();
    let from = serve(
        |_, stream, text| write(stream, "200 OK", "application/json", text),
        news().to_string(),
    );
    fetch(&copy, &from).unwrap();
    assert_eq!(fetch(&copy, &from).unwrap(), [""; 0]);
}

#[test]
fn the_order_of_keys_that_we_have_is_kept() {
    let copy = Copy::new();
    let mut turned = document();
    let schema = turned
        .pointer_mut("/components/schemas/BillOfMaterialsRequestDto/properties")
        .unwrap();
    let properties = schema.as_object().unwrap().clone();
    *schema = properties
        .into_iter()
        .rev()
        .collect::<serde_json::Map<_, _>>()
        .into();
    let before = copy.read("vendor.json");
    assert_ne!(format!("{turned:#}\n"), before);
    let from = serve(
        |_, stream, text| write(stream, "200 OK", "application/json", text),
        turned.to_string(),
    );
    fetch(&copy, &from).unwrap();
    assert_eq!(copy.read("vendor.json"), before);
}

#[test]
fn any_status_but_200_is_refused() {
    let not_modified: Answer =
        |_, stream, text| write(stream, "304 Not Modified", "application/json", text);
    let not_found: Answer =
        |_, stream, text| write(stream, "404 Not Found", "application/json", text);
    let broken: Answer = |_, stream, text| {
        write(
            stream,
            "500 Internal Server Error",
            "application/json",
            text,
        )
    };
    for (answer, status) in [(not_modified, "304"), (not_found, "404"), (broken, "500")] {
        let text = if status == "304" {
            String::new()
        } else {
            news().to_string()
        };
        let sentence = refused(answer, &text);
        assert!(
            sentence.contains(&format!("the answer is {status}")),
            "{sentence}"
        );
    }
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    let started = Instant::now();
    let sentence = refused(|_, stream, _| stream.read_to_nowhere(), "");
    assert!(sentence.contains("timeout"), "{sentence}");
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_body_that_drips_is_given_up() {
    let started = Instant::now();
    let sentence = refused(
        |_, stream, _| {
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")?;
            loop {
                write!(stream, "{{")?;
                stream.flush()?;
                std::thread::sleep(Duration::from_millis(50));
            }
        },
        "",
    );
    assert!(sentence.contains("timeout"), "{sentence}");
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_cut_body_is_refused_however_it_was_framed() {
    let counted: Answer = |_, stream, text| {
        let (sent, length) = (&text[..text.len() / 2], text.len());
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{sent}"
        )
    };
    let chunked: Answer = |_, stream, text| {
        let sent = &text[..text.len() / 2];
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{sent}\r\n",
            sent.len()
        )
    };
    for answer in [counted, chunked] {
        let sentence = refused(answer, &yaml(&news()));
        assert!(sentence.contains("broke off"), "{sentence}");
    }
    let unsaid: Answer =
        |_, stream, text| write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{text}");
    let sentence = refused(unsaid, &yaml(&news()));
    assert!(
        sentence.contains("does not say how long it is"),
        "{sentence}"
    );
}

#[test]
fn a_gigabyte_is_refused_without_being_read() {
    let started = Instant::now();
    let sentence = refused(
        |_, stream, _| {
            write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n",
                1 << 30
            )?;
            let block = [b' '; 1 << 14];
            for _ in 0..1 << 16 {
                stream.write_all(&block)?;
            }
            Ok(())
        },
        "",
    );
    assert!(sentence.contains("larger than 1048576 bytes"), "{sentence}");
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_redirect_is_followed_within_the_host_and_nowhere_else() {
    let within: Answer = |path, stream, text| {
        if path == "/moved.yaml" {
            return write(stream, "200 OK", "application/json", text);
        }
        write!(
            stream,
            "HTTP/1.1 302 Found\r\nLocation: /moved.yaml\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
    };
    fetch(&Copy::new(), &serve(within, news().to_string())).unwrap();
    let away: Answer = |_, stream, text| {
        write!(
            stream,
            "HTTP/1.1 301 Moved\r\nLocation: {text}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
    };
    let there = serve(
        |_, stream, text| write(stream, "200 OK", "application/json", text),
        news().to_string(),
    );
    let sentence = refused(away, &there.replace("127.0.0.1", "localhost"));
    assert!(sentence.contains("on another host"), "{sentence}");
    let sentence = refused(away, "//example.org/swagger.yaml");
    assert!(sentence.contains("redirect to"), "{sentence}");
    let sentence = refused(away, "/again");
    assert!(sentence.contains("more than 3 redirects"), "{sentence}");
}

#[test]
fn what_is_not_the_document_is_refused() {
    let with = |edit: fn(&mut Value)| {
        let mut document = news();
        edit(&mut document);
        document.to_string()
    };
    let html = "<!DOCTYPE html><html><body>Sign in</body></html>".to_owned();
    for (text, due) in [
        (html, "HTML or XML"),
        (String::new(), "not "),
        ("just: words\n".to_owned(), "not an OpenAPI document"),
        (
            with(|d| d["info"]["title"] = json!("Petstore")),
            "another API, \"Petstore\"",
        ),
        (
            with(|d| d["openapi"] = json!("3.1.0")),
            "OpenAPI 3.1.0; only 3.0",
        ),
        (
            r#"{ "swagger": "2.0", "info": { "title": "StockTrim API" } }"#.to_owned(),
            "OpenAPI 2; only 3.0",
        ),
        (with(|d| d["paths"] = json!({})), "without operations"),
        (
            with(|d| d["paths"]["/api/boms"]["get"]["parameters"] = json!(7)),
            "not a valid OpenAPI 3.0 document",
        ),
        (
            with(|d| {
                let schemas = d["components"]["schemas"].as_object_mut().unwrap();
                schemas.shift_remove("CustomerDto");
            }),
            "refers to what it does not have",
        ),
    ] {
        let sentence = refused(
            |_, stream, text| write(stream, "200 OK", "text/plain", text),
            &text,
        );
        assert!(sentence.contains(due), "{sentence}");
    }
}

#[test]
fn a_file_is_taken_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vendor.yaml");
    let from = path.to_str().unwrap();
    assert!(refusal(from).contains("No such file"));
    let (json, yaml) = (news().to_string(), yaml(&news()));
    for text in [&json, &yaml] {
        std::fs::write(&path, text).unwrap();
        let copy = Copy::new();
        fetch(&copy, from).unwrap();
        assert!(
            copy.read("vendor.lock.toml")
                .contains("address = \"vendor.yaml\"")
        );
    }
    for part in 1..40 {
        for text in [&json, &yaml] {
            std::fs::write(&path, &text[..text.len() * part / 40]).unwrap();
            refusal(from);
        }
    }
}

/// Waiting for a client that gives up.
trait Wait {
    fn read_to_nowhere(&mut self) -> std::io::Result<()>;
}

impl Wait for std::net::TcpStream {
    fn read_to_nowhere(&mut self) -> std::io::Result<()> {
        std::io::copy(self, &mut std::io::sink()).map(drop)
    }
}
