//! Bills of materials: which components a product is made of.

use super::reading::{deleted, keyed, rows_or_none, written};
use super::saved::Deleted;
use crate::client::Client;
use crate::error::Result;
use crate::generated::types::{BillOfMaterialsRequestDto, BillOfMaterialsResponseDto};

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
/// client.boms().create(&line).await?;
/// assert_eq!(client.boms().for_product("TABLE-77").await?.len(), 1);
/// assert_eq!(client.boms().uses_of_component("LEG-77").await?.len(), 1);
/// client.boms().delete("TABLE-77", "LEG-77").await?;
/// assert!(client.boms().for_product("TABLE-77").await?.is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Boms<'a> {
    client: &'a Client,
}

impl<'a> Boms<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self { client }
    }

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
    pub async fn list(&self) -> Result<Vec<BillOfMaterialsResponseDto>> {
        rows_or_none(self.client.api().list_boms().send().await)
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
    pub async fn for_product(&self, product_id: &str) -> Result<Vec<BillOfMaterialsResponseDto>> {
        keyed("productId", product_id)?;
        rows_or_none(
            self.client
                .api()
                .list_boms()
                .product_id(product_id)
                .send()
                .await,
        )
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
    pub async fn uses_of_component(
        &self,
        component_id: &str,
    ) -> Result<Vec<BillOfMaterialsResponseDto>> {
        keyed("componentId", component_id)?;
        rows_or_none(
            self.client
                .api()
                .list_boms()
                .component_id(component_id)
                .send()
                .await,
        )
    }

    /// Makes a component part of a product, and answers the row if StockTrim does (G8).
    ///
    /// Calls `create_bom` once. It is not sent again when its answer is lost: twice may be two rows.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::BillOfMaterialsRequestDto;
    ///
    /// let legs = BillOfMaterialsRequestDto::new("OAK-TABLE", "OAK-LEG-070").quantity(4.0);
    /// client.boms().create(&legs).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank key,
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) with the server's reasons, and the
    /// transport kinds.
    pub async fn create(
        &self,
        bom: &BillOfMaterialsRequestDto,
    ) -> Result<Option<BillOfMaterialsResponseDto>> {
        keyed("productId", &bom.product_id)?;
        keyed("componentId", &bom.component_id)?;
        let rows = self
            .client
            .api()
            .create_bom()
            .body(bom.clone())
            .send()
            .await?;
        Ok(written(rows.into_inner(), |row| {
            row.product_id == bom.product_id && row.component_id == bom.component_id
        }))
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
    pub async fn delete(&self, product_id: &str, component_id: &str) -> Result<Deleted> {
        keyed("productId", product_id)?;
        keyed("componentId", component_id)?;
        let call = self.client.api().delete_bom().product_id(product_id);
        deleted(call.component_id(component_id).send().await)
    }
}
