//! What the areas that can be synced differ in.

use crate::call::Call;
use crate::client::Client;
use crate::generated::types::{
    CustomerDto, ProductsRequestDto, ProductsResponseDto, SupplierRequestDto, SupplierResponseDto,
};
use crate::resources::bulk::Bulk;

/// What a sync needs to know of an area.
#[derive(Debug)]
pub(in crate::resources) struct Area<R: 'static, T: 'static> {
    pub name: &'static str,
    /// The key by its name on the wire.
    pub field: &'static str,
    pub key: fn(&R) -> &str,
    pub set_key: fn(&mut R, &str),
    /// What a row that is there can be called: the key, and another code.
    pub keys: fn(&T) -> [Option<&str>; 2],
    /// Whether a row that is missing counts as gone.
    pub is_active: fn(&T) -> bool,
    pub list: fn(&Client) -> Call<Vec<T>>,
    pub write: fn(&Client, Vec<R>) -> Bulk<'static, R, T>,
}

/// Known by either code (R5).
pub(in crate::resources) const PRODUCTS: Area<ProductsRequestDto, ProductsResponseDto> = Area {
    name: "products.sync",
    field: "productId",
    key: |row| &row.product_id,
    set_key: |row, key| key.clone_into(&mut row.product_id),
    keys: |row| [Some(&row.product_id), row.product_code_readable.as_deref()],
    is_active: |row| row.discontinued != Some(true),
    list: |client| client.products().list(),
    write: |client, rows| client.products().upsert_all(rows),
};

pub(in crate::resources) const CUSTOMERS: Area<CustomerDto, CustomerDto> = Area {
    name: "customers.sync",
    field: "code",
    key: |row| row.code.as_deref().unwrap_or_default(),
    set_key: |row, key| row.code = Some(key.to_owned()),
    keys: |row| [row.code.as_deref(), None],
    is_active: |_| true,
    list: |client| client.customers().list(),
    write: |client, rows| client.customers().upsert_all(rows),
};

pub(in crate::resources) const SUPPLIERS: Area<SupplierRequestDto, SupplierResponseDto> = Area {
    name: "suppliers.sync",
    field: "supplierCode",
    key: |row| &row.supplier_code,
    set_key: |row, key| key.clone_into(&mut row.supplier_code),
    keys: |row| [row.supplier_code.as_deref(), None],
    is_active: |_| true,
    list: |client| client.suppliers().list(),
    write: |client, rows| client.suppliers().upsert_all(rows),
};
