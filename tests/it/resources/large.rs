//! Catalogues of 420 and of 100,000 products: every row comes once.

use std::collections::HashSet;

use serde_json::json;
use stocktrim_sandbox::{Area, Sandbox};

#[tokio::test]
async fn the_demo_shops_420_products_come_once_under_every_way_of_paging() {
    for seed in 0..12 {
        let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
        let rows = sandbox.client().unwrap().products().list().await.unwrap();
        let codes: HashSet<_> = rows.iter().map(|row| row.product_id.as_str()).collect();
        assert_eq!((rows.len(), codes.len()), (420, 420), "seed {seed}");
        let requests = sandbox.requests().total().arrived;
        assert!(
            (10..=11 + 7).contains(&requests),
            "{requests} requests for 9 pages"
        );
    }
}

#[tokio::test]
async fn a_hundred_thousand_products_come_once() {
    const ALL: usize = 100_000;
    let sandbox = Sandbox::builder().empty().start().await.unwrap();
    let rows = (0..ALL).map(|n| json!({ "productId": format!("P{n}") }));
    sandbox.store().put_all(Area::Products, rows).unwrap();
    let client = sandbox.client().unwrap();
    let mut products = client.products().stream();
    let mut seen = vec![false; ALL];
    while let Some(product) = products.next().await {
        let id = product.unwrap().product_id;
        let number: usize = id[1..].parse().unwrap();
        assert!(
            !std::mem::replace(&mut seen[number], true),
            "{id} came twice"
        );
    }
    assert!(seen.iter().all(|seen| *seen));
}
