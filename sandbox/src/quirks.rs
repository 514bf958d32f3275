//! What nobody knows about the server, decided: drawn from the seed, or set by hand.

use super::error::QuirkError;
use super::random::Random;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// How a sandbox in `live` behaviour answers where `behaviour.md` says *open*.
///
/// Every field names the number in `behaviour.md` that it decides. A seed always draws the same forms, and seed 0 the
/// [default](Quirks::default); a field can be set by hand through [`Builder::quirks`](super::Builder::quirks), and by what was
/// found of a real server through [`Builder::quirks_from`](super::Builder::quirks_from). Fields that are
/// never drawn say so. `Display` writes a line `name=form` for each field, which [`set`](Quirks::set) and the program's
/// `--quirk` take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent fact with two forms"
)]
pub struct Quirks {
    /// R1: the number of the first page of products, 0 or 1. A request without `pageNo` gets the first page either way.
    pub first_product_page: u32,
    /// R1, G6, G7: what a page of products after the last one is.
    pub past_last_page: PastLastPage,
    /// R2: the field that `code` is compared with.
    pub code_compares: CodeCompares,
    /// G2, G6: whether a 404 has a problem body; otherwise its body is empty.
    pub not_found_has_body: bool,
    /// G7: whether a list without rows is `null` instead of `[]`.
    pub empty_list_is_null: bool,
    /// G1: whether some dates carry `Z`.
    pub some_dates_carry_z: bool,
    /// S1, L1, P1: whether a look-up answers a list of one instead of an object.
    pub look_up_answers_list: bool,
    /// S1, L1, P1: what a look-up without a match answers.
    pub look_up_misses: LookUpMisses,
    /// C2: what writing a customer answers.
    pub customer_write: WriteAnswer,
    /// I2: what setting the inventory answers.
    pub inventory_write: WriteAnswer,
    /// A2: what writing sales orders answers.
    pub sales_write: WriteAnswer,
    /// A1: whether GET `SalesOrders` answers rows. Never drawn: it was 404 whenever it was tried.
    pub sales_orders_are_readable: bool,
    /// S3, S4, L2, B2, G8: the status of the writes and deletes for which only the document speaks.
    pub write_status: WriteStatus,
    /// P2: whether a repeated POST of a purchase order appends its lines instead of replacing them.
    pub order_lines_append: bool,
    /// P5: whether the status of a purchase order comes as a number.
    pub order_status_is_number: bool,
    /// O1: rows on a page of the order plan when the request does not say.
    pub plan_page_size: u32,
    /// O1: the number of the first page of the order plan. Never drawn: 0, as in what was seen.
    pub first_plan_page: u32,
    /// O1: whether an order plan without rows has `results: null`.
    pub empty_plan_is_null: bool,
    /// O2: what is echoed beside the order plan.
    pub plan_echo: PlanEcho,
    /// F1: how many polls after the start of a forecast still say that nothing runs.
    pub forecast_starts_late: u32,
    /// F1: how many polls see the run under way before it is done.
    pub forecast_polls: u32,
    /// B1: whether a list of bills of materials has status 201 instead of 200.
    pub boms_are_201: bool,
    /// B1: whether a single bill of materials comes as an object instead of a list.
    pub one_bom_is_object: bool,
    /// B2: whether `skuComponent` and `skuProduct` are null instead of the products.
    pub bom_products_are_null: bool,
    /// G9: the status of an answer to wrong credentials, 401 or 403.
    pub unauthorized_status: u16,
    /// G9: the body of an answer to wrong credentials.
    pub unauthorized_body: ErrorBody,
    /// G3: the body of a 400 that is not about the fields of a body.
    pub bad_request_body: ErrorBody,
    /// G4: the body of a 500.
    pub server_error_body: ErrorBody,
}

/// What a page of products after the last one is (R1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PastLastPage {
    /// An empty list, or null where [`Quirks::empty_list_is_null`].
    Empty,
    /// A 404 (G6).
    NotFound,
    /// The last page once more.
    LastAgain,
}

/// The field that `code` of GET `Products` is compared with (R2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CodeCompares {
    /// `productId`.
    ProductId,
    /// `productCodeReadable`, or `productId` where a product has no readable code.
    Readable,
}

