//! A file of products, and what differs from it; customers and suppliers likewise.

use serde_json::{Value, json};
use stocktrim::types::{CustomerDto, ProductSupplier, ProductsRequestDto, SupplierRequestDto};
use stocktrim::{ErrorKind, Operation};
use stocktrim_sandbox::{Area, Sandbox};

use super::{empty, quick};

async fn shop(seed: u64) -> Sandbox {
    let sandbox = empty(seed, false).await;
    let products = (0..60).map(|n| {
        json!({
            "productId": format!("P{n}"), "name": format!("Part {n}"), "cost": 4.0, "stockOnHand": 7.0,
            "suppliers": [{ "supplierId": "HT-01", "supplierName": "Harbour" }, { "supplierId": "X" }],
        })
    });
    sandbox.store().put_all(Area::Products, products).unwrap();
    sandbox
}

/// The rows as a file has them: without stock, one dearer, one new.
fn file(rows: std::ops::Range<u32>) -> Vec<ProductsRequestDto> {
    let row = |n| {
        let suppliers = ["X", "HT-01"].map(ProductSupplier::new);
        ProductsRequestDto::new(format!("P{n}"))
            .name(format!("Part {n}"))
            .cost(if n == 3 { 4.25 } else { 4.0 })
            .suppliers(suppliers)
    };
    rows.map(row).collect()
}

fn written(sandbox: &Sandbox, operation: Operation) -> Vec<Value> {
    let requests = sandbox.requests().of(operation);
    requests
        .iter()
        .filter_map(stocktrim_sandbox::RequestRecord::json)
        .collect()
}

#[tokio::test]
async fn only_keys_and_differences_are_written_and_then_nothing() {
    for seed in 0..6 {
        let sandbox = shop(seed).await;
        let products = quick(&sandbox).products();
        let plan = products.sync(file(0..61)).plan().await.unwrap();
        assert_eq!(
            plan.to_string(),
            "new      P60\nchanged  P3: cost 4.0 -> 4.25\n1 new, 1 changed, 0 gone, 59 equal"
        );
        assert!(written(&sandbox, Operation::UpsertProduct).is_empty());
        plan.apply().concurrency(1).await.into_result().unwrap();
        let sent = written(&sandbox, Operation::UpsertProduct);
        assert_eq!(sent[1], json!({"productId": "P3", "cost": 4.25}));
        let again = products.sync(file(0..61)).await.unwrap();
        assert!(
            again.plan.is_empty() && again.plan.equal == 61,
            "{}",
            again.plan
        );
        assert_eq!(written(&sandbox, Operation::UpsertProduct).len(), 2);
    }
}

#[tokio::test]
async fn what_is_missing_is_discontinued_if_asked_for_and_little_enough() {
    let sandbox = shop(1).await;
    let products = quick(&sandbox).products();
    let told = products.sync(file(0..54)).await.unwrap();
    assert_eq!((told.plan.gone.len(), told.written.rows().len()), (6, 1));
    let done = products
        .sync(file(0..54))
        .discontinue_missing()
        .await
        .unwrap();
    assert!(done.written.is_complete());
    assert_eq!(
        written(&sandbox, Operation::UpsertProduct).last().unwrap()["discontinued"],
        true
    );
    // The six do not count any more, and six of 54 are too many.
    for share in [0.1, f64::NAN, -1.0] {
        let sync = products
            .sync(file(0..48))
            .discontinue_missing()
            .max_missing(share);
        let refused = sync.plan().await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidRequest);
        assert!(
            refused.to_string().contains("6 of 54 rows are missing"),
            "{refused}"
        );
    }
    let none = products.sync([]).discontinue_missing().await.unwrap_err();
    assert_eq!(none.kind(), ErrorKind::InvalidRequest);
    let all = products
        .sync(file(0..48))
        .discontinue_missing()
        .max_missing(0.2);
    assert_eq!(all.plan().await.unwrap().gone.len(), 6);
}

#[tokio::test]
async fn a_product_is_written_under_the_id_that_it_has_and_two_rows_of_one_are_rejected() {
    let sandbox = empty(0, false).await;
    let row = json!({ "productId": "33303389", "productCodeReadable": "OAK", "cost": 1 });
    sandbox.store().put(Area::Products, row).unwrap();
    let products = quick(&sandbox).products();
    let oak = |key: &str| ProductsRequestDto::new(key).cost(2.5);
    products
        .sync([oak("OAK")])
        .await
        .unwrap()
        .written
        .into_result()
        .unwrap();
    assert_eq!(
        written(&sandbox, Operation::UpsertProduct),
        [json!({"productId": "33303389", "cost": 2.5})]
    );
    for twice in [["OAK", "33303389"], ["NEW", "NEW"], ["NEW", " "]] {
        let error = products.sync(twice.map(oak)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    }
}

#[tokio::test]
async fn what_is_cleared_is_written_as_null_once_and_a_field_that_the_document_lacks_always() {
    let sandbox = shop(0).await;
    let products = quick(&sandbox).products();
    let desired = || {
        ProductsRequestDto::new("P1")
            .name("Part 1")
            .clear_cost()
            .clear_width()
    };
    let plan = products.sync([desired()]).plan().await.unwrap();
    assert_eq!(
        plan.changed[0].fields.len(),
        1,
        "width is empty already: {plan}"
    );
    plan.apply().await.into_result().unwrap();
    let sent = written(&sandbox, Operation::UpsertProduct);
    assert_eq!(sent, [json!({"productId": "P1", "cost": null})]);
    assert!(products.sync([desired()]).plan().await.unwrap().is_empty());
    let plan = products
        .sync([desired().extra("hue", "red")])
        .plan()
        .await
        .unwrap();
    plan.apply().await.into_result().unwrap();
    let sent = written(&sandbox, Operation::UpsertProduct);
    assert_eq!(sent[1], json!({"productId": "P1", "hue": "red"}));
}

#[tokio::test]
async fn of_customers_and_suppliers_what_is_gone_is_told_and_stays() {
    for seed in 0..4 {
        let sandbox = empty(seed, false).await;
        let store = sandbox.store();
        for code in ["A", "B"] {
            let city = json!({ "code": code, "name": code, "city": "Taupo" });
            store.put(Area::Customers, city).unwrap();
            let lead = json!({ "supplierCode": code, "defaultLeadTime": 14 });
            store.put(Area::Suppliers, lead).unwrap();
        }
        let client = quick(&sandbox);
        let desired = [CustomerDto::new().code("A").city("Nelson")];
        let customers = client.customers().sync(desired).await.unwrap();
        assert_eq!(
            customers.plan.to_string(),
            "changed  A: city \"Taupo\" -> \"Nelson\"\ngone     B\n0 new, 1 changed, 1 gone, 0 equal"
        );
        let desired = [
            SupplierRequestDto::new("A").default_lead_time(14),
            SupplierRequestDto::new("C"),
        ];
        let suppliers = client.suppliers().sync(desired).await.unwrap();
        let plan = &suppliers.plan;
        assert_eq!((plan.new.len(), plan.gone.len(), plan.equal), (1, 1, 1));
        assert_eq!(
            (store.len(Area::Customers), store.len(Area::Suppliers)),
            (2, 3)
        );
        assert_eq!(
            written(&sandbox, Operation::UpsertCustomer),
            [json!({"code": "A", "city": "Nelson"})]
        );
    }
}
