//! Every fault does on the wire what its name says, and the log tells whether the request was carried out.

use crate::support::{Connection, Reply, get, plain, post, raw, request, try_call};
use hyper::body::{Body as _, Incoming};
use serde_json::{Value, json};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use stocktrim::Operation;
use stocktrim_sandbox::{Area, Fault, RequestRecord, RetryAfter, Sandbox, Target};

/// What one POST of a product meets, and what is left of it.
async fn meet(fault: Fault) -> (Sandbox, hyper::Result<Reply>) {
    let sandbox = plain(|_| {}).start().await.unwrap();
    sandbox.faults().next(1, Operation::UpsertProduct, fault);
    let product = json!({"productId": "a", "name": "A"});
    let reply = try_call(&sandbox, "POST", "/api/Products", Some(&product)).await;
    (sandbox, reply)
}

#[tokio::test]
async fn every_fault_that_ends_is_met_once_and_applies_what_it_says() {
    for fault in Fault::every() {
        let (name, applies) = (fault.name(), fault.applies());
        // These three do not end by themselves.
        if ["stall_body", "endless_body", "byte_a_second"].contains(&name) {
            continue;
        }
        for (fault, applies) in [
            (fault.clone(), applies),
            (fault.clone().after_applying(), name != "panic"),
            (fault.before_applying(), false),
        ] {
            let (sandbox, _) = meet(fault).await;
            let record = &sandbox.requests().of(Operation::UpsertProduct)[0];
            assert_eq!(
                (record.applied, record.fault),
                (applies, Some(name)),
                "{name}"
            );
            assert_eq!(
                sandbox.store().len(Area::Products),
                usize::from(applies),
                "{name}"
            );
            let count = sandbox.requests().count(Operation::UpsertProduct);
            assert_eq!((count.arrived, count.applied), (1, u64::from(applies)));
            // The next request is as if nothing had been.
            assert_eq!(get(&sandbox, "/api/SuppliersBulk").await.status, 200);
            assert_eq!(sandbox.faults().pending(), 0);
        }
    }
}

#[tokio::test]
async fn answers_instead_have_the_chosen_status_media_type_headers_and_body() {
    let date = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    for (fault, status, header, value) in [
        (Fault::status(409), 409, "content-length", "0"),
        (
            Fault::answer(502, "text/plain", "bad"),
            502,
            "content-type",
            "text/plain",
        ),
        (
            Fault::too_many_requests(&RetryAfter::Seconds(7)),
            429,
            "retry-after",
            "7",
        ),
        (
            Fault::unavailable(&RetryAfter::At(date)),
            503,
            "retry-after",
            "Fri, 15 Jan 2027 08:00:00 GMT",
        ),
        (
            Fault::unavailable(&RetryAfter::Text("later".to_owned())),
            503,
            "retry-after",
            "later",
        ),
        (
            Fault::html_500(),
            500,
            "content-type",
            "text/html; charset=utf-8",
        ),
        (
            Fault::html_200(),
            200,
            "content-type",
            "text/html; charset=utf-8",
        ),
        (
            Fault::redirect("http://elsewhere.test/x"),
            307,
            "location",
            "http://elsewhere.test/x",
        ),
    ] {
        let (_sandbox, reply) = meet(fault).await;
        let reply = reply.unwrap();
        assert_eq!((reply.status, reply.header(header)), (status, value));
    }
}

#[tokio::test]
async fn spoilt_bodies_keep_the_status_of_the_real_answer() {
    let (_sandbox, reply) = meet(Fault::json_null()).await;
    let reply = reply.unwrap();
    assert_eq!((reply.status, reply.text()), (201, "null"));

    let (_sandbox, reply) = meet(Fault::malformed_json()).await;
    let reply = reply.unwrap();
    assert_eq!(reply.status, 201);
    assert!(serde_json::from_slice::<Value>(&reply.body).is_err() && reply.body.starts_with(b"{"));

    for fault in [Fault::cut_body(), Fault::wrong_content_length()] {
        let (_sandbox, reply) = meet(fault).await;
        let error = reply.unwrap_err();
        assert!(
            !error.is_incomplete_message(),
            "the head has arrived: {error:?}"
        );
    }
}

