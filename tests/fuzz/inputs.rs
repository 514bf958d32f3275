//! What must hold for any input: no panic, no hang, bounded memory, and values that arrive unchanged.

use std::cell::RefCell;
use std::sync::{Arc, LazyLock, Mutex};

use http::HeaderValue;
use http::header::RETRY_AFTER;
use serde_json::{Map, Value};
use stocktrim::transport::testing::Answer;
use stocktrim::types::{OrderPlanFilterCriteria, ProductsRequestDto, Timestamp};
use stocktrim::{Client, Error, ErrorKind, RetryConfig};
use tokio::runtime::{Builder, Runtime};

/// The credentials, which no error shows: neither begins with what an escape could end with.
const ID: &str = "KD-471100";
const NAME: &str = "Ben & Jerry's";
/// The name as .NET writes it in JSON.
const NAME_IN_JSON: &str = r"Ben \u0026 Jerry\u0027s";

/// Status, body and `Retry-After` of the answer.
type Given = (u16, Vec<u8>, Option<HeaderValue>);

/// A client, the runtime it runs on, what it is answered, and what it asked for.
struct Bench {
    client: Client,
    runtime: Runtime,
    answer: Arc<Mutex<Given>>,
    asked: Arc<Mutex<String>>,
}

impl Bench {
    fn new() -> Self {
        let answer = Arc::new(Mutex::new((200, Vec::new(), None)));
        let asked = Arc::new(Mutex::new(String::new()));
        let (given, kept) = (Arc::clone(&answer), Arc::clone(&asked));
        let client = Client::builder()
            .credentials(ID, NAME)
            .base_url("http://127.0.0.1:9")
            .max_response_bytes(1 << 20)
            .retry(RetryConfig::disabled())
            .in_process(move |request| {
                *kept.lock().unwrap() = request.uri().to_string();
                let (status, body, retry_after) = given.lock().unwrap().clone();
                let answer = Answer::json(status, body);
                std::future::ready(match retry_after {
                    Some(value) => answer.header(RETRY_AFTER, value),
                    None => answer,
                })
            })
            .build()
            .unwrap();
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        Self {
            client,
            runtime,
            answer,
            asked,
        }
    }
}

thread_local! {
    static BENCH: RefCell<Bench> = RefCell::new(Bench::new());
}

