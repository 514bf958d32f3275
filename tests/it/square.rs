//! Square's formats: where each field goes, round trips, counts, and webhooks.

use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};
use stocktrim::ErrorKind;
use stocktrim::square::{self, Event, EventKind, LeftOut, inventory_lines};
use stocktrim::types::CustomerDto;

/// Where each field of a Square customer goes: the table of the documentation.
const FIELDS: &[(&str, Option<&str>)] = &[
    ("/reference_id", Some("code")),
    ("/id", Some("code")),
    ("/company_name", Some("name")),
    ("/given_name", Some("name")),
    ("/family_name", Some("name")),
    ("/email_address", Some("emailAddress")),
    ("/phone_number", Some("phone")),
    ("/address/address_line_1", Some("addressLine1")),
    ("/address/address_line_2", Some("addressLine2")),
    ("/address/locality", Some("city")),
    ("/address/administrative_district_level_1", Some("state")),
    ("/address/postal_code", Some("postCode")),
    ("/address/country", Some("country")),
    ("/birthday", None),
    ("/creation_source", None),
    ("/created_at", None),
    ("/updated_at", None),
    ("/version", None),
];

fn with(path: &str, value: &Value) -> square::Customer {
    let mut parts = path[1..].rsplit('/');
    let mut json = json!({ parts.next().unwrap(): value });
    for part in parts {
        json = json!({ part: json });
    }
    serde_json::from_value(json).unwrap()
}

#[test]
fn every_field_goes_where_the_table_says() {
    for (path, goal) in FIELDS {
        let value = match *path {
            "/created_at" | "/updated_at" => json!("2026-11-20T10:00:00Z"),
            "/version" => json!(7),
            _ => json!("value"),
        };
        let native = json!(CustomerDto::from(with(path, &value)));
        let expected = goal.map_or(json!({}), |goal| json!({ goal: "value" }));
        assert_eq!(native, expected, "{path}");
    }
}

#[test]
fn the_table_and_the_documentation_name_every_field() {
    let face = include_str!("../../spec/api.txt");
    let docs = include_str!("../../src/square/mod.rs");
    let of = |model: &str, folder: &str| {
        let prefix = format!("field {model}.");
        let fields = face
            .lines()
            .filter_map(move |line| line.strip_prefix(&prefix));
        let names = fields.map(|line| line.split('"').nth(1).unwrap());
        names
            .map(|name| format!("{folder}{name}"))
            .collect::<Vec<_>>()
    };
    let mut square = of("SquareCustomer", "/");
    square.retain(|field| field != "/address");
    square.extend(of("SquareAddress", "/address/"));
    square.sort_unstable();
    let mut table: Vec<_> = FIELDS.iter().map(|(path, _)| (*path).to_owned()).collect();
    table.sort_unstable();
    assert_eq!(square, table);

    for field in square {
        let shown = format!("`{}`", field[1..].replace('/', "."));
        assert!(
            docs.contains(&shown),
            "{shown} is in the table of the documentation"
        );
    }
    for field in of("CustomerDto", "") {
        assert!(docs.contains(&format!("`{field}`")), "{field}");
    }
}

#[test]
fn a_reference_comes_before_an_id_and_a_company_before_a_person() {
    let customer = square::Customer::new()
        .id("SQ-1")
        .reference_id("ACME")
        .company_name("Acme")
        .given_name("Ann")
        .family_name("Oak");
    let native = CustomerDto::from(&customer);
    assert_eq!(
        (native.code.as_deref(), native.name.as_deref()),
        (Some("ACME"), Some("Acme"))
    );

    let blank = customer.reference_id(" ").company_name("");
    let native = CustomerDto::from(blank);
    assert_eq!(
        (native.code.as_deref(), native.name.as_deref()),
        (Some("SQ-1"), Some("Ann Oak"))
    );
}

