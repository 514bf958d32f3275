//! What was found by use: each test bears the number of its finding.

use crate::support::{Connection, delete, document, get, plain, post, put, raw, request};
use serde_json::{Value, json};
use std::time::Duration;
use stocktrim_sandbox::{Area, Builder, Quirks, Sandbox};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

#[tokio::test]
async fn e1_a_date_without_an_offset_is_taken_in_every_behaviour_unless_dates_are_strict() {
    let order = |date: &str| json!({"productId": "a", "orderDate": date, "quantity": 1});
    let range = "/api/SalesOrders/Range?fromDate=2026-01-01T00:00:00&toDate=2026-01-02";
    for builder in [Sandbox::builder(), document()] {
        let sandbox = builder.clone().start().await.unwrap();
        for date in [
            "2026-01-01T10:00:00",
            "2026-01-01T10:00:00.123456",
            "2026-01-01",
            "2026-01-01T10:00:00+13:00",
        ] {
            let reply = post(&sandbox, "/api/SalesOrders", order(date)).await;
            assert_eq!(reply.status, 201, "{date}: {reply:?}");
        }
        assert_eq!(delete(&sandbox, range).await.status, 200);

        let sandbox = builder.strict_dates(true).start().await.unwrap();
        let reply = post(&sandbox, "/api/SalesOrders", order("2026-01-01T10:00:00")).await;
        assert!(reply.json()["errors"]["OrderDate"].is_array(), "{reply:?}");
        let reply = post(&sandbox, "/api/SalesOrders", order("2026-01-01T10:00:00Z")).await;
        assert_eq!(reply.status, 201);
        assert_eq!(delete(&sandbox, range).await.status, 400);
    }
}

/// Whether a value is a purchase order as the document has it.
fn is_order(value: &Value) -> bool {
    value["purchaseOrderLineItems"].is_array() && value["supplier"].is_object()
}

#[tokio::test]
async fn e2_the_documented_form_is_among_those_drawn_for_customers_and_inventory() {
    let (mut customers, mut levels) = (Vec::new(), Vec::new());
    for seed in 0..40 {
        let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
        let reply = put(&sandbox, "/api/Customers", json!({"code": "c"})).await;
        let answer: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        customers.push(match &answer {
            Value::Array(rows) if is_order(&rows[0]) => "orders",
            Value::Array(rows) if rows[0]["code"] == "c" => "customers",
            Value::Object(row) if row["code"] == "c" => "customer",
            Value::Null if reply.body.is_empty() => "nothing",
            _ => panic!("{reply:?}"),
        });
        let level = json!({"inventory": [{"productId": "OAK-TOP-120", "stockOnHand": 1}]});
        let reply = post(&sandbox, "/api/Inventory", level).await;
        let answer: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        levels.push(match &answer {
            order if is_order(order) => "order",
            Value::Array(_) => "products",
            Value::Object(_) => "product",
            _ => "nothing",
        });
    }
    // The default is the documented form.
    assert_eq!((customers[0], levels[0]), ("orders", "order"));
    for (drawn, forms) in [
        (customers, ["orders", "customers", "customer", "nothing"]),
        (levels, ["order", "products", "product", "nothing"]),
    ] {
        for form in forms {
            assert!(drawn[1..].contains(&form), "{form} in {drawn:?}");
        }
    }
}

#[tokio::test]
async fn e3_the_default_has_the_documents_forms_but_for_what_was_seen() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut expected = Quirks::documented();
    expected.some_dates_carry_z = false;
    expected.sales_orders_are_readable = false;
    assert_eq!(*sandbox.quirks(), expected);
    let store = sandbox.store();
    store
        .put(Area::Suppliers, json!({"supplierCode": "s"}))
        .unwrap();
    let found = get(&sandbox, "/api/Suppliers?code=s").await.json();
    assert_eq!(found["supplierCode"], "s");
    let order: Value = store.all(Area::PurchaseOrders).unwrap().remove(0);
    let number = order["clientReferenceNumber"].as_str().unwrap();
    for path in [
        "/api/PurchaseOrders?referenceNumber=",
        "/api/V2/PurchaseOrders/",
    ] {
        let found = get(&sandbox, &format!("{path}{number}")).await.json();
        assert_eq!(found["clientReferenceNumber"], number);
        let created = found["createdDate"].as_str().unwrap();
        assert!(!created.ends_with('Z'), "{created}");
    }
}

#[tokio::test]
async fn e4_what_is_not_there_is_a_404_in_every_behaviour() {
    for builder in [Sandbox::builder(), document()] {
        let sandbox = builder.start().await.unwrap();
        for path in [
            "/api/Customers/nobody",
            "/api/Products?code=nothing",
            "/api/Suppliers?code=nobody",
            "/api/Suppliers",
            "/api/Locations?code=nowhere",
            "/api/PurchaseOrders?referenceNumber=none",
            "/api/V2/PurchaseOrders/none",
            "/api/boms?productId=nothing",
            "/api/Configuration/other",
        ] {
            let reply = get(&sandbox, path).await;
            assert_eq!(reply.status, 404, "{path}");
            assert_eq!(reply.json()["title"], "Not Found", "{path}");
        }
        for path in [
            "/api/Products?productId=nothing",
            "/api/Suppliers?supplierCodeOrName=nobody",
            "/api/PurchaseOrders?referenceNumber=none",
            "/api/boms?productId=a&componentId=b",
        ] {
            assert_eq!(delete(&sandbox, path).await.status, 404, "{path}");
        }
    }
}

