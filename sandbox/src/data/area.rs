//! The areas of the API that hold rows, and what a row of each is called and keyed by.

/// A kind of row that the sandbox holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Area {
    /// Products, by `productId`.
    Products,
    /// Customers, by `code`.
    Customers,
    /// Suppliers, by `supplierCode`; orphans have none (S2).
    Suppliers,
    /// Locations, by `locationCode`.
    Locations,
    /// Bills of materials; a row is a product with one of its components, and has no key of its own.
    Boms,
    /// Purchase orders, by `clientReferenceNumber`.
    PurchaseOrders,
    /// Sales orders, by `externalReferenceId`; rows without one have no key.
    SalesOrders,
}

impl Area {
    /// Every area.
    pub const ALL: [Self; 7] = [
        Self::Products,
        Self::Customers,
        Self::Suppliers,
        Self::Locations,
        Self::Boms,
        Self::PurchaseOrders,
        Self::SalesOrders,
    ];

    /// Its name in a data file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.facts().0
    }

    /// The field that names a row.
    #[must_use]
    pub const fn key(self) -> &'static str {
        self.facts().1
    }

    /// The model that the document has for a row in an answer.
    pub(crate) const fn model(self) -> &'static str {
        self.facts().2
    }

    /// The number that the first row gets.
    pub(crate) const fn first_id(self) -> u64 {
        self.facts().3
    }

    const fn facts(self) -> (&'static str, &'static str, &'static str, u64) {
        match self {
            Self::Products => ("products", "productId", "ProductsResponseDto", 33_303_001),
            Self::Customers => ("customers", "code", "CustomerDto", 70_001),
            Self::Suppliers => ("suppliers", "supplierCode", "SupplierResponseDto", 5_501),
            Self::Locations => ("locations", "locationCode", "LocationResponseDto", 301),
            Self::Boms => ("boms", "", "BillOfMaterialsResponseDto", 8_001),
            Self::PurchaseOrders => (
                "purchaseOrders",
                "clientReferenceNumber",
                "PurchaseOrderResponseDto",
                90_210_001,
            ),
            Self::SalesOrders => (
                "salesOrders",
                "externalReferenceId",
                "SalesOrderResponseDto",
                1_200_001,
            ),
        }
    }
}
