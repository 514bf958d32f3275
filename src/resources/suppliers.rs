//! Suppliers: looked up, saved and deleted by code, listed in one body.

use super::bulk::{Bulk, IntoRows};
use super::reading::{deleted, keyed, look_up, written};
use super::saved::{Deleted, Saved};
use super::writing::{Tried, send_row};
use crate::client::Client;
use crate::error::Result;
use crate::generated::Client as Api;
use crate::generated::types::{SupplierRequestDto, SupplierResponseDto};

/// The suppliers of a tenant; made by [`Client::suppliers`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = stocktrim_sandbox::Sandbox::start().await?;
/// # let client = sandbox.client()?;
/// use stocktrim::types::SupplierRequestDto;
///
/// let supplier = SupplierRequestDto::new("HT-77").supplier_name("Harbour Timber 77");
/// client.suppliers().upsert(&supplier).await?;
/// assert!(client.suppliers().exists("HT-77").await?);
/// client.suppliers().delete("HT-77").await?;
/// assert!(!client.suppliers().exists("HT-77").await?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Suppliers<'a> {
    client: &'a Client,
}

impl<'a> Suppliers<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// All suppliers, also those without a code (S2).
    ///
    /// Calls `list_suppliers` once (S1).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// for supplier in client.suppliers().list().await? {
    ///     println!("{:?}: {:?}", supplier.supplier_code, supplier.supplier_name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The transport kinds. A 404 is an error: StockTrim is not known to answer it here.
    pub async fn list(&self) -> Result<Vec<SupplierResponseDto>> {
        Ok(self
            .client
            .api()
            .list_suppliers()
            .send()
            .await?
            .into_inner()
            .into_vec())
    }

    /// Finds a supplier by its `supplierCode`, matched exactly.
    ///
    /// Calls `find_supplier` once, which answers an object, a list or null (S1). `None` when there is
    /// no such supplier.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let supplier = client.suppliers().get("HT-01").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Ambiguous`](crate::ErrorKind::Ambiguous) when two suppliers bear the code,
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank one, and the
    /// transport kinds.
    pub async fn get(&self, code: &str) -> Result<Option<SupplierResponseDto>> {
        keyed("code", code)?;
        let send = |api: Api| async move { api.find_supplier().code(code).send().await };
        look_up(self.client, "find_supplier", code, send, |row| {
            row.supplier_code.as_deref() == Some(code)
        })
        .await
    }

    /// Whether there is a supplier with this code; the same request as [`get`](Self::get).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let known = client.suppliers().exists("HT-01").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`get`](Self::get).
    pub async fn exists(&self, code: &str) -> Result<bool> {
        Ok(self.get(code).await?.is_some())
    }

    /// Creates or updates a supplier by its `supplierCode` (S3).
    ///
    /// Calls `upsert_suppliers` once, with a list of one. Whether it was created is not told.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::SupplierRequestDto;
    ///
    /// let supplier = SupplierRequestDto::new("HT-01").default_lead_time(21);
    /// client.suppliers().upsert(&supplier).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) with the server's reasons,
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank code, and the
    /// transport kinds.
    pub async fn upsert(
        &self,
        supplier: &SupplierRequestDto,
    ) -> Result<Saved<SupplierResponseDto>> {
        self.put(supplier.clone()).await.result
    }

    /// Creates or updates many suppliers, with one outcome per row; see [`Bulk`].
    ///
    /// Calls `upsert_suppliers` once per row, not once for all: what becomes of a list of which one
    /// row is wrong is not known. Rows with the same code are sent in order.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) {
    /// use stocktrim::types::SupplierRequestDto;
    ///
    /// let rows = ["HT-01", "HT-02"].map(|code| SupplierRequestDto::new(code).country("NZ"));
    /// let report = client.suppliers().upsert_all(rows).await;
    /// assert!(report.is_complete());
    /// # }
    /// ```
    pub fn upsert_all<M>(
        &self,
        suppliers: impl IntoRows<'a, SupplierRequestDto, M>,
    ) -> Bulk<'a, SupplierRequestDto, SupplierResponseDto> {
        let this = *self;
        let places = self.client.max_concurrency();
        let key = |row: &SupplierRequestDto| row.supplier_code.clone();
        Bulk::new(suppliers, places, key, move |row| async move {
            this.put(row).await
        })
    }

    async fn put(&self, supplier: SupplierRequestDto) -> Tried<SupplierResponseDto> {
        let code = supplier.supplier_code.clone();
        let send =
            |api: Api| async move { api.upsert_suppliers().body(vec![supplier]).send().await };
        send_row(
            self.client,
            keyed("supplierCode", &code),
            send,
            |_, _, rows| {
                Saved::somehow(written(rows, |row| {
                    row.supplier_code.as_ref() == Some(&code)
                }))
            },
        )
        .await
    }

    /// Deletes a supplier by its code or its name, and says whether it was there (S4).
    ///
    /// Calls `delete_supplier` once. What a name that two suppliers bear deletes is not known.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// client.suppliers().delete("HT-01").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank key, and the
    /// transport kinds.
    pub async fn delete(&self, code_or_name: &str) -> Result<Deleted> {
        keyed("supplierCodeOrName", code_or_name)?;
        let call = self
            .client
            .api()
            .delete_supplier()
            .supplier_code_or_name(code_or_name);
        deleted(call.send().await)
    }
}
