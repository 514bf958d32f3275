//! Settings: configurations by name, and the system that the tenant's stock comes from.

use super::reading::require_key;
use super::saved::Saved;
use crate::call::Call;
use crate::client::Client;
use crate::generated::types::{
    ApiEnum, InventoryManagementSystemRequest, InventoryManagementSystemResponse,
    ProcessingStatusRequestDto,
};
use crate::operation::Operation;

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
#[derive(Clone, Debug)]
pub struct Settings {
    pub(super) client: Client,
}

impl Settings {
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
    pub fn configuration(
        &self,
        name: impl AsRef<str>,
    ) -> Call<Option<InventoryManagementSystemResponse>> {
        let name = name.as_ref().to_owned();
        self.client.call(|client| async move {
            let request = client.api().get_configuration().configuration_name(name);
            Ok(request.send().await?.into_inner().into_first())
        })
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
    pub fn inventory_system(&self) -> Call<InventoryManagementSystemResponse> {
        self.client.call(|client| async move {
            let system = client.api().get_inventory_system().send().await?;
            Ok(system.into_inner())
        })
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
    pub fn set_inventory_system(&self, system: impl Into<ApiEnum>) -> Call<()> {
        let system = system.into();
        self.client.call(|client| async move {
            require_key(Operation::SetInventorySystem, "the system", system.as_str())?;
            let body = InventoryManagementSystemRequest::new(system);
            let request = client.api().set_inventory_system().body(body);
            request.send().await.map(drop)
        })
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
    /// client.settings().set_processing_status(status).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) with the server's reasons, and the
    /// transport kinds.
    pub fn set_processing_status(
        &self,
        status: ProcessingStatusRequestDto,
    ) -> Call<Saved<ProcessingStatusRequestDto>> {
        self.client.call(|client| async move {
            let request = client.api().set_processing_status().body(status);
            let answer = request.send().await?;
            Ok(Saved::unknown(answer.into_inner().into_first()))
        })
    }
}