#[tokio::test]
async fn e7_a_location_named_many_times_is_planned_once() {
    let orders = |sandbox: &Sandbox| {
        let mut orders: Vec<Value> = sandbox.store().all(Area::PurchaseOrders).unwrap();
        let drafts = orders.split_off(orders.len() - 3);
        drafts
            .iter()
            .map(|order| order["purchaseOrderLineItems"].clone())
            .collect::<Vec<_>>()
    };
    let mut planned = Vec::new();
    for codes in [
        json!(["NORTH"]),
        json!(vec!["NORTH"; 2_000]),
        json!(
            (0..2_000)
                .map(|n| format!("nowhere {n}"))
                .chain(["NORTH".into(), "North store".into()])
                .collect::<Vec<_>>()
        ),
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        let body = json!({"locationCodes": codes});
        let asked = post(&sandbox, "/api/V2/PurchaseOrders/OrderPlan", body);
        let reply = tokio::time::timeout(Duration::from_secs(30), asked)
            .await
            .unwrap();
        assert_eq!(reply.status, 200);
        planned.push(orders(&sandbox));
    }
    assert_eq!(planned[0], planned[1]);
    assert_eq!(planned[0], planned[2]);
}

#[tokio::test]
async fn e7_a_list_and_a_complaint_are_bounded_and_many_lines_for_one_product_are_quick() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    sandbox
        .store()
        .put(Area::Products, json!({"productId": "a"}))
        .unwrap();
    let lines = |count: usize| {
        let line =
            |at| json!({"productId": "a", "locationCode": format!("{at}"), "stockOnHand": 1});
        json!({
            "inventory": (0..count).map(line).collect::<Vec<_>>(),
            "updateOverallAllOnHandToBeSumOfLocation": true, "updateOverallAllOnOrderToBeSumOfLocation": false,
        })
    };
    let asked = post(&sandbox, "/api/Inventory", lines(5_000));
    let reply = tokio::time::timeout(Duration::from_secs(60), asked)
        .await
        .unwrap();
    assert_eq!(reply.status, 200);
    let product: Value = sandbox.store().get(Area::Products, "a").unwrap().unwrap();
    assert_eq!(product["stockOnHand"], json!(5_000.0));
    let reply = post(&sandbox, "/api/Inventory", lines(5_001)).await;
    assert!(reply.json()["errors"]["Inventory"].is_array(), "{reply:?}");
    let reply = post(&sandbox, "/api/Suppliers", json!(vec![json!({}); 1_000])).await;
    assert_eq!(reply.json()["errors"].as_object().unwrap().len(), 200);
}

#[tokio::test]
async fn e7_connections_beyond_the_limit_wait_for_their_turn() {
    let sandbox = plain(|_| {}).max_connections(2).start().await.unwrap();
    let first = Connection::open(&sandbox).await;
    let mut second = Connection::open(&sandbox).await;
    second.call("GET", "/api/Customers", None).await;
    let mut third = Connection::open(&sandbox).await;
    let waits = third.send(request("GET", "/api/Customers", None));
    tokio::pin!(waits);
    // Whoever has a connection is served meanwhile, whoever has none is not.
    for _ in 0..20 {
        tokio::select! {
            biased;
            _ = &mut waits => panic!("a third connection is served"),
            _ = second.call("GET", "/api/Customers", None) => {}
        }
    }
    assert_eq!(sandbox.connections(), 2);
    drop(first);
    assert_eq!(waits.await.unwrap().status, 200);
}

fn impatient() -> Builder {
    Sandbox::builder().read_timeout(Duration::from_millis(300))
}

#[tokio::test]
async fn e7_a_client_that_never_reads_is_left() {
    let sandbox = impatient().start().await.unwrap();
    let request =
        "GET /api/Customers HTTP/1.1\r\nHost: h\r\napi-auth-id: i\r\napi-auth-signature: s\r\n\r\n";
    let mut streams = Vec::new();
    for _ in 0..10 {
        let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
        // Answers of a hundred megabytes, which no buffer holds.
        stream
            .write_all(request.repeat(200).as_bytes())
            .await
            .unwrap();
        streams.push(stream);
    }
    sandbox.requests().arrived(10).await;
    let left = async {
        while sandbox.connections() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), left)
        .await
        .unwrap();
}

#[tokio::test]
async fn e7_an_idle_connection_is_left() {
    let sandbox = impatient().start().await.unwrap();
    // Ends only because the other side closes.
    let answer = raw(&sandbox, b"GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
}

#[tokio::test]
async fn e9_a_service_level_outside_of_0_to_1_is_refused() {
    for builder in [Sandbox::builder(), document()] {
        let sandbox = builder.start().await.unwrap();
        for (level, taken) in [
            (95.0, false),
            (1.01, false),
            (-0.1, false),
            (0.0, true),
            (1.0, true),
        ] {
            let product = json!({"productId": "new", "serviceLevel": level});
            let reply = post(&sandbox, "/api/Products", product).await;
            assert_eq!(reply.status < 300, taken, "{level}: {reply:?}");
            if !taken {
                assert!(reply.json()["errors"]["ServiceLevel"].is_array());
            }
        }
    }
}
