//! What was seen of the live server, by the numbers of `behaviour.md`, and that seeds draw what is open.

use crate::support::{delete, get, plain, post, put, try_call};
use serde_json::{Value, json};
use std::collections::HashSet;
use stocktrim_sandbox::{
    Area, Behaviour, CodeCompares, ErrorBody, LookUpMisses, PastLastPage, PlanEcho, Sandbox,
    WriteAnswer, WriteStatus,
};

#[tokio::test]
async fn d10_paths_match_without_regard_to_case() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(get(&sandbox, "/API/suppliersbulk").await.status, 200);
}

#[tokio::test]
async fn g1_dates_are_bare_or_some_carry_z() {
    for z in [false, true] {
        let sandbox = plain(|quirks| quirks.some_dates_carry_z = z)
            .start()
            .await
            .unwrap();
        let order = json!({
            "clientReferenceNumber": "a", "supplier": {}, "purchaseOrderLineItems": [],
            "orderDate": "2025-10-30T22:21:33.307+13:00", "createdDate": "2025-11-20",
        });
        let saved = post(&sandbox, "/api/PurchaseOrders", order).await.json();
        assert_eq!(saved["orderDate"], "2025-10-30T09:21:33.307");
        assert_eq!(
            saved["createdDate"],
            if z {
                "2025-11-20T00:00:00Z"
            } else {
                "2025-11-20T00:00:00"
            }
        );
    }
}

#[tokio::test]
async fn g2_a_404_has_a_problem_or_nothing() {
    for has_body in [true, false] {
        let sandbox = plain(|quirks| quirks.not_found_has_body = has_body)
            .start()
            .await
            .unwrap();
        let reply = get(&sandbox, "/api/Customers/nobody").await;
        assert_eq!(reply.status, 404);
        if has_body {
            assert_eq!(reply.json()["title"], "Not Found");
            assert!(
                reply
                    .header("content-type")
                    .starts_with("application/problem+json")
            );
        } else {
            assert_eq!((reply.text(), reply.header("content-type")), ("", ""));
        }
    }
}

#[tokio::test]
async fn g3_a_400_maps_fields_to_messages_and_names_them_as_the_server_does() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let order = json!({"supplier": {}, "purchaseOrderLineItems": [{"productId": "a"}]});
    let reply = post(&sandbox, "/api/PurchaseOrders", order).await;
    assert_eq!(reply.status, 400);
    let problem = reply.json();
    assert!(
        problem["errors"]["PurchaseOrderLineItems[0].Quantity"].is_array(),
        "{problem}"
    );
    assert!(problem["title"].is_string() && problem["traceId"].is_string());
}

