//! Every operation of the document: method, path, query, body and the exact set of headers.

use std::collections::BTreeMap;

use serde_json::Value;
use stocktrim::Operation;

use crate::support::operations::{Row, table};
use crate::support::{ID, Recorder, SIGNATURE};

#[tokio::test]
async fn every_operation_sends_what_the_document_says_and_no_other_header() {
    let recorder = Recorder::start().await;
    let plain = recorder.client();
    let named = recorder
        .builder()
        .app_info("acme-sync/2.1")
        .build()
        .unwrap();
    let own_agent = concat!("stocktrim/", env!("CARGO_PKG_VERSION"));
    let named_agent = format!("{own_agent} acme-sync/2.1");

    for row in table() {
        for (client, agent) in [(&plain, own_agent), (&named, named_agent.as_str())] {
            (row.call)(client.api())
                .await
                .unwrap_or_else(|error| panic!("{}: {error}", row.id));
            let [request] = &recorder.take()[..] else {
                panic!("{}: one request", row.id)
            };
            let uri = request.uri();
            assert_eq!(
                format!("{} {}", request.method_str(), uri.path()),
                row.request
            );

            let mut query = request.query_params();
            query.sort();
            let expected: Vec<_> = row
                .query
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect();
            assert_eq!(query, expected, "{}", row.id);

            let body = request.body_ref();
            match &row.body {
                Some(json) => {
                    assert_eq!(
                        &serde_json::from_slice::<Value>(body).unwrap(),
                        json,
                        "{}",
                        row.id
                    );
                }
                None => assert!(body.is_empty(), "{}", row.id),
            }
            assert_eq!(
                headers(request),
                expected_headers(&recorder, &row, body.len(), agent),
                "{}",
                row.id
            );
        }
    }
}

fn headers(request: &httpmock::HttpMockRequest) -> BTreeMap<String, String> {
    let headers = request.headers_vec();
    let map: BTreeMap<_, _> = headers.iter().cloned().collect();
    assert_eq!(
        map.len(),
        headers.len(),
        "no header is sent twice: {headers:?}"
    );
    map
}

fn expected_headers(
    recorder: &Recorder,
    row: &Row,
    length: usize,
    agent: &str,
) -> BTreeMap<String, String> {
    let mut expected: BTreeMap<String, String> = [
        ("accept", "application/json"),
        ("api-auth-id", ID),
        ("api-auth-signature", SIGNATURE),
        ("user-agent", agent),
        ("host", &recorder.host()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    let mut add = |name: &str, value: String| expected.insert(name.to_owned(), value);
    let encodings = [
        ("zstd", cfg!(feature = "zstd")),
        ("gzip", cfg!(feature = "gzip")),
        ("br", cfg!(feature = "brotli")),
    ];
    let encodings: Vec<_> = encodings
        .iter()
        .filter(|(_, on)| *on)
        .map(|(name, _)| *name)
        .collect();
    if !encodings.is_empty() {
        add("accept-encoding", encodings.join(","));
    }
    if row.body.is_some() {
        add("content-type", "application/json".to_owned());
        add("content-length", length.to_string());
    } else if row.request.starts_with("POST") {
        add("content-length", "0".to_owned());
    }
    expected
}

#[test]
fn the_table_holds_every_operation_once() {
    let mut table: Vec<_> = table().iter().map(|row| row.id).collect();
    let mut document: Vec<_> = Operation::ALL.iter().map(|one| one.id()).collect();
    table.sort_unstable();
    document.sort_unstable();
    assert_eq!(table, document);
    assert_eq!(table.len(), 38);
}