/// Nothing, a blank, or any text.
fn text() -> impl Strategy<Value = Option<String>> {
    option::of(prop_oneof![
        Just(String::new()),
        Just(" \t".to_owned()),
        ".{1,12}"
    ])
}

fn native() -> impl Strategy<Value = CustomerDto> {
    prop::collection::vec(text(), 11).prop_map(|texts| {
        let mut texts = texts.into_iter();
        let mut next = || texts.next().flatten();
        let mut native = CustomerDto::new();
        native.code = next();
        native.name = next();
        native.address_line1 = next();
        native.address_line2 = next();
        native.city = next();
        native.state = next();
        native.country = next();
        native.post_code = next();
        native.street_address = next();
        native.email_address = next();
        native.phone = next();
        native
    })
}

fn customer() -> impl Strategy<Value = square::Customer> {
    let address = prop::collection::vec(text(), 6).prop_map(|texts| {
        let mut texts = texts.into_iter();
        let mut next = || texts.next().flatten();
        let mut address = square::Address::new();
        address.address_line_1 = next();
        address.address_line_2 = next();
        address.locality = next();
        address.administrative_district_level_1 = next();
        address.postal_code = next();
        address.country = next();
        address
    });
    let version = option::of(any::<i64>());
    (
        prop::collection::vec(text(), 9),
        option::of(address),
        version,
    )
        .prop_map(|(texts, address, version)| {
            let mut texts = texts.into_iter();
            let mut next = || texts.next().flatten();
            let mut customer = square::Customer::new();
            customer.birthday = next();
            customer.company_name = next();
            customer.creation_source = next();
            customer.email_address = next();
            customer.family_name = next();
            customer.given_name = next();
            customer.id = next();
            customer.phone_number = next();
            customer.reference_id = next();
            customer.address = address;
            customer.version = version;
            customer
        })
}

/// What survives: a blank text counts as missing, and a street address has no counterpart.
fn tidy(mut native: CustomerDto) -> CustomerDto {
    native.street_address = None;
    for text in [
        &mut native.code,
        &mut native.name,
        &mut native.address_line1,
        &mut native.address_line2,
        &mut native.city,
        &mut native.state,
        &mut native.country,
        &mut native.post_code,
        &mut native.email_address,
        &mut native.phone,
    ] {
        text.take_if(|text| text.trim().is_empty());
    }
    native
}

proptest! {
    #[test]
    fn a_native_customer_that_goes_to_square_and_back_loses_its_street_address_alone(
        native in native(),
    ) {
        let back = CustomerDto::from(square::Customer::from(&native));
        prop_assert_eq!(back, tidy(native));
    }

    #[test]
    fn what_stocktrim_keeps_of_a_square_customer_survives_every_further_trip(
        customer in customer(),
    ) {
        let native = CustomerDto::from(&customer);
        prop_assert_eq!(&native, &tidy(native.clone()), "nothing blank is made");
        let back = CustomerDto::from(square::Customer::from(&native));
        prop_assert_eq!(back, native);
    }

    #[test]
    fn a_square_customer_survives_its_json(customer in customer()) {
        let json = serde_json::to_string(&customer).unwrap();
        prop_assert_eq!(serde_json::from_str::<square::Customer>(&json).unwrap(), customer);
    }

    #[test]
    fn any_bytes_are_an_event_or_an_error(body in prop::collection::vec(any::<u8>(), 0..60)) {
        if let Err(error) = Event::from_json(&body) {
            prop_assert_eq!(error.kind(), ErrorKind::Decode);
        }
    }

    #[test]
    fn every_count_is_in_a_line_or_left_out(
        counts in prop::collection::vec((0..3_u8, 0..3_u8, option::of(-5.0..5.0), 0..4_u8), 0..12),
    ) {
        let counts: Vec<_> = counts.into_iter().map(|(product, location, quantity, state)| {
            let states = ["IN_STOCK", "IN_STOCK", "IN_STOCK", "SOLD"];
            let mut count = square::InventoryCount::new().state(states[usize::from(state)]);
            count.catalog_object_id = (product > 0).then(|| format!("P{product}"));
            count.location_id = (location > 0).then(|| format!("L{location}"));
            count.quantity = quantity;
            count
        }).collect();
        let all = counts.len();
        let found = inventory_lines(counts, |_, _| 1.0);
        prop_assert_eq!(found.lines.len() + found.left_out.len(), all);
    }
}

