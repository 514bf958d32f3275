//! The four kinds of rows that are listed, found and written by a code.

use serde::de::DeserializeOwned;
use serde_json::Value;
use stocktrim::Client;
use stocktrim::types::{CustomerDto, LocationRequestDto, ProductsRequestDto, SupplierRequestDto};

use crate::failure::Failure;
use crate::fields::Fields;
use crate::output::{Row, row};
use crate::plan::Deed;

/// A kind of row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Products, by `productId`.
    Products,
    /// Suppliers, by `supplierCode`.
    Suppliers,
    /// Customers, by `code`.
    Customers,
    /// Locations, by `locationCode`.
    Locations,
}

impl Kind {
    /// What they are called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Suppliers => "suppliers",
            Self::Customers => "customers",
            Self::Locations => "locations",
        }
    }

    /// What one of them is called.
    #[must_use]
    pub const fn one(self) -> &'static str {
        match self {
            Self::Products => "product",
            Self::Suppliers => "supplier",
            Self::Customers => "customer",
            Self::Locations => "location",
        }
    }

    /// The field with the code.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Products => "productId",
            Self::Suppliers => "supplierCode",
            Self::Customers => "code",
            Self::Locations => "locationCode",
        }
    }

    /// The columns of a list.
    #[must_use]
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Products => &[
                "productId",
                "name",
                "category",
                "supplierCode",
                "stockOnHand",
                "stockOnOrder",
                "leadTime",
                "cost",
                "price",
                "discontinued",
            ],
            Self::Suppliers => &[
                "supplierCode",
                "supplierName",
                "defaultLeadTime",
                "emailAddress",
                "country",
            ],
            Self::Customers => &["code", "name", "emailAddress", "phone", "city", "country"],
            Self::Locations => &["locationCode", "locationName", "products"],
        }
    }

    /// The fields that can be written.
    #[must_use]
    pub fn fields(self) -> Fields {
        match self {
            Self::Products => Fields::of::<ProductsRequestDto>(),
            Self::Suppliers => Fields::of::<SupplierRequestDto>(),
            Self::Customers => Fields::of::<CustomerDto>(),
            Self::Locations => Fields::of::<LocationRequestDto>(),
        }
    }

    /// All rows; of locations those that products name, with how many products do.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn list(self, client: &Client) -> Result<Vec<Row>, Failure> {
        match self {
            Self::Products => client
                .products()
                .list()
                .await?
                .into_iter()
                .map(row)
                .collect(),
            Self::Suppliers => client
                .suppliers()
                .list()
                .await?
                .into_iter()
                .map(row)
                .collect(),
            Self::Customers => client
                .customers()
                .list()
                .await?
                .into_iter()
                .map(row)
                .collect(),
            Self::Locations => {
                let used = client.locations().in_use().await?;
                let rows = used.into_iter().map(|location| {
                    let mut row = Row::new();
                    row.insert("locationCode".into(), location.code.into());
                    row.insert("locationName".into(), location.name.into());
                    row.insert("products".into(), location.products.into());
                    row
                });
                Ok(rows.collect())
            }
        }
    }

    /// One row by its code.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn get(self, client: &Client, code: &str) -> Result<Option<Row>, Failure> {
        match self {
            Self::Products => client.products().get(code).await?.map(row).transpose(),
            Self::Suppliers => client.suppliers().get(code).await?.map(row).transpose(),
            Self::Customers => client.customers().get(code).await?.map(row).transpose(),
            Self::Locations => client.locations().get(code).await?.map(row).transpose(),
        }
    }
}

/// The write of a row.
///
/// # Errors
/// What is wrong with the row, in words.
pub fn deed(kind: Kind, row: Row) -> Result<Deed, String> {
    let code = row
        .get(kind.key())
        .and_then(Value::as_str)
        .unwrap_or_default();
    if code.trim().is_empty() {
        return Err(format!("{} is missing", kind.key()));
    }
    Ok(match kind {
        Kind::Products => {
            let level = row
                .get("serviceLevel")
                .and_then(Value::as_f64)
                .unwrap_or_default();
            if !(0.0..=1.0).contains(&level) {
                return Err(format!(
                    "serviceLevel: {level} is no fraction from 0 to 1, such as 0.95"
                ));
            }
            Deed::SaveProduct(Box::new(model(row)?))
        }
        Kind::Suppliers => Deed::SaveSupplier(model(row)?),
        Kind::Customers => Deed::SaveCustomer(model(row)?),
        Kind::Locations => Deed::SaveLocation(model(row)?),
    })
}

/// A row as a model of the SDK.
///
/// # Errors
/// What is wrong with it, in words.
pub fn model<T: DeserializeOwned>(row: Row) -> Result<T, String> {
    serde_json::from_value(Value::Object(row)).map_err(|error| error.to_string())
}
