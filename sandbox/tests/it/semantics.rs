//! What the operations do to the data.

use crate::support::{delete, get, plain, post, put};
use serde_json::{Value, json};
use std::collections::HashSet;
use stocktrim::Operation;
use stocktrim_sandbox::{Area, Sandbox, Store};

fn codes(store: &Store, area: Area, field: &str) -> Vec<String> {
    let rows: Vec<Value> = store.all(area).unwrap();
    rows.iter()
        .map(|row| row[field].as_str().unwrap_or("-").to_owned())
        .collect()
}

#[tokio::test]
async fn sales_lines_overwrite_by_reference_and_are_created_anew_without() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let line = |reference: Value, quantity: u32| {
        json!({
            "productId": "p", "orderDate": "2026-01-02T00:00:00", "quantity": quantity,
            "externalReferenceId": reference,
        })
    };
    let order = |lines: Value| {
        json!({
            "orderDate": "2026-01-01T00:00:00", "customerCode": "c", "locationCode": "l",
            "saleOrderLineItems": lines,
        })
    };
    let path = "/api/SalesOrdersBulk";
    put(
        &sandbox,
        path,
        order(json!([
            line("1".into(), 1),
            line("2".into(), 2),
            line(Value::Null, 3)
        ])),
    )
    .await;
    put(
        &sandbox,
        path,
        order(json!([
            line("2".into(), 20),
            line("2".into(), 21),
            line(Value::Null, 4)
        ])),
    )
    .await;
    let rows: Vec<Value> = sandbox.store().all(Area::SalesOrders).unwrap();
    let quantities: Vec<u64> = rows
        .iter()
        .map(|row| row["quantity"].as_u64().unwrap())
        .collect();
    assert_eq!(quantities, [1, 21, 3, 4]);
    // The header says what the lines do not.
    assert_eq!(
        (&rows[0]["customerCode"], &rows[0]["orderDate"]),
        (&json!("c"), &json!("2026-01-02T00:00:00"))
    );
    assert_eq!(rows[0].get("saleOrderLineItems"), None);

    for _ in 0..2 {
        post(&sandbox, path, order(json!([line("2".into(), 5)]))).await;
    }
    assert_eq!(sandbox.store().len(Area::SalesOrders), 6);
}

#[tokio::test]
async fn bulk_deletes_take_what_they_name_and_are_refused_without_a_filter() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let store = sandbox.store();
    store
        .put(
            Area::Locations,
            json!({"locationCode": "N", "locationName": "North"}),
        )
        .unwrap();
    let sale = |id: &str, product: &str, day: u32, place: &str| {
        json!({
            "externalReferenceId": id, "productId": product, "locationCode": place,
            "orderDate": format!("2026-01-{day:02}T12:00:00"), "quantity": 1,
        })
    };
    let seed = || {
        store.clear(Area::SalesOrders);
        let rows = [
            sale("1", "a", 1, "N"),
            sale("2", "b", 2, "S"),
            sale("3", "a", 3, "S"),
        ];
        store.put_all(Area::SalesOrders, rows).unwrap();
    };
    for (path, status, left) in [
        ("/api/SalesOrders", 400, vec!["1", "2", "3"]),
        ("/api/SalesOrders?productId=%20", 400, vec!["1", "2", "3"]),
        ("/api/SalesOrders?productId=a", 200, vec!["2"]),
        ("/api/SalesOrdersLocation", 400, vec!["1", "2", "3"]),
        (
            "/api/SalesOrdersLocation?locationCodeOrName=North",
            200,
            vec!["2", "3"],
        ),
        (
            "/api/SalesOrdersLocation?locationCodeOrName=S",
            200,
            vec!["1"],
        ),
        ("/api/SalesOrders/Range", 400, vec!["1", "2", "3"]),
        (
            "/api/SalesOrders/Range?fromDate=2026-01-02&toDate=2026-01-03T12:00:00Z",
            200,
            vec!["1"],
        ),
        (
            "/api/SalesOrders/Range?fromDate=2026-01-01&toDate=2026-01-04&productId=b",
            200,
            vec!["1", "3"],
        ),
        (
            "/api/SalesOrders/Range?fromDate=2026-01-04&toDate=2026-01-01",
            400,
            vec!["1", "2", "3"],
        ),
        ("/api/SalesOrders/All", 200, vec![]),
    ] {
        seed();
        assert_eq!(delete(&sandbox, path).await.status, status, "{path}");
        assert_eq!(
            codes(&store, Area::SalesOrders, "externalReferenceId"),
            left,
            "{path}"
        );
    }
}