fn count(product: &str, quantity: f64, at: &str) -> square::InventoryCount {
    let mut count = square::InventoryCount::new()
        .catalog_object_id(product)
        .catalog_object_type("ITEM_VARIATION")
        .location_id("NORTH")
        .quantity(quantity)
        .state("IN_STOCK");
    count.calculated_at = at.parse().ok();
    count
}

#[test]
fn the_latest_count_of_a_place_wins_in_whichever_order_they_come() {
    let (old, new) = (count("A", 1.0, "2026-11-01"), count("A", 2.0, "2026-11-02"));
    for counts in [vec![old.clone(), new.clone()], vec![new, old.clone()]] {
        let found = inventory_lines(counts, |_, _| 0.0);
        assert_eq!(found.lines.len(), 1);
        assert!((found.lines[0].stock_on_hand - 2.0).abs() < f64::EPSILON);
        assert_eq!(found.left_out, [(old.clone(), LeftOut::Outdated)]);
    }
}

#[test]
fn what_is_on_order_is_asked_for_every_line() {
    let counts = [count("A", 1.0, ""), count("B", 2.0, "")];
    let found = inventory_lines(counts, |product, location| {
        assert_eq!(location, Some("NORTH"));
        if product == "A" { 5.0 } else { 0.0 }
    });
    let lines: Vec<_> = found.lines.iter().map(|l| json!(l)).collect();
    assert_eq!(
        lines,
        [
            json!({"productId": "A", "locationCode": "NORTH", "stockOnHand": 1.0, "stockOnOrder": 5.0}),
            json!({"productId": "B", "locationCode": "NORTH", "stockOnHand": 2.0, "stockOnOrder": 0.0}),
        ]
    );
}

#[test]
fn counts_that_come_to_no_line_say_why() {
    let none = || count("A", 1.0, "");
    let mut no_quantity = none();
    no_quantity.quantity = None;
    let mut no_state = none();
    no_state.state = None;
    for (count, why) in [
        (none().catalog_object_id(" "), LeftOut::NoProduct),
        (no_quantity, LeftOut::NoQuantity),
        (none().catalog_object_type("ITEM"), LeftOut::NotAVariation),
        (none().state("WASTE"), LeftOut::NotInStock),
        (no_state, LeftOut::NotInStock),
    ] {
        let found = inventory_lines([count.clone()], |_, _| 0.0);
        assert_eq!((found.lines, found.left_out), (vec![], vec![(count, why)]));
    }
}

fn event(kind: &str, object: &Value) -> EventKind {
    let body = json!({
        "merchant_id": "M1", "type": kind, "event_id": "E1", "created_at": "2026-11-20T10:00:00Z",
        "data": { "type": "any", "id": "1", "object": object },
    });
    let event = Event::from_json(body.to_string().as_bytes()).unwrap();
    assert_eq!(event.event_id.as_deref(), Some("E1"));
    assert_eq!(event.merchant_id.as_deref(), Some("M1"));
    assert_eq!(
        event.created_at.unwrap().to_string(),
        "2026-11-20T10:00:00Z"
    );
    event.kind
}

