//! Suppliers: looked up, saved and deleted by code, listed in one body.

use super::bulk::{BatchResult, Bulk, bulk_methods};
use super::reading::{deleted, found, require_key, saved_row};
use super::saved::{DeleteOutcome, Saved};
use super::sync;
use crate::call::Call;
use crate::client::Client;
use crate::generated::types::{SupplierRequestDto, SupplierResponseDto};
use crate::operation::Operation;

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
/// client.suppliers().upsert(supplier).await?;
/// assert!(client.suppliers().exists("HT-77").await?);
/// client.suppliers().delete("HT-77").await?;
/// assert!(!client.suppliers().exists("HT-77").await?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Suppliers {
    pub(super) client: Client,
}

impl Suppliers {
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
    pub fn list(&self) -> Call<Vec<SupplierResponseDto>> {
        self.client.call(|client| async move {
            let answer = client.api().list_suppliers().send().await?;
            Ok(answer.into_inner().into_vec())
        })
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
    /// [`ErrorKind::Ambiguous`](crate::ErrorKind::Ambiguous) when two suppliers have the code,
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank one, and the
    /// transport kinds.
    pub fn get(&self, code: impl AsRef<str>) -> Call<Option<SupplierResponseDto>> {
        let code = code.as_ref().to_owned();
        self.client.call(|client| async move {
            let request = client.api().find_supplier().code(code.as_str());
            let answer = request.send().await;
            found(Operation::FindSupplier, &code, answer, |row| {
                row.supplier_code.as_ref() == Some(&code)
            })
        })
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
    pub fn exists(&self, code: impl AsRef<str>) -> Call<bool> {
        let code = code.as_ref().to_owned();
        self.client
            .call(|client| async move { Ok(client.suppliers().get(code).await?.is_some()) })
    }

    /// Creates or updates a supplier by its `supplierCode` (S3).
    ///
    /// Calls `upsert_suppliers` once, with a list of one. Whether it was created is not known.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::SupplierRequestDto;
    ///
    /// let supplier = SupplierRequestDto::new("HT-01").default_lead_time(21);
    /// client.suppliers().upsert(supplier).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) with the server's reasons,
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank code, and the
    /// transport kinds.
    pub fn upsert(&self, supplier: SupplierRequestDto) -> Call<Saved<SupplierResponseDto>> {
        self.client.call(|client| async move {
            let (saved, _) = put(client, vec![supplier]).await?;
            Ok(saved.into_iter().next().unwrap_or(Saved::unknown(None)))
        })
    }

    /// Deletes a supplier by its code or its name, and says whether it was there (S4).
    ///
    /// Calls `delete_supplier` once. What it deletes by a name that two suppliers have is not known.
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
    pub fn delete(&self, code_or_name: impl AsRef<str>) -> Call<DeleteOutcome> {
        let key = code_or_name.as_ref().to_owned();
        self.client.call(|client| async move {
            let request = client.api().delete_supplier();
            deleted(request.supplier_code_or_name(key).send().await)
        })
    }

    /// Brings the suppliers to a desired state: what is new or differs is written.
    ///
    /// As many requests as [`list`](Self::list), and `upsert_suppliers` once per row that differs. What is there
    /// and not desired is told, and stays. See [`Sync`](crate::resources::Sync).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::SupplierRequestDto;
    ///
    /// let desired = [SupplierRequestDto::new("HT-01").default_lead_time(21)];
    /// let plan = client.suppliers().sync(desired).plan().await?;
    /// println!("{plan}");
    /// plan.apply().await.into_result()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn sync(
        &self,
        desired: impl IntoIterator<Item = SupplierRequestDto>,
    ) -> sync::Sync<SupplierRequestDto, SupplierResponseDto> {
        sync::Sync::new(&self.client, &sync::SUPPLIERS, desired)
    }
}

bulk_methods! {
    Suppliers, SupplierRequestDto => SupplierResponseDto, in_batches(|_| put), |row| vec![row.supplier_code.clone()];
    /// Creates or updates many suppliers, with one outcome per row; see [`Bulk`](crate::resources::Bulk).
    ///
    /// Calls `upsert_suppliers` once per row, unless
    /// [`batch_size`](crate::resources::Bulk::batch_size) allows more. Rows with the same code are sent
    /// in order.
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
    upsert_all, upsert_stream, try_upsert_stream
}

/// Many rows to a request.
impl Bulk<'_, SupplierRequestDto, SupplierResponseDto> {
    /// Sends up to so many rows with one request. Default: 1, since what a server does with a list that
    /// has a bad row is not known (S3).
    ///
    /// A list that is refused is taken apart until every row has its own outcome, which costs about
    /// two requests for a bad row that the refusal names, and ten for one of 200 that it does not.
    /// A list that may have been applied leaves all of its rows
    /// [`RowOutcome::Unknown`](crate::resources::RowOutcome::Unknown).
    pub fn batch_size(self, rows: usize) -> Self {
        self.rows_per_request(rows)
    }
}

async fn put(
    client: Client,
    suppliers: Vec<SupplierRequestDto>,
) -> BatchResult<SupplierResponseDto> {
    let codes = suppliers.iter().map(|row| row.supplier_code.clone());
    let codes: Vec<_> = codes.collect();
    for (at, code) in codes.iter().enumerate() {
        let name = format!("[{at}].supplierCode");
        require_key(Operation::UpsertSuppliers, &name, code)?;
    }
    let request = client.api().upsert_suppliers().body(suppliers);
    let answer = request.send().await?;
    let attempts = answer.attempts();
    let bears = |row: &SupplierResponseDto, code| row.supplier_code.as_ref() == Some(code);
    let rows = answer.into_inner();
    let saved = match &codes[..] {
        [code] => vec![Saved::unknown(saved_row(rows, |row| bears(row, code)))],
        codes => {
            let mut rows = rows.into_vec();
            let mut find = |code| {
                let place = rows.iter().position(|row| bears(row, code))?;
                Some(rows.swap_remove(place))
            };
            let saved = codes.iter().map(|code| Saved::unknown(find(code)));
            saved.collect()
        }
    };
    Ok((saved, attempts))
}