/// What a look-up without a match answers (S1, L1, P1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LookUpMisses {
    /// A 404.
    NotFound,
    /// A 200 with `[]`.
    EmptyList,
    /// A 200 with `null`.
    Null,
}

/// What a write answers where only the document speaks (C2, I2, A2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum WriteAnswer {
    /// What the document promises, also where it is of another kind than what was written: a list of purchase orders for a
    /// customer, a purchase order for levels of stock. They have nothing in them.
    Documented,
    /// The row that was written; the last one, if several were.
    Object,
    /// The rows that were written.
    List,
    /// Nothing.
    Nothing,
}

/// The status of a write that succeeded (G8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum WriteStatus {
    /// What the document says.
    Documented,
    /// 201 when something was created, otherwise 200; 204 for an answer without a body.
    ByOutcome,
    /// 200 always.
    Ok,
}

/// What is echoed beside the order plan (O2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PlanEcho {
    /// The criteria as they were understood.
    Full,
    /// The same with `currentStatus: null`.
    WithoutStatus,
    /// `filterCriteria: null`.
    Null,
}

/// The body of an error (G3, G4, G9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ErrorBody {
    /// RFC 7807 problem details.
    Problem,
    /// A line of plain text.
    Text,
    /// An HTML page.
    Html,
    /// Nothing.
    Empty,
}

impl Quirks {
    /// The forms that this seed draws; of seed 0 those of [`Quirks::default`].
    #[must_use]
    pub fn drawn(seed: u64) -> Self {
        if seed == 0 {
            return Self::default();
        }
        let random = &mut Random::new(seed ^ 0x51ab);
        let writes = [
            WriteAnswer::Object,
            WriteAnswer::List,
            WriteAnswer::Nothing,
            WriteAnswer::Documented,
        ];
        let errors = [ErrorBody::Problem, ErrorBody::Text, ErrorBody::Empty];
        Self {
            first_product_page: random.below(2),
            past_last_page: *random.pick(&[
                PastLastPage::Empty,
                PastLastPage::NotFound,
                PastLastPage::LastAgain,
            ]),
            code_compares: *random.pick(&[CodeCompares::ProductId, CodeCompares::Readable]),
            not_found_has_body: random.chance(0.5),
            empty_list_is_null: random.chance(0.5),
            some_dates_carry_z: random.chance(0.5),
            look_up_answers_list: random.chance(0.5),
            look_up_misses: *random.pick(&[
                LookUpMisses::NotFound,
                LookUpMisses::NotFound,
                LookUpMisses::EmptyList,
                LookUpMisses::Null,
            ]),
            customer_write: *random.pick(&writes),
            inventory_write: *random.pick(&writes),
            // The document promises an object here.
            sales_write: *random.pick(&writes[..3]),
            write_status: *random.pick(&[
                WriteStatus::Documented,
                WriteStatus::ByOutcome,
                WriteStatus::Ok,
            ]),
            order_lines_append: random.chance(0.5),
            order_status_is_number: random.chance(0.25),
            plan_page_size: *random.pick(&[10, 25, 50]),
            empty_plan_is_null: random.chance(0.5),
            plan_echo: *random.pick(&[PlanEcho::Full, PlanEcho::WithoutStatus, PlanEcho::Null]),
            forecast_starts_late: random.below(3),
            forecast_polls: 3 + random.below(4),
            boms_are_201: random.chance(0.5),
            one_bom_is_object: random.chance(0.5),
            bom_products_are_null: random.chance(0.5),
            unauthorized_status: *random.pick(&[401, 401, 403]),
            unauthorized_body: *random.pick(&[
                ErrorBody::Problem,
                ErrorBody::Text,
                ErrorBody::Html,
                ErrorBody::Empty,
            ]),
            bad_request_body: *random.pick(&errors),
            server_error_body: *random.pick(&[ErrorBody::Html, ErrorBody::Text, ErrorBody::Empty]),
            ..Self::default()
        }
    }

