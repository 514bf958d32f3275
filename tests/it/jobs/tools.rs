//! What programs do around the calls: scripts, mocks, metrics, generic code, raw calls.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use futures_util::{Stream, StreamExt, TryStreamExt};
use http::Method;
use stocktrim::types::{ProductsResponseDto, PurchaseOrderResponseDto};
use stocktrim::{Client, ErrorKind, Idempotency, Operation, Result};
use stocktrim_sandbox::{Fault, Sandbox};

/// A script without async: what is low, by name.
#[cfg(feature = "blocking")]
fn low_stock(client: &Client) -> Result<Vec<String>> {
    let mut low = Vec::new();
    for row in client.order_plan().below_reorder_point().wait()? {
        low.extend(row.product_code);
    }
    for product in client.products().stream().wait() {
        let product = product?;
        low.retain(|code| *code != product.product_id || product.discontinued != Some(true));
    }
    let report = client.products().sync([]).wait()?;
    assert!(report.plan.is_empty() && report.written.is_complete());
    Ok(low)
}

#[cfg(feature = "blocking")]
#[tokio::test]
async fn a_blocking_script() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client().unwrap();
    let low = tokio::task::spawn_blocking(move || low_stock(&client));
    assert!(low.await.unwrap().unwrap().len() > 100);
}

#[cfg(feature = "mock")]
#[tokio::test]
async fn a_lost_order_in_a_test_of_ones_own() {
    use stocktrim::mock::{self, MockServer, MockServerExt};

    let server = MockServer::start();
    let client = mock::client(&server).unwrap();
    for found in [
        None,
        Some(PurchaseOrderResponseDto::new().client_reference_number("PO-1")),
    ] {
        let mut looked = server.find_purchase_order(|when, then| {
            when.reference_number("PO-1");
            then.success(200, found.clone());
        });
        let looked_elsewhere = server.get_purchase_order(|when, then| {
            when.reference_number("PO-1");
            then.problem(404, "Not Found");
        });
        let refused = server.upsert_purchase_order(|_, then| {
            then.validation([("Supplier", "is not known")]);
        });
        let outcome = super::orders(&client)
            .create_once(super::order("PO-1"))
            .await;
        assert_eq!(outcome.is_ok(), found.is_some());
        let expected = usize::from(found.is_none());
        assert_eq!(
            (looked_elsewhere.calls(), refused.calls()),
            (expected, expected)
        );
        looked.delete();
    }
}

#[tokio::test]
async fn metrics_of_every_attempt() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox
        .faults()
        .next(2, Operation::ListSuppliers, Fault::status(503));
    let counts = Arc::new(Mutex::new(BTreeMap::<_, u32>::new()));
    let kept = Arc::clone(&counts);
    let builder = sandbox.client_builder().on_attempt(move |attempt| {
        let status = attempt.status.map(|status| status.as_u16());
        let key = (attempt.operation.map(Operation::id), status);
        *kept.lock().unwrap().entry(key).or_default() += 1;
    });
    let retry =
        stocktrim::RetryConfig::default().initial_backoff(std::time::Duration::from_millis(1));
    builder
        .retry(retry)
        .build()
        .unwrap()
        .suppliers()
        .list()
        .await
        .unwrap();
    let counted = counts.lock().unwrap().clone();
    let suppliers = Some("list_suppliers");
    let expected = [((suppliers, Some(200)), 1), ((suppliers, Some(503)), 2)];
    assert_eq!(counted, BTreeMap::from(expected));
}

/// Code that knows nothing of StockTrim but a stream of results.
async fn sum<T, E>(
    rows: impl Stream<Item = Result<T, E>>,
    of: impl Fn(&T) -> f64,
) -> Result<f64, E> {
    rows.try_fold(0.0, |sum, row| std::future::ready(Ok(sum + of(&row))))
        .await
}

#[tokio::test]
async fn generic_code_over_streams() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client().unwrap();
    let stock = |product: &ProductsResponseDto| product.stock_on_hand.unwrap_or_default();
    let all = sum(client.products().stream(), stock).await.unwrap();
    assert!(all > 1000.0, "{all}");
    let some = client
        .products()
        .stream()
        .take(60)
        .map_ok(|product| product.product_id);
    let codes: Vec<String> = some.try_collect().await.unwrap();
    assert_eq!(codes.len(), 60);
    sandbox
        .faults()
        .always(Operation::ListPurchaseOrders, Fault::status(400));
    let failed = sum(
        client.purchase_orders().stream(),
        PurchaseOrderResponseDto::quantity,
    )
    .await;
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::Validation);
}

#[tokio::test]
async fn raw_calls() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client().unwrap();
    let bytes = client.api().list_suppliers().send_raw().await.unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&bytes).unwrap();
    let request = client
        .request(Method::GET, "/api/SuppliersBulk")
        .idempotency(Idempotency::Safe);
    let same = request.send_raw().await.unwrap();
    assert_eq!(
        (same.status().as_u16(), same.into_inner()),
        (200, bytes.into_inner())
    );
    assert!(rows.len() > 10);
    let error = client
        .request(Method::GET, "/api/Nothing")
        .send_raw()
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.operation()),
        (ErrorKind::NotFound, None)
    );
}
