//! Settings: configurations by name, and the system that the tenant's stock comes from.

use super::reading::keyed;
use super::saved::Saved;
use crate::client::Client;
use crate::error::Result;
use crate::generated::types::{
    ApiEnum, InventoryManagementSystemRequest, InventoryManagementSystemResponse,
    ProcessingStatusRequestDto,
};

/// The settings of a tenant; made by [`Client::settings`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = stocktrim_sandbox::Sandbox::start().await?;
/// # let client = sandbox.client()?;
/// use stocktrim::types::ApiEnum;
///
/// client.settings().set_inventory_system(ApiEnum::Cin7).await?;
/// assert_eq!(client.settings().inventory_system().await?.name.as_deref(), Some("Cin7"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    client: &'a Client,
}

impl<'a> Settings<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// A configuration by its name; `None` when the answer is empty.
    ///
    /// Calls `get_configuration` once.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// let value = client.settings().configuration("DefaultLeadTime").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) for a name that StockTrim does not know,
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for one that is blank, `.` or
    /// `..`, and the transport kinds.
    pub async fn configuration(
        &self,
        name: &str,
    ) -> Result<Option<InventoryManagementSystemResponse>> {
        keyed("configurationName", name)?;
        let call = self
            .client
            .api()
            .get_configuration()
            .configuration_name(name);
        Ok(call.send().await?.into_inner().into_first())
    }

    /// The system that the tenant's stock comes from.
    ///
    /// Calls `get_inventory_system` once.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// println!("{:?}", client.settings().inventory_system().await?.name);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The transport kinds.
    pub async fn inventory_system(&self) -> Result<InventoryManagementSystemResponse> {
        Ok(self
            .client
            .api()
            .get_inventory_system()
            .send()
            .await?
            .into_inner())
    }

    /// Sets the system that the tenant's stock comes from.
    ///
    /// Calls `set_inventory_system` once.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// client.settings().set_inventory_system("Unleashed").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a blank name,
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) for one that StockTrim does not know,
    /// and the transport kinds.
    pub async fn set_inventory_system(&self, system: impl Into<ApiEnum>) -> Result<()> {
        let system = system.into();
        keyed("the system", system.as_str())?;
        let body = InventoryManagementSystemRequest::new(system);
        self.client
            .api()
            .set_inventory_system()
            .body(body)
            .send()
            .await?;
        Ok(())
    }

    /// Sets what StockTrim shows of the processing of the tenant's data.
    ///
    /// Calls `set_processing_status` once. For integrations that feed StockTrim; to wait for a
    /// forecast, see `client.forecast()`.
    ///
    /// ```
    /// # async fn example(client: stocktrim::Client) -> stocktrim::Result<()> {
    /// use stocktrim::types::ProcessingStatusRequestDto;
    ///
    /// let status = ProcessingStatusRequestDto::new().is_processing(true).percentage_complete(40);
    /// client.settings().set_processing_status(&status).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) with the server's reasons, and the
    /// transport kinds.
    pub async fn set_processing_status(
        &self,
        status: &ProcessingStatusRequestDto,
    ) -> Result<Saved<ProcessingStatusRequestDto>> {
        let call = self
            .client
            .api()
            .set_processing_status()
            .body(status.clone());
        Ok(Saved::somehow(call.send().await?.into_inner().into_first()))
    }
}
