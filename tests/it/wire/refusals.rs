//! Every answer that is no success becomes one error with all that is known.

use http::header::{LOCATION, RETRY_AFTER};
use stocktrim::Operation;
use stocktrim::transport::testing::Answer;
use stocktrim::types::{OrderPlanFilterCriteria, ProductsRequestDto};
use stocktrim::{Applied, Client, Error, ErrorKind, RetryConfig};

use crate::support::calls::{list, upsert};
use crate::support::{ID, scripted};

const VALIDATION: &str = include_str!("../../samples/problem_400_validation.json");
const NOT_FOUND: &str = include_str!("../../samples/problem_404.json");
const ERROR_PAGE: &str = include_str!("../../samples/error_500.html");

fn client(answer: impl Fn() -> Answer + Send + Sync + 'static) -> Client {
    let (builder, _) = scripted(move |_| answer());
    builder.retry(RetryConfig::disabled()).build().unwrap()
}

fn html(status: u16, body: &'static str) -> Answer {
    Answer::status(status).body("text/html; charset=utf-8", body)
}

async fn read(answer: impl Fn() -> Answer + Send + Sync + 'static) -> Error {
    list(&client(answer)).await.unwrap_err()
}

async fn write(answer: impl Fn() -> Answer + Send + Sync + 'static) -> Error {
    upsert(&client(answer)).await.unwrap_err()
}

#[tokio::test]
async fn each_refusal_has_its_kind_status_and_operation() {
    type Make = fn() -> Answer;
    let table: &[(Make, ErrorKind, u16, &str)] = &[
        (
            || Answer::json(400, VALIDATION),
            ErrorKind::Validation,
            400,
            "OrderDate",
        ),
        (
            || Answer::status(400).body("text/plain", "Bad code"),
            ErrorKind::Validation,
            400,
            "Bad code",
        ),
        (|| Answer::status(400), ErrorKind::Validation, 400, ""),
        (|| Answer::status(401), ErrorKind::Auth, 401, ""),
        (
            || html(403, "<h1>Forbidden</h1>"),
            ErrorKind::UnexpectedContent,
            403,
            "<h1>Forbidden</h1>",
        ),
        (
            || Answer::json(404, NOT_FOUND),
            ErrorKind::NotFound,
            404,
            "Not Found",
        ),
        (|| Answer::status(404), ErrorKind::NotFound, 404, ""),
        (|| Answer::status(405), ErrorKind::Status, 405, ""),
        (|| Answer::status(408), ErrorKind::Timeout, 408, ""),
        (|| Answer::status(409), ErrorKind::Status, 409, ""),
        (|| Answer::status(415), ErrorKind::Status, 415, ""),
        (|| Answer::status(429), ErrorKind::RateLimited, 429, ""),
        (
            || html(500, ERROR_PAGE),
            ErrorKind::Server,
            500,
            "NullReferenceException",
        ),
        (|| Answer::status(503), ErrorKind::Server, 503, ""),
        (|| Answer::status(302), ErrorKind::Status, 302, ""),
        (
            || html(200, "<html>login</html>"),
            ErrorKind::UnexpectedContent,
            200,
            "login",
        ),
        (
            || Answer::json(200, "\n <!DOCTYPE html>"),
            ErrorKind::UnexpectedContent,
            200,
            "DOCTYPE",
        ),
    ];
    for (answer, kind, status, body) in table {
        for (error, operation) in [
            (read(*answer).await, Operation::ListSuppliers),
            (write(*answer).await, Operation::UpsertProduct),
        ] {
            assert_eq!(error.kind(), *kind, "{error}");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(*status));
            assert_eq!(error.operation(), Some(operation));
            assert_eq!(error.attempts(), 1);
            assert_eq!(error.is_not_found(), *status == 404);
            assert!(error.body().contains(body), "{}", error.body());
            let debug = format!("{error:?}");
            for part in [format!("kind: {kind:?}"), format!("status: {status}")] {
                assert!(debug.contains(&part), "{part}: {debug}");
            }
            let says = error.to_string();
            assert!(
                says.starts_with(operation.id()) && says.contains(&status.to_string()),
                "{says}"
            );
        }
    }
}

#[tokio::test]
async fn validation_messages_and_problem_details_are_at_hand() {
    let error = write(|| Answer::json(400, VALIDATION)).await;
    let messages: Vec<_> = error.validation_errors().collect();
    assert_eq!(messages[0].0, "OrderDate");
    assert_eq!(messages[0].1, ["The OrderDate field is required."]);
    assert_eq!(messages[1].0, "PurchaseOrderLineItems[0].Quantity");
    assert_eq!(error.problem().unwrap().trace_id(), Some("00-5a0c3f8e-77"));
    assert!(
        error
            .to_string()
            .contains("The OrderDate field is required."),
        "{error}"
    );

    let problem = read(|| Answer::json(404, NOT_FOUND)).await;
    assert_eq!(problem.problem().unwrap().title(), Some("Not Found"));
    assert!(problem.is_not_found() && !problem.is_transient());
    let empty = read(|| Answer::status(404)).await;
    assert!(empty.problem().is_none() && empty.validation_errors().next().is_none());
}