    /// The forms that agree with the document.
    #[must_use]
    pub const fn documented() -> Self {
        Self {
            // As for the pages that are known (P1, O1).
            first_product_page: 0,
            past_last_page: PastLastPage::Empty,
            code_compares: CodeCompares::ProductId,
            not_found_has_body: true,
            empty_list_is_null: false,
            some_dates_carry_z: true,
            look_up_answers_list: false,
            look_up_misses: LookUpMisses::NotFound,
            customer_write: WriteAnswer::Documented,
            inventory_write: WriteAnswer::Documented,
            sales_write: WriteAnswer::Documented,
            sales_orders_are_readable: true,
            write_status: WriteStatus::Documented,
            order_lines_append: false,
            order_status_is_number: false,
            plan_page_size: 50,
            first_plan_page: 0,
            empty_plan_is_null: false,
            plan_echo: PlanEcho::Full,
            forecast_starts_late: 0,
            forecast_polls: 4,
            boms_are_201: true,
            one_bom_is_object: true,
            bom_products_are_null: false,
            unauthorized_status: 401,
            unauthorized_body: ErrorBody::Problem,
            bad_request_body: ErrorBody::Problem,
            server_error_body: ErrorBody::Empty,
        }
    }
}

/// The documented forms, but for what was seen to be otherwise: dates are bare (G1), and sales orders cannot be read (A1).
impl Default for Quirks {
    fn default() -> Self {
        Self {
            some_dates_carry_z: false,
            sales_orders_are_readable: false,
            ..Self::documented()
        }
    }
}

impl Quirks {
    /// Sets one form by its name, as in `look_up_misses` and `empty-list`.
    ///
    /// # Errors
    /// [`QuirkError`] when there is no field of this name, or when it does not have this form.
    pub fn set(&mut self, name: &str, form: &str) -> Result<(), QuirkError> {
        let refused = |why: String| QuirkError(format!("{name}={form}: {why}"));
        let mut forms = self.forms();
        let Some(known) = forms.get_mut(name.replace('-', "_").as_str()) else {
            let names: Vec<&str> = forms.keys().map(String::as_str).collect();
            let names = names.join(", ");
            return Err(refused(format!(
                "there is no quirk of this name; there are {names}"
            )));
        };
        *known = match serde_json::from_str(form) {
            Ok(read) if !known.is_string() => read,
            _ => form.replace('_', "-").into(),
        };
        let quirks: Self = serde_json::from_value(Value::Object(forms))
            .map_err(|error| refused(error.to_string()))?;
        if !matches!(quirks.unauthorized_status, 401 | 403) {
            return Err(refused("the status is 401 or 403".to_owned()));
        }
        *self = quirks;
        Ok(())
    }

    /// The form of every field by its name.
    fn forms(&self) -> serde_json::Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(forms)) => forms,
            _ => serde_json::Map::new(),
        }
    }
}

impl fmt::Display for Quirks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, form) in self.forms() {
            match form.as_str() {
                Some(form) => writeln!(f, "{name}={form}")?,
                None => writeln!(f, "{name}={form}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{LookUpMisses, Quirks};

    #[test]
    fn e3_a_quirk_is_set_by_the_line_that_shows_it() {
        let mut quirks = Quirks::default();
        for line in Quirks::drawn(7).to_string().lines() {
            let (name, form) = line.split_once('=').unwrap();
            quirks.set(name, form).unwrap();
        }
        assert_eq!(quirks, Quirks::drawn(7));
        quirks.set("look-up-misses", "null").unwrap();
        assert_eq!(quirks.look_up_misses, LookUpMisses::Null);
        for (name, form, why) in [
            ("look_up_miss", "null", "look_up_misses"),
            ("look_up_misses", "nil", "not-found"),
            ("first_product_page", "-1", "u32"),
            ("plan_echo", "true", "full"),
            ("unauthorized_status", "200", "401 or 403"),
        ] {
            let error = quirks.set(name, form).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn a_seed_draws_the_same_forms_and_seeds_differ() {
        assert_eq!(Quirks::drawn(5), Quirks::drawn(5));
        let distinct = (0..100)
            .filter(|seed| Quirks::drawn(*seed) != Quirks::drawn(0))
            .count();
        assert!(distinct > 95, "{distinct}");
        for seed in 0..100 {
            let quirks = Quirks::drawn(seed);
            assert!(!quirks.sales_orders_are_readable && quirks.first_plan_page == 0);
        }
    }
}
