//! Every operation answers, in `document` behaviour exactly as the document promises, and in `live` with any 2xx.

use crate::support::{Connection, Reply, document, request};
use serde_json::{Value, json};
use std::collections::HashSet;
use stocktrim::Operation;
use stocktrim_sandbox::{Area, Sandbox};

/// A valid request for every operation, in an order in which each has something to find: id, method, path, body.
pub fn calls() -> impl Iterator<Item = (Operation, &'static str, &'static str, Option<Value>)> {
    include_str!("calls.txt")
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| {
            let mut words = line.splitn(4, ' ');
            let mut word = || words.next();
            let operation = Operation::from_id(word().unwrap()).unwrap();
            let (method, path) = (word().unwrap(), word().unwrap());
            let body = word().map(|body| serde_json::from_str(body).unwrap());
            (operation, method, path, body)
        })
}

#[tokio::test]
async fn the_document_is_kept_to_by_every_operation() {
    let vendor: Value = serde_json::from_str(include_str!("../../../spec/vendor.json")).unwrap();
    let sandbox = document().start().await.unwrap();
    let mut connection = Connection::open(&sandbox).await;
    for (id, method, path, body) in calls() {
        let reply = connection.call(method, path, body.as_ref()).await;
        let record = sandbox.requests().last().unwrap();
        assert_eq!(record.operation, Some(id));
        let template = template(&vendor, path);
        let responses = &vendor["paths"][&template][method.to_lowercase()]["responses"];
        let promised = &responses[reply.status.to_string()];
        assert!(
            reply.status < 300 && promised.is_object(),
            "{id}: {reply:?}"
        );
        let schema = &promised["content"]["application/json"]["schema"];
        if schema.is_null() {
            assert!(reply.body.is_empty(), "{id}: {reply:?}");
        } else {
            assert_eq!(reply.header("content-type"), "application/json", "{id}");
            let mut wrong = Vec::new();
            conforms(&vendor, schema, &reply.json(), id.as_str(), &mut wrong);
            assert!(wrong.is_empty(), "{wrong:#?}");
        }
    }
    let met: HashSet<_> = sandbox.requests().counts().into_keys().collect();
    assert_eq!(met, Operation::ALL.iter().copied().collect());
}

#[tokio::test]
async fn the_live_behaviour_answers_every_operation_under_every_seed() {
    for seed in 100..116 {
        let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
        let mut connection = Connection::open(&sandbox).await;
        for (id, method, path, body) in calls() {
            let reply = connection
                .send(request(method, path, body.as_ref()))
                .await
                .unwrap();
            // Sales orders cannot be read (A1).
            let expected = if id == Operation::ListSalesOrders {
                404..405
            } else {
                200..205
            };
            assert!(
                expected.contains(&reply.status),
                "{id} under {seed}: {reply:?}"
            );
        }
        // What each was to delete is gone, and nothing else.
        let store = sandbox.store();
        assert_eq!(
            (store.len(Area::Products), store.len(Area::Suppliers)),
            (420, 40)
        );
        assert_eq!(
            (store.len(Area::SalesOrders), store.len(Area::Customers)),
            (0, 1201)
        );
    }
}

/// The path of the document that a path means.
fn template(vendor: &Value, path: &str) -> String {
    let path = path.split('?').next().unwrap();
    let fits = |known: &str| {
        let (known, given) = (known.split('/'), path.split('/'));
        known.clone().count() == given.clone().count()
            && known
                .zip(given)
                .all(|(known, given)| known == given || known.starts_with('{'))
    };
    let mut paths: Vec<&String> = vendor["paths"].as_object().unwrap().keys().collect();
    paths.sort_by_key(|known| known.contains('{'));
    paths.into_iter().find(|known| fits(known)).unwrap().clone()
}

/// Notes where a value departs from a schema; a second reading of the document, independent of the sandbox's own.
fn conforms(vendor: &Value, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return conforms(
            vendor,
            &vendor["components"]["schemas"][name],
            value,
            at,
            wrong,
        );
    }
    if value.is_null() && schema["nullable"] == true {
        return;
    }
    let text = value.as_str();
    let right = match schema["type"].as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "integer" => value
            .as_i64()
            .is_some_and(|number| i32::try_from(number).is_ok()),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "string" => match (&schema["enum"], schema["format"].as_str()) {
            (Value::Array(members), _) => members.contains(value),
            (_, Some("date-time")) => {
                text.is_some_and(|text| text.ends_with('Z') && text.len() > 19)
            }
            _ => text
                .is_some_and(|text| text.len() as u64 >= schema["minLength"].as_u64().unwrap_or(0)),
        },
        other => panic!("{other}"),
    };
    if !right {
        wrong.push(format!("{at}: {value} is not {schema}"));
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        conforms(
            vendor,
            &schema["items"],
            item,
            &format!("{at}[{index}]"),
            wrong,
        );
    }
    for (name, field) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(name) {
            Some(property) => conforms(vendor, property, field, &format!("{at}.{name}"), wrong),
            None => wrong.push(format!("{at}.{name} is not in the document")),
        }
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().unwrap()).is_none() {
            wrong.push(format!("{at}.{name} is missing"));
        }
    }
}

#[tokio::test]
async fn the_whole_demo_shop_fits_the_document() {
    let vendor: Value = serde_json::from_str(include_str!("../../../spec/vendor.json")).unwrap();
    let sandbox = document().start().await.unwrap();
    let mut connection = Connection::open(&sandbox).await;
    let plan = json!({"perPage": 500, "currentStatus": "All"});
    for (method, path, body) in [
        ("GET", "/api/Products?pageNo=3", None),
        ("GET", "/api/Customers", None),
        ("GET", "/api/SuppliersBulk", None),
        ("GET", "/api/SalesOrders?productId=OAK-TOP-120", None),
        ("GET", "/api/V2/PurchaseOrders?pageSize=500", None),
        ("POST", "/api/OrderPlan", Some(plan)),
        ("POST", "/api/V2/PurchaseOrders/OrderPlan", Some(json!({}))),
    ] {
        let reply: Reply = connection.call(method, path, body.as_ref()).await;
        let responses =
            &vendor["paths"][template(&vendor, path)][method.to_lowercase()]["responses"];
        let schema = &responses[reply.status.to_string()]["content"]["application/json"]["schema"];
        let mut wrong = Vec::new();
        conforms(&vendor, schema, &reply.json(), path, &mut wrong);
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(reply.body.len() > 1000, "{path}: {}", reply.text());
    }
    // Orphans have no form in the document, which requires their codes.
    let suppliers = connection
        .call("GET", "/api/SuppliersBulk", None)
        .await
        .json();
    assert_eq!(suppliers.as_array().unwrap().len(), 36);
}