fn look(error: &Error) {
    let (problem, body) = (error.problem(), error.body());
    let shown = format!("{error} {error:?} {problem:?} {body}");
    assert!(body.chars().count() <= 4096);
    assert!(
        !error.to_string().contains('\u{1b}'),
        "no control characters: {shown:?}"
    );
    for secret in [ID, NAME, NAME_IN_JSON] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

/// The first byte chooses the operation, the second the status; the rest is the body.
pub fn answers(bytes: &[u8]) {
    const STATUSES: [u16; 8] = [200, 201, 204, 400, 401, 404, 500, 302];
    let [operation, status, body @ ..] = bytes else {
        return;
    };
    BENCH.with_borrow(|bench| {
        let status = STATUSES[usize::from(*status) % STATUSES.len()];
        *bench.answer.lock().unwrap() = (status, body.to_vec(), None);
        let api = bench.client.api();
        let outcome = bench.runtime.block_on(async {
            match operation % 6 {
                0 => api.list_products().send().await.map(drop),
                1 => api.list_purchase_orders().send().await.map(drop),
                2 => api
                    .query_order_plan()
                    .body(OrderPlanFilterCriteria::new())
                    .send()
                    .await
                    .map(drop),
                3 => api.list_boms().send().await.map(drop),
                4 => api.list_customers().send().await.map(drop),
                _ => api
                    .upsert_product()
                    .body(ProductsRequestDto::new("a"))
                    .send()
                    .await
                    .map(drop),
            }
        });
        if let Err(error) = outcome {
            look(&error);
            assert!(
                operation % 6 != 5 || status >= 300 || error.kind() == ErrorKind::UnexpectedContent,
                "a write that succeeded is success unless a page for people came: {error}"
            );
        }
    });
}

/// A `Retry-After` that no header can carry is not an input.
pub fn retry_after(bytes: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(bytes) else {
        return;
    };
    // A client of its own, since it pauses for as long as it is asked to.
    let bench = Bench::new();
    *bench.answer.lock().unwrap() = (429, Vec::new(), Some(value));
    let call = bench.client.api().list_suppliers();
    let error = bench.runtime.block_on(call.send()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    look(&error);
}

/// What is read is written so that it is read again as the same.
pub fn timestamps(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match text.parse::<Timestamp>() {
        Ok(time) => assert_eq!(
            time.to_string().parse::<Timestamp>().unwrap(),
            time,
            "{text:?}"
        ),
        Err(error) => assert!(error.to_string().len() < 1024),
    }
}

/// An address is refused, or a client is made whose address has no secret and no query.
pub fn base_urls(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let builder = Client::builder().credentials(ID, NAME).base_url(text);
    // Plain http alone: the platform's certificates would be read for each input.
    match builder.in_process(|_| std::future::pending()).build() {
        Ok(client) => {
            let url = client.base_url();
            let (_, rest) = url.split_once("://").unwrap();
            let host = rest.split('/').next().unwrap();
            assert!(!host.is_empty() && !host.contains('@'), "{url}");
            assert!(!url.contains(['?', '#']) && !url.ends_with('/'), "{url}");
        }
        Err(error) => assert_eq!(error.kind(), ErrorKind::Config),
    }
}

/// A value of a path arrives unchanged, or is refused before anything is sent.
pub fn path_values(bytes: &[u8]) {
    let code = String::from_utf8_lossy(bytes).into_owned();
    BENCH.with_borrow(|bench| {
        *bench.answer.lock().unwrap() = (200, Vec::new(), None);
        bench.asked.lock().unwrap().clear();
        let call = bench.client.api().get_customer().code(code.as_str());
        let outcome = bench.runtime.block_on(call.send());
        let asked = bench.asked.lock().unwrap().clone();
        match outcome {
            Ok(_) => {
                let value = asked
                    .strip_prefix("http://127.0.0.1:9/api/Customers/")
                    .unwrap();
                assert!(!value.contains(['/', '?', '#']), "{asked}");
                let decoded = percent_encoding::percent_decode_str(value)
                    .decode_utf8()
                    .unwrap();
                assert_eq!(decoded, code);
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
                assert!(asked.is_empty(), "{asked}");
            }
        }
    });
}

/// The models by the name of their schema: their fields, and the keys of which a row has one.
static MODELS: LazyLock<Value> = LazyLock::new(|| {
    let document: Value = serde_json::from_str(include_str!("../../spec/stocktrim.json")).unwrap();
    document["components"]["schemas"].clone()
});

/// Whether an object is a row of a model, by the words of the design.
fn is_row(model: &Value, object: &Map<String, Value>) -> bool {
    let names = model["x-identity"].as_array().unwrap();
    let is_named = names
        .iter()
        .any(|key| object.contains_key(key.as_str().unwrap()));
    let is_known = |key: &&String| model["properties"].get(key.as_str()).is_some();
    let known = object.keys().filter(is_known).count();
    let fails = object.keys().filter(|key| !is_known(key)).any(|key| {
        let of_failures = ["error", "errors", "message", "detail", "title"];
        of_failures
            .iter()
            .any(|name| name.eq_ignore_ascii_case(key))
    });
    is_named && !(fails && known < 2)
}

/// What is read are rows, and what is refused as none has one that is none. The first byte chooses the operation.
pub fn rows(bytes: &[u8]) {
    let [operation, body @ ..] = bytes else {
        return;
    };
    BENCH.with_borrow(|bench| {
        *bench.answer.lock().unwrap() = (200, body.to_vec(), None);
        let api = bench.client.api();
        let (model, outcome) = bench.runtime.block_on(async {
            macro_rules! read {
                ($model:literal, $call:ident) => {
                    ($model, api.$call().send().await.map(|rows| rows.len()))
                };
            }
            match operation % 6 {
                0 => read!("ProductsResponseDto", list_products),
                1 => read!("CustomerDto", list_customers),
                2 => read!("SupplierResponseDto", list_suppliers),
                3 => read!("PurchaseOrderResponseDto", list_purchase_orders),
                4 => read!("SalesOrderResponseDto", list_sales_orders),
                _ => read!("BillOfMaterialsResponseDto", list_boms),
            }
        });
        let body: Option<Value> = serde_json::from_slice(body).ok();
        let objects: Option<Vec<_>> = match &body {
            Some(Value::Array(list)) => list.iter().map(Value::as_object).collect(),
            Some(Value::Object(one)) if !one.is_empty() => Some(vec![one]),
            _ => None,
        };
        if let Err(error) = &outcome {
            look(error);
        }
        let Some(objects) = objects else { return };
        let are_rows = objects.iter().all(|object| is_row(&MODELS[model], object));
        match outcome {
            Ok(count) => assert!(are_rows && count == objects.len(), "read as {count} rows"),
            Err(error) => assert!(
                !are_rows || error.kind() != ErrorKind::UnexpectedContent,
                "{error}"
            ),
        }
    });
}
