//! Any sequence of upserts, deletes and reads agrees with a plain model in memory.

use crate::support::Connection;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use stocktrim_sandbox::{CodeCompares, Quirks, Sandbox};

/// The areas with a key of their own: how to write, find and delete a row.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Product,
    Customer,
    Supplier,
    PurchaseOrder,
}

#[derive(Debug, Clone)]
enum Step {
    Upsert(Kind, String, BTreeMap<usize, Option<String>>),
    Delete(Kind, String),
    Read(Kind, String),
}

impl Kind {
    /// Key, and two fields that a row may or may not have.
    fn fields(self) -> (&'static str, [&'static str; 2]) {
        match self {
            Self::Product => ("productId", ["name", "category"]),
            Self::Customer => ("code", ["name", "city"]),
            Self::Supplier => ("supplierCode", ["supplierName", "country"]),
            Self::PurchaseOrder => ("clientReferenceNumber", ["externalId", "referenceNumber"]),
        }
    }

    fn write(self) -> (&'static str, &'static str) {
        match self {
            Self::Product => ("POST", "/api/Products"),
            Self::Customer => ("PUT", "/api/Customers"),
            Self::Supplier => ("POST", "/api/Suppliers"),
            Self::PurchaseOrder => ("POST", "/api/PurchaseOrders"),
        }
    }

    fn read(self, key: &str) -> String {
        match self {
            Self::Product => format!("/api/Products?code={key}"),
            Self::Customer => format!("/api/Customers/{key}"),
            Self::Supplier => format!("/api/Suppliers?code={key}"),
            Self::PurchaseOrder => format!("/api/V2/PurchaseOrders/{key}"),
        }
    }

    /// `None`: customers cannot be deleted.
    fn delete(self, key: &str) -> Option<String> {
        match self {
            Self::Product => Some(format!("/api/Products?productId={key}")),
            Self::Customer => None,
            Self::Supplier => Some(format!("/api/Suppliers?supplierCodeOrName={key}")),
            Self::PurchaseOrder => Some(format!("/api/PurchaseOrders?referenceNumber={key}")),
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let kind = prop_oneof![
        Just(Kind::Product),
        Just(Kind::Customer),
        Just(Kind::Supplier),
        Just(Kind::PurchaseOrder),
    ];
    // Few keys, so that they meet; every byte is encoded, so that any text is a key.
    let key = prop_oneof![
        4 => prop::sample::select(vec!["a", "B", "b", "a/b", " x", "%2F", "ü🪑", "+", "?&=", "#1"]).prop_map(str::to_owned),
        1 => "[^\\s.]{1,6}",
    ];
    // The values never equal a key, so that names and numbers do not stand for one.
    let fields = prop::collection::btree_map(0_usize..2, prop::option::of("~[a-z]{0,4}"), 0..3);
    let step = (kind, key, fields, 0_u8..6).prop_map(|(kind, key, fields, what)| match what {
        0..3 => Step::Upsert(kind, key, fields),
        3 => Step::Delete(kind, key),
        _ => Step::Read(kind, key),
    });
    prop::collection::vec(step, 1..60)
}

fn encoded(key: &str) -> String {
    key.bytes()
        .flat_map(|byte| format!("%{byte:02X}").into_bytes())
        .map(char::from)
        .collect()
}

async fn run(steps: &[Step], seed: u64) {
    let mut quirks = Quirks::drawn(seed);
    quirks.code_compares = CodeCompares::ProductId;
    let sandbox = Sandbox::builder()
        .empty()
        .quirks(quirks)
        .start()
        .await
        .unwrap();
    let mut connection = Connection::open(&sandbox).await;
    let mut model: BTreeMap<(u8, String), [Option<String>; 2]> = BTreeMap::new();
    for step in steps {
        match step {
            Step::Upsert(kind, key, fields) => {
                let (name, others) = kind.fields();
                let mut row = json!({name: key});
                for (at, value) in fields {
                    row[others[*at]] = json!(value);
                }
                match kind {
                    Kind::Supplier => row = json!([row]),
                    Kind::PurchaseOrder => {
                        row["supplier"] = json!({});
                        row["purchaseOrderLineItems"] = json!([]);
                    }
                    _ => {}
                }
                let (method, path) = kind.write();
                let reply = connection.call(method, path, Some(&row)).await;
                assert!((200..300).contains(&reply.status), "{step:?}: {reply:?}");
                let known = model.contains_key(&(*kind as u8, key.clone()));
                if matches!(kind, Kind::Product | Kind::PurchaseOrder) {
                    assert_eq!(reply.status, if known { 200 } else { 201 }, "{step:?}");
                }
                let kept = model.entry((*kind as u8, key.clone())).or_default();
                for (at, value) in fields {
                    kept[*at].clone_from(value);
                }
            }
            Step::Delete(kind, key) => {
                let Some(path) = kind.delete(&encoded(key)) else {
                    continue;
                };
                let reply = connection.call("DELETE", &path, None).await;
                let known = model.remove(&(*kind as u8, key.clone())).is_some();
                assert_eq!(
                    (200..300).contains(&reply.status),
                    known,
                    "{step:?}: {reply:?}"
                );
            }
            Step::Read(kind, key) => {
                let reply = connection
                    .call("GET", &kind.read(&encoded(key)), None)
                    .await;
                let found = if reply.status == 404 {
                    Value::Null
                } else {
                    reply.json()
                };
                let found = match found {
                    Value::Array(rows) => rows.into_iter().next().unwrap_or_default(),
                    other => other,
                };
                let (name, others) = kind.fields();
                match model.get(&(*kind as u8, key.clone())) {
                    None => assert!(found.is_null(), "{step:?}: {found}"),
                    Some(kept) => {
                        assert_eq!(found[name], json!(key));
                        assert_eq!(
                            [&found[others[0]], &found[others[1]]],
                            [&json!(kept[0]), &json!(kept[1])]
                        );
                    }
                }
            }
        }
    }
    // And in the end nothing is there but what the model has.
    let customers = model
        .keys()
        .filter(|(kind, _)| *kind == Kind::Customer as u8)
        .count();
    let listed = connection.call("GET", "/api/Customers", None).await.json();
    assert_eq!(listed.as_array().map_or(0, Vec::len), customers);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_sandbox_agrees_with_a_plain_model(steps in steps(), seed in 0_u64..32) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(run(&steps, seed));
    }
}
