//! Rows as streams and reports as iterators, for the crates that work with those.

use futures_util::{StreamExt, TryStreamExt};
use stocktrim::transport::testing::Answer;
use stocktrim::types::{ProductsRequestDto, ProductsResponseDto};
use stocktrim::{Client, ErrorKind};

use crate::support::builder;

/// A client whose catalogue has two pages of two products and then fails or ends.
fn client(then: fn() -> Answer) -> Client {
    builder()
        .in_process(move |request| {
            std::future::ready(match (request.method().as_str(), request.uri().query()) {
                ("GET", None) => Answer::json(200, r#"[{"productId":"A"},{"productId":"B"}]"#),
                ("GET", Some("pageNo=1")) => {
                    Answer::json(200, r#"[{"productId":"C"},{"productId":"D"}]"#)
                }
                ("GET", _) => then(),
                _ => http::Response::builder()
                    .status(201)
                    .body(bytes::Bytes::new())
                    .unwrap()
                    .into(),
            })
        })
        .build()
        .unwrap()
}

#[tokio::test]
async fn rows_are_a_stream_like_any_other() {
    let client = client(|| Answer::status(404));
    let codes: Vec<String> = client
        .products()
        .stream()
        .map_ok(|product| product.product_id)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(codes, ["A", "B", "C", "D"]);
    let first: Vec<_> = client.products().stream().take(3).collect().await;
    assert_eq!(first.len(), 3);
}

#[tokio::test]
async fn a_stream_gives_what_came_before_an_error_and_ends_with_it() {
    let client = client(|| Answer::status(401));
    let mut rows = client.products().stream();
    assert!(format!("{rows:?}").starts_with("RowStream"));
    for code in ["A", "B", "C", "D"] {
        let row: ProductsResponseDto = rows.next().await.unwrap().unwrap();
        assert_eq!(row.product_id, code);
    }
    assert_eq!(
        rows.next().await.unwrap().unwrap_err().kind(),
        ErrorKind::Auth
    );
    assert!(rows.next().await.is_none());
}

#[tokio::test]
async fn a_report_gives_its_rows_away_in_order() {
    let client = client(|| Answer::status(404));
    let rows = ["A", "B", "C"].map(ProductsRequestDto::new);
    let rows = futures_util::stream::iter(rows);
    let bulk = client.products().upsert_stream(rows);
    assert!(format!("{bulk:?}").contains("concurrency: 8"), "{bulk:?}");
    let report = bulk.await;
    assert!(report.is_complete());
    let keys: Vec<_> = report.into_iter().map(|row| (row.index, row.key)).collect();
    assert_eq!(keys, [(0, "A".into()), (1, "B".into()), (2, "C".into())]);
}