#[tokio::test]
async fn levels_are_absolute_overall_or_at_a_location() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    sandbox
        .store()
        .put(
            Area::Products,
            json!({"productId": "a", "stockOnHand": 5, "stockOnOrder": 6}),
        )
        .unwrap();
    let set = async |sums: bool, line: Value| {
        let request = json!({
            "inventory": [line],
            "updateOverallAllOnHandToBeSumOfLocation": sums, "updateOverallAllOnOrderToBeSumOfLocation": false,
        });
        let status = post(&sandbox, "/api/Inventory", request).await.status;
        let row: Value = sandbox.store().get(Area::Products, "a").unwrap().unwrap();
        (
            status,
            row["stockOnHand"].as_f64().unwrap(),
            row["stockOnOrder"].as_f64().unwrap(),
        )
    };
    assert_eq!(
        set(false, json!({"productId": "a", "stockOnHand": 9})).await,
        (200, 9.0, 6.0)
    );
    let at = |place: &str, on_hand: u32| json!({"productId": "a", "locationCode": place, "stockOnHand": on_hand, "stockOnOrder": 1});
    assert_eq!(set(false, at("n", 3)).await, (200, 9.0, 6.0));
    assert_eq!(set(true, at("s", 4)).await, (200, 7.0, 6.0));
    assert_eq!(set(true, at("s", 4)).await, (200, 7.0, 6.0));
    assert_eq!(
        set(true, json!({"productId": "nobody"})).await,
        (400, 7.0, 6.0)
    );
    // The number of a product is as good as its id (R5).
    let row: Value = sandbox.store().get(Area::Products, "a").unwrap().unwrap();
    assert_eq!(
        set(
            false,
            json!({"productId": row["id"].to_string(), "stockOnHand": 1})
        )
        .await,
        (200, 1.0, 6.0)
    );
    assert_eq!(row["stockLocations"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_level_at_a_location_by_name_is_kept_under_its_code() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let (store, north) = (
        sandbox.store(),
        json!({"locationCode": "N", "locationName": "North"}),
    );
    store.put(Area::Locations, north).unwrap();
    store
        .put(Area::Products, json!({"productId": "a"}))
        .unwrap();
    for (field, place, on_hand) in [
        ("locationName", "North", 3),
        ("locationCode", "N", 4),
        ("locationName", "North", 5),
        ("locationName", "nowhere", 1),
    ] {
        let line = json!({"productId": "a", field: place, "stockOnHand": on_hand});
        post(&sandbox, "/api/Inventory", json!({"inventory": [line]})).await;
    }
    let row: Value = store.get(Area::Products, "a").unwrap().unwrap();
    let places: Vec<_> = row["stockLocations"].as_array().unwrap().iter().collect();
    let place = |at: usize| (&places[at]["locationCode"], &places[at]["stockOnHand"]);
    assert_eq!(place(0), (&json!("N"), &json!(5)));
    // A name that no location bears stands for itself.
    assert_eq!(place(1), (&json!("nowhere"), &json!(1)));
    assert_eq!(places.len(), 2);
}

#[tokio::test]
async fn a_location_is_upserted_by_name_only_in_the_first_version() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let north = |code: &str| json!({"locationCode": code, "locationName": "North"});
    post(&sandbox, "/api/V2/Locations", north("a")).await;
    post(&sandbox, "/api/V2/Locations", north("b")).await;
    assert_eq!(
        codes(&sandbox.store(), Area::Locations, "locationCode"),
        ["a", "b"]
    );
    post(&sandbox, "/api/Locations", north("c")).await;
    assert_eq!(
        codes(&sandbox.store(), Area::Locations, "locationCode"),
        ["c", "b"]
    );
    post(
        &sandbox,
        "/api/Locations",
        json!({"locationCode": "b", "locationName": "South"}),
    )
    .await;
    assert_eq!(
        codes(&sandbox.store(), Area::Locations, "locationName"),
        ["North", "South"]
    );
}