#[test]
fn a_webhook_becomes_what_its_type_says() {
    let customer = json!({ "customer": { "id": "SQ-1" } });
    let sq1 = square::Customer::new().id("SQ-1");
    assert_eq!(
        event("customer.created", &customer),
        EventKind::CustomerCreated(sq1.clone())
    );
    assert_eq!(
        event("customer.updated", &customer),
        EventKind::CustomerUpdated(sq1.clone())
    );
    assert_eq!(
        event("customer.deleted", &customer),
        EventKind::CustomerDeleted(sq1)
    );

    let counts = json!({ "inventory_counts": [{ "quantity": "12.5" }, { "quantity": 3 }] });
    let EventKind::InventoryCounted(counts) = event("inventory.count.updated", &counts) else {
        panic!("counts");
    };
    assert_eq!(
        [counts[0].quantity, counts[1].quantity],
        [Some(12.5), Some(3.0)]
    );

    let order = json!({ "order_updated": { "order_id": "O1", "version": 3 } });
    assert!(matches!(event("order.updated", &order),
        EventKind::OrderUpdated(order) if order.order_id.as_deref() == Some("O1")));

    let catalog = json!({ "catalog_version": { "updated_at": "2026-11-19T08:00:00Z" } });
    assert!(
        matches!(event("catalog.version.updated", &catalog), EventKind::CatalogUpdated(at)
        if at.to_string() == "2026-11-19T08:00:00Z")
    );
}

#[test]
fn a_quantity_that_is_no_number_leaves_out_its_count_alone() {
    let values = [
        json!("a dozen"),
        json!(""),
        json!("NaN"),
        json!("1e999"),
        json!(null),
        json!(true),
        json!([3]),
        json!({}),
        json!(" 3 "),
    ];
    let counts = values.map(
        |quantity| json!({ "catalog_object_id": "A", "state": "IN_STOCK", "quantity": quantity }),
    );
    let counts = json!({ "inventory_counts": counts });
    let EventKind::InventoryCounted(counts) = event("inventory.count.updated", &counts) else {
        panic!("counts");
    };
    let found = inventory_lines(counts, |_, _| 0.0);
    assert_eq!(found.lines.len(), 1);
    assert_eq!(json!(found.lines[0].stock_on_hand), 3.0);
    let why: Vec<_> = found.left_out.iter().map(|(_, why)| *why).collect();
    assert_eq!(why, [LeftOut::NoQuantity; 8]);
}

#[test]
fn an_event_of_another_type_or_without_its_part_is_kept_whole() {
    let customer = json!({ "customer": { "id": "SQ-1" } });
    for (kind, object) in [
        ("customer.merged", &customer),
        ("order.updated", &customer),
        (
            "inventory.count.updated",
            &json!({ "inventory_counts": null }),
        ),
        ("catalog.version.updated", &json!({})),
    ] {
        assert!(matches!(event(kind, object), EventKind::Other(webhook)
            if webhook.type_.as_deref() == Some(kind)));
    }
    let bare = Event::from_json(b"{}").unwrap();
    assert!(matches!(bare.kind, EventKind::Other(_)));
    assert_eq!(
        Event::from_json(b"<html>").unwrap_err().kind(),
        ErrorKind::Decode
    );
}

/// Square's own: of its SDKs' tests.
#[cfg(feature = "square-signature")]
const KEY: &str = "Ibxx_5AKakO-3qeNVR61Dw";
#[cfg(feature = "square-signature")]
const URL: &str = "https://webhook.site/679a4f3a-dcfa-49ee-bac5-9d0edad886b9";
#[cfg(feature = "square-signature")]
const BODY: &str = r#"{"merchant_id":"MLEFBHHSJGVHD","type":"webhooks.test_notification","event_id":"ac3ac95b-f97d-458c-a6e6-18981597e05f","created_at":"2022-07-13T20:30:59.037339943Z","data":{"type":"webhooks","id":"bc368e64-01aa-407e-b46e-3231809b1129"}}"#;
#[cfg(feature = "square-signature")]
const SIGNATURE: &str = "GF4YkrJgGBDZ9NIYbNXBnMzqb2HoL4RW/S6vkZ9/2N4=";

