//! The survey's own rows: their codes, and the bodies that make them.

use std::hash::{BuildHasher as _, RandomState};

use serde_json::{Value, json};
use stocktrim::Operation;

/// With what every prefix begins.
const BEGINS: &str = "zz-survey-";

/// A prefix that was not there before.
#[must_use]
pub fn fresh_prefix() -> String {
    format!("{BEGINS}{:08x}", random() >> 32)
}

/// A number that nobody had before; it is no secret.
#[must_use]
pub fn random() -> u64 {
    RandomState::new().hash_one(std::time::SystemTime::now())
}

/// Whether a text is such a prefix, so that what begins with it is a survey's.
#[must_use]
pub fn is_prefix(text: &str) -> bool {
    let digits = text.strip_prefix(BEGINS).unwrap_or_default();
    digits.len() == 8
        && digits
            .bytes()
            .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

/// A delete: of what, and the operation with its values.
pub type Delete = (String, Operation, Vec<(String, String)>);

/// The codes of one survey.
#[derive(Clone, Debug)]
pub struct Own {
    prefix: String,
}

/// The day of its orders and sales.
pub(super) const DAY: &str = "2024-01-02T00:00:00";

impl Own {
    /// Those with this prefix.
    pub fn new(prefix: impl Into<String>) -> Self {
        Self {
            prefix: prefix.into(),
        }
    }

    /// A code of its own, as in `P1`.
    #[must_use]
    pub fn code(&self, suffix: &str) -> String {
        format!("{}-{suffix}", self.prefix)
    }

    /// A supplier.
    #[must_use]
    pub fn supplier(&self, suffix: &str) -> Value {
        json!({"supplierCode": self.code(suffix), "supplierName": self.code(&format!("{suffix}-name"))})
    }

    /// The location.
    #[must_use]
    pub fn location(&self) -> Value {
        json!({"locationCode": self.code("L1"), "locationName": self.code("L1-name")})
    }

    /// The customer.
    #[must_use]
    pub fn customer(&self) -> Value {
        json!({"code": self.code("C1"), "name": self.code("C1-name")})
    }

    /// The first product, with all that is changed later.
    #[must_use]
    pub fn product(&self) -> Value {
        let code = self.code("P1");
        json!({
            "productId": code, "productCodeReadable": code, "name": self.code("P1-name"),
            "category": CATEGORY, "cost": COST, "supplierCode": self.code("S1"),
        })
    }

    /// The second product, whose two codes differ.
    #[must_use]
    pub fn second_product(&self) -> Value {
        json!({"productId": self.code("P2"), "productCodeReadable": self.code("P2-sku"), "name": self.code("P2-name")})
    }

    /// An order of one product, with a number or without.
    #[must_use]
    pub fn order(&self, product: &str) -> Value {
        json!({
            "supplier": {"supplierCode": self.code("S1")}, "status": "Draft",
            "purchaseOrderLineItems": [{"productId": product, "quantity": 2, "unitPrice": 5}],
        })
    }

    /// A sale of the first product.
    #[must_use]
    pub fn sale(&self, suffix: &str) -> Value {
        json!({
            "productId": self.code("P1"), "externalReferenceId": self.code(suffix),
            "orderDate": format!("{DAY}Z"), "quantity": 1,
        })
    }

    /// The deletes of all that can be deleted, in an order in which nothing is left without what it belongs to.
    #[must_use]
    pub fn deletes(&self) -> Vec<Delete> {
        let by = |what: &str, operation, parameter: &str, suffixes: &[&str]| {
            let deletes = suffixes.iter().map(|suffix| {
                let code = self.code(suffix);
                (
                    format!("{what} {code}"),
                    operation,
                    vec![(parameter.to_owned(), code)],
                )
            });
            deletes.collect::<Vec<_>>()
        };
        let mut deletes = by(
            "purchase order",
            Operation::DeletePurchaseOrder,
            "referenceNumber",
            &["O1", "O2"],
        );
        deletes.extend(by(
            "sales of",
            Operation::DeleteSalesOrders,
            "productId",
            &["P1"],
        ));
        for (row, operation, mut values) in by(
            "bill of materials of",
            Operation::DeleteBom,
            "productId",
            &["P1"],
        ) {
            values.push(("componentId".to_owned(), self.code("P2")));
            deletes.push((row, operation, values));
        }
        deletes.extend(by(
            "product",
            Operation::DeleteProduct,
            "productId",
            &["P1", "P2", "P3"],
        ));
        let suppliers = ["S1", "S2", "S2-name", "S3-name"];
        deletes.extend(by(
            "supplier",
            Operation::DeleteSupplier,
            "supplierCodeOrName",
            &suppliers,
        ));
        deletes
    }

    /// What is made first of each row, for a preview: what it is, its code, and the request.
    #[must_use]
    pub fn rows(&self) -> Vec<(String, Operation, Value)> {
        let first = self.code("P1");
        let numbered = |number: &str, field: &str| {
            let mut order = self.order(&first);
            order[field] = self.code(number).into();
            order
        };
        let part = json!({"productId": first, "componentId": self.code("P2"), "quantity": 2});
        let level = json!({"inventory": [{"productId": first, "stockOnHand": 11}]});
        let sale = json!({"orderDate": format!("{DAY}Z"), "saleOrderLineItems": [self.sale("X1")]});
        let rows = [
            (
                "supplier S1",
                Operation::UpsertSuppliers,
                json!([self.supplier("S1")]),
            ),
            (
                "supplier S2",
                Operation::UpsertSuppliers,
                json!([self.supplier("S2")]),
            ),
            ("location L1", Operation::UpsertLocation, self.location()),
            ("customer C1", Operation::UpsertCustomer, self.customer()),
            ("product P1", Operation::UpsertProduct, self.product()),
            (
                "product P2",
                Operation::UpsertProduct,
                self.second_product(),
            ),
            ("stock of P1", Operation::SetInventory, level),
            ("bill of materials P1", Operation::CreateBom, part),
            (
                "purchase order O1",
                Operation::UpsertPurchaseOrder,
                numbered("O1", "clientReferenceNumber"),
            ),
            (
                "purchase order O2",
                Operation::UpsertPurchaseOrder,
                numbered("O2", "referenceNumber"),
            ),
            ("sales of P1", Operation::UpsertSalesOrders, sale),
        ];
        let rows = rows.into_iter().map(|(what, operation, body)| {
            let (what, suffix) = what.rsplit_once(' ').unwrap_or((what, ""));
            (format!("{what} {}", self.code(suffix)), operation, body)
        });
        rows.collect()
    }
}

/// What the first product has, until it is sent as null.
pub(super) const CATEGORY: &str = "survey";
/// The same of a number.
pub(super) const COST: f64 = 5.5;