#[tokio::test]
async fn a_supplier_is_deleted_by_code_or_by_a_name_that_is_its_own() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    for (code, name) in [("1", "One"), ("2", "Twin"), ("3", "Twin"), ("4", "1")] {
        sandbox
            .store()
            .put(
                Area::Suppliers,
                json!({"supplierCode": code, "supplierName": name}),
            )
            .unwrap();
    }
    sandbox
        .store()
        .put(
            Area::Suppliers,
            json!({"supplierCode": null, "supplierName": "Orphan"}),
        )
        .unwrap();
    for (key, status) in [
        ("Twin", 400),
        ("1", 201),
        ("Orphan", 201),
        ("One", 404),
        ("", 400),
    ] {
        let path = format!("/api/Suppliers?supplierCodeOrName={key}");
        assert_eq!(delete(&sandbox, &path).await.status, status, "{key}");
    }
    assert_eq!(
        codes(&sandbox.store(), Area::Suppliers, "supplierCode"),
        ["2", "3", "4"]
    );
}

#[tokio::test]
async fn a_list_of_suppliers_is_taken_whole_or_not_at_all() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let reply = post(
        &sandbox,
        "/api/Suppliers",
        json!([{"supplierCode": "a"}, {"supplierCode": ""}]),
    )
    .await;
    assert_eq!(reply.status, 400);
    assert!(
        reply.json()["errors"]["[1].SupplierCode"].is_array(),
        "{}",
        reply.text()
    );
    assert!(sandbox.store().is_empty(Area::Suppliers));
}

#[tokio::test]
async fn media_types_are_those_of_the_document() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    for (media, status) in [
        ("application/json", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("text/json", 200),
        ("application/json-patch+json", 200),
        ("application/vnd.acme+json", 200),
        ("application/+json", 415),
        ("text/plain", 415),
        ("application/xml", 415),
    ] {
        let mut asked =
            crate::support::request("PUT", "/api/Customers", Some(&json!({"code": "c"})));
        asked
            .headers_mut()
            .insert("content-type", media.parse().unwrap());
        let mut connection = crate::support::Connection::open(&sandbox).await;
        assert_eq!(
            connection.send(asked).await.unwrap().status,
            status,
            "{media}"
        );
    }
    let mut asked = crate::support::request("PUT", "/api/Customers", Some(&json!({"code": "c"})));
    asked.headers_mut().remove("content-type");
    let mut connection = crate::support::Connection::open(&sandbox).await;
    assert_eq!(connection.send(asked).await.unwrap().status, 415);
}