#[test]
#[cfg(feature = "square-signature")]
fn squares_own_signature_is_verified_and_no_other() {
    use square::verify;
    assert!(verify(KEY, URL, BODY.as_bytes(), SIGNATURE));
    assert!(verify(KEY, URL, BODY.as_bytes(), &format!(" {SIGNATURE} ")));
    for cut in 0..SIGNATURE.len() {
        assert!(!verify(KEY, URL, BODY.as_bytes(), &SIGNATURE[..cut]));
    }
    for at in 0..SIGNATURE.len() - 2 {
        let mut other = SIGNATURE.to_owned();
        let letter = if &other[at..=at] == "A" { "B" } else { "A" };
        other.replace_range(at..=at, letter);
        assert!(!verify(KEY, URL, BODY.as_bytes(), &other), "{other}");
    }
    assert!(!verify("another key", URL, BODY.as_bytes(), SIGNATURE));
    assert!(!verify(
        KEY,
        "https://webhook.site/",
        BODY.as_bytes(),
        SIGNATURE
    ));
    assert!(!verify(
        KEY,
        URL,
        BODY.trim_end_matches('}').as_bytes(),
        SIGNATURE
    ));
    for header in [
        "",
        "=",
        "\u{fc}",
        "GF4YkrJgGBDZ9NIYbNXBnMzqb2HoL4RW_S6vkZ9_2N4=",
    ] {
        assert!(!verify(KEY, URL, BODY.as_bytes(), header), "{header}");
    }
}

#[test]
#[cfg(feature = "square-signature")]
fn a_blank_key_verifies_nothing_though_it_signs() {
    // HMAC-SHA256 of nothing, with an empty key.
    let signature = "thNnmggU2ex3L5XXeMNfxf8Wl8STcVZTxscSFEKSxa0=";
    assert!(!square::verify("", "", b"", signature));
    assert!(!square::verify(" ", "", b"", signature));
}

#[test]
fn an_odd_field_is_named_and_the_rest_of_the_event_is_kept() {
    let odd = json!({ "customer": {
        "id": "SQ-1", "version": 1_u64 << 40, "created_at": "", "updated_at": "yesterday",
        "phone_number": 5, "address": "nowhere",
    } });
    let body = json!({ "event_id": "E1", "type": "customer.updated", "created_at": [], "data": { "object": odd } });
    let event = Event::from_json(body.to_string().as_bytes()).unwrap();
    let customer = square::Customer::new().id("SQ-1").version(1_i64 << 40);
    assert_eq!(event.kind, EventKind::CustomerUpdated(customer));
    let mut unread = event.unread;
    unread.sort_unstable();
    assert_eq!(
        unread,
        [
            "created_at",
            "data.object.customer.address",
            "data.object.customer.phone_number",
            "data.object.customer.updated_at",
        ]
    );
}

#[test]
fn a_count_that_is_none_takes_no_other_with_it() {
    let good = json!({ "catalog_object_id": "A", "state": "IN_STOCK", "quantity": "2" });
    let counts = json!({ "inventory_counts": [good, 5, { "quantity": [] }, null, good] });
    let body = json!({ "type": "inventory.count.updated", "data": { "object": counts } });
    let event = Event::from_json(body.to_string().as_bytes()).unwrap();
    let EventKind::InventoryCounted(counts) = event.kind else {
        panic!("{:?}", event.kind)
    };
    let quantities: Vec<_> = counts.iter().map(|count| count.quantity).collect();
    assert_eq!(quantities, [Some(2.0), None, Some(2.0)]);
}

#[test]
fn a_body_of_odd_fields_alone_is_no_event() {
    let counts: Vec<_> = (0..1000).map(|_| json!({ "state": 1 })).collect();
    for body in [
        json!([]),
        json!(5),
        json!({ "data": { "object": { "inventory_counts": counts } } }),
    ] {
        let error = Event::from_json(body.to_string().as_bytes()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}
