//! Locations, suppliers and customers of the demo data.

use super::Shop;
use super::words::{AWKWARD, CITIES, FIRST, LAST, LOCATIONS, STREETS, SUPPLIERS};
use crate::data::{Area, into_row};
use serde_json::{Value, json};

pub(super) const SUPPLIER_COUNT: usize = 40;
pub(super) const CUSTOMER_COUNT: u32 = 1200;

pub(super) fn locations(shop: &mut Shop<'_>) {
    for (code, name) in LOCATIONS {
        let row = json!({"locationCode": code, "locationName": name});
        shop.data.change(Area::Locations).insert(into_row(row));
    }
}

/// Whether the supplier has no code: an orphan (S2).
pub(super) const fn is_orphan(number: usize) -> bool {
    number % 10 == 7
}

pub(super) fn supplier_code(number: usize) -> String {
    let name = SUPPLIERS[number % SUPPLIERS.len()];
    let initials = name
        .split(' ')
        .filter_map(|word| word.chars().next().filter(char::is_ascii_uppercase));
    format!("{}-{number:02}", initials.collect::<String>())
}

pub(super) fn supplier_name(number: usize) -> String {
    let name = SUPPLIERS[number % SUPPLIERS.len()];
    if number < SUPPLIERS.len() {
        name.to_owned()
    } else {
        format!("{name} (Overseas)")
    }
}

pub(super) fn suppliers(shop: &mut Shop<'_>) {
    for number in 0..SUPPLIER_COUNT {
        let random = &mut shop.random;
        let (city, state, country, post) = *random.pick(&CITIES);
        let code = (!is_orphan(number)).then(|| supplier_code(number));
        let lead_time = code.is_some().then(|| 5 + random.below(7) * 7);
        let contact = random
            .chance(0.7)
            .then(|| format!("{} {}", random.pick(&FIRST), random.pick(&LAST)));
        let row = json!({
            "supplierCode": code,
            "supplierName": supplier_name(number),
            "emailAddress": code.as_ref().map(|_| format!("orders{number}@supplier.test")),
            "primaryContactName": contact,
            "defaultLeadTime": lead_time,
            "streetAddress": format!("{} {}", 1 + random.below(300), random.pick(&STREETS)),
            "state": state, "country": country, "postCode": post, "addressLine2": city,
        });
        shop.data.change(Area::Suppliers).insert(into_row(row));
    }
}

pub(super) fn customer_code(number: usize) -> String {
    // Every tenth code is awkward.
    match number % 10 {
        3 => AWKWARD[number / 10 % AWKWARD.len()].replace("{}", &number.to_string()),
        _ => format!("C-{:05}", 10_000 + number),
    }
}

pub(super) fn customers(shop: &mut Shop<'_>) {
    for number in 0..CUSTOMER_COUNT as usize {
        let random = &mut shop.random;
        let (first, last) = (random.pick(&FIRST), random.pick(&LAST));
        let (city, state, country, post) = *random.pick(&CITIES);
        let street = format!("{} {}", 1 + random.below(400), random.pick(&STREETS));
        let mut row = json!({
            "code": customer_code(number),
            "name": format!("{first} {last}"),
            "streetAddress": street, "city": city, "state": state, "country": country,
            "postCode": post,
            "emailAddress": format!("customer{number}@example.test"),
        });
        // Addresses as people type them: in one line, over two, or not at all.
        match random.below(8) {
            0 => {
                row["addressLine1"] =
                    format!("Flat {}, \"The Gables\"\n2nd floor", 1 + random.below(20)).into();
            }
            1 => row["streetAddress"] = Value::Null,
            2 => row["addressLine2"] = "c/o Reception; ring twice".into(),
            3 => row["postCode"] = Value::Null,
            _ => {}
        }
        if random.chance(0.6) {
            row["phone"] = format!(
                "+64 9 {:03} {:04}",
                random.below(1000),
                random.below(10_000)
            )
            .into();
        }
        shop.data.change(Area::Customers).insert(into_row(row));
    }
}
