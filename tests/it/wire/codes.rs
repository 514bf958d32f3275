//! Awkward codes arrive unchanged, and what would destroy by omission is not sent at all.

use percent_encoding::percent_decode_str;
use stocktrim::types::{Inventory, ProductsRequestDto, SetInventoryRequest};
use stocktrim::{Error, ErrorKind};

use crate::support::Recorder;

const AWKWARD: &[&str] = &[
    "a/b", "a b", "50%", "%2e", "%2E%2e", "#7", "a?b", r"a\b", "a+b", "a&b=c", "Mühle", "🪑",
    "a;b", "a'b\"c", "/", "\\", "%", "...", "a,b", "[x]", "{x}", "^", "|", "a\u{301}",
];

#[tokio::test]
async fn awkward_codes_arrive_unchanged_in_the_path() {
    let recorder = Recorder::start().await;
    let client = recorder.client();
    for code in AWKWARD {
        client
            .api()
            .get_customer()
            .code(*code)
            .send()
            .await
            .unwrap();
        client
            .api()
            .get_purchase_order()
            .reference_number(*code)
            .send()
            .await
            .unwrap();
        let requests = recorder.take();
        for (request, folder) in requests
            .iter()
            .zip(["/api/Customers/", "/api/V2/PurchaseOrders/"])
        {
            let uri = request.uri();
            let value = uri
                .path()
                .strip_prefix(folder)
                .unwrap_or_else(|| panic!("{code}: {uri}"));
            assert!(
                !value.contains('/') && uri.query().is_none(),
                "{code}: {uri}"
            );
            assert_eq!(percent_decode_str(value).decode_utf8().unwrap(), *code);
        }
    }
}

#[tokio::test]
async fn awkward_codes_arrive_unchanged_in_the_query() {
    let recorder = Recorder::start().await;
    let client = recorder.client();
    for code in AWKWARD.iter().chain(&[".", ".."]) {
        client
            .api()
            .list_products()
            .code(*code)
            .send()
            .await
            .unwrap();
        client
            .api()
            .delete_product()
            .product_id(*code)
            .send()
            .await
            .unwrap();
        for (request, name) in recorder.take().iter().zip(["code", "productId"]) {
            assert_eq!(
                request.query_params(),
                [(name.to_owned(), (*code).to_owned())]
            );
        }
    }
}

/// The refusal of a call, and the proof that nothing was sent.
macro_rules! refused {
    ($recorder:expr, $call:expr) => {{
        let error: Error = $call.send().await.expect_err(stringify!($call)).into();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert_eq!(error.attempts(), 0);
        assert!(
            $recorder.take().is_empty(),
            "nothing is sent: {}",
            stringify!($call)
        );
        error.to_string()
    }};
}

#[tokio::test]
async fn path_values_that_urls_cannot_carry_are_refused_before_anything_is_sent() {
    let recorder = Recorder::start().await;
    let client = recorder.client();
    for code in ["", " ", "\t\n", ".", ".."] {
        refused!(recorder, client.api().get_customer().code(code));
        refused!(
            recorder,
            client.api().get_purchase_order().reference_number(code)
        );
        refused!(
            recorder,
            client.api().get_configuration().configuration_name(code)
        );
    }
}

#[tokio::test]
async fn blank_keys_in_the_query_are_refused_before_anything_is_sent() {
    let recorder = Recorder::start().await;
    let client = recorder.client();
    let api = client.api();
    for blank in ["", " ", "\u{a0}"] {
        refused!(recorder, api.delete_product().product_id(blank));
        refused!(
            recorder,
            api.delete_purchase_order().reference_number(blank)
        );
        refused!(recorder, api.delete_sales_orders().product_id(blank));
        refused!(
            recorder,
            api.delete_sales_orders_at_location()
                .location_code_or_name(blank)
        );
        refused!(recorder, api.delete_supplier().supplier_code_or_name(blank));
        refused!(
            recorder,
            api.delete_bom().product_id("OAK").component_id(blank)
        );
        refused!(recorder, api.list_products().code(blank));
        refused!(recorder, api.find_supplier().code(blank));
        refused!(recorder, api.find_location().code(blank));
        refused!(recorder, api.find_purchase_order().reference_number(blank));
        let range = api
            .delete_sales_orders_in_range()
            .from_date("2026-01-01")
            .to_date("2026-01-02")
            .product_id(blank);
        let says = refused!(recorder, range);
        assert!(says.contains("productId is blank"), "{says}");
    }
}

#[tokio::test]
async fn a_delete_without_its_key_is_refused_before_anything_is_sent() {
    let recorder = Recorder::start().await;
    let client = recorder.client();
    let api = client.api();
    let says = refused!(recorder, api.delete_product());
    assert!(says.contains(".product_id("), "{says}");
    refused!(recorder, api.delete_purchase_order());
    refused!(recorder, api.delete_sales_orders());
    refused!(recorder, api.delete_sales_orders_at_location());
    refused!(recorder, api.delete_sales_orders_in_range());
    refused!(
        recorder,
        api.delete_sales_orders_in_range().from_date("2026-01-01")
    );
    refused!(recorder, api.delete_supplier());
    refused!(recorder, api.delete_bom().product_id("OAK"));
    refused!(recorder, api.delete_bom().component_id("LEG"));
}

#[tokio::test]
async fn a_body_operation_without_its_body_is_refused_before_anything_is_sent() {
    let recorder = Recorder::start().await;
    let client = recorder.client();
    let api = client.api();
    let says = refused!(recorder, api.upsert_customer());
    assert!(says.contains(".body("), "{says}");
    refused!(recorder, api.create_bom());
    refused!(recorder, api.set_inventory());
    refused!(recorder, api.set_inventory_system());
    refused!(recorder, api.upsert_location());
    refused!(recorder, api.upsert_location_by_code_or_name());
    refused!(recorder, api.query_order_plan());
    refused!(recorder, api.set_processing_status());
    refused!(recorder, api.upsert_purchase_order());
    refused!(recorder, api.generate_purchase_orders());
    refused!(recorder, api.create_sales_order());
    refused!(recorder, api.create_sales_orders());
    refused!(recorder, api.upsert_sales_orders());
    refused!(recorder, api.upsert_suppliers());
    refused!(recorder, api.upsert_product());
}

#[tokio::test]
async fn a_base_url_with_a_path_and_a_trailing_slash_works() {
    let recorder = Recorder::start().await;
    for tail in ["", "/", "/proxy/stocktrim", "/proxy/stocktrim/"] {
        let base = format!("{}{tail}", recorder.url());
        let client = recorder.builder().base_url(base).build().unwrap();
        client.api().list_suppliers().send().await.unwrap();
        let path = recorder.take()[0].uri().path().to_owned();
        assert_eq!(
            path,
            format!("{}/api/SuppliersBulk", tail.trim_end_matches('/'))
        );
    }
}

#[tokio::test]
async fn a_number_that_json_cannot_carry_is_refused_and_not_sent_as_null() {
    let recorder = Recorder::start().await;
    let client = recorder.client();
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let product = ProductsRequestDto::new("OAK").stock_on_hand(number);
        let says = refused!(recorder, client.api().upsert_product().body(product));
        assert!(says.contains("a value that JSON cannot carry"), "{says}");
        let levels = SetInventoryRequest::new().inventory([Inventory::new("OAK", number, 0)]);
        refused!(recorder, client.api().set_inventory().body(levels));
    }
}