#[tokio::test]
async fn what_may_pass_by_itself_is_transient() {
    for (status, transient) in [
        (400, false),
        (401, false),
        (408, true),
        (409, false),
        (429, true),
        (500, true),
        (501, false),
        (502, true),
        (503, true),
        (504, true),
        (505, false),
    ] {
        let error = read(move || Answer::status(status)).await;
        assert_eq!(error.is_transient(), transient, "{status}");
        assert_eq!(error.is_auth(), status == 401, "{status}");
        assert_eq!(error.is_timeout(), status == 408, "{status}");
    }
    for broken in [Answer::no_connection, Answer::broken_connection] {
        assert!(read(broken).await.is_transient());
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_says_why() {
    let error =
        read(|| Answer::status(302).header(LOCATION, "https://elsewhere.test/".parse().unwrap()))
            .await;
    assert!(
        error.to_string().contains("redirects are not followed"),
        "{error}"
    );
}

#[tokio::test]
async fn refused_credentials_and_pages_say_what_to_look_at() {
    let error = write(|| Answer::json(401, r#"{"detail":"Unknown tenant"}"#)).await;
    let says = error.to_string();
    assert!(
        says.contains("check the tenant's id and name: Unknown tenant"),
        "{says}"
    );
    let error = read(|| html(200, "<html>login</html>")).await;
    assert!(
        error
            .to_string()
            .contains("a proxy or a login page answered, not StockTrim"),
        "{error}"
    );
}

#[tokio::test]
async fn the_wait_that_the_server_asks_for_is_told() {
    let error = read(|| Answer::status(429).header(RETRY_AFTER, "7".parse().unwrap())).await;
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(7)));
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_body_is_kept_up_to_a_bound_with_its_control_characters_escaped() {
    let long = read(|| Answer::status(500).body("text/plain", vec![b'x'; 10 << 20])).await;
    assert_eq!(long.body().len(), 4096);
    assert!(format!("{long:?}{long}").len() < 10_000);
    let nasty = read(|| Answer::status(400).body("text/plain", "a\u{1b}[31mred\r\n\0")).await;
    assert_eq!(nasty.body(), "a\\u{1b}[31mred\\r\\n\\u{0}");
    let nasty = read(|| Answer::json(400, r#"{"title":"a\u001b[31m\nb"}"#)).await;
    assert!(!nasty.to_string().contains(['\u{1b}', '\n']), "{nasty}");
}

#[tokio::test]
async fn an_empty_success_is_no_rows_for_a_read_and_success_for_a_write() {
    for status in [200, 201, 204] {
        let client = client(move || Answer::status(status));
        let api = client.api();
        assert!(api.list_products().send().await.unwrap().is_empty());
        let plan = api
            .query_order_plan()
            .body(OrderPlanFilterCriteria::new())
            .send()
            .await;
        assert_eq!(plan.unwrap().into_inner().results, None);
        assert_eq!(
            api.get_processing_status()
                .send()
                .await
                .unwrap()
                .is_processing,
            None
        );
        let saved = api
            .upsert_product()
            .body(ProductsRequestDto::new("OAK"))
            .send()
            .await
            .unwrap();
        assert_eq!(saved.status().as_u16(), status);
        assert!(saved.is_empty());
    }
}

#[tokio::test]
async fn a_write_that_succeeded_is_success_whatever_its_answer_says() {
    for body in [
        "[1, 2]",
        "Created",
        r#"{"productId": 5}"#,
        r#"[{"productId": "a""#,
    ] {
        let client = client(move || Answer::json(201, body));
        let call = client
            .api()
            .upsert_product()
            .body(ProductsRequestDto::new("OAK"));
        assert!(call.send().await.unwrap().is_empty(), "{body}");
    }
}

#[tokio::test]
async fn a_decode_error_names_the_place_and_quotes_it() {
    let rows = r#"[{"productId":"a"},{"productId":"b"},{"productId":"c"},
        {"productId":"d","stockOnHand":"many"},{"productId":"e"},{"productId":"far away"}]"#;
    let rows = rows.replace("\"d\"", &format!("{ID:?}"));
    let client = client(move || Answer::json(200, rows.clone()));
    let error: Error = client.api().list_products().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.operation(), Some(Operation::ListProducts));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
    let says = error.to_string();
    for part in ["[3].stockOnHand", "200", "list_products", "many"] {
        assert!(says.contains(part), "{part}: {says}");
    }
    // Forty bytes before the place, which is behind the wrong value, and forty after it, where a
    // credential is starred.
    let quoted = says
        .split_once("near `")
        .map(|(_, quoted)| quoted.to_owned());
    let quoted = quoted.unwrap_or_else(|| panic!("{says}"));
    let stars = "*".repeat(ID.len());
    let wrong =
        format!(r#"{stars}\",\"stockOnHand\":\"many\"}},{{\"productId\":\"e\"}},{{\"produ"#);
    let (before, after) = quoted
        .split_once(&wrong)
        .unwrap_or_else(|| panic!("{quoted}"));
    assert!(before.len() <= 40 && !before.contains("\"c"), "{quoted}");
    let after = after.strip_suffix("; send_raw() gives it as it came");
    let after = after.unwrap_or_else(|| panic!("{quoted}"));
    assert!(after.ends_with('`') && !after.contains("away"), "{quoted}");
    assert!(std::error::Error::source(&error).is_some());
    assert_eq!(error.applied(), Applied::No);
}

#[tokio::test]
async fn text_after_a_model_is_a_decode_error_of_a_read() {
    let error = read(|| Answer::json(200, "[] trailing")).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("near `[] trailing`"), "{error}");
}
