//! Checks a request against the document's schemas and brings its values into the form that is kept.

use super::clock;
use super::document::{Document, Kind, Parameter, Schema};
use serde_json::{Number, Value};
use std::collections::BTreeMap;

/// Messages by the name of the field, as in the `errors` map of a 400 (G3).
pub(super) type Errors = BTreeMap<String, Vec<String>>;

/// What is refused beyond what the live server refuses.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rules {
    /// Names that the document does not know, and null where it does not allow it.
    pub(super) strict: bool,
    /// Date-times without an offset.
    pub(super) strict_dates: bool,
}

/// The most items of a list in a request, so that no request makes endless work.
pub(super) const LIST_ITEMS: usize = 5_000;
/// The most fields that an answer complains about, as many as ASP.NET Core does.
const COMPLAINTS: usize = 200;

/// Checks a body in place: dates become bare and unknown keys go away, or, if the rules are strict, are refused.
pub(super) fn body(
    document: &Document,
    schema: &Schema,
    value: &mut Value,
    rules: Rules,
) -> Errors {
    let mut check = Check {
        document,
        rules,
        errors: Errors::new(),
    };
    check.value(schema, value, "", true);
    check.errors
}

/// Checks the parameters of path and query by the document's names.
pub(super) fn parameters(
    declared: &[Parameter],
    given: &[(String, String)],
    rules: Rules,
) -> Errors {
    let mut errors = Errors::new();
    let mut refuse = |name: &str, message: String| {
        errors.entry(pascal(name)).or_default().push(message);
    };
    for parameter in declared {
        let name = &parameter.name;
        let given = given
            .iter()
            .find(|(given, _)| given.eq_ignore_ascii_case(name));
        match given
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
        {
            None if parameter.required => refuse(name, required(name)),
            None => {}
            Some(text) if fits(&parameter.schema.kind, text, rules) => {}
            Some(_) => refuse(name, "The value is not valid.".to_owned()),
        }
    }
    if rules.strict {
        for (name, _) in given {
            if !declared
                .iter()
                .any(|parameter| parameter.name.eq_ignore_ascii_case(name))
            {
                refuse(name, "There is no parameter of this name.".to_owned());
            }
        }
    }
    errors
}

fn fits(kind: &Kind, text: &str, rules: Rules) -> bool {
    match kind {
        Kind::Integer { .. } => text.parse::<i32>().is_ok(),
        Kind::Number { .. } => text.parse::<f64>().is_ok_and(f64::is_finite),
        Kind::Boolean => matches!(text, "true" | "false"),
        Kind::Member { members, .. } => members.iter().any(|member| member == text),
        Kind::Text {
            date_time: true, ..
        } => clock::parse(text, rules.strict_dates).is_some(),
        _ => true,
    }
}

struct Check<'a> {
    document: &'a Document,
    rules: Rules,
    errors: Errors,
}

impl Check<'_> {
    fn refuse(&mut self, path: &str, message: impl Into<String>) {
        if self.errors.len() < COMPLAINTS {
            let messages = self.errors.entry(path.to_owned()).or_default();
            messages.push(message.into());
        }
    }

    fn value(&mut self, schema: &Schema, value: &mut Value, path: &str, needed: bool) {
        if value.is_null() {
            // A `$ref` cannot say that it is nullable; the live server takes null there (P3).
            let passes = schema.nullable || (!self.rules.strict && schema.referenced && !needed);
            if !passes {
                self.refuse(path, required(path));
            }
            return;
        }
        match &schema.kind {
            Kind::Any => {}
            Kind::Text {
                min_length,
                date_time,
            } => {
                let Some(text) = value.as_str() else {
                    return self.mistyped(path, "String");
                };
                if *date_time {
                    match clock::parse(text, self.rules.strict_dates) {
                        Some(at) => *value = clock::text(at).into(),
                        None => self.mistyped(path, "DateTime"),
                    }
                } else if text.chars().take(*min_length).count() < *min_length {
                    self.refuse(path, required(path));
                }
            }
            Kind::Member { of, members } => {
                if !value
                    .as_str()
                    .is_some_and(|text| members.iter().any(|known| known == text))
                {
                    self.mistyped(path, of);
                }
            }
            Kind::Integer { minimum } => match integer(value) {
                Some(number) => {
                    self.at_least(*minimum, number.into(), path);
                    *value = number.into();
                }
                None => self.mistyped(path, "Int32"),
            },
            Kind::Number { minimum } => match value.as_f64() {
                Some(number) => self.at_least(*minimum, number, path),
                None => self.mistyped(path, "Double"),
            },
            Kind::Boolean if value.is_boolean() => {}
            Kind::Boolean => self.mistyped(path, "Boolean"),
            Kind::List(of) => {
                let Some(items) = value.as_array_mut() else {
                    return self.mistyped(path, "List");
                };
                if items.len() > LIST_ITEMS {
                    let message = format!("The list has more than {LIST_ITEMS} items.");
                    return self.refuse(path, message);
                }
                for (at, item) in items.iter_mut().enumerate() {
                    self.value(of, item, &format!("{path}[{at}]"), true);
                }
            }
            Kind::Model(name) => self.object(name, value, path),
        }
    }

    fn object(&mut self, name: &str, value: &mut Value, path: &str) {
        let model = self.document.model(name);
        let Some(object) = value.as_object_mut() else {
            return self.mistyped(path, name);
        };
        let inside = |key: &str| match path {
            "" => pascal(key),
            outer => format!("{outer}.{}", pascal(key)),
        };
        if !model.open {
            let known = |key: &str| model.fields.iter().any(|field| field.name == key);
            let unknown: Vec<String> = object.keys().filter(|key| !known(key)).cloned().collect();
            for key in unknown {
                object.remove(&key);
                if self.rules.strict {
                    self.refuse(&inside(&key), "There is no field of this name.");
                }
            }
        }
        for field in &model.fields {
            match object.get_mut(&field.name) {
                Some(value) => {
                    // The id of another system, which the live server takes for the text (R8).
                    if field.name == "productId" && value.is_i64() && !self.rules.strict {
                        *value = value.to_string().into();
                    }
                    self.value(&field.schema, value, &inside(&field.name), field.required);
                }
                None if field.required => {
                    self.refuse(&inside(&field.name), required(&inside(&field.name)));
                }
                None => {}
            }
        }
    }

    fn at_least(&mut self, minimum: Option<f64>, number: f64, path: &str) {
        if let Some(minimum) = minimum
            && number < minimum
        {
            self.refuse(path, format!("The value must be at least {minimum}."));
        }
    }

    fn mistyped(&mut self, path: &str, wanted: &str) {
        self.refuse(
            path,
            format!("The JSON value could not be converted to {wanted}."),
        );
    }
}

