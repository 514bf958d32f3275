//! The facts that a survey asks for: their numbers in `behaviour.md`, and the fields of the sandbox's `Quirks` that they decide.

use stocktrim_sandbox::Finding;

/// A fact: its number, its name, the field of `Quirks` that it decides, and the question.
struct Fact(
    &'static str,
    &'static str,
    Option<&'static str>,
    &'static str,
);

/// What the read-only part asks for.
const READ: &[Fact] = &[
    Fact(
        "R1",
        "first_product_page",
        Some("first_product_page"),
        "which number the first page of products has",
    ),
    Fact(
        "R1",
        "product_page_size",
        None,
        "how many rows are on a page of products",
    ),
    Fact(
        "R1",
        "past_last_page",
        Some("past_last_page"),
        "what a page of products after the last one is",
    ),
    Fact(
        "R2",
        "code_compares",
        Some("code_compares"),
        "which field `code` of GET Products is compared with",
    ),
    Fact(
        "R5",
        "own_number_finds",
        None,
        "whether `code` finds a product by StockTrim's own number",
    ),
    Fact(
        "C3",
        "customer_look_up",
        None,
        "what a customer that is there comes as",
    ),
    Fact(
        "C3",
        "customer_misses",
        None,
        "what a customer that is not there answers",
    ),
    Fact(
        "S1",
        "supplier_look_up",
        Some("look_up_answers_list"),
        "whether the look-up of a supplier answers a list",
    ),
    Fact(
        "S1",
        "supplier_misses",
        Some("look_up_misses"),
        "what the look-up of no supplier answers",
    ),
    Fact(
        "L1",
        "location_look_up",
        Some("look_up_answers_list"),
        "whether the look-up of a location answers a list",
    ),
    Fact(
        "L1",
        "location_misses",
        Some("look_up_misses"),
        "what the look-up of no location answers",
    ),
    Fact(
        "P1",
        "order_look_up",
        Some("look_up_answers_list"),
        "whether the look-up of a purchase order answers a list",
    ),
    Fact(
        "P1",
        "order_misses",
        Some("look_up_misses"),
        "what the look-up of no purchase order answers",
    ),
    Fact(
        "P1",
        "order_look_up_v2",
        Some("look_up_answers_list"),
        "the same of V2",
    ),
    Fact(
        "P1",
        "order_misses_v2",
        Some("look_up_misses"),
        "the same of V2",
    ),
    Fact(
        "P1",
        "order_page_size",
        None,
        "how many rows are on a page of purchase orders",
    ),
    Fact(
        "P5",
        "order_status_is_number",
        Some("order_status_is_number"),
        "whether the status of an order is a number",
    ),
    Fact(
        "G1",
        "some_dates_carry_z",
        Some("some_dates_carry_z"),
        "whether dates carry an offset",
    ),
    Fact(
        "G2",
        "not_found_has_body",
        Some("not_found_has_body"),
        "whether a 404 has a problem body",
    ),
    Fact(
        "G3",
        "bad_request_body",
        Some("bad_request_body"),
        "what the body of a 400 is that is about no field",
    ),
    Fact(
        "G6",
        "unknown_path",
        None,
        "what a path that is not there answers",
    ),
    Fact(
        "G7",
        "empty_list_is_null",
        Some("empty_list_is_null"),
        "whether a list without rows is null",
    ),
    Fact(
        "O1",
        "plan_page_size",
        Some("plan_page_size"),
        "how many rows of the order plan come unasked",
    ),
    Fact(
        "O1",
        "first_plan_page",
        Some("first_plan_page"),
        "which number the first page of the order plan has",
    ),
    Fact(
        "O1",
        "empty_plan_is_null",
        Some("empty_plan_is_null"),
        "whether an order plan without rows is null",
    ),
    Fact(
        "O2",
        "plan_echo",
        Some("plan_echo"),
        "what is echoed beside the order plan",
    ),
    Fact(
        "A1",
        "sales_orders_are_readable",
        Some("sales_orders_are_readable"),
        "whether sales orders can be read",
    ),
    Fact(
        "B1",
        "boms_are_201",
        Some("boms_are_201"),
        "whether a list of bills of materials has status 201",
    ),
    Fact(
        "B1",
        "one_bom_is_object",
        Some("one_bom_is_object"),
        "whether a single bill of materials is an object",
    ),
    Fact("B1", "no_boms", None, "what no bills of materials are"),
    Fact(
        "B2",
        "bom_products_are_null",
        Some("bom_products_are_null"),
        "whether its products are null",
    ),
    Fact(
        "D10",
        "paths_ignore_case",
        None,
        "whether paths match without regard to case",
    ),
    Fact(
        "G9",
        "unauthorized_status",
        Some("unauthorized_status"),
        "which status wrong credentials get",
    ),
    Fact(
        "G9",
        "unauthorized_body",
        Some("unauthorized_body"),
        "which body wrong credentials get",
    ),
];

