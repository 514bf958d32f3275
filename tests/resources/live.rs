//! Every method under every form that the live server may have.

use stocktrim::sandbox::Sandbox;

use crate::{methods, shop};

/// Each open form is drawn many times over.
const SEEDS: u64 = 20;

#[tokio::test]
async fn every_method_comes_to_the_same_under_every_form_of_the_server() {
    let mut methods = methods::all();
    methods.sort_by_key(|method| method.writes);
    for seed in 0..SEEDS {
        let sandbox = shop::open(Sandbox::builder().seed(seed)).await;
        let client = shop::client(&sandbox);
        let shop = sandbox.store().snapshot();
        for method in &methods {
            let came = (method.call)(client.clone()).await;
            let came = came.unwrap_or_else(|error| panic!("{}, seed {seed}: {error}", method.name));
            let quirks = sandbox.quirks();
            assert_eq!(
                came, method.comes_to,
                "{}, seed {seed}: {quirks:?}",
                method.name
            );
            if method.writes {
                sandbox.store().restore(shop.clone()).unwrap();
            }
        }
    }
}

#[test]
fn the_table_knows_every_method() {
    let methods = methods::all();
    for (area, names) in [
        (
            "products",
            "list stream list_page get exists variants upsert upsert_all delete",
        ),
        (
            "customers",
            "list get exists find_or_create upsert upsert_all",
        ),
        ("suppliers", "list get exists upsert upsert_all delete"),
        ("locations", "get exists upsert in_use"),
        (
            "inventory",
            "levels set set_for_product set_at_location set_all",
        ),
        (
            "sales_orders",
            "list_for_product create create_with_lines upsert_with_lines delete_for_product \
             delete_in_range delete_in_range_for_product delete_at_location delete_all_permanently",
        ),
        (
            "purchase_orders",
            "list stream list_page get exists for_supplier upsert delete generate_from_order_plan",
        ),
        (
            "order_plan",
            "query stream search urgent below_reorder_point for_supplier for_category",
        ),
        ("forecast", "run status wait run_and_wait"),
        ("boms", "list for_product uses_of_component create delete"),
        (
            "settings",
            "inventory_system set_inventory_system set_processing_status",
        ),
    ] {
        for name in names.split_whitespace() {
            let name = format!("{area}.{name}");
            assert!(methods.iter().any(|method| method.name == name), "{name}");
        }
    }
}
