//! Bills of materials: which components a product is made of.

use super::bulk::bulk_methods;
use super::reading::{deleted, require_key, rows_or_empty, saved_row};
use super::saved::{DeleteOutcome, RowResult, Saved};
use crate::call::Call;
use crate::client::Client;
use crate::generated::types::{BillOfMaterialsRequestDto, BillOfMaterialsResponseDto};
use crate::operation::Operation;

/// The bills of materials of a tenant; made by [`Client::boms`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = stocktrim_sandbox::Sandbox::start().await?;
/// # let client = sandbox.client()?;
/// use stocktrim::types::BillOfMaterialsRequestDto;
///
/// let line = BillOfMaterialsRequestDto::new("TABLE-77", "LEG-77").quantity(4.0);
/// client.boms().create(line).await?;
/// assert_eq!(client.boms().for_product("TABLE-77").await?.len(), 1);
/// assert_eq!(client.boms().uses_of_component("LEG-77").await?.len(), 1);
/// client.boms().delete("TABLE-77", "LEG-77").await?;
/// assert!(client.boms().for_product("TABLE-77").await?.is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Boms {
    pub(super) client: Client,
}

impl Boms {
    /// All bills of materials, a row per product and component.
    ///
    /// Calls `list_boms` once. It answers an object, a list or null, and 404 when there are none
    /// (B1).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let rows = client.boms().list().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The transport kinds.
    pub fn list(&self) -> Call<Vec<BillOfMaterialsResponseDto>> {
        self.client
            .call(|client| async move { rows_or_empty(client.api().list_boms().send().await) })
    }

    /// The components that a product is made of; none when it is not made of any (B1).
    ///
    /// Calls `list_boms` once, with `productId`.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// for part in client.boms().for_product("OAK-TABLE").await? {
    ///     println!("{:?} of {}", part.quantity, part.component_id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank key, and the
    /// transport kinds.
    pub fn for_product(
        &self,
        product_id: impl AsRef<str>,
    ) -> Call<Vec<BillOfMaterialsResponseDto>> {
        let id = product_id.as_ref().to_owned();
        self.client.call(|client| async move {
            rows_or_empty(client.api().list_boms().product_id(id).send().await)
        })
    }

    /// The products that a component goes into (B1).
    ///
    /// Calls `list_boms` once, with `componentId`.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let uses = client.boms().uses_of_component("OAK-LEG-070").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank key, and the
    /// transport kinds.
    pub fn uses_of_component(
        &self,
        component_id: impl AsRef<str>,
    ) -> Call<Vec<BillOfMaterialsResponseDto>> {
        let id = component_id.as_ref().to_owned();
        self.client.call(|client| async move {
            rows_or_empty(client.api().list_boms().component_id(id).send().await)
        })
    }

    /// Makes a component part of a product, and answers the row if StockTrim does (G8).
    ///
    /// Calls `create_bom` once. It is not retried when its answer is lost: twice may be two rows.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::BillOfMaterialsRequestDto;
    ///
    /// let legs = BillOfMaterialsRequestDto::new("OAK-TABLE", "OAK-LEG-070").quantity(4.0);
    /// client.boms().create(legs).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank key,
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) with the server's reasons, and the
    /// transport kinds.
    pub fn create(
        &self,
        bom: BillOfMaterialsRequestDto,
    ) -> Call<Option<BillOfMaterialsResponseDto>> {
        self.client
            .call(|client| async move { Ok(put(client, bom).await?.0.value) })
    }

    /// Takes a component out of a product, and says whether it was part of it (B2).
    ///
    /// Calls `delete_bom` once, with both keys.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// client.boms().delete("OAK-TABLE", "OAK-LEG-070").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank key, and the
    /// transport kinds.
    pub fn delete(
        &self,
        product_id: impl AsRef<str>,
        component_id: impl AsRef<str>,
    ) -> Call<DeleteOutcome> {
        let product = product_id.as_ref().to_owned();
        let component = component_id.as_ref().to_owned();
        self.client.call(|client| async move {
            let request = client.api().delete_bom().product_id(product);
            deleted(request.component_id(component).send().await)
        })
    }
}

bulk_methods! {
    Boms, BillOfMaterialsRequestDto => BillOfMaterialsResponseDto, one_by_one(|_| put),
    |row| vec![format!("{} of {}", row.component_id, row.product_id)];
    /// Creates many bills of materials, with one outcome per row; see
    /// [`Bulk`](crate::resources::Bulk).
    ///
    /// Calls `create_bom` once per row, which is not retried when its answer is lost: such a row is
    /// [`RowOutcome::Unknown`](crate::resources::RowOutcome::Unknown).
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) {
    /// use stocktrim::types::BillOfMaterialsRequestDto;
    ///
    /// let parts = ["OAK-TOP-120", "OAK-LEG-070"];
    /// let rows = parts.map(|part| BillOfMaterialsRequestDto::new("TABLE", part));
    /// let report = client.boms().create_all(rows).await;
    /// assert!(report.is_complete());
    /// # }
    /// ```
    create_all, create_stream, try_create_stream
}

async fn put(
    client: Client,
    bom: BillOfMaterialsRequestDto,
) -> RowResult<BillOfMaterialsResponseDto> {
    let (product, component) = (bom.product_id.clone(), bom.component_id.clone());
    for (name, key) in [("productId", &product), ("componentId", &component)] {
        require_key(Operation::CreateBom, name, key)?;
    }
    let answer = client.api().create_bom().body(bom).send().await?;
    let attempts = answer.attempts();
    let value = saved_row(answer.into_inner(), |row| {
        row.product_id == product && row.component_id == component
    });
    Ok((Saved::unknown(value), attempts))
}