/// What `--write` asks for besides.
const WRITE: &[Fact] = &[
    Fact(
        "R3",
        "product_created",
        None,
        "the status of a product that is new",
    ),
    Fact(
        "R3",
        "product_updated",
        None,
        "the status of a product that is there",
    ),
    Fact(
        "R3",
        "product_left_out",
        None,
        "what becomes of a field that an update leaves out",
    ),
    Fact(
        "R3",
        "product_null_text",
        None,
        "what becomes of a text that an update sends as null",
    ),
    Fact(
        "R3",
        "product_null_number",
        None,
        "what becomes of a number that an update sends as null",
    ),
    Fact(
        "R4",
        "product_deleted",
        None,
        "the status of the delete of a product",
    ),
    Fact(
        "R4",
        "product_delete_misses",
        None,
        "what the delete of a product that is not there answers",
    ),
    Fact(
        "C2",
        "customer_write",
        Some("customer_write"),
        "what writing a customer answers",
    ),
    Fact(
        "I2",
        "inventory_write",
        Some("inventory_write"),
        "what setting levels of stock answers",
    ),
    Fact(
        "I2",
        "bad_level",
        None,
        "what one bad line does to a batch of levels of stock",
    ),
    Fact(
        "S3",
        "bad_supplier",
        None,
        "what one bad row does to a list of suppliers",
    ),
    Fact(
        "S4",
        "supplier_deleted_by_name",
        None,
        "whether a supplier is deleted by name",
    ),
    Fact(
        "L2",
        "location_by_name",
        None,
        "whether V1 finds a location by its name",
    ),
    Fact(
        "P2",
        "order_created",
        None,
        "the status of an order that is new",
    ),
    Fact(
        "P2",
        "order_updated",
        None,
        "the status of an order that is there",
    ),
    Fact(
        "P2",
        "order_lines_append",
        Some("order_lines_append"),
        "whether a repeated order appends its lines",
    ),
    Fact(
        "P2",
        "order_without_number",
        None,
        "what an order without clientReferenceNumber does",
    ),
    Fact(
        "P4",
        "order_date_null",
        None,
        "what orderDate sent as null does",
    ),
    Fact(
        "P4",
        "order_date_left_out",
        None,
        "what becomes of an orderDate that is left out",
    ),
    Fact(
        "P6",
        "order_deleted",
        None,
        "the status of the delete of an order",
    ),
    Fact(
        "A2",
        "sales_write",
        Some("sales_write"),
        "what PUT SalesOrdersBulk answers",
    ),
    Fact(
        "A2",
        "sales_create",
        Some("sales_write"),
        "what POST SalesOrders answers",
    ),
    Fact(
        "A2",
        "sales_create_lines",
        Some("sales_write"),
        "what POST SalesOrdersBulk answers",
    ),
    Fact(
        "G8",
        "write_status",
        Some("write_status"),
        "which status writes have for which only the document speaks",
    ),
];

/// What `--forecast` asks for besides.
const FORECAST: &[Fact] = &[
    Fact(
        "F1",
        "forecast_started",
        None,
        "the status of the start of a forecast",
    ),
    Fact(
        "F1",
        "forecast_starts_late",
        Some("forecast_starts_late"),
        "how many looks after the start still see no run",
    ),
    Fact(
        "F1",
        "forecast_polls",
        Some("forecast_polls"),
        "how many looks see the run",
    ),
];

/// All of them, not asked yet, in the order of the report.
pub(super) fn unasked(write: bool, forecast: bool) -> Vec<Finding> {
    let none: &[Fact] = &[];
    let parts = [
        READ,
        if write { WRITE } else { none },
        if forecast { FORECAST } else { none },
    ];
    let facts = parts.into_iter().flatten();
    facts
        .map(|Fact(number, name, quirk, question)| Finding::new(number, name, question, *quirk))
        .collect()
}