#[tokio::test]
async fn closed_and_reset_connections_differ() {
    for fault in [
        Fault::close_before_applying(),
        Fault::close_after_applying(),
    ] {
        let (sandbox, reply) = meet(fault).await;
        assert!(reply.unwrap_err().is_incomplete_message());
        assert_eq!(sandbox.requests().last().unwrap().status, None);
    }
    let (_sandbox, reply) = meet(Fault::reset()).await;
    let error = reply.unwrap_err();
    let source = std::error::Error::source(&error)
        .unwrap()
        .downcast_ref::<std::io::Error>();
    assert_eq!(source.unwrap().kind(), std::io::ErrorKind::ConnectionReset);
}

async fn frame(body: &mut Incoming) -> Vec<u8> {
    let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await;
    frame.unwrap().unwrap().into_data().unwrap().to_vec()
}

#[tokio::test]
async fn bodies_that_stall_never_end_or_drip_begin_as_they_should() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let product = json!({"productId": "a"});
    for (fault, longer_than) in [
        (Fault::stall_body(), 100),
        (Fault::endless_body(), 1 << 20),
        (Fault::drip_body(Duration::from_millis(1)), 20),
        (Fault::byte_a_second(), 0),
    ] {
        let name = fault.name();
        sandbox.faults().next(1, Target::Any, fault);
        let mut connection = Connection::open(&sandbox).await;
        let answer = connection
            .head(request("POST", "/api/Products", Some(&product)))
            .await
            .unwrap();
        let mut body = answer.into_body();
        let mut length = 0;
        while length <= longer_than {
            length += frame(&mut body).await.len();
        }
        assert!(!body.is_end_stream(), "{name}");
        let record = sandbox.requests().last().unwrap();
        assert!(record.applied && record.fault == Some(name));
    }
}

#[tokio::test]
async fn scripts_are_for_one_operation_or_all_in_order_and_before_the_dice() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let faults = sandbox.faults();
    faults.next(2, Operation::ListSuppliers, Fault::status(503));
    faults.next(1, Operation::ListSuppliers, Fault::status(502));
    faults.next(0, Target::Any, Fault::status(500));
    assert_eq!(faults.pending(), 3);
    assert_eq!(get(&sandbox, "/api/Customers").await.status, 200);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(get(&sandbox, "/api/SuppliersBulk").await.status);
    }
    assert_eq!(statuses, [503, 503, 502, 200]);

    faults.always(Target::Any, Fault::status(418));
    for _ in 0..3 {
        assert_eq!(get(&sandbox, "/nowhere").await.status, 418);
    }
    faults.clear();
    assert_eq!(get(&sandbox, "/api/Customers").await.status, 200);
}

#[tokio::test]
async fn random_faults_come_at_their_rate_and_the_same_for_a_seed() {
    let mut runs = Vec::new();
    for seed in [1, 1, 2] {
        let sandbox = Sandbox::builder().empty().seed(seed).start().await.unwrap();
        sandbox.faults().random(
            0.25,
            Operation::ListSuppliers,
            [Fault::status(503), Fault::html_500()],
        );
        let mut connection = Connection::open(&sandbox).await;
        let mut statuses = Vec::new();
        for _ in 0..400 {
            statuses.push(
                connection
                    .call("GET", "/api/SuppliersBulk", None)
                    .await
                    .status,
            );
        }
        let failed = statuses.iter().filter(|status| **status != 200).count();
        assert!((60..140).contains(&failed), "{failed}");
        runs.push(statuses);
    }
    assert!(runs[0] == runs[1] && runs[0] != runs[2]);
}

#[tokio::test]
async fn fail_rate_and_latency_are_for_every_request() {
    let latency = Duration::from_millis(30);
    let sandbox = Sandbox::builder()
        .fail_rate(1.0)
        .latency(latency)
        .start()
        .await
        .unwrap();
    let _ = try_call(&sandbox, "GET", "/api/SuppliersBulk", None).await;
    let record = sandbox.requests().last().unwrap();
    assert!(
        record.fault.is_some() && record.took >= latency,
        "{record:?}"
    );
}