fn required(path: &str) -> String {
    let name = path.rsplit('.').next().unwrap_or(path);
    format!("The {} field is required.", pascal(name))
}

/// The server names fields in errors with a capital: `orderDate` is `OrderDate`.
fn pascal(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// The number as int32, also when it is written with a zero fraction.
fn integer(value: &Value) -> Option<i32> {
    let number = value.as_number()?;
    let whole = number
        .as_i64()
        .or_else(|| Number::as_f64(number).and_then(whole));
    i32::try_from(whole?).ok()
}

fn whole(number: f64) -> Option<i64> {
    let fits = number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX) + 1.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to be whole and in range"
    )]
    fits.then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::super::document::VENDOR;
    use super::{Errors, Rules, body};
    use serde_json::{Value, json};

    fn check(method: &str, path: &str, value: &mut Value, rules: Rules) -> Errors {
        let contract = VENDOR.contract(method, path).unwrap();
        body(
            &VENDOR,
            &contract.body.as_ref().unwrap().schema,
            value,
            rules,
        )
    }

    #[test]
    fn every_rule_of_the_document_has_its_message() {
        let mut order = json!({
            "supplier": 7,
            "status": "Lost",
            "orderDate": "soon",
            "purchaseOrderLineItems": [{"productId": ""}, {"productId": "a", "quantity": "1"}],
        });
        let errors = check("post", "/api/PurchaseOrders", &mut order, Rules::default());
        let names: Vec<&str> = errors.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "OrderDate",
                "PurchaseOrderLineItems[0].ProductId",
                "PurchaseOrderLineItems[0].Quantity",
                "PurchaseOrderLineItems[1].Quantity",
                "Status",
                "Supplier",
            ]
        );
        let mut sale = json!({"productId": "a", "orderDate": "2025-01-01", "quantity": -1});
        let errors = check("post", "/api/SalesOrders", &mut sale, Rules::default());
        assert_eq!(errors["Quantity"], ["The value must be at least 0."]);
    }

    #[test]
    fn unknown_keys_and_bare_dates_pass_unless_strict() {
        let given = json!({
            "productId": "a", "orderDate": "2025-01-01T00:00:00", "quantity": 1, "new": [1],
        });
        let mut loose = given.clone();
        assert_eq!(
            check("post", "/api/SalesOrders", &mut loose, Rules::default()),
            Errors::new()
        );
        assert_eq!(loose.get("new"), None);
        let mut rules = Rules {
            strict: true,
            strict_dates: false,
        };
        let errors = check("post", "/api/SalesOrders", &mut given.clone(), rules);
        assert_eq!(errors.keys().collect::<Vec<_>>(), ["New"]);
        rules.strict_dates = true;
        let errors = check("post", "/api/SalesOrders", &mut given.clone(), rules);
        assert_eq!(errors.keys().collect::<Vec<_>>(), ["New", "OrderDate"]);
    }

    #[test]
    fn an_integer_may_be_written_with_a_fraction_of_zero_and_must_fit_32_bits() {
        for (given, right) in [
            (json!(3.0), true),
            (json!(3.5), false),
            (json!(1u64 << 40), false),
        ] {
            let mut product = json!({"productId": "a", "leadTime": given});
            let errors = check("post", "/api/Products", &mut product, Rules::default());
            assert_eq!(errors.is_empty(), right, "{product}");
        }
    }
}
