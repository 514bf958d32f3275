//! Limits of memory, and of what an error holds.

use std::error::Error as _;

use stocktrim::ErrorKind;
use stocktrim::square::Event;

use super::b::answering;

#[tokio::test]
async fn c1_rows_take_no_more_memory_than_their_limit() {
    let products = |count: usize, row: &str| format!("[{}]", vec![row; count].join(","));
    let nested = |list: &str| {
        format!(
            r#"[{{"productId":"A","{list}":{}}}]"#,
            products(700_000, "{}")
        )
    };
    for body in [
        products(120_000, r#"{"productId":""}"#),
        nested("suppliers"),
        nested("stockLocations"),
    ] {
        let error = answering(body).products().list().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
        assert!(error.to_string().contains("max_response_bytes"), "{error}");
    }
    let error = answering(products(700_000, "{}"))
        .products()
        .list()
        .await
        .unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::UnexpectedContent,
        "the first is no row"
    );
    let plan = format!(r#"{{"results":{}}}"#, products(700_000, "{}"));
    let criteria = stocktrim::types::OrderPlanFilterCriteria::new();
    let plan = answering(plan);
    let error = plan
        .api()
        .query_order_plan()
        .body(criteria)
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");

    let row = format!(r#"{{"productId":"A","name":"{}"}}"#, "x".repeat(200));
    let rows = answering(products(10_000, &row))
        .api()
        .list_products()
        .send()
        .await;
    assert_eq!(rows.unwrap().len(), 10_000);
    let few = answering(products(500, r#"{"productId":""}"#))
        .api()
        .list_products()
        .send()
        .await;
    assert_eq!(
        few.unwrap().len(),
        500,
        "a few rows are read, however little they say"
    );
}

#[tokio::test]
async fn c6_an_error_is_bounded() {
    let long = "x".repeat(5_000_000);
    let odd = [
        format!(r#"[{{"productId":"A","price":"{long}"}}]"#),
        format!(r#"[{{"productId":"A","leadTime":"{long}"}}]"#),
        format!(r#"{{"error":"{long}"}}"#),
        format!(r#""{long}""#),
    ];
    let mut errors = Vec::new();
    for body in odd {
        errors.push(answering(body).products().list().await.unwrap_err());
    }
    let webhook = format!(r#"{{"data":{{"object":{{"customer":{{"version":"{long}"}}}}}}}}"#);
    assert!(format!("{:?}", Event::from_json(webhook.as_bytes()).unwrap()).len() < 40_000);
    errors.push(Event::from_json(format!("\"{long}\"").as_bytes()).unwrap_err());
    for error in errors {
        let sizes = [error.to_string().len(), format!("{error:?}").len()];
        assert!(sizes.iter().all(|size| *size < 40_000), "{sizes:?}");
        let source = error
            .source()
            .map(|source| format!("{source} {source:?}").len());
        assert!(source.unwrap_or_default() < 40_000, "{source:?}");
    }
}