#[tokio::test]
async fn a_fault_waits_for_a_request_whose_body_was_read() {
    let sandbox = plain(|_| {}).max_body_bytes(64).start().await.unwrap();
    let faults = sandbox.faults();
    faults.next(1, Operation::UpsertProduct, Fault::status(503));
    let long = json!({"productId": "a", "name": "n".repeat(64)});
    assert_eq!(post(&sandbox, "/api/Products", long).await.status, 413);
    assert_eq!(sandbox.requests().last().unwrap().fault, None);
    assert_eq!(faults.pending(), 1);
    let short = json!({"productId": "a"});
    assert_eq!(post(&sandbox, "/api/Products", short).await.status, 503);
}

#[tokio::test]
async fn the_listener_is_called_for_what_the_log_does_not_keep() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let tells = Arc::clone(&told);
    let listener = move |record: &RequestRecord| {
        let what = (record.number, record.status, record.applied);
        tells.lock().unwrap().push(what);
    };
    let builder = plain(|_| {}).log_capacity(0).on_request(listener);
    let sandbox = builder.start().await.unwrap();
    post(&sandbox, "/api/Products", json!({"productId": "a"})).await;
    get(&sandbox, "/api/SuppliersBulk").await;
    assert!(sandbox.requests().all().is_empty());
    assert_eq!(sandbox.requests().total().applied, 1);
    assert_eq!(
        *told.lock().unwrap(),
        [(0, Some(201), true), (1, Some(200), false)]
    );
}

#[tokio::test]
async fn a_panic_in_a_handler_is_a_500_and_the_sandbox_lives_on() {
    let (sandbox, reply) = meet(Fault::panic()).await;
    assert_eq!(reply.unwrap().status, 500);
    let again = post(&sandbox, "/api/Products", json!({"productId": "a"})).await;
    assert_eq!(again.status, 201);
}

#[tokio::test]
async fn the_log_has_what_was_sent_in_order_and_is_bounded() {
    let sandbox = plain(|_| {}).log_capacity(5).start().await.unwrap();
    let text = "POST /api/Products?x=a%20b HTTP/1.1\r\nHost: h\r\nX-Mine: one\r\nX-Mine: two\r\n\
        api-auth-id: i\r\napi-auth-signature: s\r\nContent-Type: application/json\r\n\
        Content-Length: 17\r\nConnection: close\r\n\r\n{\"productId\":\"a\"}";
    assert!(
        raw(&sandbox, text.as_bytes())
            .await
            .starts_with("HTTP/1.1 201")
    );
    let record = sandbox.requests().last().unwrap();
    assert_eq!(
        (record.method.as_str(), record.path.as_str()),
        ("POST", "/api/Products")
    );
    assert_eq!(
        (record.query.as_str(), record.parameter("X").as_deref()),
        ("x=a%20b", Some("a b"))
    );
    let mine: Vec<_> = record
        .headers
        .iter()
        .filter(|(name, _)| name == "x-mine")
        .collect();
    assert_eq!(mine.len(), 2);
    assert_eq!(record.header("Api-Auth-Signature"), Some("s"));
    assert_eq!(record.json().unwrap(), json!({"productId": "a"}));
    assert!(record.applied && record.status == Some(201));

    for _ in 0..20 {
        get(&sandbox, "/api/Customers/%2F").await;
    }
    let requests = sandbox.requests();
    let numbers: Vec<u64> = requests.all().iter().map(|record| record.number).collect();
    assert_eq!(numbers, [16, 17, 18, 19, 20]);
    assert_eq!(
        requests.last().unwrap().segments(),
        ["api", "Customers", "/"]
    );
    assert_eq!(
        (requests.total().arrived, requests.total().applied),
        (21, 1)
    );
    requests.clear();
    assert_eq!(requests.total().arrived, 0);
    let waits = tokio::spawn(async move { requests.arrived(2).await });
    get(&sandbox, "/nowhere").await;
    get(&sandbox, "/nowhere").await;
    waits.await.unwrap();
    assert_eq!(sandbox.requests().last().unwrap().operation, None);
}
