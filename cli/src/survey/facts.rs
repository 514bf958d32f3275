//! The facts that a survey asks for: their numbers in `behaviour.md`, and the fields of the sandbox's `Quirks` that they decide.

use stocktrim_sandbox::Finding;

/// A fact: its number, its name, the field of `Quirks` that it decides, and the question.
struct Fact(
    &'static str,
    &'static str,
    Option<&'static str>,
    &'static str,
);

macro_rules! facts {
    ($($(#[$doc:meta])* $part:ident { $($number:literal $name:ident $(= $quirk:ident)?: $question:literal;)* })*) => {
        $($(#[$doc])* const $part: &[Fact] = &[
            $(Fact($number, stringify!($name), quirk!($($quirk)?), $question),)*
        ];)*
    };
}

macro_rules! quirk {
    () => {
        None
    };
    ($quirk:ident) => {
        Some(stringify!($quirk))
    };
}

facts! {
    /// What the read-only part asks for.
    READ {
        "R1" first_product_page = first_product_page: "which number the first page of products has";
        "R1" product_page_size: "how many rows are on a page of products";
        "R1" past_last_page = past_last_page: "what a page of products after the last one is";
        "R2" code_compares = code_compares: "which field `code` of GET Products is compared with";
        "R5" own_number_finds: "whether `code` finds a product by StockTrim's own number";
        "C3" customer_look_up: "what a customer that is there comes as";
        "C3" customer_misses: "what a customer that is not there answers";
        "S1" supplier_look_up = look_up_answers_list: "whether the look-up of a supplier answers a list";
        "S1" supplier_misses = look_up_misses: "what the look-up of no supplier answers";
        "L1" location_look_up = look_up_answers_list: "whether the look-up of a location answers a list";
        "L1" location_misses = look_up_misses: "what the look-up of no location answers";
        "P1" order_look_up = look_up_answers_list: "whether the look-up of a purchase order answers a list";
        "P1" order_misses = look_up_misses: "what the look-up of no purchase order answers";
        "P1" order_look_up_v2 = look_up_answers_list: "whether that by V2 answers a list";
        "P1" order_misses_v2 = look_up_misses: "what that by V2 answers";
        "P1" order_page_size: "how many rows are on a page of purchase orders";
        "P5" order_status_is_number = order_status_is_number: "whether the status of an order is a number";
        "G1" some_dates_carry_z = some_dates_carry_z: "whether dates carry an offset";
        "G2" not_found_has_body = not_found_has_body: "whether a 404 has a problem body";
        "G3" bad_request_body = bad_request_body: "what the body of a 400 is that is about no field";
        "G6" unknown_path: "what a path that is not there answers";
        "G7" empty_list_is_null = empty_list_is_null: "whether a list without rows is null";
        "O1" plan_page_size = plan_page_size: "how many rows of the order plan come unasked";
        "O1" first_plan_page = first_plan_page: "which number the first page of the order plan has";
        "O1" empty_plan_is_null = empty_plan_is_null: "whether an order plan without rows is null";
        "O2" plan_echo = plan_echo: "what is echoed beside the order plan";
        "A1" sales_orders_are_readable = sales_orders_are_readable: "whether sales orders can be read";
        "B1" boms_are_201 = boms_are_201: "whether a list of bills of materials has status 201";
        "B1" one_bom_is_object = one_bom_is_object: "whether a single bill of materials is an object";
        "B1" no_boms: "what no bills of materials are";
        "B2" bom_products_are_null = bom_products_are_null: "whether its products are null";
        "D10" paths_ignore_case: "whether paths match without regard to case";
        "G9" unauthorized_status = unauthorized_status: "which status wrong credentials get";
        "G9" unauthorized_body = unauthorized_body: "which body wrong credentials get";
    }
    /// What `--write` asks for besides.
    WRITE {
        "R3" product_created: "the status of a product that is new";
        "R3" product_updated: "the status of a product that is there";
        "R3" product_left_out: "what becomes of a field that an update leaves out";
        "R3" product_null_text: "what becomes of a text that an update sends as null";
        "R3" product_null_number: "what becomes of a number that an update sends as null";
        "R4" product_deleted: "the status of the delete of a product";
        "R4" product_delete_misses: "what the delete of a product that is not there answers";
        "C2" customer_write = customer_write: "what writing a customer answers";
        "I2" inventory_write = inventory_write: "what setting levels of stock answers";
        "I2" bad_level: "what one bad line does to a batch of levels of stock";
        "S3" bad_supplier: "what one bad row does to a list of suppliers";
        "S4" supplier_deleted_by_name: "whether a supplier is deleted by name";
        "L2" location_by_name: "whether V1 finds a location by its name";
        "P2" order_created: "the status of an order that is new";
        "P2" order_updated: "the status of an order that is there";
        "P2" order_lines_append = order_lines_append: "whether a repeated order appends its lines";
        "P2" order_without_number: "what an order without clientReferenceNumber does";
        "P4" order_date_null: "what orderDate sent as null does";
        "P4" order_date_left_out: "what becomes of an orderDate that is left out";
        "P6" order_deleted: "the status of the delete of an order";
        "A2" sales_write = sales_write: "what PUT SalesOrdersBulk answers";
        "A2" sales_create = sales_write: "what POST SalesOrders answers";
        "A2" sales_create_lines = sales_write: "what POST SalesOrdersBulk answers";
        "G8" write_status = write_status: "which status writes have for which only the document speaks";
    }
    /// What `--forecast` asks for besides.
    FORECAST {
        "F1" forecast_started: "the status of the start of a forecast";
        "F1" forecast_starts_late = forecast_starts_late: "how many looks after the start still see no run";
        "F1" forecast_polls = forecast_polls: "how many looks see the run";
    }
}

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