#[tokio::test]
async fn g9_wrong_credentials_are_401_or_403_with_any_body() {
    for (status, body, media) in [
        (
            401,
            ErrorBody::Problem,
            "application/problem+json; charset=utf-8",
        ),
        (403, ErrorBody::Html, "text/html; charset=utf-8"),
        (401, ErrorBody::Text, "text/plain; charset=utf-8"),
        (403, ErrorBody::Empty, ""),
    ] {
        let sandbox = plain(|quirks| {
            quirks.unauthorized_status = status;
            quirks.unauthorized_body = body;
        });
        let sandbox = sandbox
            .credentials("someone", "else")
            .start()
            .await
            .unwrap();
        let reply = post(&sandbox, "/api/Products", json!({"productId": "a"})).await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (status, media)
        );
        assert!(sandbox.store().is_empty(Area::Products));
        let record = sandbox.requests().last().unwrap();
        assert!(!record.applied);
        let shown = format!("{record:?} {sandbox:?} {:?}", sandbox.requests());
        for secret in ["tenant-id", "tenant name", "someone"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[tokio::test]
async fn r1_after_the_last_page_comes_an_empty_one_a_404_or_the_last_again() {
    for past in [
        PastLastPage::Empty,
        PastLastPage::NotFound,
        PastLastPage::LastAgain,
    ] {
        for null in [false, true] {
            let sandbox = plain(|quirks| {
                quirks.first_product_page = 1;
                quirks.past_last_page = past;
                quirks.empty_list_is_null = null;
            });
            let sandbox = sandbox.start().await.unwrap();
            assert_eq!(
                get(&sandbox, "/api/Products").await.text(),
                if null { "null" } else { "[]" }
            );
            let rows = (0..51).map(|number| json!({"productId": format!("{number}")}));
            sandbox.store().put_all(Area::Products, rows).unwrap();
            let last = get(&sandbox, "/api/Products?pageNo=2").await;
            assert_eq!(last.json().as_array().unwrap().len(), 1);
            let reply = get(&sandbox, "/api/Products?pageNo=3").await;
            match past {
                PastLastPage::NotFound => assert_eq!(reply.status, 404),
                PastLastPage::LastAgain => assert_eq!(reply.body, last.body),
                _ => assert_eq!(reply.text(), if null { "null" } else { "[]" }),
            }
            let wrong = get(&sandbox, "/api/Products?pageNo=two").await;
            assert_eq!(wrong.status, 400);
        }
    }
}

#[tokio::test]
async fn r2_a_code_is_compared_exactly_with_one_of_two_fields() {
    for (compares, hit, miss) in [
        (CodeCompares::ProductId, "33", "SKU-1"),
        (CodeCompares::Readable, "SKU-1", "33"),
    ] {
        let sandbox = plain(|quirks| quirks.code_compares = compares)
            .start()
            .await
            .unwrap();
        let product = json!({"productId": "33", "productCodeReadable": "SKU-1"});
        sandbox.store().put(Area::Products, product).unwrap();
        sandbox
            .store()
            .put(Area::Products, json!({"productId": "SKU-10"}))
            .unwrap();
        let found = get(&sandbox, &format!("/api/Products?code={hit}"))
            .await
            .json();
        assert_eq!(found.as_array().unwrap().len(), 1);
        for miss in [miss, "SKU", "sku-1"] {
            assert_eq!(
                get(&sandbox, &format!("/api/Products?code={miss}"))
                    .await
                    .status,
                404
            );
        }
    }
}

#[tokio::test]
async fn r3_an_upsert_is_201_then_200_and_keeps_what_is_left_out() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let created = post(
        &sandbox,
        "/api/Products",
        json!({"productId": "a", "name": "A", "cost": 2}),
    )
    .await;
    let updated = post(
        &sandbox,
        "/api/Products",
        json!({"productId": "a", "cost": null}),
    )
    .await;
    assert_eq!((created.status, updated.status), (201, 200));
    let row = updated.json();
    assert_eq!((&row["name"], &row["cost"]), (&json!("A"), &Value::Null));
    assert_eq!(row["id"], created.json()["id"]);
}

#[tokio::test]
async fn r4_r5_a_delete_takes_the_id_or_the_number_and_is_refused_without() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    for id in ["a", "b", "c"] {
        sandbox
            .store()
            .put(Area::Products, json!({"productId": id}))
            .unwrap();
    }
    let number = sandbox
        .store()
        .get::<Value>(Area::Products, "b")
        .unwrap()
        .unwrap()["id"]
        .to_string();
    for path in [
        "/api/Products",
        "/api/Products?productId=",
        "/api/Products?productId=%20",
    ] {
        assert_eq!(delete(&sandbox, path).await.status, 400, "{path}");
    }
    assert_eq!(sandbox.store().len(Area::Products), 3);
    assert_eq!(
        delete(&sandbox, "/api/Products?productId=a").await.status,
        200
    );
    assert_eq!(
        delete(&sandbox, &format!("/api/Products?productId={number}"))
            .await
            .status,
        200
    );
    assert_eq!(
        delete(&sandbox, "/api/Products?productId=a").await.status,
        404
    );
    assert!(
        sandbox
            .store()
            .get::<Value>(Area::Products, "c")
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn c3_awkward_codes_are_found_exactly() {
    let sandbox = Sandbox::start().await.unwrap();
    let customers = get(&sandbox, "/api/Customers").await.json();
    let mut awkward = 0;
    for customer in customers.as_array().unwrap() {
        let code = customer["code"].as_str().unwrap();
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        if code.bytes().all(|byte| plain(&byte)) {
            continue;
        }
        let encoded: String = code
            .bytes()
            .map(|byte| {
                if plain(&byte) {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect();
        let found = get(&sandbox, &format!("/api/Customers/{encoded}")).await;
        assert_eq!(found.json()["code"], code);
        awkward += 1;
    }
    assert_eq!(awkward, 120);
}

#[tokio::test]
async fn c2_i2_a2_some_writes_answer_an_object_a_list_or_nothing() {
    for answer in [WriteAnswer::Object, WriteAnswer::List, WriteAnswer::Nothing] {
        let sandbox = plain(|quirks| {
            quirks.customer_write = answer;
            quirks.inventory_write = answer;
            quirks.sales_write = answer;
        });
        let sandbox = sandbox.start().await.unwrap();
        sandbox
            .store()
            .put(Area::Products, json!({"productId": "a"}))
            .unwrap();
        let sale = json!({"productId": "a", "orderDate": "2026-01-01T00:00:00", "quantity": 1});
        for reply in [
            put(&sandbox, "/api/Customers", json!({"code": "c"})).await,
            post(
                &sandbox,
                "/api/Inventory",
                json!({"inventory": [{"productId": "a"}]}),
            )
            .await,
            post(&sandbox, "/api/SalesOrders", sale).await,
        ] {
            assert!((200..300).contains(&reply.status));
            match answer {
                WriteAnswer::Object => assert!(reply.json().is_object()),
                WriteAnswer::List => assert_eq!(reply.json().as_array().unwrap().len(), 1),
                _ => assert!(reply.body.is_empty()),
            }
        }
    }
}

#[tokio::test]
async fn s1_l1_p1_look_ups_answer_an_object_or_a_list_and_miss_in_three_ways() {
    let look_ups = [
        ("/api/Suppliers?code=", Area::Suppliers),
        ("/api/Locations?code=", Area::Locations),
        ("/api/PurchaseOrders?referenceNumber=", Area::PurchaseOrders),
        ("/api/V2/PurchaseOrders/", Area::PurchaseOrders),
    ];
    for list in [false, true] {
        for misses in [
            LookUpMisses::NotFound,
            LookUpMisses::EmptyList,
            LookUpMisses::Null,
        ] {
            let sandbox = plain(|quirks| {
                quirks.look_up_answers_list = list;
                quirks.look_up_misses = misses;
            });
            let sandbox = sandbox.start().await.unwrap();
            for (path, area) in look_ups {
                sandbox.store().put(area, json!({area.key(): "x"})).unwrap();
                let found = get(&sandbox, &format!("{path}x")).await.json();
                assert_eq!(found.is_array(), list, "{path}");
                let missed = get(&sandbox, &format!("{path}y")).await;
                match misses {
                    LookUpMisses::NotFound => assert_eq!(missed.status, 404),
                    LookUpMisses::EmptyList => assert_eq!(missed.text(), "[]"),
                    _ => assert_eq!(missed.text(), "null"),
                }
            }
            for path in ["/api/Suppliers", "/api/Locations", "/api/PurchaseOrders"] {
                assert_eq!(
                    get(&sandbox, path).await.status,
                    404,
                    "{path} without a key"
                );
            }
        }
    }
}

#[tokio::test]
async fn s3_s4_l2_the_status_of_some_writes_is_anyones_guess() {
    for (status, expected) in [
        (WriteStatus::Documented, [201, 201, 201, 201]),
        (WriteStatus::ByOutcome, [201, 200, 201, 204]),
        (WriteStatus::Ok, [200, 200, 200, 200]),
    ] {
        let sandbox = plain(|quirks| quirks.write_status = status)
            .start()
            .await
            .unwrap();
        let supplier = json!([{"supplierCode": "s"}]);
        let statuses = [
            post(&sandbox, "/api/Suppliers", supplier.clone())
                .await
                .status,
            post(&sandbox, "/api/Suppliers", supplier).await.status,
            post(&sandbox, "/api/V2/Locations", json!({"locationCode": "l"}))
                .await
                .status,
            delete(&sandbox, "/api/Suppliers?supplierCodeOrName=s")
                .await
                .status,
        ];
        assert_eq!(statuses, expected, "{status:?}");
    }
}

#[tokio::test]
async fn p2_repeated_lines_are_replaced_or_appended() {
    for append in [false, true] {
        let sandbox = plain(|quirks| quirks.order_lines_append = append)
            .start()
            .await
            .unwrap();
        let order = json!({
            "clientReferenceNumber": "a", "supplier": {},
            "purchaseOrderLineItems": [{"productId": "p", "quantity": 1}],
        });
        assert_eq!(
            post(&sandbox, "/api/PurchaseOrders", order.clone())
                .await
                .status,
            201
        );
        let again = post(&sandbox, "/api/PurchaseOrders", order).await;
        assert_eq!(again.status, 200);
        let lines = again.json()["purchaseOrderLineItems"]
            .as_array()
            .unwrap()
            .len();
        assert_eq!(lines, if append { 2 } else { 1 });
        // Without the key it creates.
        let order = json!({"supplier": {}, "purchaseOrderLineItems": []});
        for _ in 0..2 {
            assert_eq!(
                post(&sandbox, "/api/PurchaseOrders", order.clone())
                    .await
                    .status,
                201
            );
        }
        assert_eq!(sandbox.store().len(Area::PurchaseOrders), 3);
    }
}

#[tokio::test]
async fn p4_p6_an_order_date_cannot_be_cleared_and_a_delete_is_204() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let mut order = json!({
        "clientReferenceNumber": "a", "supplier": {}, "purchaseOrderLineItems": [],
        "orderDate": "2026-01-01T00:00:00Z",
    });
    post(&sandbox, "/api/PurchaseOrders", order.clone()).await;
    order["orderDate"] = Value::Null;
    let refused = post(&sandbox, "/api/PurchaseOrders", order.clone()).await;
    assert_eq!(refused.status, 400);
    assert!(refused.json()["errors"]["OrderDate"].is_array());
    order.as_object_mut().unwrap().remove("orderDate");
    let kept = post(&sandbox, "/api/PurchaseOrders", order).await.json();
    assert_eq!(kept["orderDate"], "2026-01-01T00:00:00Z");
    let deleted = delete(&sandbox, "/api/PurchaseOrders?referenceNumber=a").await;
    assert_eq!((deleted.status, deleted.text()), (204, ""));
}

#[tokio::test]
async fn p5_a_status_is_a_text_or_a_number() {
    for (number, expected) in [(false, json!("Sent")), (true, json!(2))] {
        let sandbox = plain(|quirks| quirks.order_status_is_number = number)
            .start()
            .await
            .unwrap();
        let order = json!({"supplier": {}, "purchaseOrderLineItems": [], "status": "Sent"});
        let saved = post(&sandbox, "/api/PurchaseOrders", order).await.json();
        assert_eq!(saved["status"], expected);
    }
}

#[tokio::test]
async fn a1_a3_sales_orders_cannot_be_read_and_their_location_only_deletes() {
    let sandbox = Sandbox::start().await.unwrap();
    for path in ["/api/SalesOrders", "/api/SalesOrders?productId=OAK-TOP-120"] {
        assert_eq!(get(&sandbox, path).await.status, 404);
    }
    let reply = get(&sandbox, "/api/SalesOrdersLocation").await;
    assert_eq!((reply.status, reply.header("allow")), (405, "DELETE"));
}

#[tokio::test]
async fn o1_o2_the_plan_and_its_echo_have_nulls() {
    for (echo, null) in [
        (PlanEcho::Full, false),
        (PlanEcho::WithoutStatus, true),
        (PlanEcho::Null, true),
    ] {
        let sandbox = plain(|quirks| {
            quirks.plan_echo = echo;
            quirks.empty_plan_is_null = null;
        });
        let sandbox = sandbox.start().await.unwrap();
        let plan = post(&sandbox, "/api/OrderPlan", json!({"currentStatus": "All"}))
            .await
            .json();
        assert_eq!(plan["results"].is_null(), null);
        match echo {
            PlanEcho::Full => assert_eq!(plan["filterCriteria"]["currentStatus"], "All"),
            PlanEcho::WithoutStatus => {
                assert!(plan["filterCriteria"]["currentStatus"].is_null());
                assert_eq!(plan["filterCriteria"]["hasNextPage"], false);
            }
            _ => assert!(plan["filterCriteria"].is_null()),
        }
    }
}

#[tokio::test]
async fn f1_a_forecast_starts_late_takes_polls_and_fills_the_plan() {
    let sandbox = plain(|quirks| {
        quirks.forecast_starts_late = 2;
        quirks.forecast_polls = 3;
    });
    let sandbox = sandbox.start().await.unwrap();
    sandbox
        .store()
        .put(Area::Products, json!({"productId": "a"}))
        .unwrap();
    let plan = async || {
        post(&sandbox, "/api/OrderPlan", json!({})).await.json()["results"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(plan().await, 0);
    let started = try_call(&sandbox, "POST", "/api/RunForecastCalculations", None)
        .await
        .unwrap();
    assert_eq!(started.status, 201);
    let mut seen = Vec::new();
    for _ in 0..6 {
        assert_eq!(plan().await, 0);
        let status = get(&sandbox, "/api/ProcessingStatus").await.json();
        seen.push((
            status["isProcessing"] == true,
            status["percentageComplete"].as_u64().unwrap(),
        ));
    }
    let expected = [
        (false, 0),
        (false, 0),
        (true, 0),
        (true, 33),
        (true, 66),
        (false, 100),
    ];
    assert_eq!(seen, expected);
    assert_eq!(plan().await, 1);
}

#[tokio::test]
async fn b1_b2_a_bill_of_materials_has_many_forms() {
    for seed in 0..24 {
        let sandbox = Sandbox::builder().seed(seed).empty().start().await.unwrap();
        let quirks = sandbox.quirks().clone();
        assert_eq!(get(&sandbox, "/api/boms?productId=a").await.status, 404);
        sandbox
            .store()
            .put(Area::Products, json!({"productId": "a"}))
            .unwrap();
        post(
            &sandbox,
            "/api/boms",
            json!({"productId": "a", "componentId": "b", "quantity": 2}),
        )
        .await;
        let one = get(&sandbox, "/api/boms?productId=a").await;
        assert_eq!(one.status, if quirks.boms_are_201 { 201 } else { 200 });
        assert_eq!(one.json().is_object(), quirks.one_bom_is_object);
        let row = if one.json().is_object() {
            one.json()
        } else {
            one.json()[0].clone()
        };
        assert_eq!(row["skuProduct"].is_null(), quirks.bom_products_are_null);
        assert!(row["skuComponent"].is_null());
        post(
            &sandbox,
            "/api/boms",
            json!({"productId": "a", "componentId": "c"}),
        )
        .await;
        assert_eq!(
            get(&sandbox, "/api/boms?productId=a")
                .await
                .json()
                .as_array()
                .unwrap()
                .len(),
            2
        );
        assert_eq!(delete(&sandbox, "/api/boms").await.status, 400);
        delete(&sandbox, "/api/boms?productId=a&componentId=b").await;
        assert_eq!(sandbox.store().len(Area::Boms), 1);
    }
}

#[tokio::test]
async fn seeds_meet_every_form_of_what_is_open() {
    let mut forms: HashSet<String> = HashSet::new();
    for seed in 0..64 {
        let sandbox = Sandbox::builder().empty().seed(seed).start().await.unwrap();
        let quirks = format!("{:?}", sandbox.quirks());
        let fields = quirks
            .trim_start_matches("Quirks { ")
            .trim_end_matches(" }")
            .split(", ");
        forms.extend(fields.map(str::to_owned));
    }
    for form in [
        "first_product_page: 0",
        "first_product_page: 1",
        "past_last_page: Empty",
        "past_last_page: NotFound",
        "past_last_page: LastAgain",
        "code_compares: ProductId",
        "code_compares: Readable",
        "look_up_misses: NotFound",
        "look_up_misses: EmptyList",
        "look_up_misses: Null",
        "customer_write: Object",
        "customer_write: List",
        "customer_write: Nothing",
        "customer_write: Documented",
        "inventory_write: Documented",
        "order_lines_append: true",
        "order_lines_append: false",
        "order_status_is_number: true",
        "plan_echo: Null",
        "plan_echo: WithoutStatus",
        "unauthorized_status: 401",
        "unauthorized_status: 403",
        "server_error_body: Html",
        "bad_request_body: Empty",
        "forecast_starts_late: 0",
        "forecast_starts_late: 2",
    ] {
        assert!(forms.contains(form), "{form}");
    }
    assert!(!forms.contains("sales_orders_are_readable: true"));
}

#[tokio::test]
async fn r8_a_number_is_taken_for_the_product_id() {
    let sandbox = plain(|_| {}).empty().start().await.unwrap();
    let product = json!({ "productId": 33_303_389, "productCodeReadable": "OAK" });
    assert!(post(&sandbox, "/api/Products", product).await.status < 300);
    let stored: Vec<Value> = sandbox.store().all(Area::Products).unwrap();
    assert_eq!(stored[0]["productId"], "33303389");
    let line = json!({ "productId": 33_303_389, "quantity": 1 });
    let order =
        json!({ "clientReferenceNumber": "a", "supplier": {}, "purchaseOrderLineItems": [line] });
    let saved = post(&sandbox, "/api/PurchaseOrders", order).await.json();
    assert_eq!(saved["purchaseOrderLineItems"][0]["productId"], "33303389");
    for odd in [json!(1.5), json!(true), json!([])] {
        let reply = post(&sandbox, "/api/Products", json!({ "productId": odd })).await;
        assert_eq!(reply.status, 400);
    }
    // By its document it is a text.
    let strict = Sandbox::builder()
        .behaviour(Behaviour::Document)
        .start()
        .await
        .unwrap();
    let reply = post(&strict, "/api/Products", json!({ "productId": 1 })).await;
    assert_eq!(reply.status, 400);
}