#[tokio::test]
async fn the_plan_filters_searches_sorts_and_pages() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let demo = Sandbox::start().await.unwrap().store().snapshot();
    sandbox.store().restore(demo).unwrap();
    let query = async |mut criteria: Value| -> Vec<Value> {
        criteria["perPage"] = 1000.into();
        let plan = post(&sandbox, "/api/OrderPlan", criteria).await.json();
        plan["results"].as_array().unwrap().clone()
    };
    let all = query(json!({"currentStatus": "All"})).await;
    assert_eq!(all.len(), 420);
    let discontinued = query(json!({"currentStatus": "Discontinued"})).await;
    assert!(
        discontinued.len() > 10 && discontinued.iter().all(|row| row["isDiscontinued"] == true)
    );
    let current = query(json!({})).await;
    assert_eq!(current.len() + discontinued.len(), 420);
    let bought = query(json!({"excludeManufactured": true})).await;
    assert_eq!(current.len() - bought.len(), 24);
    let lamps = query(json!({"category": "lighting"})).await;
    assert!(!lamps.is_empty() && lamps.iter().all(|row| row["category"] == "Lighting"));
    let found = query(json!({"searchString": "OAK-TOP"})).await;
    assert!(
        !found.is_empty()
            && found
                .iter()
                .all(|row| row["productCode"].as_str().unwrap().contains("OAK-TOP"))
    );
    assert!(query(json!({"location": "nowhere"})).await.is_empty());
    assert!(query(json!({"supplier": "nobody"})).await.is_empty());
    let by_name = query(json!({"supplier": "Harbour Timber"})).await;
    let by_code = query(json!({"supplier": "HT-00"})).await;
    assert!(!by_code.is_empty() && by_name == by_code);
    let customer: Vec<Value> = sandbox.store().all(Area::SalesOrders).unwrap();
    let sold_to = query(json!({"customer": customer[0]["customerCode"]})).await;
    assert!(!sold_to.is_empty() && sold_to.len() < current.len());
    let north = query(json!({"location": "NORTH"})).await;
    let id = north[0]["locationId"].clone();
    assert_eq!(north, query(json!({"locationId": id})).await);
    assert!(north.iter().all(|row| row["locationName"] == "North store"));

    let days: Vec<Option<i64>> = current
        .iter()
        .map(|row| row["daysUntilStockOut"].as_i64())
        .collect();
    let known: Vec<i64> = days.iter().copied().flatten().collect();
    assert!(known.is_sorted() && days[known.len()..].iter().all(Option::is_none));
    let dear = query(json!({"sortOrder": "SkuPrice desc"})).await;
    assert!(
        dear.iter()
            .map(|row| row["skuPrice"].as_f64().unwrap())
            .is_sorted_by(|one, two| one >= two)
    );
    let named = query(json!({"sortOrder": "name"})).await;
    assert!(
        named
            .iter()
            .map(|row| row["name"].as_str().unwrap())
            .is_sorted()
    );

    let mut seen = HashSet::new();
    for page in 0.. {
        let criteria = json!({"page": page, "perPage": 100, "currentStatus": "All"});
        let plan = post(&sandbox, "/api/OrderPlan", criteria).await.json();
        let rows = plan["results"].as_array().unwrap();
        seen.extend(rows.iter().map(|row| row["id"].as_u64()));
        assert_eq!(plan["filterCriteria"]["page"], page);
        if plan["filterCriteria"]["hasNextPage"] == false {
            assert_eq!((page, rows.len()), (4, 20));
            break;
        }
    }
    assert_eq!(seen.len(), 420);
    let counts = sandbox.requests().count(Operation::QueryOrderPlan);
    assert_eq!(counts.applied, 0);
}

#[tokio::test]
async fn drafts_hold_what_the_plan_suggests_one_per_supplier() {
    let sandbox = Sandbox::start().await.unwrap();
    let store = sandbox.store();
    let products: Vec<Value> = store.all(Area::Products).unwrap();
    let plan = post(&sandbox, "/api/OrderPlan", json!({"perPage": 1000}))
        .await
        .json();
    let supplier = |row: &Value| {
        let product = products
            .iter()
            .find(|product| product["productId"] == row["externalId"])
            .unwrap();
        product["supplierCode"].as_str().map(str::to_owned)
    };
    let mut suggested: Vec<(String, String, f64)> = plan["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| {
            let quantity = row["orderQuantity"]
                .as_f64()
                .filter(|quantity| *quantity > 0.0)?;
            Some((
                supplier(row)?,
                row["externalId"].as_str().unwrap().to_owned(),
                quantity,
            ))
        })
        .collect();
    let before = store.len(Area::PurchaseOrders);
    let reply = post(&sandbox, "/api/V2/PurchaseOrders/OrderPlan", json!({}))
        .await
        .json();
    let drafts: Vec<Value> = store
        .all::<Value>(Area::PurchaseOrders)
        .unwrap()
        .split_off(before);
    assert_eq!(reply.as_array().unwrap().len(), drafts.len());
    let mut ordered = Vec::new();
    for draft in &drafts {
        assert!(draft["status"] == "Draft" && draft["clientReferenceNumber"].is_string());
        for line in draft["purchaseOrderLineItems"].as_array().unwrap() {
            ordered.push((
                draft["supplier"]["supplierCode"]
                    .as_str()
                    .unwrap()
                    .to_owned(),
                line["productId"].as_str().unwrap().to_owned(),
                line["quantity"].as_f64().unwrap(),
            ));
        }
    }
    let key =
        |one: &(String, String, f64), two: &(String, String, f64)| one.partial_cmp(two).unwrap();
    suggested.sort_by(key);
    ordered.sort_by(key);
    assert!(ordered.len() > 20);
    assert_eq!(ordered, suggested);
    let suppliers: HashSet<_> = ordered.iter().map(|(supplier, ..)| supplier).collect();
    assert_eq!(suppliers.len(), drafts.len());

    let one = json!({"supplierCodes": [suggested[0].0], "locationCodes": ["NORTH"]});
    post(&sandbox, "/api/V2/PurchaseOrders/OrderPlan", one).await;
    let drafts: Vec<Value> = store
        .all::<Value>(Area::PurchaseOrders)
        .unwrap()
        .split_off(before + drafts.len());
    assert!(drafts.len() <= 1);
    assert!(
        drafts
            .iter()
            .all(|draft| draft["location"]["locationName"] == "North store")
    );
    // Stock moves only by what is posted.
    assert_eq!(store.all::<Value>(Area::Products).unwrap(), products);
}

#[tokio::test]
async fn settings_are_kept() {
    let sandbox = plain(|_| {}).start().await.unwrap();
    let path = "/api/InventoryManagementSystemSettings";
    assert_eq!(
        get(&sandbox, path).await.json()["name"],
        "StockTrimIncomingApi"
    );
    assert_eq!(
        post(&sandbox, path, json!({"api": "Fax"})).await.status,
        400
    );
    post(&sandbox, path, json!({"api": "Xero"})).await;
    assert_eq!(get(&sandbox, path).await.json()["name"], "Xero");
    assert_eq!(
        get(&sandbox, "/api/Configuration/inventorymanagementsystem")
            .await
            .json()["name"],
        "Xero"
    );
    assert_eq!(get(&sandbox, "/api/Configuration/other").await.status, 404);
    let status = json!({"isProcessing": true, "percentageComplete": 30, "statusMessage": "import"});
    assert_eq!(
        post(&sandbox, "/api/ProcessingStatus", status).await.status,
        200
    );
    let shown = get(&sandbox, "/api/ProcessingStatus").await.json();
    assert_eq!(
        (&shown["percentageComplete"], &shown["statusMessage"]),
        (&json!(30), &json!("import"))
    );
}

#[tokio::test]
async fn the_document_behaviour_refuses_what_the_document_does_not_know() {
    let sandbox = crate::support::document().start().await.unwrap();
    for (path, body) in [
        ("/api/Products", json!({"productId": "a", "colour": "red"})),
        ("/api/Products", json!({"productId": "a", "cost": "1"})),
        ("/api/Products", json!({"productId": ""})),
        ("/api/Products?verbose=1", json!({"productId": "a"})),
        (
            "/api/SalesOrders",
            json!({"productId": "a", "orderDate": "2026-01-01T00:00:00Z", "quantity": -1}),
        ),
        (
            "/api/InventoryManagementSystemSettings",
            json!({"api": "Fax"}),
        ),
    ] {
        let reply = post(&sandbox, path, body.clone()).await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (400, "application/json"),
            "{body}"
        );
        assert!(reply.json()["errors"].is_object(), "{body}");
    }
    for header in ["api-auth-id", "api-auth-signature", "content-type"] {
        let mut asked =
            crate::support::request("POST", "/api/Products", Some(&json!({"productId": "a"})));
        asked.headers_mut().remove(header);
        let mut connection = crate::support::Connection::open(&sandbox).await;
        assert_eq!(
            connection.send(asked).await.unwrap().status,
            400,
            "without {header}"
        );
    }
    assert_eq!(sandbox.requests().total().applied, 0);
}
